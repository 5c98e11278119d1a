import type { INodeProperties, NodeExecutionHint } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { YieldSlot } from '../api/concurrency';
import { ensureDone } from '../api/ensure';
import type { ImpiloRequest } from '../api/request';
import { parseBoolean } from '../fields/values';
import { createOnce } from '../once/createOnce';
import type { Memory } from '../once/memory';
import { openMemories } from '../once/memory';
import { RunCoordinator } from '../once/runCoordinator';
import { listSome, outputHint, showHints } from '../run/hints';
import type { Operation } from '../run/operation';
import { eachByItself, runItems } from '../run/runItems';
import type { ImpiloPatient } from './patient';
import { personalTextsOf } from './patient';
import { findPatientId, parsePatientReference, pickPatient, readPatient } from './reference';

const ARCHIVE: INodeProperties = {
	displayName: 'Archive',
	name: 'archive',
	type: 'boolean',
	default: false,
	description: 'Whether to also archive the patient',
};

const CREATE_RETURNS: INodeProperties = {
	displayName: 'Create Returns',
	name: 'createReturns',
	type: 'boolean',
	default: false,
	description: 'Whether to create returns for all devices of the patient',
};

/** As in the body of the request. */
interface Wanted {
	archive: boolean;
	createReturns: boolean;
}

/** A patient who was disenrolled with returns. */
interface Disenrolled {
	id: number;
	before: ImpiloPatient;
	/** After a lost answer. */
	found?: ImpiloPatient;
}

/** IDs of patients. */
interface Notes {
	/** By an item of this run, of an earlier try as well. */
	returnsRequested: Set<number>;
	disenrolledBefore: Set<number>;
	foundAfterLoss: Set<number>;
}

/** Otherwise two items for one patient could both create returns. */
const DISENROLL_LOCKS = new RunCoordinator();

export const disenroll: Operation = {
	option: {
		name: 'Disenroll',
		value: 'disenroll',
		action: 'Disenroll patient',
		description: 'Remove a patient from the program, with or without returns for the devices',
	},
	fields: [pickPatient({ required: true }), ARCHIVE, CREATE_RETURNS],
	execute: async (run) => {
		const { client, context, valuesOf } = run;
		const memoryOf = openMemories<Disenrolled>(context);
		const states = eachByItself(run.itemCount).map(([itemIndex = 0]) => memoryOf(itemIndex).state);
		const notes: Notes = {
			returnsRequested: new Set(states.flatMap((s) => (s.is === 'created' ? s.entity.id : []))),
			disenrolledBefore: new Set(),
			foundAfterLoss: new Set(),
		};
		/** Of the last item for each patient, by ID. */
		const asked = new Map<number, Memory<Disenrolled>>();
		/** Items for the same patient share an unconfirmed send. */
		const findMemory = (itemIndex: number, id: number): Memory<Disenrolled> => {
			const own = memoryOf(itemIndex);
			const earlier = asked.get(id);
			const memory =
				own.state.is === 'notSent' && earlier?.state.is === 'unconfirmed' ? earlier : own;
			asked.set(id, memory);
			return memory;
		};
		const outputs = await runItems(run, async (itemIndex, yieldSlot) => {
			const valueOf = valuesOf(itemIndex);
			const reference = parsePatientReference(valueOf('patientId'));
			const read = ({ name, displayName }: INodeProperties): boolean =>
				parseBoolean(valueOf(name), displayName) ?? false;
			const wanted: Wanted = { archive: read(ARCHIVE), createReturns: read(CREATE_RETURNS) };
			const own = memoryOf(itemIndex);
			const id =
				own.state.is === 'created'
					? own.state.entity.id
					: await findPatientId(client, reference).catch(keepDoubt(own));
			const done = await DISENROLL_LOCKS.runExclusive(
				client,
				[String(id)],
				async () =>
					await disenrollPatient(client, id, wanted, notes, findMemory(itemIndex, id), yieldSlot),
			);
			return [{ json: { id, disenrolled: true, ...done } }];
		});
		showHints(context, hintsOf(notes));
		return outputs;
	},
};

