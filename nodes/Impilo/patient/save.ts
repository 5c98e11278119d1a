import type {
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	NodeExecutionHint,
} from 'n8n-workflow';

import { ImpiloFailure } from '../api/failure';
import { replaceAddress } from '../fields/addressFields';
import { InputRefusal } from '../fields/refusal';
import type { FoundMatch } from '../once/createOnce';
import { createEachOnce } from '../once/eachOnce';
import type { EntityHandler, Wanted } from '../once/entityHandler';
import { byAge } from '../once/records';
import type { Wording } from '../once/sendSummary';
import { RunCoordinator } from '../once/runCoordinator';
import { countOf, listSomeItems, outputHint, were } from '../run/hints';
import { resolveNames } from '../run/names';
import type { ValueOf } from '../run/parameters';
import { readItems, refuseContradictions } from '../run/readItems';
import type { OperationRun } from '../run/runItems';
import { present, readSimplify } from '../run/simplify';
import { changePatient } from './changePatient';
import { compareNames } from './comparison';
import type { PatientForm } from './fields';
import { readPatientForm } from './fields';
import { findPatientsByIdentifier } from './find';
import type { ImpiloPatient } from './patient';
import { personalTextsOf, simplifyPatient } from './patient';
import { PATIENT_REFUSALS } from './refusals';

/** If a patient with the external identifier exists. */
export type IfExists = 'return' | 'update' | 'fail';

/** The patient of one item; the key is the external identifier. */
interface WantedPatient extends Wanted {
	body: IDataObject;
	ifExists: IfExists;
	/** To hide in messages. */
	personal: readonly string[];
	/** Whether the output is the simplified patient. */
	simplify: boolean;
}

const PATIENT_RUNS = new RunCoordinator<ImpiloPatient>();

/**
 * Creates a patient for each item, or uses the existing one with the same external identifier.
 *
 * @param readIfExists may throw InputRefusal
 * @throws as `runInStages`
 */
export async function savePatients(
	run: OperationRun,
	form: PatientForm,
	readIfExists: (valueOf: ValueOf) => IfExists,
): Promise<INodeExecutionData[]> {
	const filled = await readItems(run.itemCount, (itemIndex): WantedPatient => {
		const valueOf = run.valuesOf(itemIndex);
		const { body, personal } = readPatientForm(form, valueOf);
		const { externalIdentifier } = body;
		return {
			itemIndex,
			body,
			keys: typeof externalIdentifier === 'string' ? [externalIdentifier] : [],
			hasGeneratedKeys: false,
			ifExists: readIfExists(valueOf),
			personal,
			simplify: readSimplify(valueOf),
		};
	});
	const patients = refuseContradictions(
		await resolveNames(run, filled),
		({ keys }) => keys,
		() =>
			({ body }) =>
				JSON.stringify(body),
		(other) =>
			new InputRefusal(
				'External Identifier',
				`is the same as in item ${other}, which has other values for the patient`,
				'An external identifier stands for one patient. Put all data of a patient into one item, or give each patient its own identifier.',
			),
	);
	const { parameters } = run.context.getNode();
	const handler = patientHandler(isIdentifierExpression(parameters));
	return await createEachOnce(run, patients, handler, PATIENT_RUNS, (patient, { simplify }) =>
		present(patient, simplify, simplifyPatient),
	);
}

const PATIENT_WORDING: Wording = {
	one: 'patient',
	made: 'created',
	key: 'external identifier',
	wouldDuplicate: 'their patients would be created twice',
	existed:
		'got a patient who already existed at Impilo with the same external identifier. Nothing was created or changed.',
	duplicateAdvice: `The first of them was used. ${duplicateRemedy('the first')}`,
};

