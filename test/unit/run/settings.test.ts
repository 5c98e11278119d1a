import { hintsOfRetries, readSettings } from '../../../nodes/Impilo/run/settings';
import { expectPlainWords } from '../plainWords';
import { refusalOf } from '../standIns';

describe('readSettings', () => {
	it.each<[unknown, { concurrency: number; timeoutMs: number }]>([
		[{}, { concurrency: 10, timeoutMs: 60_000 }],
		[undefined, { concurrency: 10, timeoutMs: 60_000 }],
		[null, { concurrency: 10, timeoutMs: 60_000 }],
		['', { concurrency: 10, timeoutMs: 60_000 }],
		['{"concurrency": 5}', { concurrency: 5, timeoutMs: 60_000 }],
		[{ concurrency: null }, { concurrency: 10, timeoutMs: 60_000 }],
		[
			{ concurrency: 1, timeout: 1 },
			{ concurrency: 1, timeoutMs: 1_000 },
		],
		[
			{ concurrency: 50, timeout: 600 },
			{ concurrency: 50, timeoutMs: 600_000 },
		],
		[
			{ concurrency: '5', timeout: '30' },
			{ concurrency: 5, timeoutMs: 30_000 },
		],
	])('reads %j', (options, expected) => {
		expect(readSettings(options)).toEqual(expected);
	});

	it.each<[unknown, string]>([
		['fast', 'Options is not a set of fields'],
		[[5], 'Options is not a set of fields'],
		[{ concurrency: 0 }, 'Concurrency is not a whole number of at least 1'],
		[{ concurrency: 1.5 }, 'Concurrency is not a whole number of at least 1'],
		[{ concurrency: 'many' }, 'Concurrency is not a whole number of at least 1'],
		[{ concurrency: 51 }, 'Concurrency is more than 50'],
		[{ timeout: 0 }, 'Timeout is not a whole number of at least 1'],
		[{ timeout: -1 }, 'Timeout is not a whole number of at least 1'],
		[{ timeout: 601 }, 'Timeout is more than 600'],
	])('refuses %j: %s', (options, message) => {
		expect(refusalOf(() => readSettings(options)).message).toBe(message);
	});

	it.each([
		[{ timeout: 601 }, 'Under Options, set Timeout to a whole number from 1 to 600.'],
		[{ timeout: 0 }, 'Under Options, set Timeout to a whole number from 1 to 600.'],
		[{ concurrency: 51 }, 'Under Options, set Concurrency to a whole number from 1 to 50.'],
		[{ concurrency: 'many' }, 'Under Options, set Concurrency to a whole number from 1 to 50.'],
	])('says for %j where to set it, and to what', (options, remedy) => {
		expect(refusalOf(() => readSettings(options)).remedy).toBe(remedy);
	});
});

describe('hintsOfRetries', () => {
	it('has nothing to say of a run without disturbance', () => {
		expect(hintsOfRetries({ pauses: 0, requests: 0 })).toEqual([]);
	});

	it.each([
		[{ pauses: 0, requests: 1 }, /^Requests were sent again once, /],
		[{ pauses: 0, requests: 3 }, /^Requests were sent again 3 times, /],
		[
			{ pauses: 1, requests: 1 },
			/sent again once, .* Impilo .*pause once: .*Concurrency under Options/,
		],
		[{ pauses: 2, requests: 4 }, /sent again 4 times, .* Impilo .*pause 2 times: .*Concurrency/],
	])('tells %j', (disturbances, message) => {
		const hints = hintsOfRetries(disturbances);

		expect(hints).toEqual([
			{ message: expect.stringMatching(message), location: 'outputPane', type: 'info' },
		]);
		for (const hint of hints) expectPlainWords(hint.message);
	});
});
