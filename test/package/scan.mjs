/**
 * Runs n8n's own scanner for verified community nodes on a folder, offline, and prints what it says.
 * A process of its own, as the scanner is an ES module.
 *
 * Usage: node scan.mjs source|package <folder>
 */
import {
	analyzePackage,
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

const [leg, folder] = process.argv.slice(2);
/** The scanner looks at the sources in the repository, and at everything in the published package. */
const patterns = leg === 'source' ? SOURCE_FILE_PATTERNS : ['**/*.js', '**/*.ts', '**/*.json'];

const { passed, message, details } = await analyzePackage(folder, patterns);

// The scanner keeps warnings to itself.
const eslint = new ESLint({
	cwd: folder,
	allowInlineConfig: false,
	overrideConfigFile: true,
	overrideConfig: await buildScanConfig(),
	errorOnUnmatchedPattern: false,
});
const results = await eslint.lintFiles(patterns);
const problems = results.flatMap(({ filePath, messages }) =>
	messages.map(({ ruleId, message: text, line }) => `${filePath}:${line} ${ruleId}: ${text}`),
);
console.log(
	JSON.stringify({ passed, message, details, problems, files: results.map((r) => r.filePath) }),
);
