import { findByValues } from '../../../nodes/Impilo/api/findByValues';
import { answered, createClient, type Transmit } from '../standIns';

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

const find = async (values: string[], size = 250, seen: Thing[] = []) => {
	const { asked, transmit } = createServer(size);
	const found = await findByValues<Thing>(
		createClient(transmit),
		{ path: '/thing', purpose: 'look up things' },
		{ name: 'tag', values, valuesOf: ({ tags }) => tags, check: (thing) => seen.push(thing) },
	);
	return { asked, found };
};

describe('findByValues', () => {
	it('asks for fifty values a request, each once', async () => {
		const values = THINGS.map((_, index) => `t${index}`);
		const { asked, found } = await find([...values, ...values]);

		expect(asked.sort()).toEqual([10, 50]);
		expect([...found.keys()].sort()).toEqual([...values].sort());
	});

	it.each([250, 1])('gives all that have a value by ascending ID, in pages of %d', async (size) => {
		const { found } = await find(['shared', 'nothing'], size);

		expect([...found.keys()]).toEqual(['shared']);
		expect(found.get('shared')?.map(({ id }) => id)).toEqual([59, 60]);
	});

	it('has each thing checked', async () => {
		const seen: Thing[] = [];
		await find(['shared'], 250, seen);
		expect(seen).toHaveLength(2);
	});
});
