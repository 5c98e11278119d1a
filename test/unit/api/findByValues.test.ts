import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import type { ValueSearch } from '../../../nodes/Impilo/api/findByValues';
import { allFound, findByValues } from '../../../nodes/Impilo/api/findByValues';
import { answered, createClient, pageOf, rejectionOf, type Transmit } from '../standIns';

interface Thing {
	id?: number | null;
	tags: string[];
}

const THINGS: Thing[] = Array.from({ length: 60 }, (_, index) => ({
	id: 60 - index,
	tags: [`t${index}`, index < 2 ? 'shared' : `own${index}`],
}));

function createServer(size: number) {
	const asked: number[] = [];
	const transmit: Transmit = async ({ query }) => {
		const wanted = new Set(query?.tag as string[]);
		const page = Number(query?.page);
		if (page === 1) asked.push(wanted.size);
		const all = THINGS.filter(({ tags }) => tags.some((tag) => wanted.has(tag)));
		const content = all.slice((page - 1) * size, page * size);
		return await Promise.resolve(
			answered(200, { content, page, size, total: all.length, last: page * size >= all.length }),
		);
	};
	return { asked, transmit };
}

const LIST = { path: '/thing', purpose: 'look up things' };
const search = (values: string[], changes: Partial<ValueSearch<Thing>> = {}) => ({
	name: 'tag',
	values,
	valuesOf: ({ tags }: Thing) => tags,
	ignoredFilter: { happened: 'Strangers came', remedy: 'Tell Impilo.' },
	writtenOtherwise: ({ id }: Thing) => ({ happened: `It is thing ${id}`, remedy: 'Rename it.' }),
	...changes,
});

const find = async (values: string[], size = 250) => {
	const { asked, transmit } = createServer(size);
	return { asked, ...(await findByValues<Thing>(createClient(transmit), LIST, search(values))) };
};

/** Impilo has a thing for each value, and refuses a request with any of the bad ones. */
const createRefuser = (bad: readonly string[], status = 400) => {
	const requests: string[][] = [];
	const transmit: Transmit = async ({ query }) => {
		const values = query?.tag as string[];
		requests.push(values);
		const isRefused = values.some((value) => bad.includes(value));
		const things = values.map((value, index) => ({ id: index, tags: [value] }));
		return await Promise.resolve(isRefused ? answered(status, 'No') : pageOf(things));
	};
	return { requests, transmit };
};
const VALUES = Array.from({ length: 50 }, (_, index) => `v${index}`);

describe('findByValues', () => {
	it('asks for fifty values a request, each once', async () => {
		const values = THINGS.map((_, index) => `t${index}`);
		const { asked, found, failures } = await find([...values, ...values]);

		expect(asked.sort()).toEqual([10, 50]);
		expect([...found.keys()].sort()).toEqual([...values].sort());
		expect(failures.size).toBe(0);
	});

	it.each([250, 1])('gives all that have a value by ascending ID, in pages of %d', async (size) => {
		const { found } = await find(['shared', 'nothing'], size);

		expect([...found.keys()]).toEqual(['shared']);
		expect(found.get('shared')?.map(({ id }) => id)).toEqual([59, 60]);
	});
});

describe('a request that Impilo refuses', () => {
	it.each([400, 404, 413, 414, 422, 431])(
		'with %d: the value that it is for fails alone',
		async (status) => {
			const { transmit, requests } = createRefuser(['v17', 'v49'], status);
			const { found, failures } = await findByValues(createClient(transmit), LIST, search(VALUES));

			expect([...failures.keys()].sort()).toEqual(['v17', 'v49']);
			expect(failures.get('v17')).toMatchObject({ status });
			expect(found.size).toBe(48);
			expect(requests.length).toBeLessThan(30);
		},
	);

	it('because of all its values: each of them fails', async () => {
		const { transmit } = createRefuser(['a', 'b', 'c']);
		const { found, failures } = await findByValues(
			createClient(transmit),
			LIST,
			search(['a', 'b', 'c']),
		);

		expect([...failures.keys()].sort()).toEqual(['a', 'b', 'c']);
		expect(found.size).toBe(0);
	});

	it('whatever the values are: two requests tell', async () => {
		const { transmit, requests } = createRefuser([...VALUES, '1']);
		const failure = await rejectionOf(findByValues(createClient(transmit), LIST, search(VALUES)));

		expect(failure).toMatchObject({ status: 400 });
		expect(requests).toHaveLength(2);
	});

	it.each([401, 403, 407, 429, 500])('with %d, which is not about a value', async (status) => {
		const { transmit, requests } = createRefuser(['v17'], status);
		const client = createClient(transmit);
		const failure = await rejectionOf(findByValues(client, LIST, search(VALUES)));

		expect(failure).toMatchObject({ status });
		expect(requests.every((values) => values.length === 50)).toBe(true);
	});
});

