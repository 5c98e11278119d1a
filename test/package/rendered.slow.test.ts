import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Finding } from './lintRendered';

/** Rules that can't hold for what is rendered. */
const EXCEPTIONS: Record<string, string> = {
	'@n8n/community-nodes/node-connection-type-literal': 'A constant is rendered as its value.',
	'@n8n/community-nodes/webhook-lifecycle-complete': 'Methods are not rendered.',
	'n8n-nodes-base/node-param-display-name-not-first-position':
		'The order of keys is that of functions that add some, and nobody sees it.',
	'n8n-nodes-base/node-param-collection-type-unsorted-items':
		'An address is in the order in which one writes it; description.test.ts holds the others.',
};

it('no rule of n8n objects to what is rendered, but for those that know only what is written', async () => {
	const { stdout } = await promisify(execFile)(
		process.execPath,
		['--import', 'tsx', join(__dirname, 'lintRendered.ts')],
		// One of the plugins applies its rules to files of any name when it sees that it's tested.
		{ env: { ...process.env, NODE_ENV: 'production' }, maxBuffer: 16 * 1024 * 1024 },
	);
	const findings = JSON.parse(stdout) as Finding[];
	const isException = ({ rule }: Finding) => rule !== null && rule in EXCEPTIONS;

	expect(findings.filter((finding) => !isException(finding))).toEqual([]);
	// An exception that is no longer needed goes.
	const used = new Set(findings.map(({ rule }) => rule));
	expect([...used].sort()).toEqual(Object.keys(EXCEPTIONS).sort());
	const unsorted = findings.filter(({ rule }) => rule?.endsWith('unsorted-items'));
	for (const { message } of unsorted) expect(message).toContain('Address Note');
});
