import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { ToolCallStyle } from '../harness';
import { fromAI, pick, useImpilo, withoutWaiting } from '../impiloRun';
import { createForm, postedBodies, WIRE_BODY } from './orderForm';

const rig = useImpilo();
beforeEach(() => void withoutWaiting());

const FIELDS_FORM = createForm({
	patientId: pick(fromAI('patient')),
	orderItems: { item: [{ itemId: pick(fromAI('item')), count: fromAI('count') }] },
	externalOrderIds: fromAI('reference'),
});
const FIELDS_ARGS = { patient: '1234', item: '301', count: '2', reference: 'agent-1' };
const SENT = { ...WIRE_BODY, externalOrderIds: ['agent-1'] };

const JSON_FORM = createForm({
	patientId: pick(fromAI('email'), 'email'),
	contents: 'json',
	contentsJson: fromAI('contents'),
	externalOrderIds: fromAI('references'),
});

describe.each<ToolCallStyle>(['engine', 'direct'])(
	'an agent that calls in the %s style',
	(style) => {
		/** What the model reads after its call, whether it went well or not. */
		async function callTool(form: INodeParameters, args: IDataObject): Promise<string> {
			const { answer, error } = await rig.runImpiloTool(form, args, style);
			return answer ?? error?.message ?? '';
		}

		it('places an order: numbers may come as text', async () => {
			const answer = await callTool(FIELDS_FORM, FIELDS_ARGS);

			expect(postedBodies(rig.sandbox)).toEqual([SENT]);
			expect(JSON.parse(answer)).toEqual([
				expect.objectContaining({ id: 5031, patientId: 1234, currentStatus: 'orderPlaced' }),
			]);
		});

		it('calls twice with the same reference: one order', async () => {
			const first = await callTool(FIELDS_FORM, FIELDS_ARGS);
			const second = await callTool(FIELDS_FORM, FIELDS_ARGS);

			expect(second).toBe(first);
			expect(postedBodies(rig.sandbox)).toEqual([SENT]);
		});

		it('checks, places, and finds by checking again that the order exists', async () => {
			const check = { ...FIELDS_FORM, operation: 'check' };
			const answers = [
				await callTool(check, FIELDS_ARGS),
				await callTool(FIELDS_FORM, FIELDS_ARGS),
				await callTool(check, FIELDS_ARGS),
			].map((answer): unknown => JSON.parse(answer));

			expect(answers).toMatchObject([
				[{ canBePlaced: true, existingOrderId: null, problems: [], order: SENT }],
				[{ id: 5031 }],
				[{ canBePlaced: true, existingOrderId: 5031 }],
			]);
			expect(postedBodies(rig.sandbox)).toEqual([SENT]);
		});

		it('places nothing where no operation was chosen: a tool begins with Check', async () => {
			const { operation, ...fresh } = FIELDS_FORM;

			expect(operation).toBe('create');
			expect(JSON.parse(await callTool(fresh, FIELDS_ARGS))).toMatchObject([{ canBePlaced: true }]);
			expect(postedBodies(rig.sandbox)).toEqual([]);
		});

		it.each([
			['the shape of the API', '{"orderItems":[{"item":{"id":301},"count":2}]}'],
			['the short shape with text for numbers', '{"orderItems":[{"id":"301","count":"2"}]}'],
			['lists as JSON text inside', '{"orderItems":"[{\\"id\\":301,\\"count\\":2}]"}'],
		])(
			'gives contents as JSON text in %s, and references as a JSON list',
			async (_how, contents) => {
				await callTool(JSON_FORM, {
					email: 'john.doe@example.com',
					contents,
					references: '["agent-1"]',
				});
				expect(postedBodies(rig.sandbox)).toEqual([SENT]);
			},
		);

		it.each<[string, INodeParameters, IDataObject, string, string]>([
			[
				'a name instead of an ID',
				FIELDS_FORM,
				{ ...FIELDS_ARGS, patient: 'John Doe' },
				'Patient is not a whole positive number',
				'switch Patient from By ID to Own ID or Email. Or enter the ID that Impilo shows, a whole number such as 1042',
			],
			[
				'a word for a number',
				FIELDS_FORM,
				{ ...FIELDS_ARGS, count: 'two' },
				'Order Items, line 1: Count is not a whole number of at least 1',
				'e.g. 1',
			],
			[
				'JSON that is none',
				JSON_FORM,
				{ email: 'john.doe@example.com', contents: 'two monitors', references: '' },
				'Contents JSON is not valid JSON',
				'e.g. { "orderKits": [{ "id": 1000, "count": 1 }] }',
			],
			[
				'a key that there is not',
				JSON_FORM,
				{ email: 'john.doe@example.com', contents: '{"items":[{"id":301}]}', references: '' },
				'"items"',
				'orderKits, orderItems, returnDevices, returnItems, returnPackedKits',
			],
			[
				'an empty order',
				JSON_FORM,
				{ email: 'john.doe@example.com', contents: '{}', references: '' },
				'The order is empty',
				'fill at least one of its lists',
			],
		])('gives %s: it is told what to give, and nothing is sent', async (...test) => {
			const [, form, args, what, remedy] = test;
			const answer = await callTool(form, args);

			expect(answer.replaceAll('\\"', '"')).toContain(what);
			expect(answer.replaceAll('\\"', '"')).toContain(remedy);
			expect(rig.sandbox.requests).toEqual([]);
		});
	},
);
