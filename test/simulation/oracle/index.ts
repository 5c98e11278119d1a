import type { World } from '../world';
import type { Finding } from './finding';
import { finding } from './finding';
import { judgeChecks, judgeOrders } from './orders';
import { judgeOthers, judgeVoiding } from './others';
import { judgeOrdersOfRows, judgeRows } from './outcomes';
import { judgePatients } from './patients';

export type { Finding } from './finding';

/** Says all that is wrong with a world that has come to its end. It knows what was asked for, and what is there. */
export function judge(world: World): Finding[] {
	const hung = world.records.filter(
		({ isOver, process }) =>
			!isOver && !world.plan.crashes.some((crash) => crash.process === process),
	);
	return [
		...hung.map(({ name }) => finding('hung', name)),
		...world.records.flatMap(judgeRows),
		...world.records.flatMap(judgeOrdersOfRows),
		...judgeOrders(world),
		...judgeChecks(world),
		...judgePatients(world),
		...judgeOthers(world),
		...judgeVoiding(world),
	];
}
