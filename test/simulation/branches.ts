import { FAULTS } from './faults';
import type { World } from './world';

const OTHERS = ['order', 'void', 'ship', 'patient', 'email'];

/** Everything that has to come up in a thousand worlds, so that nothing is left out by chance or by a mistake. */
export const BRANCHES: readonly string[] = [
	...FAULTS,
	...[
		'outage: GET',
		'outage: DELETE',
		'very late',
		'429 with Retry-After',
		'429 without Retry-After',
	],
	...OTHERS.flatMap((deed) => [`others: ${deed}`, `others: ${deed}, at the same time`]),
	...['crash of a run', 'crash between runs', 'retry after a crash', "n8n's Retry", 'run again'],
	...['Retry On Fail', 'Loop', 'stopped by the user', 'broken: noKey', 'broken: concurrency'],
	...['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'],
	...['order create', 'order check', 'order void', 'return create', 'site create'],
	...['patient create', 'patient upsert', 'patient update', 'patient disenroll'],
	...['return', 'create', 'fail', 'update'].map((ifExists) => `if exists: ${ifExists}`),
	...['lagMs', 'ignoresCase', 'addsInsert', 'writesCapitals', 'leavesOut', 'newestFirst'].map(
		(trait) => `Impilo: ${trait}`,
	),
	...['combined rows', 'rows that cannot be one order', 'rows that another ID links'],
	...['twin voided', 'refused', 'said that it is not known', 'named'],
];

/** Counts what came up in a world, as far as it isn't counted when it happens. */
export function countBranches(
	{ plan, records, impilo }: World,
	count: (branch: string) => void,
): void {
	for (const [trait, value] of Object.entries(plan.traits)) {
		if (Array.isArray(value) ? value.length > 0 : value) count(`Impilo: ${trait}`);
	}
	for (const { plan: run, tries, isStopped } of records) {
		count(run.onError);
		count(`${run.resource} ${run.operation}`);
		if (run.ifExists !== undefined) count(`if exists: ${run.ifExists}`);
		if (run.broken !== undefined) count(`broken: ${run.broken}`);
		if (run.loops > 1) count('Loop');
		if (run.rows.some(({ parameters }) => /sku-|thing /i.test(JSON.stringify(parameters))))
			count('named');
		if (run.rows.some(({ ask }) => ask.kind === 'order' && ask.ids.length > 1))
			count('rows that another ID links');
		if (tries.length > 1) count('Retry On Fail');
		if (isStopped) count('stopped by the user');
		if (run.rows.some(({ joins }) => joins !== undefined)) count('combined rows');
		if (run.rows.some(({ ask }) => ask.kind === 'order' && ask.isTorn)) {
			count('rows that cannot be one order');
		}
		const end = JSON.stringify(tries.at(-1)?.end ?? '');
		if (/not known whether/.test(end)) count('said that it is not known');
		if (/cannot be ordered/.test(end)) count('refused');
	}
	for (const { voided, by } of impilo.orders.values()) {
		if (voided !== undefined && voided.by.run !== '' && voided.by.run === by.run)
			count('twin voided');
	}
}
