/**
 * Loaded into n8n's process before n8n itself: whoever started n8n may end in any way, Ctrl-C and
 * `kill -9` included, and n8n mustn't stay behind.
 *
 * n8n's Node.js runs this file as it is, so it has no import but of what Node.js brings, and no syntax
 * but types to be left out.
 */
import { rmSync } from 'node:fs';

const VARIABLE = 'REMOVE_FOLDER_WITHOUT_STARTER';

/** The folder that goes with n8n then; empty where it's to be kept. */
const folder = process.env[VARIABLE];
// n8n's own threads and child processes load this file as well: it's not for them.
delete process.env[VARIABLE];

/** What n8n gets to finish running executions. */
const END_WITHIN_MS = 10_000;

function end(): void {
	// Nobody reads what n8n prints any more: it would report that without end.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
	process.once('exit', () => {
		if (folder) rmSync(folder, { recursive: true, force: true });
	});
	setTimeout(() => process.exit(1), END_WITHIN_MS).unref();
	// n8n listens for it as soon as there is something to finish.
	if (process.listenerCount('SIGTERM') > 0) process.kill(process.pid, 'SIGTERM');
	else process.exit(1);
}

if (folder !== undefined) {
	if (process.connected) process.once('disconnect', end);
	else end();
}
