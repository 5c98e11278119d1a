import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { pick, postsOf } from '../create/orderForm';
import type { ToolCallStyle } from '../harness';
import { startImpilo, type ImpiloRig } from '../impiloRun';
import { checkForm, methodsOf, type Checked } from './checkRun';

let rig: ImpiloRig;
beforeAll(async () => {
	rig = await startImpilo();
});
beforeEach(() => rig.sandbox.reset());
afterAll(async () => await rig.stop());

const fromAI = (key: string) => `={{ $fromAI('${key}', '', 'string') }}`;

const FIELDS = checkForm({
	patientId: pick(fromAI('patient')),
	orderItems: { item: [{ itemId: pick(fromAI('item')), count: fromAI('count') }] },
	externalOrderIds: fromAI('reference'),
});
const ARGS = { patient: '1234', item: '301', count: '2', reference: 'agent-1' };

const JSON_FORM = checkForm({
	patientId: pick(fromAI('email'), 'email'),
	contents: 'json',
	contentsJson: fromAI('contents'),
	externalOrderIds: fromAI('references'),
	additionalFields: { orderNotes: fromAI('note'), shippingOption: fromAI('shipping') },
});

describe.each<ToolCallStyle>(['engine', 'direct'])(
	'an agent that calls in the %s style',
	(style) => {
		async function call(form: INodeParameters, args: IDataObject): Promise<Checked> {
			const { answer, error } = await rig.runImpiloTool(form, args, style);
			expect(error).toBeUndefined();
			const [checked] = JSON.parse(answer ?? '[]') as Checked[];
			if (checked === undefined) throw new Error('The agent got no answer');
			return checked;
		}

		it('is told what the tool does', async () => {
			const { tool } = await rig.runImpiloTool(FIELDS, ARGS, style);
			expect(tool).toMatchObject({
				name: 'Impilo',
				description: 'Check order before placing it in Impilo',
			});
		});

		it('places nothing where no operation was chosen: a tool begins with Check', async () => {
			const { operation, ...fresh } = FIELDS;
			expect(operation).toBe('check');
			expect(await call(fresh, ARGS)).toMatchObject({ canBePlaced: true });
			expect(postsOf(rig.sandbox)).toEqual([]);
		});

		it('with numbers as text: is told that it can be placed', async () => {
			expect(await call(FIELDS, ARGS)).toEqual({
				canBePlaced: true,
				existingOrderId: null,
				problems: [],
				warnings: [],
				order: {
					patient: { id: 1234 },
					orderItems: [{ item: { id: 301 }, count: 2 }],
					externalOrderIds: ['agent-1'],
				},
			});
			expect(methodsOf(rig.sandbox)).toEqual(['GET']);
		});

		it('with JSON as text, and an email address', async () => {
			const checked = await call(JSON_FORM, {
				email: 'John.Doe@example.com',
				contents: '{"orderKits":"[{\\"id\\":\\"1000\\",\\"count\\":\\"1\\"}]"}',
				references: '["agent-1", "agent-2"]',
				note: 'For John',
				shipping: 'Overnight',
			});

			expect(checked).toMatchObject({
				canBePlaced: true,
				order: {
					patient: { id: 1234 },
					orderKits: [{ kit: { id: 1000 }, count: 1 }],
					externalOrderIds: ['agent-1', 'agent-2'],
					shippingOption: 'overnight',
				},
			});
			expect(JSON.stringify(checked)).not.toMatch(/john/i);
		});

		it.each<[string, IDataObject, string, string]>([
			[
				'a name instead of an ID',
				{ patient: 'John Doe' },
				'Patient is not a whole positive number',
				'a whole number such as 1042',
			],
			[
				'a word for a number',
				{ count: 'two' },
				'Order Items, line 1: Count is not a whole number of at least 1',
				'e.g. 1',
			],
			[
				'a patient who is not there',
				{ patient: String(seedIds.unknownPatient) },
				'Impilo has no patient 999999',
				'Choose the patient again',
			],
			[
				'more than there is',
				{ item: String(seedIds.scarceItem), count: '9' },
				'Only 3 of item 322',
				'Lower the count',
			],
		])('%s: is told what to change, and can ask again', async (_what, args, message, howToFix) => {
			const checked = await call(FIELDS, { ...ARGS, ...args });
			expect(checked.canBePlaced).toBe(false);
			expect(checked.problems[0]?.message).toContain(message);
			expect(checked.problems[0]?.howToFix).toContain(howToFix);

			expect((await call(FIELDS, ARGS)).canBePlaced).toBe(true);
		});

		it('checks, places, and finds by checking again that the order exists', async () => {
			await call(FIELDS, ARGS);
			await rig.runImpiloTool({ ...FIELDS, operation: 'create' }, ARGS, style);
			const again = await call(FIELDS, ARGS);

			expect(again).toMatchObject({ canBePlaced: true, existingOrderId: 5031 });
			expect(postsOf(rig.sandbox)).toHaveLength(1);
		});
	},
);
