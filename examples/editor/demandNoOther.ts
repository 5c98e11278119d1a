import type { Notes } from './notebook';

const ANSWER_WITHIN_MS = 2_000;

/** @throws Error where the editor is open already: two n8n must not share a database */
export async function demandNoOther(running: Notes['running']): Promise<void> {
	if (running === undefined || !isAlive(running.pid)) return;
	// Another program may have the process ID by now.
	const answers = await fetch(`${running.url}/healthz`, {
		signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
	}).then(
		({ ok }) => ok,
		() => false,
	);
	if (!answers) return;
	throw new Error(
		`The editor is open already, at ${running.url} (process ${running.pid}). Stop it there with Ctrl-C to start it anew.`,
	);
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
