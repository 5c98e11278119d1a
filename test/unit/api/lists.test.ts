import fc from 'fast-check';

import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import { readList, splitValues } from '../../../nodes/Impilo/api/lists';
import type { ListRequest } from '../../../nodes/Impilo/api/pages';
import type { ImpiloRequest } from '../../../nodes/Impilo/api/request';
import type { Transmit } from '../standIns';
import { answered, createClient, createScript, settle } from '../standIns';

interface Entry {
	id: number;
}

const LIST: ListRequest = { path: '/order', purpose: 'list orders' };

const keep = (entry: Entry) => entry.id;
const range = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, index) => from + index);
const ascending = (ids: number[]) => [...ids].sort((one, other) => one - other);

type PageFields = Record<string, unknown>;

/** A list at Impilo that may change between two requests. */
class ListServer {
	readonly requests: ImpiloRequest[] = [];

	/** May change the list or the largest page before a request is answered. */
	beforeAnswer: (requestNumber: number) => void = () => {};

	/** May change what is answered. */
	alter: (page: PageFields) => PageFields = (page) => page;

	constructor(
		public ids: number[],
		public largestPage = 250,
	) {}

	readonly transmit: Transmit = async (request) => {
		this.requests.push(request);
		this.beforeAnswer(this.requests.length);
		const page = Number(request.query?.page);
		const size = Math.min(Number(request.query?.size), this.largestPage);
		const total = this.ids.length;
		const last = page * size >= total;
		const content = this.ids.slice((page - 1) * size, page * size).map((id) => ({ id }));
		return await Promise.resolve(
			answered(200, this.alter({ content, page, size, total, first: page === 1, last })),
		);
	};

	/** Page and size of every request. */
	asked(): string[] {
		return this.requests.map(({ query }) => `${String(query?.page)}/${String(query?.size)}`);
	}
}

const all = async (
	{ transmit }: Pick<ListServer, 'transmit'>,
	largestPage = 250,
	convert: (entry: Entry) => unknown = keep,
	client = createClient(transmit),
) => await readList(client, { list: LIST, largestPage, convert });

const some = async (
	{ transmit }: ListServer,
	largestPage: number,
	limit: number,
	convert: (entry: Entry) => unknown = keep,
) => {
	const reading = { list: LIST, limit, picks: true, largestPage, convert };
	return await readList(createClient(transmit), reading);
};

