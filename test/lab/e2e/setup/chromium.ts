import { existsSync } from 'node:fs';

/** The environment variable that names another browser. */
export const CHROMIUM_VARIABLE = 'CHROMIUM_PATH';

const USUAL_PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome-stable',
	'/usr/bin/google-chrome',
	'/snap/bin/chromium',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Finds a browser to drive: playwright-core brings none.
 *
 * @returns the path of its program
 * @throws Error that says how to get one
 */
export function findChromium(chosen = process.env[CHROMIUM_VARIABLE]): string {
	if (chosen) {
		if (existsSync(chosen)) return chosen;
		throw new Error(`There is no browser at ${chosen}, which ${CHROMIUM_VARIABLE} names`);
	}
	const found = USUAL_PLACES.find((place) => existsSync(place));
	if (found !== undefined) return found;
	throw new Error(
		`No Chromium was found. On Debian, run: apt-get install chromium\nElsewhere, set ${CHROMIUM_VARIABLE} to the path of a Chromium or Chrome.`,
	);
}
