import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { ImpiloApi } from '../../credentials/ImpiloApi.credentials';
import type * as ImpiloModule from '../../nodes/Impilo/Impilo.node';
import type * as TriggerModule from '../../nodes/Impilo/ImpiloTrigger.node';
import { REPOSITORY } from '../../nodes/Impilo/fields/repository';
import { RESOURCES } from '../../nodes/Impilo/resources';

const ROOT = path.join(__dirname, '..', '..');
const PAGES = [
	'README.md',
	'CHANGELOG.md',
	'CONTRIBUTING.md',
	'SECURITY.md',
	...readdirSync(path.join(ROOT, 'docs'))
		.filter((name) => name.endsWith('.md'))
		.map((name) => path.join('docs', name)),
];
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const PLACEHOLDER = /your-organization|Your Organization|maintainers@example\.com/;
const { repository } = JSON.parse(read('package.json')) as { repository: { url: string } };
const HOME = repository.url.replace(/^git\+|\.git$/g, '');

/** What n8n shows of the nodes and the credential, as JSON. */
const readShown = () => {
	const { Impilo } = jest.requireActual<typeof ImpiloModule>('../../nodes/Impilo/Impilo.node');
	const { ImpiloTrigger } = jest.requireActual<typeof TriggerModule>(
		'../../nodes/Impilo/ImpiloTrigger.node',
	);
	return {
		'the node': JSON.stringify(new Impilo().description),
		'the trigger': JSON.stringify(new ImpiloTrigger().description),
		'the credential': JSON.stringify(new ImpiloApi()),
		"the node's codex": read('nodes/Impilo/Impilo.node.json'),
		"the trigger's codex": read('nodes/Impilo/ImpiloTrigger.node.json'),
	};
};

/** What GitHub makes of a heading: lower case, hyphens for spaces, no other punctuation. */
function toAnchor(heading: string): string {
	return heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replace(/ /g, '-');
}

function anchorsOf(page: string): string[] {
	const text = read(page).replace(/^```[^]*?^```/gm, '');
	return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => toAnchor(heading));
}

function linksOf(page: string): string[] {
	const text = read(page).replace(/^```[^]*?^```/gm, '');
	const patterns = [/\]\(([^)\s]+)\)/g, /\b(?:src|srcset|href)="([^"]+)"/g];
	return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, link = '']) => link));
}

/** @returns what is wrong with a link, or undefined */
function findFault(page: string, link: string): string | undefined {
	const [file = '', anchor] = link.split('#');
	const target = file === '' ? page : path.join(path.dirname(page), file);
	if (!existsSync(path.join(ROOT, target))) return `${page}: there is no ${target}`;
	if (anchor === undefined || anchorsOf(target).includes(anchor)) return undefined;
	return `${page}: ${target} has no heading #${anchor}`;
}

it.each(PAGES)('every link in %s leads somewhere', (page) => {
	const links = linksOf(page).filter((link) => !/^[a-z]+:/.test(link));

	expect(links.flatMap((link) => findFault(page, link) ?? [])).toEqual([]);
});

it('the README leads to every page', () => {
	expect(linksOf('README.md')).toEqual(expect.arrayContaining(PAGES.slice(1)));
});

it('placeholders of the organization are in package.json alone', () => {
	const texts = { LICENSE: read('LICENSE'), ...readShown() };
	const others = [...Object.entries(texts), ...PAGES.map((page) => [page, read(page)] as const)];

	expect(others.filter(([, text]) => PLACEHOLDER.test(text)).map(([name]) => name)).toEqual([]);
});

describe('what n8n shows', () => {
	const NAMED = 'https://github.com/some-owner/n8n-nodes-impilo';

	it('links to the repository as soon as package.json names it', () => {
		expect(REPOSITORY).toBe(PLACEHOLDER.test(HOME) ? undefined : HOME);
	});

	it.each([undefined, NAMED])('has no link that leads nowhere, with the repository %s', (url) => {
		jest.isolateModules(() => {
			jest.doMock('../../nodes/Impilo/fields/repository', () => ({ REPOSITORY: url }));
			const links = Object.values(readShown())
				.flatMap((shown) => [...shown.matchAll(/https:[^'"\\]+/g)].map(([link]) => link))
				.filter((link) => /github|\/docs\//.test(link));
			const inRepository = links.map((link) => link.replace(`${NAMED}/blob/main/`, ''));

			expect(links.length > 0).toBe(url !== undefined);
			expect(inRepository.flatMap((link) => findFault('README.md', link) ?? [])).toEqual([]);
		});
		jest.dontMock('../../nodes/Impilo/fields/repository');
	});
});

describe('the page that Docs in the editor leads to', () => {
	const [, ...sections] = read('docs/operations.md').split(/^## /m);

	it('has a table of the operations of each resource, which lead on', () => {
		const tables = sections.map((section) => {
			const [heading = '', ...lines] = section.split('\n');
			const rows = lines.filter((line) => line.startsWith('| ')).slice(2);
			expect(rows.filter((row) => !/\]\(.+\)/.test(row))).toEqual([]);
			return [heading, rows.map((row) => row.split('|')[1]?.trim())];
		});

		expect(Object.fromEntries(tables)).toEqual(
			Object.fromEntries(
				RESOURCES.map(({ option, operations }) => [
					option.name,
					operations.map((operation) => operation.option.name),
				]),
			),
		);
	});
});
