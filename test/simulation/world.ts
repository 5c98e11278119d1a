import type { IDataObject } from 'n8n-workflow';

import { VirtualClock } from './clock';
import type { Process, RunRecord, Tell } from './execution';
import { runExecution } from './execution';
import { Impilo, SOMEBODY } from './impilo';
import { Network } from './network';
import type { Deed, Plan, Recipient, RunPlan } from './plan';
import { drawPlan, FIRST_PATIENT, PATIENTS, updatedPatient } from './plan';
import type { NodeCode } from './process';
import { seedRandom } from './random';

/** A world that has come to its end. */
export interface World {
	plan: Plan;
	impilo: Impilo;
	network: Network;
	records: readonly RunRecord[];
}

/** Plays the world of a seed, from the start until nothing happens any more. */
export async function playWorld(
	code: NodeCode,
	seed: number,
	count: (branch: string) => void,
	trace?: (line: string) => void,
): Promise<World> {
	const plan = drawPlan(seedRandom(2 * seed));
	const random = seedRandom(2 * seed + 1);
	const clock = new VirtualClock();
	const tell: Tell = (describe) => trace?.(`${clock.now} ${describe()}`);
	const impilo = new Impilo(plan.traits, random, () => clock.now);
	const network = new Network(clock, impilo, plan, random, count, tell);
	const records: RunRecord[] = [];
	addPatients(impilo, plan);
	const open = (number: number): Process => {
		const process = { number, isDead: false };
		return Object.assign(process, { node: code.load(clock, random, process) });
	};
	const processes = Array.from({ length: plan.processCount }, (_, number) => open(number));
	let executions = 0;
	const start = async (run: RunPlan, process: Process, isAgain: boolean): Promise<void> => {
		const end = await runExecution(
			run,
			String(++executions),
			process,
			network,
			clock,
			records,
			tell,
		);
		const { againAfterMs, isRepeatedAnyway } = run;
		if (isAgain || againAfterMs === undefined || (end === 'done' && !isRepeatedAnyway)) return;
		count(end === 'failed' ? "n8n's Retry" : 'run again');
		clock.after(againAfterMs, () => void start(withoutStop(run), process, true), process);
	};
	for (const run of plan.runs) {
		const process = processes[run.process];
		if (process) clock.after(run.startMs, () => void start(run, process, false), process);
	}
	for (const { process: number, atMs, retryAfterMs } of plan.crashes) {
		clock.after(atMs, () => {
			const process = processes[number];
			if (process === undefined) return;
			process.isDead = true;
			tell(() => `p${number} crashes`);
			const lost = records.filter((record) => record.process === number && !record.isOver);
			count(lost.length > 0 ? 'crash of a run' : 'crash between runs');
			if (retryAfterMs === undefined) return;
			const fresh = open(number + 10);
			for (const { plan: run } of lost) {
				count('retry after a crash');
				clock.after(retryAfterMs, () => void start(withoutStop(run), fresh, true), fresh);
			}
		});
	}
	const races = new Set(plan.deeds.filter(({ isRace }) => isRace));
	const act = (deed: Deed): void => doDeed(impilo, deed, clock.now, count, tell);
	network.onSend = ({ method, body, query }) => {
		// An email address is looked up before anything is sent.
		const sent = JSON.stringify(method === 'POST' ? body : [query.email]);
		for (const deed of races) {
			if (!sent.includes(`"${idOf(deed)}"`)) continue;
			races.delete(deed);
			clock.after(deed.atMs, () => act(deed));
		}
	};
	for (const deed of plan.deeds) {
		if (deed.isRace) continue;
		if (deed.atMs < 0) act(deed);
		else clock.after(deed.atMs, () => act(deed));
	}
	await clock.run();
	return { plan, impilo, network, records };
}

function withoutStop(run: RunPlan): RunPlan {
	return { ...run, stopMs: undefined };
}

function addPatients(impilo: Impilo, { processCount }: Plan): void {
	const updated = Array.from({ length: processCount }, (_, process) => [
		updatedPatient(process, 0),
		updatedPatient(process, 1),
	]);
	for (const id of [...PATIENTS, ...updated.flat()]) {
		const fields: IDataObject = {
			...structuredClone(FIRST_PATIENT),
			firstName: `Person ${id}`,
			lastName: 'Example',
			externalIdentifier: `MRN-${id}`,
			email: `p${id}@example.com`,
			enrolled: true,
			archived: false,
		};
		impilo.patients.set(id, { id, by: SOMEBODY, sentMs: -1, madeMs: -1, listedMs: -1, fields });
	}
}

/** By which a deed meets what the node does, whatever its case. */
function idOf(deed: Deed): string {
	switch (deed.do) {
		case 'order':
			return deed.externalOrderIds.join().toUpperCase();
		case 'patient':
			return deed.identifier;
		case 'email':
			return `p${deed.patientId}@example.com`;
		default:
			return deed.externalOrderId;
	}
}

function doDeed(
	impilo: Impilo,
	deed: Deed,
	now: number,
	count: (branch: string) => void,
	tell: Tell,
): void {
	const from = { sender: SOMEBODY, sentMs: now };
	count(`others: ${deed.do}${deed.isRace ? ', at the same time' : ''}`);
	tell(() => `others: ${JSON.stringify(deed)}`);
	switch (deed.do) {
		case 'order': {
			const { externalOrderIds, contents, recipient } = deed;
			const order = impilo.addOrder(
				{ externalOrderIds, contents, ...findRecipient(impilo, recipient, from) },
				from,
			);
			if (deed.atMs < 0) order.listedMs = -1;
			return;
		}
		case 'patient': {
			const fields = {
				...FIRST_PATIENT,
				externalIdentifier: deed.identifier,
				firstName: deed.name,
				lastName: 'Example',
			};
			const patient = impilo.addPatient(fields, from);
			if (deed.atMs < 0) patient.listedMs = -1;
			return;
		}
		case 'email': {
			const patient = impilo.patients.get(deed.patientId);
			if (patient) patient.fields.email = `new${deed.patientId}@example.com`;
			return;
		}
		default:
			for (const order of impilo.orders.values()) {
				if (!order.externalOrderIds.includes(deed.externalOrderId)) continue;
				if (deed.do === 'void') impilo.voidOrder(order.id, SOMEBODY);
				else if (order.status === 'orderPlaced') order.status = 'shipped';
			}
	}
}

function findRecipient(
	impilo: Impilo,
	{ patientId, siteId, newPatient }: Recipient,
	from: { sender: typeof SOMEBODY; sentMs: number },
): { patientId?: number; siteId?: number } {
	if (newPatient === undefined) return { patientId, siteId };
	const fields = { ...structuredClone(FIRST_PATIENT), firstName: newPatient, lastName: 'Example' };
	return { patientId: impilo.addPatient(fields, from).id };
}
