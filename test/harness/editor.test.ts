import { searchList, testCredential } from '../engine/harness';
import { dummyPackage } from './dummyPackage';
import { startDummyService, type DummyService } from './dummyService';

let service: DummyService;

beforeEach(async () => {
	service = await startDummyService();
});

afterEach(async () => await service.close());

describe('searchList', () => {
	it('runs the method with the open node, its credential, the filter and the page', async () => {
		const result = await searchList({
			package: dummyPackage(),
			node: { parameters: { kind: 'wood' } },
			method: 'searchThings',
			filter: 'chair',
			paginationToken: '2',
			credentials: { dummyApi: { baseUrl: service.url } },
		});

		expect(result).toEqual({
			results: [{ name: 'chair of wood', value: 1 }],
			paginationToken: 'after 2',
		});
	});

	it('rejects when the method does', async () => {
		const credentials = { dummyApi: { baseUrl: service.url, apiKey: 'wrong' } };
		const search = searchList({ package: dummyPackage(), method: 'searchThings', credentials });
		await expect(search).rejects.toMatchObject({ name: 'NodeApiError', httpCode: '401' });
	});

	it('rejects an unknown method', async () => {
		await expect(searchList({ package: dummyPackage(), method: 'other' })).rejects.toThrow('other');
	});
});

describe('testCredential', () => {
	async function test(data: { apiKey?: string; baseUrl?: string }) {
		return await testCredential({
			package: dummyPackage(),
			credentialType: 'dummyApi',
			data: { baseUrl: service.url, ...data },
		});
	}

	it('tells a good credential', async () => {
		expect(await test({})).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(service.requests).toEqual([{ method: 'GET', path: '/things/test', apiKey: 'right' }]);
	});

	it('tells a refused one', async () => {
		expect(await test({ apiKey: 'wrong' })).toEqual({ status: 'Error', message: 'Unauthorized' });
	});

	it('tells an unreachable service', async () => {
		expect(await test({ baseUrl: 'http://127.0.0.1:1' })).toEqual({
			status: 'Error',
			message: expect.stringContaining('ECONNREFUSED'),
		});
	});
});
