import { explainInstallFailure } from '../../examples/editor/installFailure';

const explain = (step: 'packages' | 'compile', output: string): string =>
	explainInstallFailure(step, output, 'install.log');

describe('explainInstallFailure', () => {
	it.each([
		'npm error code EAI_AGAIN\nnpm error errno EAI_AGAIN',
		'npm error code ENOTFOUND\nnpm error network request to https://packages.example.com/n8n failed',
		'npm error code ECONNREFUSED',
		'npm error code ETIMEDOUT',
	])('knows a missing network by %j', (output) => {
		for (const step of ['packages', 'compile'] as const) {
			expect(explain(step, output)).toMatch(/over the network.*run npm start again/s);
		}
	});

	it.each([
		'gyp ERR! find Python You need to install the latest version of Python.',
		'gyp ERR! stack Error: not found: make',
		'make: g++: No such file or directory\nmake: not found',
		'/bin/sh: 1: g++: not found',
	])('knows missing build tools by %j', (output) => {
		expect(explain('compile', output)).toContain('apt-get install python3 make g++');
		expect(explain('packages', output)).not.toContain('apt-get');
	});

	it('names the tools where a prebuilt part could not be had either', () => {
		const output = 'prebuild-install warn getaddrinfo ENOTFOUND\ngyp ERR! find Python';
		expect(explain('compile', output)).toContain('xcode-select');
	});

	it.each([
		{ output: 'npm error code ENOSPC', word: 'disk is full' },
		{ output: 'npm error code EACCES', word: 'may not write' },
		{ output: 'npm error code EINTEGRITY', word: 'npm cache clean' },
	])('says "$word" for $output', ({ output, word }) => {
		expect(explain('packages', output)).toContain(word);
	});

	it('quotes npm where it knows no better', () => {
		const text = explain('packages', 'npm silly a\nnpm error something new\nnpm silly b\n');

		expect(text).toContain('npm error something new');
		expect(text).not.toContain('silly');
		expect(text).toContain('Run npm start again');
		expect(text).toContain('install.log');
	});
});