/** @param isExpression whether External Identifier is an expression, which shouldn't give nothing */
function patientHandler(isExpression: boolean): EntityHandler<WantedPatient, ImpiloPatient> {
	const withoutIdentifier: number[] = [];
	const useExisting: NonNullable<
		EntityHandler<WantedPatient, ImpiloPatient>['useExisting']
	> = async (client, { ifExists, body, personal }, existing) => {
		if (ifExists !== 'update') return existing;
		if (typeof existing.id !== 'number') {
			throw new ImpiloFailure({
				happened: 'Impilo found the patient with this external identifier, but did not say the ID',
				remedy: 'Use Update, set Patient to By ID, and enter the ID of the patient.',
			});
		}
		return await changePatient(client, existing.id, body, replaceAddress, [
			...personal,
			...personalTextsOf(existing),
		]);
	};
	return {
		wording: PATIENT_WORDING,
		find: findPatientsByIdentifier,
		isLive: () => true,
		byPreference,
		refuseExisting: async (_, { ifExists }, [existing]) => {
			await Promise.resolve();
			return ifExists === 'fail' && existing !== undefined ? refuseExisting(existing) : undefined;
		},
		useExisting,
		complete: async (_, wanted) => await Promise.resolve(wanted),
		creationOf: ({ body, keys, personal }) => ({
			request: {
				method: 'POST',
				path: '/patient',
				body,
				purpose: 'create the patient',
				refusals: PATIENT_REFUSALS,
				personal,
			},
			question: 'It is not known whether Impilo has created this patient.',
			doubtRemedy: () => (keys.length > 0 ? SAFE_TO_REPEAT : NOT_SAFE_TO_REPEAT),
		}),
		matchFound,
		resolveDuplicates: async (client, { wanted, shown, duplicates, isOwn, wasResent }) => {
			if (duplicates.length === 0) return { entity: shown };
			const all = [shown, ...duplicates].sort(byPreference);
			const ids = all.map(({ id }) => String(id ?? 'unknown'));
			const [used = shown] = all;
			const isFirst = used === shown && isOwn;
			const mayBeOwn = wasResent && compareNames(wanted.body, used) === 'same';
			if (wanted.ifExists === 'fail' && !isFirst && !mayBeOwn)
				return { failure: refuseDuplicate(ids), ids, survivor: used };
			const entity = used === shown ? shown : await useExisting(client, wanted, used);
			return { entity, duplicates: ids };
		},
		wouldDuplicate: ({ keys }) => keys.length === 0,
		onCreated: ({ itemIndex, keys }) => {
			if (keys.length === 0) withoutIdentifier.push(itemIndex);
		},
		hints: () => hintsWithoutIdentifier(withoutIdentifier, isExpression),
	};
}

/** The oldest first, archived ones last. */
function byPreference(one: ImpiloPatient, other: ImpiloPatient): number {
	return Number(one.archived === true) - Number(other.archived === true) || byAge(one, other);
}

/** Another system may have created somebody else with the external identifier. */
function matchFound(
	{ body }: WantedPatient,
	found: readonly ImpiloPatient[],
): FoundMatch<ImpiloPatient> | undefined {
	const sorted = [...found].sort(byPreference);
	const mine = sorted.find((patient) => compareNames(body, patient) === 'same');
	if (mine !== undefined) return { is: 'mine', entity: mine };
	const [other] = sorted;
	if (other === undefined) return undefined;
	const name = `patient ${other.id ?? 'without an ID'}`;
	return {
		is: 'doubtful',
		what:
			compareNames(body, other) === 'other'
				? `Impilo now shows ${name} under the external identifier, with another name.`
				: `Impilo now shows ${name} under the external identifier, without a name.`,
	};
}

function isIdentifierExpression({ externalIdentifier }: INodeParameters): boolean {
	return typeof externalIdentifier === 'string' && /^=\s*\S/.test(externalIdentifier);
}

function hintsWithoutIdentifier(
	items: readonly number[],
	isExpression: boolean,
): NodeExecutionHint[] {
	if (items.length === 0) return [];
	const created =
		'without an external identifier, and would be created again if the workflow is repeated';
	return isExpression
		? [
				outputHint(
					`The expression in External Identifier returned nothing for these items: ${listSomeItems(items)}. Their patients were created ${created}. Check that the data has a value for each patient.`,
					'warning',
				),
			]
		: [
				outputHint(
					`${countOf(items.length, 'patient')} ${were(items.length)} created ${created}. Fill External Identifier with a value that stays the same for a patient, e.g. the ID in the medical record, to make repeats safe.`,
				),
			];
}

const SAFE_TO_REPEAT =
	'Run the workflow again later: the patient has an external identifier, so it is looked up first and not created twice.';

const NOT_SAFE_TO_REPEAT =
	'Check under Patients at Impilo whether the patient is there before you run this item again: another run would create it a second time. To make repeats safe, fill External Identifier with a value that stays the same for this patient.';

function refuseExisting({ id }: ImpiloPatient): ImpiloFailure {
	return new ImpiloFailure({
		happened: `A patient with this external identifier already exists: patient ${id ?? 'without an ID'}`,
		remedy:
			'No patient was created. Remove the item, give it another external identifier, or set If External Identifier Exists to Return the Existing Patient.',
	});
}

/** @param ids first that of the patient who is used */
function refuseDuplicate([used = 'unknown', ...others]: readonly string[]): ImpiloFailure {
	const names =
		others.length === 1 ? `patient ${others[0]} has` : `patients ${others.join(', ')} have`;
	return new ImpiloFailure({
		happened: `A patient with this external identifier already exists: patient ${used}`,
		remedy: `Another run created it at the same time, so ${names} the same external identifier. ${duplicateRemedy(`patient ${used}`)}`,
	});
}

/** A patient can't be voided. */
function duplicateRemedy(used: string): string {
	return `Continue with ${used}. If the others are duplicates, move what belongs to them to ${used} at Impilo, and disenroll and archive them with Disenroll; otherwise give each its own external identifier with Update.`;
}
