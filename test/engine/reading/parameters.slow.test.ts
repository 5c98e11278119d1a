import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { EXPRESSIONS, readBothWays } from './probe';

describe('reading the parameters of an item with few evaluations', () => {
	it('gives what n8n gives, whatever the expressions are', async () => {
		const text = fc.constantFrom(...EXPRESSIONS);
		const locator = text.map((value) => ({ __rl: true, mode: 'id', value }));
		const lines = fc
			.array(fc.record({ kitId: locator, count: fc.oneof(text, fc.nat()) }), { maxLength: 2 })
			.map((kit) => ({ kit }));
		const parameter = fc.oneof(text, text, locator, lines);
		await fc.assert(
			fc.asyncProperty(
				fc.record({ one: parameter, two: text, three: parameter }),
				async (parameters) => {
					const { outputs } = await readBothWays(parameters as INodeParameters);
					for (const { together, apart } of outputs) expect(together).toEqual(apart);
				},
			),
			{ numRuns: 150 },
		);
	});

	it('gives what n8n gives for any field of an item', async () => {
		const name = fc.constantFrom(
			...['id', 'First Name', 'a.b', "O'Hara", 'say "x"', 'back\\slash', 'línea', '0', '$json'],
			...['constructor', 'toString', '__proto__', 'length', ''],
		);
		const step = name.chain((given) =>
			fc.constantFrom(`.${given}`, `?.${given}`, `['${given}']`, `["${given}"]`, '[0]'),
		);
		const path = fc.array(step, { minLength: 1, maxLength: 3 });
		const space = fc.constantFrom('', ' ', '\n');
		const field = fc
			.tuple(space, path, space)
			.map(([before, steps, after]) => `={{${before}$json${steps.join('')}${after}}}`);
		const { data } = fc.letrec((tie) => ({
			data: fc.oneof(
				{ maxDepth: 3 },
				fc.oneof(fc.string(), fc.constantFrom('={{ 1 }}', '{{ $json.id }}', '1e3', ' ')),
				fc.double(),
				fc.constantFrom(null, true, false, -0, 2 ** 53),
				fc.array(tie('data'), { maxLength: 2 }),
				tie('object'),
			),
			object: fc
				.uniqueArray(fc.tuple(name, tie('data')), { selector: ([key]) => key, maxLength: 6 })
				.map((entries) => Object.fromEntries(entries)),
		}));
		const json = fc.dictionary(name, data, { maxKeys: 8 });
		await fc.assert(
			fc.asyncProperty(
				fc.record({ one: field, two: field, three: field }),
				fc.array(json, { minLength: 1, maxLength: 4 }),
				async (parameters, items) => {
					const { outputs } = await readBothWays(parameters, items as IDataObject[]);
					for (const { together, apart } of outputs) expect(together).toEqual(apart);
				},
			),
			{ numRuns: 300 },
		);
	});
});
