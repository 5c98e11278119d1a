import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

import { findInstallation } from '../../../scripts/n8n';

/** What was measured on, in one line. */
export function describeMachine(): string {
	const { node, n8nVersion } = findInstallation();
	const n8nNode = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
	const [first] = cpus();
	return [
		`${cpus().length} cores (${first?.model.trim() ?? 'unknown'})`,
		`${(totalmem() / 2 ** 30).toFixed(0)} GB`,
		process.platform,
		`n8n ${n8nVersion} on Node ${n8nNode}`,
		`sandbox on Node ${process.version}`,
	].join(', ');
}