describe('a whole list', () => {
	it.each([
		['an empty list', 0, 250, ['1/250']],
		['a list of less than a page', 7, 250, ['1/250']],
		['a list of exactly a page', 250, 250, ['1/250']],
		['a list of a page and one', 251, 250, ['1/250', '2/250']],
		['a list of three pages', 30, 10, ['1/10', '2/10', '3/10']],
	])('reads %s with as few requests as possible', async (_, length, size, asked) => {
		const server = new ListServer(range(1, length));

		expect(await all(server, size)).toEqual(range(1, length));
		expect(server.asked()).toEqual(asked);
	});

	it.each([1e15, 1e9, Number.MAX_SAFE_INTEGER])(
		'reads on page by page where there cannot be as many as it says: %d',
		async (total) => {
			const server = new ListServer(range(1, 600));
			server.alter = (page) => ({ ...page, total });

			expect(await all(server)).toEqual(range(1, 600));
			expect(server.asked()).toEqual(['1/250', '2/250', '3/250']);
		},
	);

	it.each([{}, { last: false }])(
		'asks for no more after an empty page, whatever the total says: %j',
		async (fields) => {
			const server = new ListServer(range(1, 600));
			server.alter = (page) => ({ ...page, last: undefined, ...fields, total: 1_000_000 });

			expect(await all(server)).toEqual(range(1, 600));
			expect(server.requests.length).toBeLessThan(3 + 2 * 10);
		},
	);

	it('keeps the order of the list when pages arrive out of order', async () => {
		const server = new ListServer(range(1, 35));
		const transmit: Transmit = async (request) => {
			const outcome = await server.transmit(request);
			for (let turn = 10; turn > Number(request.query?.page); turn--) await settle();
			return outcome;
		};

		expect(await all({ transmit }, 10)).toEqual(range(1, 35));
	});

	it('uses the page size that was granted', async () => {
		const server = new ListServer(range(1, 95), 20);

		expect(await all(server, 250)).toEqual(range(1, 95));
		expect(server.asked()).toEqual(['1/250', '2/20', '3/20', '4/20', '5/20']);
	});

	it.each([2, 3, 4])('starts again when the pages become shorter at request %d', async (when) => {
		const server = new ListServer(range(1, 95), 20);
		server.beforeAnswer = (number) => {
			if (number === when) server.largestPage = 8;
		};

		expect(ascending((await all(server)) as number[])).toEqual(range(1, 95));
	});

	it('starts again when the pages become longer and the server gives no total', async () => {
		const server = new ListServer(range(1, 95), 20);
		server.alter = (page) => {
			if (server.requests.length < 3) return { ...page, total: null };
			const from = (Number(page.page) - 1) * 30;
			const content = server.ids.slice(from, from + 30).map((id) => ({ id }));
			return { ...page, content, size: 30, total: null, last: from + 30 >= server.ids.length };
		};

		expect(ascending((await all(server)) as number[])).toEqual(range(1, 95));
	});

	it('starts again three times', async () => {
		const server = new ListServer(range(1, 95), 20);
		server.beforeAnswer = (number) => {
			if ([2, 7, 14].includes(number)) server.largestPage -= 5;
		};

		expect(ascending((await all(server)) as number[])).toEqual(range(1, 95));
		expect(server.largestPage).toBe(5);
	});

	it('gives up when the pages become shorter again and again', async () => {
		const server = new ListServer(range(1, 2_000), 250);
		server.beforeAnswer = () => {
			server.largestPage -= 1;
		};
		const reading = all(server);

		await expect(reading).rejects.toThrow('Impilo keeps changing the page size of the list');
		await expect(reading).rejects.toThrow(ImpiloFailure);
	});

	it('starts again when the pages become longer', async () => {
		const server = new ListServer(range(1, 95), 20);
		server.alter = (page) => {
			if (server.requests.length < 3) return page;
			const from = (Number(page.page) - 1) * 30;
			const content = server.ids.slice(from, from + 30).map((id) => ({ id }));
			return { ...page, content, size: 30, last: from + 30 >= server.ids.length };
		};

		expect(ascending((await all(server)) as number[])).toEqual(range(1, 95));
	});

	it('accepts that the last page gives its own length as size', async () => {
		const server = new ListServer(range(1, 25));
		server.alter = (page) => (page.last === true ? { ...page, size: 5 } : page);

		expect(await all(server, 10)).toEqual(range(1, 25));
		expect(server.asked()).toEqual(['1/10', '2/10', '3/10']);
	});

	it('counts unreadable entries when a page has no size', async () => {
		const server = new ListServer(range(1, 30));
		server.alter = ({ content, total, last }) => ({
			content: (content as Entry[]).map((entry) => (entry.id === 5 ? null : entry)),
			total,
			last,
		});

		expect(await all(server, 10)).toEqual([...range(1, 4), ...range(6, 30)]);
		expect(server.asked()).toEqual(['1/10', '2/10', '3/10']);
	});

	it('recognizes an ID as number and as text', async () => {
		const server = new ListServer(range(1, 4));
		server.alter = (page) => ({
			...page,
			content: page.page === 1 ? page.content : [{ id: '2' }, { id: '3' }],
			total: 3,
		});

		expect(await all(server, 2)).toEqual([1, 2, '3']);
	});

	it.each([
		['says that there is more', { last: false }],
		['says nothing', { last: null, total: null }],
		['gives a total that is never reached', { last: false, total: 1_000_000, size: 1_000_000 }],
	])('refuses a list that repeats its first page for ever and %s', async (_, fields) => {
		const server = new ListServer(range(1, 10));
		server.alter = (page) => ({
			...page,
			content: range(1, 10).map((id) => ({ id })),
			...fields,
		});
		const reading = all(server, 10);

		await expect(reading).rejects.toThrow(ImpiloFailure);
		await expect(reading).rejects.toThrow('Impilo keeps sending the same page of the list');
		expect(server.requests).toHaveLength(7);
	});

	it('accepts the same page five times, as new entries may push it on', async () => {
		const server = new ListServer(range(1, 12));
		server.alter = (page) => ({ ...page, total: null, last: null });
		server.beforeAnswer = (number) => {
			if (number > 1 && number <= 6) server.ids.unshift(number * 100, number * 100 + 1);
		};
		const ids = (await all(server, 2)) as number[];

		expect(ids).toEqual(range(1, 12));
		expect(server.requests).toHaveLength(12);
	});

	it.each([
		['total', ['total']],
		['last', ['last']],
		['size', ['size']],
		['total and last', ['total', 'last']],
		['everything but the content', ['page', 'size', 'total', 'first', 'last']],
	])('needs no %s to read on', async (_, missing) => {
		const server = new ListServer(range(1, 23));
		server.alter = (page) =>
			Object.fromEntries(Object.entries(page).filter(([key]) => !missing.includes(key)));

		expect(await all(server, 10)).toEqual(range(1, 23));
	});

	it('leaves out only what is converted to undefined', async () => {
		const server = new ListServer(range(1, 25));
		const convert = ({ id }: Entry) => (id % 2 === 0 ? undefined : id === 1 ? 0 : id);

		expect(await all(server, 10, convert)).toEqual([
			0,
			...range(2, 25).filter((id) => id % 2 === 1),
		]);
	});

	it('throws what the conversion throws', async () => {
		const convert = () => {
			throw new Error('not ours');
		};

		await expect(all(new ListServer(range(1, 25)), 10, convert)).rejects.toThrow('not ours');
	});

	it.each(['newest first', 'oldest first'])(
		'returns every entry once when new ones arrive: %s',
		async (order) => {
			const server = new ListServer(range(1, 95));
			let next = 1_000;
			server.beforeAnswer = (number) => {
				if (number === 1 || number > 12) return;
				if (order === 'newest first') server.ids.unshift(next++);
				else server.ids.push(next++);
			};
			const ids = (await all(server, 10)) as number[];

			expect(new Set(ids).size).toBe(ids.length);
			expect(ids).toEqual(expect.arrayContaining(range(1, 95)));
		},
	);

	it('finds an entry that moves to a page that was already read', async () => {
		const server = new ListServer(range(1, 30));
		const transmit: Transmit = async (request) => {
			// Page 3 is answered before page 2, and an arrival comes between them.
			if (request.query?.page === 2 && server.requests.length === 1) {
				await settle();
				server.ids.unshift(1_000);
			}
			return await server.transmit(request);
		};
		const ids = (await all({ transmit }, 10)) as number[];

		expect(server.asked().slice(0, 3)).toEqual(['1/10', '3/10', '2/10']);
		expect(ascending(ids.filter((id) => id < 1_000))).toEqual(range(1, 30));
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('returns every entry once, whatever the length, page sizes and arrivals', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					length: fc.integer({ min: 0, max: 120 }),
					size: fc.integer({ min: 1, max: 50 }),
					clamp: fc.integer({ min: 1, max: 50 }),
					concurrency: fc.integer({ min: 1, max: 8 }),
					isNewestFirst: fc.boolean(),
					saysLast: fc.boolean(),
					arrivals: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 15 }),
					delays: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 9 }),
				}),
				async ({ length, size, clamp, concurrency, isNewestFirst, saysLast, arrivals, delays }) => {
					const server = new ListServer(range(1, length), clamp);
					let next = 1_000;
					server.beforeAnswer = (number) => {
						for (let count = arrivals[number - 2] ?? 0; count > 0; count--) {
							if (isNewestFirst) server.ids.unshift(next++);
							else server.ids.push(next++);
						}
					};
					if (!saysLast) server.alter = (page) => ({ ...page, last: null });
					let sent = 0;
					const transmit: Transmit = async (request) => {
						const delay = delays[sent++ % delays.length] ?? 0;
						for (let turn = 0; turn < delay; turn++) await Promise.resolve();
						const outcome = await server.transmit(request);
						for (let turn = 0; turn < 4 - delay; turn++) await Promise.resolve();
						return outcome;
					};
					const client = createClient(transmit, { concurrency });
					const ids = (await all(server, size, keep, client)) as number[];

					expect(new Set(ids).size).toBe(ids.length);
					expect(ascending(ids.filter((id) => id < 1_000))).toEqual(range(1, length));
				},
			),
			{ numRuns: 300 },
		);
	});
});

