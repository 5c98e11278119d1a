import path from 'node:path';

import type { Config } from 'jest';

import { REPOSITORY } from '../../package/packedPackage';
import { resolveFrom } from './engines';

/** What the tests run beside, and with. */
export interface Surroundings {
	/** Has the engine in its `node_modules`. */
	engineDirectory: string;
	/** The engine's packages, with their versions. */
	packages: Record<string, string>;
	/** The unpacked package. */
	packageDirectory: string;
}

/** ES modules that n8n 1.123 to 2.20 `require`, as Node.js can, and Jest can't. */
const MODULES_AS_ESM = '(?:p-retry|is-network-error)/';

/**
 * Runs engine tests with another engine than the project's, and with a built package instead of the
 * sources.
 *
 * @param suites paths below `test/`; a folder stands for all the tests in it
 * @param otherSuites those among them that don't run
 */
export function jestConfig(
	surroundings: Surroundings,
	suites: readonly string[],
	otherSuites: ReadonlyArray<{ suite: string }>,
): Config {
	const { engineDirectory, packageDirectory } = surroundings;
	return {
		rootDir: REPOSITORY,
		roots: ['<rootDir>/test'],
		testMatch: [
			'<rootDir>/test/lab/compat/beside.compat.ts',
			...suites.map((suite) =>
				suite.endsWith('.ts') ? `<rootDir>/test/${suite}` : `<rootDir>/test/${suite}/**/*.test.ts`,
			),
		],
		testPathIgnorePatterns: otherSuites.map(
			({ suite }) => `/test/${suite.replaceAll('.', '\\.')}(/|$)`,
		),
		testEnvironment: 'node',
		globals: { SURROUNDINGS: { ...surroundings } },
		transform: {
			'^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json', diagnostics: false }],
			[`${MODULES_AS_ESM}.+\\.js$`]: [
				'ts-jest',
				{
					tsconfig: { allowJs: true, module: 'commonjs', esModuleInterop: true },
					diagnostics: false,
				},
			],
		},
		transformIgnorePatterns: [`/node_modules/(?!${MODULES_AS_ESM})`],
		moduleNameMapper: {
			'^n8n-core$': resolveFrom(engineDirectory, 'n8n-core'),
			'^n8n-workflow$': resolveFrom(engineDirectory, 'n8n-workflow'),
			'^(?:\\.\\./)+((?:nodes|credentials)/.+?)(?:\\.ts)?$': path.join(
				packageDirectory,
				'dist',
				'$1',
			),
		},
		reporters: [],
		maxWorkers: 2,
		// A test that was given up goes on, and disturbs those after it.
		testTimeout: 120_000,
	};
}
