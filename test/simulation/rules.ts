import type { Patch } from './process';
import { NodeCode } from './process';
import { simulate } from './simulate';

/** A rule of the node, and how to switch it off in its text. */
export interface Rule extends Patch {
	name: string;
}

/** Each has to be missed: without it, some world goes wrong in a way that it doesn't go wrong with it. */
export const RULES: readonly Rule[] = [
	{
		name: 'what exists is not placed again',
		file: 'once/onceBatch.ts',
		find: 'return existing ?? (await this.create(wanted, memory, yieldSlot));',
		put: 'return await this.create(wanted, memory, yieldSlot);',
	},
	{
		name: 'an order that a row gets is known by all of its IDs',
		file: 'once/onceBatch.ts',
		find: 'this.records.keep(existing, keys);',
		put: '',
	},
	{
		name: "an order for another recipient is not one's own",
		file: 'order/create/comparison.ts',
		find: "if (recipient === 'other') return { is: 'otherRecipient' };",
		put: '',
	},
	{
		name: "an order with other contents is not one's own",
		file: 'order/create/comparison.ts',
		find: "if ('actual' in contents) return { is: 'otherContents', ...contents };",
		put: "if ('actual' in contents) return { is: 'same', extra: [] };",
	},
	{
		name: 'a list that is left out says nothing',
		file: 'order/create/comparison.ts',
		find: 'if (!Array.isArray(lines)) return undefined;',
		put: 'if (!Array.isArray(lines)) return new Map();',
	},
	{
		name: 'items that contradict each other all fail',
		file: 'run/readItems.ts',
		find: 'if (other === undefined) continue;',
		put: 'if (other === undefined || first !== undefined) continue;',
	},
	{
		name: 'rows of one order that differ all fail',
		file: 'order/create/mergeOrders.ts',
		find: 'if (first === undefined || differences.length > 0) {',
		put: 'if (first === undefined) {',
	},
	{
		name: 'with one row of an order, all fail',
		file: 'order/create/combine.ts',
		find: "if ('refusal' in item) return replaceRead(",
		put: "if ('refusal' in item && numbered.length === 0) return replaceRead(",
	},
	{
		name: 'equal lines of an order add up',
		file: 'order/create/mergeOrders.ts',
		find: 'Number(earlier.line[countKey]) + Number(count)',
		put: 'Number(count)',
	},
	{
		name: 'all tries share a memory',
		file: 'once/memory.ts',
		find: 'ofItem.set(key, memory);',
		put: '',
	},
	{
		name: 'what failed for good fails again',
		file: 'once/onceBatch.ts',
		find: "{ is: 'failed', ...resolution }",
		put: "{ is: 'notSent' }",
	},
	{
		name: 'what was sent is looked for before it is sent again',
		file: 'once/createOnce.ts',
		find: 'if (lookUp === undefined || lookUpsMs.length === 0) throw doubt(reason);',
		put: 'if (lookUp === undefined) throw doubt(reason);\n\tif (lookUp !== undefined) return;',
	},
	{
		name: 'it is looked for until the window has passed',
		file: 'once/createOnce.ts',
		find: 'const LOOK_UPS_MS = [1_000, 3_000, 7_000, 15_000, WINDOW_MS];',
		put: 'const LOOK_UPS_MS = [1_000];',
	},
	{
		name: "what was found may be another's until the window has passed",
		file: 'once/createOnce.ts',
		find: 'const mayTurnUpUntilMs = sinceMs + Math.max(...lookUpsMs);',
		put: 'const mayTurnUpUntilMs = 0;',
	},
	{
		name: 'without an ID, nothing is sent again',
		file: 'once/createOnce.ts',
		find: 'if (lookUp === undefined || lookUpsMs.length === 0) throw doubt(reason);',
		put: 'if (lookUpsMs.length === 0) throw doubt(reason);\n\tif (lookUp === undefined) return;',
	},
	{
		name: 'another order has an ID of its own',
		file: 'order/create/form.ts',
		find: "keys: generated.length > 0 || ifExists === 'create' ? generated : given,",
		put: 'keys: given.length > 0 ? given : generated,',
	},
	{
		name: 'runs of one process take turns',
		file: 'once/runCoordinator.ts',
		find: 'await gate.waitFor(earlier);',
		put: '',
	},
	{
		name: 'changes of one patient take turns',
		file: 'patient/changePatient.ts',
		find: 'await PATIENT_CHANGES.runExclusive(client, [String(id)], async () => {',
		put: 'await (async (work: () => Promise<ImpiloPatient>) => await work())(async () => {',
	},
	{
		name: 'orders are looked up once more after placing',
		file: 'once/eachOnce.ts',
		find: 'finish: async () => await batch.finishChecks(),',
		put: '',
	},
	{
		name: "only an order of one's own is voided",
		file: 'order/create/orderHandler.ts',
		find: 'const isNewer = isOwn && oldest !== shown;',
		put: 'const isNewer = oldest !== shown;',
	},
	{
		name: "only what can't be told apart is voided",
		file: 'order/create/orderHandler.ts',
		find: 'if (identical.length < duplicates.length) {',
		put: 'if (identical.length > duplicates.length) {',
	},
	{
		name: 'a run waits for the order of another of its process',
		file: 'once/onceBatch.ts',
		find: 'this.followOtherRun(wanted, existing);',
		put: '',
	},
	{
		name: 'returns are asked for once',
		file: 'patient/disenroll.ts',
		find: 'isNeverResent: true,',
		put: '',
	},
];

/** A world that goes wrong without a rule. */
export interface Miss {
	seed: number;
	kind: string;
}

/**
 * Looks for a world that goes wrong without a rule, in a way that it doesn't with it.
 *
 * @returns undefined where none of the worlds does
 */
export async function findMiss(
	rule: Rule,
	worlds: number,
	seed: number,
): Promise<Miss | undefined> {
	const withRule = new NodeCode();
	const withoutRule = new NodeCode([rule]);
	for (let world = seed; world < seed + worlds; world++) {
		const { findings: without } = await simulate(withoutRule, 1, world);
		if (without.size === 0) continue;
		const { findings } = await simulate(withRule, 1, world);
		const kind = [...without.keys()].find((each) => !findings.has(each));
		if (kind !== undefined) return { seed: world, kind };
	}
	return undefined;
}
