/** Paths below `test/`; a folder stands for all the tests in it. */
export const SUITES: readonly string[] = ['engine', 'contract'];

/** What is in `SUITES`, and says nothing about a generation of n8n. */
export const OTHER_SUITES: ReadonlyArray<{ suite: string; because: string }> = [
	{
		suite: 'engine/create/otherProcesses.slow.test.ts',
		because: 'the other processes run the sources, beside the newest engine',
	},
	{
		suite: 'engine/check/anyBatch.slow.test.ts',
		because: 'it holds two of our operations against each other, for most of a minute',
	},
	{ suite: 'engine/large', because: 'how large an input may be is decided without n8n' },
];

/** Tests of something that an n8n can't do. */
export interface LeftOut {
	/** Matches the full name, which begins with the suite's path below `test/`. */
	tests: RegExp;
	/** The oldest engine that can't; by default the oldest of all. */
	since?: string;
	/** The newest engine that can't. */
	upTo: string;
	/** As it goes on after "n8n". */
	because: string;
}

/**
 * Each is tried all the same: it's not left out any more where all of its tests in a suite pass. Of
 * several that match, the first counts.
 */
export const LEFT_OUT: readonly LeftOut[] = [
	{
		tests: / in the engine style /,
		upTo: '1.100',
		because: 'has no agents that ask the engine to run a tool',
	},
	{
		tests: /an agent that calls in the direct style Retry On Fail: /,
		upTo: '1.100',
		because: 'runs a tool once, also with Retry On Fail',
	},
	{
		tests: /an agent that calls in the direct style is told what the tool does$/,
		upTo: '1.85',
		because: "describes a tool by its node, with the operation's name in place of its action",
	},
	{
		tests: /where no operation was chosen: a tool begins with Check$/,
		upTo: '1.85',
		because: 'has no fields for tools alone, so that a tool begins with Create, as the node does',
	},
	{
		tests:
			/names\/batches\.test\.ts Retry On Fail (gives what an earlier try|reads a catalogue again)/,
		upTo: '1.85',
		because: 'tries again, and then shows what the first try gave',
	},
	{
		tests: /recipients\.test\.ts \w+ takes no expression: nothing is sent$/,
		upTo: '2.0',
		because: 'evaluates expressions also where a field takes none',
	},
	{
		tests:
			/tool\/tool\.test\.ts an agent that calls in the engine style (is told what to do better|is told that Impilo|never learns|never gets everybody's)/,
		since: '1.123',
		upTo: '2.20',
		because: 'ends the execution where a tool fails that its agent asked for',
	},
	{
		tests: /the test of the credential (says what to do about|notices that the key has expired)/,
		since: '1.123',
		upTo: '2.20',
		because: 'shows its own words for a key that is refused, and not those of the credential',
	},
];
