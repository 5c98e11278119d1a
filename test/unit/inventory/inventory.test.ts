import { keyOfPlace, readImpiloStock } from '../../../nodes/Impilo/inventory/inventory';
import { answered, createClient, createScript, rejectionOf } from '../standIns';

describe('readImpiloStock', () => {
	it("reads all of Impilo's sites, a hundred entries a page", async () => {
		const stock = Array.from({ length: 150 }, (_, index) => ({
			item: { id: 1 + (index % 75) },
			newCount: index,
			site: { id: index < 75 ? 291 : 292 },
		}));
		const page = (number: number, content: object[], last: boolean) =>
			answered(200, { content, page: number, size: 100, total: 150, last });
		const { transmit, requests } = createScript(
			page(1, stock.slice(0, 100), false),
			page(2, stock.slice(100), true),
		);

		expect(await readImpiloStock(createClient(transmit))).toEqual(stock);
		expect(requests).toMatchObject([
			{ method: 'GET', path: '/inventory/impilo', query: { page: 1, size: 100 } },
			{ method: 'GET', path: '/inventory/impilo', query: { page: 2, size: 100 } },
		]);
	});

	it('says what could not be read', async () => {
		const { transmit } = createScript(answered(400, 'no'));

		expect(String(await rejectionOf(readImpiloStock(createClient(transmit))))).toContain(
			"Impilo refused to read the stock at Impilo's sites",
		);
	});
});

describe('keyOfPlace', () => {
	it.each([
		[{ item: { id: 1 }, site: { id: 2 } }, '1 2'],
		[{ item: { id: 12 }, site: { id: 3 } }, '12 3'],
		[{ item: { id: 1 }, site: null }, undefined],
		[{ item: { id: 1 }, site: { id: null } }, undefined],
		[{ item: null, site: { id: 2 } }, undefined],
		[{}, undefined],
	])('of %j is %j', (stock, key) => {
		expect(keyOfPlace(stock)).toBe(key);
	});
});
