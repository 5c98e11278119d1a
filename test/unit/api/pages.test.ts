import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import type { ListRequest } from '../../../nodes/Impilo/api/pages';
import { listRequest, readPage } from '../../../nodes/Impilo/api/pages';
import { answered, createClient, createScript } from '../standIns';

const LIST: ListRequest = { path: '/order', purpose: 'list orders' };

type PageFields = Record<string, unknown>;

describe('readPage', () => {
	it('asks for the page with the filters of the list', async () => {
		const { transmit, requests } = createScript(
			answered(200, { content: [{ id: 3 }], page: 2, size: 2, total: 3, last: true }),
		);
		const list = { ...LIST, query: { patientId: 7, externalOrderId: ['a', 'b'] } };
		const page = await readPage(createClient(transmit), list, 2, 2);

		expect(requests).toMatchObject([
			{
				method: 'GET',
				path: '/order',
				query: { patientId: 7, externalOrderId: ['a', 'b'], page: 2, size: 2 },
			},
		]);
		expect(page).toEqual({ content: [{ id: 3 }], length: 1, size: 2, total: 3, isLast: true });
	});

	it.each<[string, PageFields, { size?: number; total?: number; isLast: boolean }]>([
		[
			'last says so',
			{ page: 1, size: 1, total: 1, last: false },
			{ size: 1, total: 1, isLast: false },
		],
		[
			'last says so',
			{ page: 1, size: 1, total: 9, last: true },
			{ size: 1, total: 9, isLast: true },
		],
		[
			'last missing, more to come',
			{ page: 1, size: 1, total: 2 },
			{ size: 1, total: 2, isLast: false },
		],
		[
			'last missing, at the total',
			{ page: 2, size: 1, total: 2 },
			{ size: 1, total: 2, isLast: true },
		],
		['last null', { page: 2, size: 1, total: 2, last: null }, { size: 1, total: 2, isLast: true }],
		['page missing', { size: 1, total: 1 }, { size: 1, total: 1, isLast: false }],
		['all missing', {}, { isLast: false }],
		['all null', { page: null, size: null, total: null }, { isLast: false }],
		['nonsense', { page: 1, size: '1', total: -1 }, { isLast: false }],
		['size 0', { page: 1, size: 0, total: 5 }, { total: 5, isLast: false }],
	])('reads a page with %s', async (_, fields, expected) => {
		const { transmit } = createScript(answered(200, { content: [{ id: 1 }], ...fields }));

		expect(await readPage(createClient(transmit), LIST, 1, 1)).toEqual({
			size: undefined,
			total: undefined,
			content: [{ id: 1 }],
			length: 1,
			...expected,
		});
	});

	it('reads null as an empty last page, and leaves out null entries', async () => {
		const { transmit } = createScript(
			answered(200, { content: null, page: 1, size: 15, total: 0 }),
			answered(200, { content: [null, { id: 1 }, 7, 'x', [], undefined], last: true }),
		);
		const client = createClient(transmit);

		expect(await readPage(client, LIST, 1, 15)).toMatchObject({
			content: [],
			length: 0,
			isLast: true,
		});
		expect(await readPage(client, LIST, 1, 15)).toMatchObject({ content: [{ id: 1 }], length: 6 });
	});

	it('does not take a page of unreadable entries as the last', async () => {
		const { transmit } = createScript(answered(200, { content: [null, 7], last: false }));

		expect(await readPage(createClient(transmit), LIST, 1, 15)).toMatchObject({
			content: [],
			length: 2,
			isLast: false,
		});
	});

	it.each<[string, unknown]>([
		['text', 'hello'],
		['nothing', undefined],
		['null', null],
		['a list', [{ id: 1 }]],
		['an object without content', { page: 1, total: 0 }],
		['content that is no list', { content: {} }],
		['no content where there is more', { content: null, page: 2, total: 30, last: false }],
		['a file', Buffer.from('%PDF-')],
	])('refuses an answer that is not a page: %s', async (_, body) => {
		const { transmit } = createScript(answered(200, body));
		const reading = readPage(createClient(transmit), LIST, 1, 15);

		await expect(reading).rejects.toThrow(ImpiloFailure);
		await expect(reading).rejects.toThrow(
			'Impilo did not answer with a list: could not list orders',
		);
	});
});

it.each([
	['order', { path: '/order', purpose: 'list orders' }],
	['support ticket', { path: '/support-ticket', purpose: 'list support tickets' }],
	['inventory entry', { path: '/inventory-entry', purpose: 'list inventory entries' }],
])('listRequest says where a list is, and what messages call reading it: %s', (name, expected) => {
	expect(listRequest(name, { open: true })).toEqual({ ...expected, query: { open: true } });
});
