import type { ImpiloClient } from '../../api/client';
import { createOnce, UncertainCreation } from '../../api/createOnce';
import { ImpiloFailure } from '../../api/failure';
import { allFound } from '../../api/findByValues';
import { replaceAddress } from '../../fields/addressFields';
import { byAge, Ledger } from '../../run/ledger';
import { Recheck } from '../../run/recheck';
import type { CreateForAllTries } from '../../run/tries';
import type { FellowRun, Membership } from '../../run/turns';
import { Turns } from '../../run/turns';
import { findPatientsByIdentifier } from '../externalIdentifiers';
import type { ImpiloPatient } from '../patient';
import { personalTextsOf } from '../personalTexts';
import { updatePatient } from '../reference';
import { PATIENT_REFUSALS } from '../refusals';
import type { PatientToSave } from './form';
import { keysOf } from './form';
import type { Tally } from './report';
import { createTally, twinRemedy } from './report';

/** Of all runs of this process that create patients. */
const PATIENT_TURNS = new Turns<ImpiloPatient>();

/** A patient whom an item has got, and who may have a twin. */
interface CheckedPatient {
	patient: ImpiloPatient;
	asked: PatientToSave;
}

/** What an item ends with. */
type Result = { patient: ImpiloPatient } | { failure: unknown };

/**
 * Saves the patients of a batch so that each external identifier ends as one patient: all are looked
 * up first, many a request, and items that share one take turns, with those of other runs as well.
 * Another process of n8n may create the same patients at the same time, so they are looked up once
 * more afterwards: the one with the lowest ID is then the result of every run.
 */
export class PatientBatch implements FellowRun<ImpiloPatient> {
	readonly tally: Tally = createTally();

	/** The patients by their external identifiers. */
	private readonly records: Ledger<ImpiloPatient>;

	private readonly otherRuns: Membership<ImpiloPatient>;

	private readonly recheck: Recheck<CheckedPatient, Map<string, ImpiloPatient[]>>;

	/** IDs, as text, of the patients whom this batch has created or updated. */
	private readonly saved = new Set<string>();

	/** IDs, as text, of the patients whom other runs of this process have created since this one began. */
	private readonly createdByOthers = new Set<string>();

	/** Where it isn't the patient that an item got, by the ID of that one as text. */
	private readonly results = new Map<string, Result>();

	/** @param createForAllTries for patients who can't be looked up on the next try */
	constructor(
		private readonly client: ImpiloClient,
		private readonly createForAllTries: CreateForAllTries,
	) {
		const find = async (identifiers: readonly string[]): Promise<Map<string, ImpiloPatient[]>> => {
			const found = allFound(await findPatientsByIdentifier(client, identifiers));
			for (const twins of found.values()) twins.sort(byUse);
			return found;
		};
		this.records = new Ledger(find);
		this.otherRuns = PATIENT_TURNS.join(client, this);
		this.recheck = new Recheck(client, {
			keysOf: ({ asked }) => keysOf(asked),
			find,
			decide: async (checked, found, isLast) => await this.decide(checked, found, isLast),
			giveUp: (entries) =>
				this.tally.unchecked.push(...entries.map(({ asked }) => asked.itemIndex)),
		});
	}

	/** Looks up the external identifiers of patients; a failure is kept for the patients it is about. */
	async lookUp(patients: readonly PatientToSave[]): Promise<void> {
		await this.records.lookUp(patients.flatMap(keysOf));
	}

	/** @returns why the patient can't be saved, as far as the look-up tells; undefined where it can */
	findRefusal(asked: PatientToSave): unknown {
		return this.records.findFailure(keysOf(asked)) ?? this.findRefusalOfExisting(asked);
	}

	/**
	 * Creates the patient of one item, or finds or updates the existing one. Call it in the order of the
	 * items.
	 *
	 * @throws ImpiloFailure
	 */
	async save(asked: PatientToSave): Promise<ImpiloPatient> {
		const keys = keysOf(asked);
		if (keys.length === 0) return await this.createPatient(asked);
		return await PATIENT_TURNS.inTurn(
			this.client,
			keys,
			async () => (await this.useExisting(asked)) ?? (await this.createPatient(asked)),
		);
	}

	/** Waits until it's known which of the patients have twins; to be called when all items have been worked on. */
	async checkTwins(): Promise<void> {
		await this.recheck.finish();
	}

	/**
	 * The patient whom an item ends with: the one that it got, or an older one with the same identifier.
	 *
	 * @throws ImpiloFailure where that one may not be used, or couldn't be updated
	 */
	finalPatient(patient: ImpiloPatient): ImpiloPatient {
		const result = this.results.get(String(patient.id)) ?? { patient };
		if ('failure' in result) throw result.failure;
		return result.patient;
	}

	noteMade(patient: ImpiloPatient, externalIdentifiers: readonly string[]): void {
		this.createdByOthers.add(String(patient.id));
		this.records.keep(patient, externalIdentifiers);
	}

	noteDoubt(externalIdentifiers: readonly string[]): void {
		this.records.noteDoubt(externalIdentifiers);
	}

	/** To be called when the run has ended, however it ended. */
	end(): void {
		this.otherRuns.leave();
	}

	private findRefusalOfExisting(asked: PatientToSave): ImpiloFailure | undefined {
		const [existing] = this.records.findLive(keysOf(asked));
		if (existing === undefined || asked.ifExists !== 'fail') return undefined;
		return new ImpiloFailure({
			happened: `A patient with this external identifier already exists: patient ${existing.id ?? 'without an ID'}`,
			remedy:
				'Nobody was created. Remove the item, give it another external identifier, or set If External Identifier Exists to Return the Existing Patient.',
		});
	}

