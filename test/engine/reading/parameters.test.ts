import { EXPRESSIONS, ITEMS, readBothWays } from './probe';

/** A field that names itself is null or undefined, depending on how deep n8n gets: to the node, both are nothing. */
const withNulls = (value: unknown): unknown =>
	JSON.parse(JSON.stringify(value, (_, entry: unknown) => entry ?? null));

describe('reading the parameters of an item with few evaluations', () => {
	it.each(EXPRESSIONS)('gives what n8n gives for %j', async (one) => {
		const two = { __rl: true, mode: 'id', value: one };
		const { outputs } = await readBothWays({ one, two, three: [{ kitId: two, count: one }] });
		const namesItself = one.includes('$parameter');
		for (const { together, apart } of outputs) {
			if (namesItself) expect(withNulls(together)).toEqual(withNulls(apart));
			else expect(together).toEqual(apart);
		}
	});

	it('evaluates the expressions of an item at once where they only name values', async () => {
		const { outputs, evaluations, leftToN8n } = await readBothWays(
			{
				one: '={{ $json.id }}',
				two: "={{ $('Trigger').item.json['First Name'] }}",
				three: {
					kit: [{ kitId: { __rl: true, mode: 'id', value: '={{$json["a"].b}}' }, count: 1 }],
				},
			},
			[{ id: 7, 'First Name': 'Ann', a: { b: 301 } }],
		);
		expect([evaluations, leftToN8n]).toEqual([1, 0]);
		expect(outputs[0]?.together).toEqual({
			one: { value: 7 },
			two: { value: 'Ann' },
			three: {
				value: { kit: [{ kitId: { __rl: true, mode: 'id', value: 301 }, count: 1 }] },
			},
		});
	});

	it('evaluates nothing where there are no expressions', async () => {
		const { evaluations, leftToN8n } = await readBothWays({ one: 'A', two: '{{ 2 }}', three: '' });
		expect([evaluations, leftToN8n]).toEqual([0, 0]);
	});

	it.each([
		['text around it', '=A{{ $json.id }}'],
		['a calculation', '={{ $json.count + 1 }}'],
		['a comment', '={{ $json.id /* }}'],
		['more than one value', '={{ 1), (2 /* }}'],
		['a comma', '={{ $json.id, $json.name }}'],
		['a call with a value', '={{ $json.name.slice($itemIndex) }}'],
	])('leaves an expression with %s to n8n', async (_, one) => {
		const { evaluations, leftToN8n } = await readBothWays({ one, two: '', three: '' });
		expect([evaluations, leftToN8n]).toEqual([0, ITEMS.length]);
	});
});
