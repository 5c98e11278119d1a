/** The two parts of an installation: getting the packages, and compiling what n8n's database needs. */
export type InstallStep = 'packages' | 'compile';

/** What went wrong and how to go on, by what npm has printed. The first that fits counts. */
const REASONS: ReadonlyArray<{ step?: InstallStep; sign: RegExp; explanation: string }> = [
	{
		sign: /\bENOSPC\b|no space left on device/i,
		explanation: 'The disk is full: n8n takes 3 GB. Make room, and run npm start again.',
	},
	{
		step: 'compile',
		sign: /find Python|not find any Python|not found: make|make: (command )?not found|spawn make ENOENT|(g\+\+|c\+\+|cc1plus|clang\+\+)[^\n]*not found|No Xcode|find VS/i,
		explanation: `A part of n8n has to be compiled here, and the tools for that are missing. Install them, and run npm start again:
  Debian, Ubuntu   sudo apt-get install python3 make g++
  Fedora           sudo dnf install python3 make gcc-c++
  macOS            xcode-select --install`,
	},
	{
		sign: /\b(EAI_AGAIN|EAI_FAIL|ENOTFOUND|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b|network request to \S+ failed/,
		explanation:
			'npm could not get everything over the network. Check the connection (behind a proxy: npm config set https-proxy <address>), and run npm start again: what has been downloaded is used again.',
	},
	{
		sign: /\b(EACCES|EPERM)\b/,
		explanation:
			'npm may not write here. Make sure that this folder and the npm cache (npm config get cache) belong to you, and run npm start again.',
	},
	{
		sign: /\bEINTEGRITY\b/,
		explanation:
			'A downloaded package is damaged. Run npm cache clean --force, and then npm start again.',
	},
];

const UNKNOWN = 'Run npm start again: it goes on from what is there.';
const LAST_LINES = 8;

/**
 * Says what went wrong in an installation, and how to go on.
 *
 * @param output what npm has printed
 * @param logFile where all of it is
 */
export function explainInstallFailure(step: InstallStep, output: string, logFile: string): string {
	const reason = REASONS.find(
		(entry) => (entry.step === undefined || entry.step === step) && entry.sign.test(output),
	);
	if (reason !== undefined) {
		return `n8n could not be installed.\n${reason.explanation}\nAll that npm has printed is in ${logFile}`;
	}
	const errors = output.split('\n').filter((line) => /\b(ERR!|error)\b/.test(line));
	const lastLines = errors.slice(-LAST_LINES).join('\n');
	return `n8n could not be installed. npm says:\n${lastLines}\n${UNKNOWN}\nAll that npm has printed is in ${logFile}`;
}
