import path from 'node:path';

import { demandNoOther } from '../../examples/editor/demandNoOther';
import { readNotes, writeNotes } from '../../examples/editor/notebook';
import { startSandbox } from '../../sandbox';
import { useTemporaryFolder, writeFiles } from './temporaryFolder';

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