describe('a list whose entries move from page to page', () => {
	/** Sorts what is equal otherwise on the second page, as a database may. */
	function unstable(times = Infinity): ListServer {
		const server = new ListServer(range(1, 30));
		server.alter = (page) => {
			if (page.page !== 2 || times-- <= 0) return page;
			return { ...page, content: range(14, 23).map((id) => ({ id })) };
		};
		return server;
	}

	const PASS = ['1/10', '2/10', '3/10'];

	it('is read again where one leaves, until as many have come as there were', async () => {
		const server = new ListServer(range(1, 30));
		server.beforeAnswer = (number) => {
			if (number === 2) server.ids.shift();
		};

		expect(ascending((await all(server, 10)) as number[])).toEqual(range(1, 30));
		expect(server.asked()).toEqual([...PASS, '1/10']);
	});

	it('is read again once where one leaves before it is read', async () => {
		const server = new ListServer(range(1, 30));
		server.beforeAnswer = (number) => {
			if (number === 2) server.ids.pop();
		};

		expect(await all(server, 10)).toEqual(range(1, 29));
		expect(server.asked()).toEqual([...PASS, ...PASS]);
	});

	it('is read again where one leaves, and another comes so that the total is the same', async () => {
		const server = new ListServer(range(1, 30));
		server.beforeAnswer = (number) => {
			if (number === 2) server.ids.shift();
			if (number === 3) server.ids.push(31);
		};

		expect(ascending((await all(server, 10)) as number[])).toEqual(range(1, 31));
	});

	it('is read again where one comes twice', async () => {
		const server = unstable(1);

		expect(ascending((await all(server, 10)) as number[])).toEqual(range(1, 30));
		expect(server.asked()).toEqual([...PASS, ...PASS.slice(0, 2)]);
	});

	it('is read again up to a limit', async () => {
		const server = new ListServer(range(1, 30));
		server.beforeAnswer = (number) => {
			if (number === 2) server.ids.shift();
		};

		expect(await some(server, 10, 40)).toEqual([...range(1, 10), ...range(12, 30), 11]);
		expect(server.asked()).toEqual([...PASS, '1/10']);
	});

	it('is not read again where the limit is reached', async () => {
		const server = unstable();

		expect(await some(server, 10, 27)).toHaveLength(27);
		expect(server.asked()).toEqual(PASS);
	});

	it('starts anew where the size of the pages changes while it is read again', async () => {
		const server = unstable(1);
		server.beforeAnswer = (number) => {
			if (number === 5) server.largestPage = 8;
		};

		expect(await all(server, 10)).toEqual(range(1, 30));
	});

	it.each([
		['nothing else tells of gaps', 0, 3],
		['what arrives moves the others', 1, 7],
	])('is as long as it is, whatever the total says, where %s', async (_, arrivals, requests) => {
		const server = new ListServer(range(1, 27));
		server.alter = (page) => ({ ...page, total: server.ids.length + 3 });
		server.beforeAnswer = (number) => {
			if (number > 1 && arrivals > 0) server.ids.unshift(100 + number);
		};
		const ids = (await all(server, 10)) as number[];

		expect(ascending(ids).slice(0, 27)).toEqual(range(1, 27));
		expect(server.requests).toHaveLength(requests);
	});

	it('is as long as it is where a page after its end says that there is nothing', async () => {
		const server = new ListServer(range(1, 27));
		server.alter = (page) => ({ ...page, last: null, total: page.page === 4 ? 0 : 35 });

		expect(await all(server, 10)).toEqual(range(1, 27));
		expect(server.asked()).toEqual([...PASS, '4/10']);
	});

	it.each([undefined, 40])(
		'is a failure where entries may still be missing, up to %p',
		async (limit) => {
			const server = unstable();
			const reading = readList(createClient(server.transmit), {
				list: LIST,
				limit,
				largestPage: 10,
				convert: keep,
			});

			await expect(reading).rejects.toThrow(ImpiloFailure);
			await expect(reading).rejects.toThrow(
				"Impilo's list keeps changing while it is read, so entries may be missing",
			);
			expect(server.requests).toHaveLength(12);
		},
	);

	it('is given with its gaps where these are asked for', async () => {
		const onGaps = jest.fn();
		const ids = await readList(createClient(unstable().transmit), {
			list: LIST,
			largestPage: 10,
			convert: keep,
			onGaps,
		});

		expect(ids).toEqual([...range(1, 10), ...range(14, 30)]);
		expect(onGaps.mock.calls).toEqual([[3]]);
	});

	it.each([
		['what comes late has its place', 2, [0, ...range(1, 30)]],
		['nothing comes late, as Impilo has sorted it', Infinity, [...range(1, 10).reverse()]],
	])('is sorted only where %s', async (_, arrivesAt, expected) => {
		const server = new ListServer(arrivesAt === Infinity ? range(1, 10).reverse() : range(1, 30));
		server.beforeAnswer = (number) => {
			if (number === arrivesAt) server.ids.unshift(0);
		};
		const sort = (ids: number[]) => void ids.sort((one, other) => one - other);
		const client = createClient(server.transmit);

		expect(await readList(client, { list: LIST, largestPage: 10, convert: keep, sort })).toEqual(
			expected,
		);
	});

	it('lacks nothing that was there all the time, whichever leave and whenever', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 10, max: 100 }),
				fc.integer({ min: 1, max: 30 }),
				fc.integer({ min: 1, max: 8 }),
				fc.option(fc.constant(200), { nil: undefined }),
				fc.array(fc.array(fc.nat(), { maxLength: 2 }), { maxLength: 3 }),
				async (length, size, concurrency, limit, leaving) => {
					const server = new ListServer(range(1, length));
					server.beforeAnswer = (number) => {
						for (const place of leaving[number - 2] ?? []) {
							server.ids.splice(place % server.ids.length, 1);
						}
					};
					const client = createClient(server.transmit, { concurrency });
					const reading = { list: LIST, limit, largestPage: size, convert: keep };
					const ids = await readList(client, reading);

					expect(new Set(ids).size).toBe(ids.length);
					expect(ids).toEqual(expect.arrayContaining(server.ids));
				},
			),
		);
	});
});

