import { readArguments } from '../../examples/editor/arguments';

describe('readArguments', () => {
	it.each([
		{ args: [], environment: {}, port: 5678 },
		{ args: [], environment: { PORT: '6000' }, port: 6000 },
		{ args: [], environment: { PORT: '' }, port: 5678 },
		{ args: ['--port', '7000'], environment: { PORT: '6000' }, port: 7000 },
	])('takes port $port from $args and $environment', ({ args, environment, port }) => {
		expect(readArguments(args, environment)).toEqual({ port });
	});

	it.each(['0', '65536', 'x', '80.5', '-1', ''])('refuses the port "%s"', (text) => {
		expect(() => readArguments([`--port=${text}`], {})).toThrow(
			`--port takes a number from 1 to 65535, not "${text}".`,
		);
	});

	it('names PORT where that is wrong', () => {
		expect(() => readArguments([], { PORT: 'http' })).toThrow('PORT takes a number');
	});

	it('refuses an option that there is not', () => {
		expect(() => readArguments(['--prot', '1'], {})).toThrow('--prot');
	});

	it('gives nothing where help is wanted', () => {
		expect(readArguments(['--help'], {})).toBeUndefined();
	});
});
