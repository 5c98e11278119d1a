import { seedIds } from '../../../sandbox';
import { createForm, postedBodies, postsOf, WIRE_BODY } from '../create/orderForm';
import { searchList } from '../harness';
import { CONTINUE, fromAI, IMPILO, pick, useImpilo } from '../impiloRun';
import { failureOf, jsonOf } from '../outcome';

// Large takes its time on a busy machine.
jest.setTimeout(240_000);

const MEGABYTE = 1_000_000;
const LINES = 200;
const PATIENTS = 100_000;
const ITEMS = 50_000;

const rig = useImpilo({ inventory: 'unlimited' });

/** An item's ID and a count for each line; no line is like the one before it. */
const lines = Array.from({ length: LINES }, (_, index) => ({
	id: seedIds.item + (index % 20),
	count: 1 + (index % 7),
}));
const sentLines = lines.map(({ id, count }) => ({ item: { id }, count }));

/** As people copy it from Impilo's answers: each item with all that is said of it. */
function copiedContents(megabytes: number): string {
	const description = 'Cuff, 22–42 cm. '.repeat((megabytes * MEGABYTE) / LINES / 16);
	return JSON.stringify({
		orderItems: lines.map(({ id, count }) => ({ item: { id, name: 'Cuff', description }, count })),
	});
}

/** Nothing but lines, so many that the order is as large as the field. */
function endlessContents(megabytes: number): string {
	const line = { id: seedIds.item, count: 1 };
	const count = Math.ceil((megabytes * MEGABYTE) / (JSON.stringify(line).length + 1));
	return JSON.stringify({ orderItems: Array.from({ length: count }, () => line) });
}

const CONTENTS_FORM = createForm({ contents: 'json', contentsJson: '={{ $json.contents }}' });
const TOO_LARGE = 'This is more than Impilo accepts in one request, so nothing was done';

describe('an order with 200 lines', () => {
	const form = createForm({
		orderItems: { item: lines.map(({ id, count }) => ({ itemId: pick(id), count })) },
	});

	it('reaches Impilo whole from the fields', async () => {
		const run = await rig.runImpilo(form);

		expect(run.error).toBeUndefined();
		expect(postedBodies(rig.sandbox)).toEqual([{ ...WIRE_BODY, orderItems: sentLines }]);
		expect(jsonOf(run)[0]?.orderItems).toHaveLength(LINES);
	});

	it('reaches Impilo whole from expressions, each with its own value', async () => {
		const item = lines.map((_, index) => ({
			itemId: pick(`={{ $json.lines[${index}].id }}`),
			count: `={{ $json.lines[${index}].count }}`,
		}));
		const run = await rig.runImpilo(createForm({ orderItems: { item } }), [{ lines }]);

		expect(run.error).toBeUndefined();
		expect(postedBodies(rig.sandbox)).toEqual([{ ...WIRE_BODY, orderItems: sentLines }]);
	});

	it('is checked line by line', async () => {
		const last = lines.length - 1;
		const item = lines.map(({ id, count }, index) => ({
			itemId: pick(index === last ? seedIds.nonOrderableItem : id),
			count,
		}));
		const run = await rig.runImpilo({ ...form, operation: 'check', orderItems: { item } });

		expect(jsonOf(run)[0]).toMatchObject({ canBePlaced: false });
		expect(JSON.stringify(jsonOf(run)[0]?.problems)).toContain(`line ${LINES}`);
	});
});