describe('a list up to a limit', () => {
	it.each([
		['a part of the first page', 5, 3, ['1/5'], range(1, 3)],
		['exactly the first page', 5, 5, ['1/5'], range(1, 5)],
		['one more than the first page', 5, 6, ['1/5', '2/5'], range(1, 6)],
		['more than there is', 5, 100, ['1/5', '2/5', '3/5'], range(1, 12)],
	])('reads %s', async (_, size, limit, asked, expected) => {
		const server = new ListServer(range(1, 12));

		expect(await some(server, size, limit)).toEqual(expected);
		expect(server.asked()).toEqual(asked);
	});

	it('uses the page size that was granted', async () => {
		const server = new ListServer(range(1, 50), 4);

		expect(await some(server, 10, 10)).toEqual(range(1, 10));
		expect(server.asked()).toEqual(['1/10', '2/4', '3/4']);
	});

	it('starts again when the pages become shorter, and returns each entry once', async () => {
		const server = new ListServer(range(1, 50), 10);
		server.beforeAnswer = (number) => {
			if (number === 3) server.largestPage = 4;
		};

		expect(await some(server, 10, 35)).toEqual(range(1, 35));
	});

	it('starts again when the pages become longer', async () => {
		const server = new ListServer(range(1, 50), 4);
		server.alter = (page) => {
			if (server.requests.length < 3) return page;
			const from = (Number(page.page) - 1) * 6;
			const content = server.ids.slice(from, from + 6).map((id) => ({ id }));
			return { ...page, content, size: 6, last: from + 6 >= server.ids.length };
		};

		expect(await some(server, 10, 20)).toEqual(range(1, 20));
	});

	it('accepts that the last page gives its own length as size', async () => {
		const server = new ListServer(range(1, 12));
		server.alter = (page) => (page.last === true ? { ...page, size: 2 } : page);

		expect(await some(server, 5, 100)).toEqual(range(1, 12));
		expect(server.asked()).toEqual(['1/5', '2/5', '3/5']);
	});

	it('starts again three times', async () => {
		const server = new ListServer(range(1, 95), 20);
		server.beforeAnswer = (number) => {
			if ([2, 4, 6].includes(number)) server.largestPage -= 5;
		};

		expect(await some(server, 20, 50)).toEqual(range(1, 50));
		expect(server.largestPage).toBe(5);
	});

	it('gives up when the pages become shorter again and again', async () => {
		const server = new ListServer(range(1, 2_000), 250);
		server.beforeAnswer = () => {
			server.largestPage -= 1;
		};
		const reading = some(server, 250, 2_000);

		await expect(reading).rejects.toThrow(ImpiloFailure);
		await expect(reading).rejects.toThrow('Impilo keeps changing the page size of the list');
	});

	it.each([
		['entries with IDs', range(1, 5).map((id) => ({ id }))],
		['an entry without one', [{ id: 1 }, { name: 'x' }]],
	])('refuses a list that repeats the same page for ever, with %s', async (_, content) => {
		const server = new ListServer(range(1, 50));
		server.alter = (page) => ({ ...page, content });
		const reading = some(server, 5, 20);

		await expect(reading).rejects.toThrow(ImpiloFailure);
		await expect(reading).rejects.toThrow('Impilo keeps sending the same page of the list');
		expect(server.requests).toHaveLength(6);
	});

	it('accepts the same page as often as the list grows by a whole page', async () => {
		const server = new ListServer(range(1, 12));
		server.beforeAnswer = (number) => {
			if (number > 1 && number <= 21) server.ids.unshift(number * 100, number * 100 + 1);
		};
		const ids = (await some(server, 2, 12)) as number[];

		expect(ids).toEqual(range(1, 12));
		expect(server.requests).toHaveLength(26);
	});

	it('refuses the same page where the list grows by less than a page', async () => {
		const server = new ListServer(range(1, 50));
		let total = 50;
		server.alter = (page) => ({ ...page, content: [{ id: 1 }, { id: 2 }], total: total++ });

		await expect(some(server, 2, 12)).rejects.toThrow(
			'Impilo keeps sending the same page of the list',
		);
		expect(server.requests).toHaveLength(6);
	});

	it('does not mind repeated pages when it has enough', async () => {
		const server = new ListServer(range(1, 50));
		server.alter = (page) => ({ ...page, content: range(1, 5).map((id) => ({ id })) });

		expect(await some(server, 5, 5)).toEqual(range(1, 5));
	});

	it('does not count entries that are left out', async () => {
		const server = new ListServer(range(1, 50));
		const convert = ({ id }: Entry) => (id % 10 === 0 ? id : undefined);

		expect(await some(server, 15, 3, convert)).toEqual([10, 20, 30]);
		expect(server.asked()).toEqual(['1/15', '2/15']);
	});

	it('returns an entry once that a new one pushes to the next page', async () => {
		const server = new ListServer(range(1, 20));
		server.beforeAnswer = (number) => {
			if (number > 1) server.ids.unshift(1_000 + number);
		};

		expect(await some(server, 5, 15)).toEqual(range(1, 15));
	});

	it('reads an empty list', async () => {
		expect(await some(new ListServer([]), 5, 3)).toEqual([]);
	});

	it('needs no total, size or last to read on', async () => {
		const server = new ListServer(range(1, 12));
		server.alter = ({ content }) => ({ content });

		expect(await some(server, 5, 100)).toEqual(range(1, 12));
		expect(server.asked()).toEqual(['1/5', '2/5', '3/5', '4/5']);
	});

	it('returns the first entries, whatever the length, page sizes and limit', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 60 }),
				fc.integer({ min: 1, max: 20 }),
				fc.integer({ min: 1, max: 20 }),
				fc.integer({ min: 1, max: 80 }),
				async (length, size, clamp, limit) => {
					const server = new ListServer(range(1, length), clamp);

					expect(await some(server, size, limit)).toEqual(range(1, Math.min(length, limit)));
				},
			),
		);
	});
});

