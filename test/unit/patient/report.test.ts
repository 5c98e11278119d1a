import type { Tally } from '../../../nodes/Impilo/patient/save/report';
import { createTally, describeDone, hintsOfTally } from '../../../nodes/Impilo/patient/save/report';
import { expectPlainWords } from '../plainWords';

const tallyOf = (changes: Partial<Tally>): Tally => ({ ...createTally(), ...changes });

describe('describeDone', () => {
	it.each<[Partial<Tally>, number, string]>([
		[{ created: [0] }, 1, ''],
		[{}, 3, 'No patient of this run was created.'],
		[{ doubtful: [1] }, 3, 'It is not known whether the patients of these items were created: 1.'],
		[
			{ created: [0], doubtful: [1] },
			3,
			'1 patient of this run was created before it stopped, for these items: 0. It is not known whether the patients of these items were created: 1. Run it again once this is fixed: patients with an external identifier are looked up first and not created twice.',
		],
		[
			{ created: [0, 1, 2], createdWithoutIdentifier: [1] },
			4,
			'3 patients of this run were created before it stopped, for these items: 0–2. Remove these items before you run it again, as their patients would be created twice: 1.',
		],
	])('of %j in %d items', (changes, itemCount, text) => {
		expect(describeDone(tallyOf(changes), itemCount)).toBe(text);
		if (text !== '') expectPlainWords(text);
	});
});

describe('hintsOfTally', () => {
	it.each<[Partial<Tally>, boolean, Array<string | undefined>]>([
		[{ created: [0, 1] }, false, []],
		[{ existing: 2, repeated: 1 }, false, ['info', 'info']],
		[{ createdWithoutIdentifier: [0] }, false, ['info']],
		[{ createdWithoutIdentifier: [0] }, true, ['warning']],
		[{ twins: new Map([['1,2', ['1', '2']]]), unchecked: [3] }, false, ['warning', 'warning']],
	])('of %j', (changes, isExpression, types) => {
		const hints = hintsOfTally(tallyOf(changes), isExpression);

		expect(hints.map(({ type }) => type)).toEqual(types);
		for (const { message } of hints) expectPlainWords(message);
	});
});