	private async useExisting(asked: PatientToSave): Promise<ImpiloPatient | undefined> {
		const keys = keysOf(asked);
		await this.records.settle(keys);
		const refusal = this.findRefusalOfExisting(asked);
		if (refusal !== undefined) throw refusal;
		const [existing] = this.records.findLive(keys);
		if (existing === undefined) return undefined;
		for (const ids of this.records.findTwins(keys)) this.tally.twins.set(ids.join(), ids);
		const patient = await this.updateIfAsked(existing, asked);
		if (this.createdByOthers.has(String(patient.id))) this.recheck.add({ patient, asked });
		return patient;
	}

	private async updateIfAsked(
		existing: ImpiloPatient,
		asked: PatientToSave,
	): Promise<ImpiloPatient> {
		if (this.saved.has(String(existing.id))) {
			// By an item that asks for the same: others are refused.
			this.tally.repeated++;
			return existing;
		}
		if (asked.ifExists === 'return') {
			this.tally.existing++;
			return existing;
		}
		return await this.update(existing, asked);
	}

	private async update(existing: ImpiloPatient, asked: PatientToSave): Promise<ImpiloPatient> {
		if (typeof existing.id !== 'number') {
			throw new ImpiloFailure({
				happened: 'Impilo found the patient with this external identifier, but did not say the ID',
				remedy: 'Use Update, set Patient to By ID, and give the ID of the patient.',
			});
		}
		const body = replaceAddress(asked.body, existing.address);
		const personal = [...asked.personal, ...personalTextsOf(existing)];
		const updated = await updatePatient(this.client, existing.id, body, personal);
		this.saved.add(String(updated.id));
		this.records.keep(updated, keysOf(asked));
		return updated;
	}

	private async createPatient(asked: PatientToSave): Promise<ImpiloPatient> {
		const { itemIndex, body, personal } = asked;
		const keys = keysOf(asked);
		const findCreated = async (): Promise<ImpiloPatient | undefined> => {
			const found = allFound(await findPatientsByIdentifier(this.client, keys));
			return [...found.values()].flat().at(0);
		};
		const create = async (): Promise<ImpiloPatient> =>
			await createOnce<ImpiloPatient>(this.client, {
				request: { path: '/patient', body, refusals: PATIENT_REFUSALS, personal },
				name: 'patient',
				find: keys.length > 0 ? findCreated : undefined,
				doubtRemedy: keys.length > 0 ? SAFE_TO_REPEAT : NOT_SAFE_TO_REPEAT,
			});
		const creating = keys.length > 0 ? create() : this.createForAllTries(itemIndex, create);
		const created = await creating.catch((failure: unknown) => {
			if (failure instanceof UncertainCreation) this.tally.doubtful.push(itemIndex);
			this.noteDoubt(keys);
			this.otherRuns.tellDoubt(keys);
			throw failure;
		});
		this.tally.created.push(itemIndex);
		this.saved.add(String(created.id));
		if (keys.length === 0) {
			this.tally.createdWithoutIdentifier.push(itemIndex);
			return created;
		}
		this.records.keep(created, keys);
		this.otherRuns.tellMade(created, keys);
		this.recheck.add({ patient: created, asked });
		return created;
	}

	/** @returns false where it has to be looked at again */
	private async decide(
		{ patient, asked }: CheckedPatient,
		found: ReadonlyMap<string, ImpiloPatient[]>,
		isLast: boolean,
	): Promise<boolean> {
		const listed = keysOf(asked).flatMap((key) => found.get(key) ?? []);
		const others = listed.filter(({ id }) => id !== patient.id);
		const isShown = others.length < listed.length;
		if (others.length === 0) {
			if (!isShown && isLast) this.tally.unchecked.push(asked.itemIndex);
			return isShown || isLast;
		}
		const twins = [patient, ...others].sort(byUse);
		const ids = twins.map(({ id }) => String(id ?? 'unknown'));
		this.tally.twins.set(ids.join(), ids);
		const [used = patient] = twins;
		if (used !== patient)
			this.results.set(String(patient.id), await this.useTwin(used, asked, patient));
		return true;
	}

	/** What an item ends with whose patient has an older twin. */
	private async useTwin(
		used: ImpiloPatient,
		asked: PatientToSave,
		own: ImpiloPatient,
	): Promise<Result> {
		if (asked.ifExists === 'return') return { patient: used };
		if (asked.ifExists === 'fail') return { failure: refuseTwin(own, used) };
		return await this.update(used, asked).then(
			(patient) => ({ patient }),
			(failure: unknown) => {
				if (failure instanceof ImpiloFailure) return { failure };
				throw failure;
			},
		);
	}
}

/** Of several patients, the oldest is used; one who is archived only where the others are as well. */
function byUse(one: ImpiloPatient, other: ImpiloPatient): number {
	return Number(one.archived === true) - Number(other.archived === true) || byAge(one, other);
}

const SAFE_TO_REPEAT =
	'Run the workflow again later: the patient has an external identifier, so it is looked up first and not created twice.';

const NOT_SAFE_TO_REPEAT =
	'Look under Patients at Impilo whether the patient is there before you run this item again: another run would create it a second time. To make repeats safe, fill External Identifier with something that stays the same for this patient.';

function refuseTwin(own: ImpiloPatient, used: ImpiloPatient): ImpiloFailure {
	return new ImpiloFailure({
		happened: `A patient with this external identifier already exists: patient ${used.id}`,
		remedy: `Another run created it at the same time, so patient ${own.id} of this run has the same external identifier. ${twinRemedy(`patient ${used.id}`)}`,
	});
}