describe('entries without an ID', () => {
	interface Stock {
		item?: number | null;
		count: number;
	}

	const keyOf = ({ item }: Stock) => item;
	const countOf = ({ count }: Stock) => count;

	/** Every third entry can't be told from others. */
	function createServer(length: number, largestPage = 10): ListServer {
		const server = new ListServer(range(1, length), largestPage);
		server.alter = (page) => ({
			...page,
			content: (page.content as Entry[]).map(({ id }) => ({
				item: id % 3 === 0 ? null : id,
				count: id,
			})),
		});
		return server;
	}

	const read = async ({ transmit }: Pick<ListServer, 'transmit'>, limit?: number) => {
		const reading = { list: LIST, limit, keyOf, largestPage: 100, convert: countOf };
		return await readList(createClient(transmit), reading);
	};

	/** The whole list, or up to a limit. */
	const limits: Array<[number | undefined]> = [[undefined], [1_000]];

	it.each(limits)('are all given once, pages of a length that holds: %p', async (limit) => {
		expect(await read(createServer(95), limit)).toEqual(range(1, 95));
	});

	it.each(limits)('are given once where pages become shorter: %p', async (limit) => {
		const server = createServer(95);
		server.beforeAnswer = (number) => {
			if (number === 3) server.largestPage = 7;
		};

		expect(ascending(await read(server, limit))).toEqual(range(1, 95));
	});

	it('are told apart by their key where others arrive meanwhile', async () => {
		const server = createServer(95);
		server.beforeAnswer = (number) => {
			if (number === 2) server.ids.unshift(1_000);
		};
		const counts = await read(server);

		expect(new Set(counts).size).toBe(counts.length);
		expect(counts).toEqual(expect.arrayContaining(range(1, 95).filter((id) => id % 3 !== 0)));
	});

	it('are never taken for the same by their content', async () => {
		const { transmit } = createScript(
			answered(200, {
				content: [{ count: 0 }, { count: 0 }, { item: null, count: 0 }],
				last: true,
			}),
		);

		expect(await read({ transmit })).toEqual([0, 0, 0]);
	});
});