/** An unconfirmed send stays so if the patient can't be looked up. */
function keepDoubt({ state }: Memory<Disenrolled>): (reason: unknown) => never {
	return (reason) => {
		throw state.is === 'unconfirmed' ? state.doubt(reason) : reason;
	};
}

/**
 * Succeeds also if the patient is disenrolled already, but then no returns are created.
 *
 * @throws ImpiloFailure
 */
async function disenrollPatient(
	client: ImpiloClient,
	id: number,
	wanted: Wanted,
	notes: Notes,
	memory: Memory<Disenrolled>,
	yieldSlot: YieldSlot,
): Promise<{ archived: boolean; returnsRequested: boolean }> {
	const before =
		memory.state.is === 'created'
			? memory.state.entity.before
			: await readPatient(client, id).catch(keepDoubt(memory));
	const { archive } = wanted;
	const personal = personalTextsOf(before);
	// Impilo may not show whether the patient is enrolled.
	const isRequested = notes.returnsRequested.has(id);
	const mayRequest = before.enrolled !== false && !isRequested;
	// An earlier try of Retry On Fail may have disenrolled the patient.
	const returnsRequested = wanted.createReturns && (mayRequest || memory.state.is !== 'notSent');
	if (wanted.createReturns && !returnsRequested && !isRequested) notes.disenrolledBefore.add(id);

	const isDone = ({ enrolled, archived }: ImpiloPatient): boolean =>
		enrolled === false && (!archive || archived === true);
	const found = returnsRequested
		? (await createReturns(client, { id, before }, archive, memory, yieldSlot)).found
		: before;
	if (returnsRequested) notes.returnsRequested.add(id);
	if (returnsRequested && found !== undefined) notes.foundAfterLoss.add(id);
	if (found !== undefined && !isDone(found)) {
		await ensureDone(
			client,
			disenrollment(id, { archive, createReturns: false }, personal),
			async () => isDone(await readPatient(client, id)),
		);
	}
	return { archived: archive || before.archived === true, returnsRequested };
}

/**
 * Disenrolls a patient and creates the returns. It's never sent again after a lost answer: Impilo may
 * still be working on it, and would create the returns twice.
 *
 * @throws ImpiloFailure, Doubt
 */
async function createReturns(
	client: ImpiloClient,
	{ id, before }: Disenrolled,
	archive: boolean,
	memory: Memory<Disenrolled>,
	yieldSlot: YieldSlot,
): Promise<Disenrolled> {
	return await createOnce(
		client,
		memory,
		{
			request: disenrollment(id, { archive, createReturns: true }, personalTextsOf(before)),
			read: () => ({ id, before }),
			lookUp: async () => {
				const found = await readPatient(client, id, { isFollowUp: true });
				return found.enrolled === false ? { is: 'mine', entity: { id, before, found } } : undefined;
			},
			isNeverResent: true,
			question: `It is not known whether Impilo has disenrolled patient ${id} and created the returns.`,
			doubtRemedy: () =>
				`Check Patients and Returns at Impilo before you run this item again. If patient ${id} is disenrolled already, another run creates no returns.`,
		},
		yieldSlot,
	);
}

function disenrollment(id: number, body: Wanted, personal: readonly string[]): ImpiloRequest {
	return {
		method: 'POST',
		path: `/patient/disenroll/${id}`,
		body,
		purpose: `disenroll patient ${id}`,
		personal,
	};
}

function hintsOf({ disenrolledBefore, foundAfterLoss }: Notes): NodeExecutionHint[] {
	const hints: NodeExecutionHint[] = [];
	if (disenrolledBefore.size > 0) {
		hints.push(
			outputHint(
				`No returns were created for these patients, because they were disenrolled before: ${listIds(disenrolledBefore)}. If they still have devices, create a return for each.`,
				'warning',
			),
		);
	}
	if (foundAfterLoss.size > 0) {
		hints.push(
			outputHint(
				`Impilo's answer was lost for these patients: ${listIds(foundAfterLoss)}. They are disenrolled; check that their returns are there.`,
				'warning',
			),
		);
	}
	return hints;
}

function listIds(ids: ReadonlySet<number>): string {
	return listSome([...ids].map(String), ', ');
}