describe('what comes back without any value', () => {
	/** Impilo shows the things of these values without them. */
	const createHider = (hidden: readonly string[]) => {
		const requests: string[][] = [];
		const transmit: Transmit = async ({ query }) => {
			const values = query?.tag as string[];
			requests.push(values);
			const has = (value: string) => VALUES.includes(value) || hidden.includes(value);
			const things = values
				.filter(has)
				.map((value, id) => ({ id, tags: hidden.includes(value) ? [] : [value] }));
			return await Promise.resolve(pageOf(things));
		};
		return { requests, client: createClient(transmit) };
	};
	const whyUnclear = ({ id, tags }: Thing) =>
		tags.length > 0 ? undefined : { happened: `Whose is thing ${id}?`, remedy: 'Look.' };

	it('may have one: the value that it came for fails alone, and the others are found once', async () => {
		const { client, requests } = createHider(['v17']);
		const { found, failures } = await findByValues(client, LIST, search(VALUES, { whyUnclear }));

		expect([...failures]).toEqual([
			['v17', new ImpiloFailure({ happened: 'Whose is thing 0?', remedy: 'Look.' })],
		]);
		expect([...found.values()].map(({ length }) => length)).toEqual(VALUES.slice(1).map(() => 1));
		expect(requests.length).toBeLessThan(15);
	});

	it('also for a plain one: the filter is ignored', async () => {
		const { client, requests } = createHider(['v17', '1']);
		const failure = await rejectionOf(findByValues(client, LIST, search(VALUES, { whyUnclear })));

		expect(failure).toMatchObject({ message: 'Strangers came' });
		expect(requests).toHaveLength(2);
	});
});

describe('what comes back for another value', () => {
	const findAmong = async (things: Thing[], changes: Partial<ValueSearch<Thing>> = {}) => {
		const client = createClient(async () => await Promise.resolve(pageOf(things)));
		return await findByValues(client, LIST, search(['PO-1', 'po-2', 'PO-3'], changes));
	};

	it.each([['po-1'], [' PO-1'], ['PÓ-1'], ['Po-1 ']])(
		'that is one of the values but for case: %j',
		async (tag) => {
			const { found, failures } = await findAmong([
				{ id: 7, tags: [tag] },
				{ id: 8, tags: ['po-2'] },
			]);

			expect([...found.keys()]).toEqual(['po-2']);
			expect([...failures]).toEqual([
				['PO-1', new ImpiloFailure({ happened: 'It is thing 7', remedy: 'Rename it.' })],
			]);
		},
	);

	it('but has the value as well, or something else has it: that is meant', async () => {
		const { found, failures } = await findAmong([
			{ id: 7, tags: ['po-1', 'PO-1'] },
			{ id: 8, tags: ['PO-2'] },
			{ id: 9, tags: ['po-2'] },
		]);

		expect([...found].map(([value, things]) => [value, things.map(({ id }) => id)])).toEqual([
			['PO-1', [7]],
			['po-2', [9]],
		]);
		expect(failures.size).toBe(0);
	});

	it.each<[Thing, Partial<ValueSearch<Thing>>]>([
		[{ id: 7, tags: ['PO-4'] }, {}],
		[{ id: 7, tags: [] }, {}],
		[{ id: 7, tags: ['po-1'] }, { writtenOtherwise: undefined }],
		[{ id: 7, tags: ['PO-4'] }, { isHarmless: ({ tags }) => tags.length === 0 }],
	])('and has nothing to do with them: the filter is ignored: %j', async (thing, changes) => {
		const failure = await rejectionOf(findAmong([{ id: 8, tags: ['PO-3'] }, thing], changes));

		expect(failure).toMatchObject({ message: 'Strangers came' });
	});

	it('and does no harm', async () => {
		const isHarmless = ({ tags }: Thing) => tags.length === 0;
		const { found, failures } = await findAmong([{ id: 7, tags: [] }], { isHarmless });

		expect([found.size, failures.size]).toEqual([0, 0]);
	});

	it('on the first of many pages: the others are not read', async () => {
		let requests = 0;
		const client = createClient(async () => {
			requests++;
			const content = [{ id: requests, tags: ['stranger'] }];
			return await Promise.resolve(
				answered(200, { content, page: requests, size: 1, total: 1_000, last: false }),
			);
		});

		await rejectionOf(findByValues(client, LIST, search(['PO-1'])));
		expect(requests).toBe(1);
	});
});

it('one failure stands for all where somebody needs all', () => {
	const found = new Map([['a', [{ id: 1, tags: ['a'] }]]]);
	const failure = new Error('b');

	expect(allFound({ found, failures: new Map() })).toBe(found);
	expect(() => allFound({ found, failures: new Map([['b', failure]]) })).toThrow(failure);
});
