import type { Retries } from '../../../nodes/Impilo/api/client';
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
	])('says for %j what to set', (options, remedy) => {
		expect(refusalOf(() => readSettings(options)).remedy).toBe(remedy);
	});
});

describe('hintsOfRetries', () => {
	it.each<[Retries, RegExp[]]>([
		[{ pauses: 0, requests: 0 }, []],
		[{ pauses: 0, requests: 1 }, [/^Requests were sent again once, because .* did not answer\.$/]],
		[{ pauses: 0, requests: 3 }, [/^Requests were sent again 3 times, /]],
		[{ pauses: 1, requests: 1 }, [/again once, .* pause once: lower Concurrency under Options/]],
		[{ pauses: 2, requests: 4 }, [/again 4 times, .* pause 2 times: lower Concurrency/]],
	])('tells of %j', (retries, messages) => {
		const hints = hintsOfRetries(retries).map(({ message }) => message);

		expect(hints).toEqual(messages.map((message) => expect.stringMatching(message) as string));
		for (const hint of hints) expectPlainWords(hint);
	});
});