describe('a list with more values of a filter than fit into a request', () => {
	interface Tagged {
		id?: number;
		tags: number[];
	}

	const TAGS = range(1, 120);
	/** Each is found with a tag of the first request and with one of the last. */
	const BOTH: Tagged[] = range(1, 10).map((id) => ({ id, tags: [id, id + 100] }));

	function createServer(entries: Tagged[]) {
		const asked: string[] = [];
		const server = {
			asked,
			largestPage: 250,
			beforeAnswer: (() => {}) as (requestNumber: number) => void,
			transmit: (async ({ query }) => {
				const wanted = query?.tag as number[];
				const page = Number(query?.page);
				asked.push(`${wanted.length}: ${page}/${String(query?.size)}`);
				server.beforeAnswer(asked.length);
				const size = Math.min(Number(query?.size), server.largestPage);
				const found = entries.filter(({ tags }) => tags.some((tag) => wanted.includes(tag)));
				const content = found.slice((page - 1) * size, page * size);
				const last = page * size >= found.length;
				return await Promise.resolve(
					answered(200, { content, page, size, total: found.length, last }),
				);
			}) satisfies Transmit,
		};
		return server;
	}

	const read = async (
		{ transmit }: { transmit: Transmit },
		limit?: number,
		convert: (entry: Tagged) => number | undefined = ({ id = 0 }) => id,
	) => {
		const values = { name: 'tag', values: TAGS };
		return await readList(createClient(transmit), { list: LIST, values, limit, convert });
	};

	it('is read in parts, and gives and converts once what several parts bring', async () => {
		const server = createServer(BOTH);
		const converted: Array<number | undefined> = [];
		const odd = await read(server, undefined, ({ id = 0 }) => {
			converted.push(id);
			return id % 2 === 0 ? undefined : id;
		});

		expect(server.asked).toEqual(['50: 1/250', '50: 1/250', '20: 1/250']);
		expect(odd).toEqual([1, 3, 5, 7, 9]);
		expect(converted).toEqual(range(1, 10));
	});

	it('gives all that nothing tells apart', async () => {
		const nameless = BOTH.map(({ tags }) => ({ tags }));

		expect(await read(createServer(nameless))).toHaveLength(20);
	});

	it('is read up to a limit over all parts, in large pages', async () => {
		const server = createServer(BOTH);

		expect(await read(server, 4)).toEqual([1, 2, 3, 4]);
		expect(server.asked).toEqual(['50: 1/250']);
		expect(await read(server, 11)).toEqual(range(1, 10));
		expect(server.asked).toHaveLength(4);
	});

	it('reads nothing again where what arrives while a later part is read comes with it', async () => {
		const entries = [...BOTH];
		const server = createServer(entries);
		server.largestPage = 4;
		server.beforeAnswer = () => {
			if (server.asked.at(-1) === '20: 2/4') entries.push({ id: 11, tags: [101] });
		};

		expect(ascending(await read(server))).toEqual(range(1, 11));
		expect(server.asked.slice(-3)).toEqual(['20: 1/250', '20: 2/4', '20: 3/4']);
	});

	it.each([undefined, 1_000])(
		'loses and repeats nothing where a later part starts again, up to %p',
		async (limit) => {
			const later = range(11, 20).map((id): Tagged => ({ id, tags: [id + 90] }));
			const server = createServer([...BOTH, ...later]);
			server.largestPage = 4;
			server.beforeAnswer = (number) => {
				// Three pages of the first part, one of the second, then the second page of the third.
				if (number === 6) server.largestPage = 3;
			};

			expect(ascending(await read(server, limit))).toEqual(range(1, 20));
			expect(server.asked.filter((line) => line.startsWith('20: 1/')).length).toBe(2);
		},
	);
});

describe('splitValues', () => {
	const ids = (count: number, length = 1) =>
		Array.from({ length: count }, (_, index) => `${index}`.padStart(length, 'x'));

	it.each<[string, string[], number[]]>([
		['none', [], []],
		['fifty', ids(50), [50]],
		['fifty-one', ids(51), [50, 1]],
		['each once', [...ids(3), ...ids(3)], [3]],
		['as many long ones as fit', ids(8, 1_000), [3, 3, 2]],
		['one that is too long by itself', ids(2, 5_000), [1, 1]],
		[
			'by their length in the address',
			Array.from('äöü', (letter) => letter.repeat(400)),
			[1, 1, 1],
		],
	])('puts as many into a request as fit: %s', (_, given, sizes) => {
		const chunks = splitValues('externalOrderId', given);

		expect(chunks.map(({ size }) => size)).toEqual(sizes);
		expect(chunks.flatMap((chunk) => [...chunk])).toEqual([...new Set(given)]);
	});
});
