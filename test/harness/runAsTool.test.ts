import { runAsTool, type ToolCallStyle } from '../engine/harness';
import { dummyPackage } from './dummyPackage';
import { startDummyService, type DummyService } from './dummyService';

let service: DummyService;

beforeEach(async () => {
	service = await startDummyService();
});

afterEach(async () => await service.close());

async function call(
	style: ToolCallStyle,
	path: string,
	settings: Pick<Parameters<typeof runAsTool>[0], 'steps' | 'items'> = {},
) {
	return await runAsTool({
		...settings,
		package: dummyPackage(),
		parameters: { path: "={{ $fromAI('path', 'Which thing', 'string') }}" },
		args: { path },
		credentials: { dummyApi: { baseUrl: service.url } },
		style,
	});
}

describe.each<ToolCallStyle>(['engine', 'direct'])('a tool called in the %s style', (style) => {
	it("takes the model's arguments and answers with the items", async () => {
		const result = await call(style, 'things/a');

		expect(result.tool).toMatchObject({ name: 'Impilo', description: 'Gets things' });
		expect(result.answer).toBe('[{"name":"a"}]');
		expect(result.error).toBeUndefined();
		expect(service.requests.map(({ path }) => path)).toEqual(['/things/a']);
	});

	it('is called as often as the steps say, for each item', async () => {
		const { answers } = await call(style, 'things/a', { steps: [2, 1], items: [{}, {}] });

		expect(answers).toEqual(Array.from({ length: 6 }, () => '[{"name":"a"}]'));
		expect(service.requests).toHaveLength(6);
	});

	it('reports a failure', async () => {
		const result = await call(style, 'fail');
		expect(result.error?.name).toBe(style === 'engine' ? 'NodeApiError' : 'NodeOperationError');
		expect(result.run.status).toBe('success');
	});
});
