import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { REPOSITORY } from './packedPackage';

const FOLDER = join(REPOSITORY, '.github', 'workflows');
const WORKFLOWS = readdirSync(FOLDER).map((name) => ({
	name,
	text: readFileSync(join(FOLDER, name), 'utf8'),
}));

it.each(WORKFLOWS)(
	'$name takes actions by commit, and leaves no key to the repository',
	({ text }) => {
		const actions = [...text.matchAll(/uses: (.*)\n(.*\n.*)/g)];

		expect(actions.length).toBeGreaterThan(0);
		for (const [, action, settings] of actions) {
			expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
			if (action?.startsWith('actions/checkout@')) {
				expect(settings).toContain('persist-credentials: false');
			}
		}
	},
);

it('what publishes runs nothing that was installed from npm', () => {
	const publish = WORKFLOWS.find(({ name }) => name === 'publish.yml');
	const [, ...jobs] = publish?.text.split(/^  (?=[a-z]+:$)/m) ?? [];
	const trusted = jobs.filter((job) => /id-token: write|secrets\./.test(job));

	expect(trusted).toHaveLength(1);
	expect(trusted[0]).toMatch(/permissions:\n {6}id-token: write\n {4}steps/);
	expect(trusted[0]).not.toMatch(/checkout|npm (ci|install|test|run|exec)|npx/);
});