describe('a JSON of 5 MB in one field', () => {
	it('is read, and only what Impilo needs of it is sent', async () => {
		const contents = copiedContents(5);
		expect(contents.length).toBeGreaterThan(5 * MEGABYTE);
		const run = await rig.runImpilo(CONTENTS_FORM, [{ contents }]);

		expect(run.error).toBeUndefined();
		expect(postedBodies(rig.sandbox)).toEqual([{ ...WIRE_BODY, orderItems: sentLines }]);
	});

	it('that makes too large an order is refused in plain words, sent once, and the others go on', async () => {
		const run = await rig.runImpilo(
			CONTENTS_FORM,
			[{ contents: endlessContents(5) }, { contents: copiedContents(0.1) }],
			CONTINUE,
		);

		expect(run.items(IMPILO, 1)).toMatchObject([
			{
				json: {
					error: `${TOO_LARGE} [item 0]`,
					details: { howToFix: expect.stringContaining('split the lines'), httpCode: 413 },
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(run.items(IMPILO)).toMatchObject([{ pairedItem: { item: 1 } }]);
		expect(postsOf(rig.sandbox).map(({ status }) => status)).toEqual([413, 201]);
	});

	it('is refused like that by the page of a proxy as well', async () => {
		rig.sandbox.misbehave({
			kind: 'status',
			status: 413,
			contentType: 'text/html',
			body: '<html><head><title>413 Request Entity Too Large</title></head><body></body></html>',
			match: { method: 'POST' },
		});
		const run = await rig.runImpilo(createForm());

		expect(failureOf(run).message).toBe(`${TOO_LARGE} [item 0]`);
		expect(failureOf(run).description).toContain('413 Request Entity Too Large');
	});

	it('that is no JSON is refused without a request, and without repeating it', async () => {
		const contents = `${copiedContents(5).slice(0, -1)},`;
		const run = await rig.runImpilo(CONTENTS_FORM, [{ contents }]);

		expect(failureOf(run).message).toBe('Contents JSON is not valid JSON [item 0]');
		expect(failureOf(run).description.length).toBeLessThan(1_000);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it.each(['engine', 'direct'] as const)(
		'from an agent (%s) is placed, or refused in words that it can work with',
		async (style) => {
			const form = createForm({
				contents: 'json',
				contentsJson: fromAI('contents'),
			});
			const call = async (contents: string): Promise<string> => {
				const { answer, error } = await rig.runImpiloTool(form, { contents }, style);
				return answer ?? error?.message ?? '';
			};

			expect(await call(endlessContents(5))).toContain('split the lines of an order');
			expect(await call(copiedContents(5))).toContain('orderPlaced');
			expect(postsOf(rig.sandbox).map(({ status }) => status)).toEqual([413, 201]);
			expect(postedBodies(rig.sandbox).at(-1)).toEqual({ ...WIRE_BODY, orderItems: sentLines });
		},
	);
});

describe('100,000 patients behind a list', () => {
	beforeEach(() => {
		rig.sandbox.seedPatients(PATIENTS);
		rig.sandbox.clearRequests();
	});

	const search = async (method: string, filter?: string, paginationToken?: string) =>
		await searchList({
			package: rig.package,
			method,
			filter,
			paginationToken,
			credentials: rig.credentials,
		});

	it.each<[string | undefined, number]>([
		[undefined, 1],
		['doe', 2],
		['nobody has this name', 2],
		[String(seedIds.patient), 3],
		['someone@example.com', 1],
	])('searching for %j takes %d requests at most, of fifty each', async (filter, most) => {
		const { results } = await search('searchPatients', filter);

		expect(results.length).toBeLessThanOrEqual(100);
		expect(rig.sandbox.requests.length).toBeLessThanOrEqual(most);
		for (const { query } of rig.sandbox.requests) expect(query.parsed.size).toEqual(['50']);
	});

	it('scrolling on takes a request each, however far', async () => {
		const far = await search('searchPatients', undefined, '2000');

		expect(far.results).toHaveLength(50);
		expect(far.paginationToken).toBe('2001');
		expect(rig.sandbox.requests).toHaveLength(1);
	});
});

it('a search among 100,000 orders that finds nothing gives up after ten requests', async () => {
	rig.sandbox.seedOrders(100_000);
	const { results } = await searchList({
		package: rig.package,
		method: 'searchOrders',
		filter: 'no such status',
		credentials: rig.credentials,
	});

	expect(results).toEqual([]);
	expect(rig.sandbox.requests.length).toBeLessThanOrEqual(10);
});

it('50,000 items keep their pairing: some get their order, the others say what is wrong', async () => {
	const isRefused = (index: number): boolean => index % 3 === 0;
	const items = Array.from({ length: ITEMS }, (_, index) => ({
		ref: `${isRefused(index) ? 'refused' : 'shared'}-${index % 100}`,
		count: isRefused(index) ? 'none' : 2,
	}));
	const run = await rig.runImpilo(
		createForm({
			externalOrderIds: '={{ $json.ref }}',
			orderItems: { item: [{ itemId: pick(seedIds.item), count: '={{ $json.count }}' }] },
		}),
		items,
		CONTINUE,
	);

	expect(run.status).toBe('success');
	const [placed, refused] = [run.items(IMPILO), run.items(IMPILO, 1)];
	const indices = [...items.keys()];
	const pairing = (outputs: typeof placed) => outputs.map(({ pairedItem }) => pairedItem);
	expect(pairing(placed)).toEqual(
		indices.filter((index) => !isRefused(index)).map((item) => ({ item })),
	);
	expect(pairing(refused)).toEqual(indices.filter(isRefused).map((item) => ({ item })));
	const mixedUp = placed.filter(({ json, pairedItem }) => {
		const index = typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : -1;
		return json.externalOrderIds instanceof Array && json.externalOrderIds[0] !== items[index]?.ref;
	});
	expect(mixedUp).toEqual([]);
	expect(refused.filter(({ json }) => !String(json.error).includes('Count'))).toEqual([]);
	expect(postsOf(rig.sandbox)).toHaveLength(100);
});
