import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { startSandbox } from '../../sandbox';
import {
	assignCredential,
	demandFreePort,
	demandNoOther,
	listExamples,
	openTarget,
	readArguments,
	readExample,
	readNotes,
	writeNotes,
} from '../../scripts/editor';
import { useTemporaryFolder, writeFiles } from './temporaryFolder';

describe('readArguments', () => {
	it.each([
		{ args: [], environment: {}, port: 5678 },
		{ args: [], environment: { PORT: '6000' }, port: 6000 },
		{ args: [], environment: { PORT: '' }, port: 5678 },
		{ args: ['--port', '7000'], environment: { PORT: '6000' }, port: 7000 },
	])('takes port $port from $args and $environment', ({ args, environment, port }) => {
		expect(readArguments(args, environment)).toEqual({ port });
	});

	it.each(['0', '65536', 'x', '80.5', '-1', ''])('refuses the port "%s"', (text) => {
		expect(() => readArguments([`--port=${text}`], {})).toThrow(
			`--port takes a number from 1 to 65535, not "${text}".`,
		);
	});

	it('names PORT where that is wrong', () => {
		expect(() => readArguments([], { PORT: 'http' })).toThrow('PORT takes a number');
	});

	it('refuses an option that there is not', () => {
		expect(() => readArguments(['--prot', '1'], {})).toThrow('--prot');
	});

	it('gives nothing where help is wanted', () => {
		expect(readArguments(['--help'], {})).toBeUndefined();
	});
});

const EXAMPLES = path.join(__dirname, '..', '..', 'examples');
const CREDENTIAL = { id: 'abc', name: 'Impilo sandbox' };

it('gives the credential to every Impilo node of every example, and leaves others alone', async () => {
	const files = await listExamples(EXAMPLES);
	expect(files).toContain('order-for-a-patient.json');

	for (const file of files) {
		const example = await readExample(EXAMPLES, file);
		const { nodes, ...workflow } = assignCredential(example, CREDENTIAL);

		expect(workflow).toEqual({
			name: example.name,
			connections: example.connections,
			settings: example.settings,
		});
		const withoutCredential = (list: typeof nodes) =>
			list.map(({ credentials, ...node }) => ({ ...node, ...credentials, impiloApi: undefined }));
		expect(withoutCredential(nodes)).toEqual(withoutCredential(example.nodes));
		const impiloNodes = nodes.filter(({ type }) => /^n8n-nodes-impilo\.|\.httpRequest$/.test(type));
		expect(impiloNodes.length).toBeGreaterThan(0);
		for (const node of impiloNodes) expect(node.credentials?.impiloApi).toEqual(CREDENTIAL);
	}
});

const folder = useTemporaryFolder();

it('reads what was written, in a folder that was not there', async () => {
	const file = path.join(folder(), 'user', 'editor.json');
	const notes = { credentialId: 'abc', importedExamples: ['a.json'], sandboxPort: 4000 };

	await writeNotes(file, notes);

	expect(await readNotes(file)).toEqual({ ...notes, running: undefined });
});

it.each([{}, { 'editor.json': '{ "credent' }])('begins anew with %j', async (files) => {
	writeFiles(folder(), files);

	expect(await readNotes(path.join(folder(), 'editor.json'))).toEqual({ importedExamples: [] });
});

describe('demandNoOther', () => {
	it('goes on where nothing is noted, the process is gone, or nothing answers there', async () => {
		await demandNoOther(undefined);
		await demandNoOther({ pid: 2 ** 30, url: 'http://127.0.0.1:1' });
		await demandNoOther({ pid: process.pid, url: 'http://127.0.0.1:1' });
		const { url, stop } = await startSandbox();
		// Answers 404 to what an n8n would know.
		await demandNoOther({ pid: process.pid, url });
		await stop();
	});
});

it('says how to choose another port where this one is in use, and nothing where it is free', async () => {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;

	await expect(demandFreePort(port)).rejects.toThrow(
		`Port ${port} is in use, perhaps by an n8n that runs already, or may not be used.\nChoose another one: npm start -- --port 5678`,
	);

	server.close();
	await once(server, 'close');
	await expect(demandFreePort(port)).resolves.toBeUndefined();
});

it('starts a sandbox where it was the last time, or anywhere if that port is taken', async () => {
	const first = await openTarget({}, undefined);
	const beside = await openTarget({}, first.sandboxPort);
	expect(first.sandboxPort).toEqual(expect.any(Number));
	expect(beside.sandboxPort).not.toBe(first.sandboxPort);
	await Promise.all([first.stop(), beside.stop()]);

	const again = await openTarget({}, first.sandboxPort);
	expect(again.sandboxPort).toBe(first.sandboxPort);
	expect(again.credential).toEqual(first.credential);
	expect(again.credential.baseUrl).toBe(`http://127.0.0.1:${first.sandboxPort}`);
	await again.stop();
});

it.each([
	{ baseUrl: undefined, name: 'Impilo staging', environment: 'staging' },
	{ baseUrl: 'https://impilo.example.com', name: 'Impilo custom', environment: 'custom' },
])('leads to $name with a key, without a sandbox', async ({ baseUrl, name, environment }) => {
	const target = await openTarget({ IMPILO_API_KEY: 'key', IMPILO_BASE_URL: baseUrl }, 4000);

	expect(target).toMatchObject({
		name,
		credential: { environment, baseUrl: baseUrl ?? '', apiKey: 'key' },
		sandboxPort: undefined,
	});
});
