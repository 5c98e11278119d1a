import type { Patient } from '../impilo';
import type { Sent } from '../network';
import type { Ask } from '../plan';
import type { World } from '../world';
import type { Finding } from './finding';
import { finding } from './finding';
import { namesBoth, wordsOf } from './outcomes';
import type { AskedRow } from './rows';
import { groupsOf, isLate, judgeGroup, judgeReason, rowsOf } from './rows';

type PatientRow = AskedRow<Extract<Ask, { kind: 'patient' }>>;

/** Says what is wrong with the patients of a world. */
export function judgePatients(world: World): Finding[] {
	const rows = rowsOf(world, 'patient');
	const nameless = groupsOf(rows.filter(({ ask }) => ask.identifier === undefined));
	return [
		...rows.flatMap((row) => judgeHeld(world, row)),
		...rows.flatMap((row) => judgeFailure(world, rows, row)),
		...nameless.flatMap((group) => judgeGroup(group, madeFor(world, group[0]), 'patientDoubled')),
		...judgeTwins(world, rows),
		...judgeUpdates(world),
	];
}

function judgeHeld({ impilo, network }: World, row: PatientRow): Finding[] {
	const { record, place, ask, outcome } = row;
	if (outcome.kind !== 'success') return [];
	const patient = impilo.patients.get(Number(outcome.json.id));
	if (patient === undefined) return [finding('lostPatient', place, JSON.stringify(outcome.json))];
	const isOwn = patient.by.run === record.name;
	const { identifier } = ask;
	const isMeant =
		identifier === undefined ? isOwn : patient.fields.externalIdentifier === identifier;
	if (!isMeant) return [finding('strangersPatient', place, 'has patient', patient.id)];
	// After a lost answer, one of the same name can't be told from its own.
	const isAdopted = network.sent.some((sent) => sent.isInDoubt && isFor(sent, row));
	if (record.plan.ifExists === 'fail' && !isOwn && !isAdopted) {
		return [finding('existingPatientUnderFail', place, 'has patient', patient.id)];
	}
	return [];
}

function judgeFailure(world: World, rows: readonly PatientRow[], row: PatientRow): Finding[] {
	const { record, ask, outcome, place } = row;
	const { identifier, name } = ask;
	const sharing = rows.filter((other) => other !== row && other.ask.identifier === identifier);
	const isDeedOf = world.plan.deeds.some(
		(deed) => deed.do === 'patient' && deed.identifier === identifier,
	);
	const isKnown = identifier !== undefined;
	const isShared = isKnown && (isDeedOf || (record.plan.ifExists === 'fail' && sharing.length > 0));
	const isContradicted = isKnown && sharing.some((other) => other.ask.name !== name);
	const own = madeFor(world, row);
	const isHeld = sharing.some(
		({ record: other, outcome: its }) =>
			other === record &&
			(its.kind === 'success' ||
				(its.kind === 'stopped' && its.isDone) ||
				('text' in its && own[0] !== undefined && namesBoth(its.text, own[0].id, own[0].id))),
	);
	if (isKnown && outcome.kind === 'failure' && !outcome.isDoubt && own[0] && !isHeld) {
		// Nobody is voided, so it may be refused where it names its own and the older one.
		const { id } = own[0];
		const isNamed =
			wordsOf(record).some((text) => namesBoth(text, id, id)) &&
			!/No patient was created/.test(outcome.text);
		// What is carried out after the run has ended can't be named.
		const isVeryLate = world.network.sent.some((sent) => sent.isVeryLate && isFor(sent, row));
		// After the user's stop, nobody looks for its own any more.
		const isAnother =
			record.isStopped && outcome.text.includes('with the external identifier of this item');
		if (!isNamed && !isVeryLate && !isAnother)
			return [finding('deniedOwn', place, 'patient', id, outcome.text)];
	}
	const isTwin =
		[...world.impilo.patients.values()].filter((patient) => isCalled(patient, identifier)).length >
		1;
	return judgeReason(
		world,
		row,
		(sent) => isFor(sent, row),
		isShared || isContradicted || world.impilo.traits.ignoresCase,
		isTwin,
	);
}

/** Where Impilo has two patients with one identifier, one of them ours, somebody has to be told. */
function judgeTwins(world: World, rows: readonly PatientRow[]): Finding[] {
	const { impilo, records, network } = world;
	const known = [...impilo.patients.values()].filter(
		({ fields }) => fields.externalIdentifier !== undefined,
	);
	const isOurs = ({ by, fields }: Patient): boolean =>
		rows.some(
			({ record, ask }) => record.name === by.run && ask.identifier === fields.externalIdentifier,
		);
	const words = records.flatMap(wordsOf);
	return known.filter(isOurs).flatMap((one) =>
		known.flatMap((other) => {
			const isPair =
				other !== one &&
				isCalled(other, one.fields.externalIdentifier) &&
				(!isOurs(other) || other.id > one.id);
			if (!isPair) return [];
			const heard = network.sent.find(
				({ sender, sentMs }) => sender.run === one.by.run && sentMs === one.sentMs,
			);
			if (!isOurs(other) && other.listedMs > (heard?.answeredMs ?? one.madeMs)) return [];
			const areNamed = (pair: Patient, its: Patient): boolean =>
				words.some((text) => namesBoth(text, pair.id, its.id));
			// Of three, each may be named with the one that is used.
			const isSaid =
				areNamed(one, other) ||
				known.some((third) => areNamed(one, third) && areNamed(third, other));
			const isOpen = [one, other].some(({ by }) =>
				rows.some(
					(row) =>
						row.record.name === by.run &&
						isCalled(one, row.ask.identifier) &&
						isLeftOpen(row, network.sent),
				),
			);
			if (isSaid || isOpen) return [];
			const isSameRun = one.by.run === other.by.run;
			if (!isSameRun && [one, other].some((patient) => isLate(world, patient))) {
				return [
					finding(
						'lateBesideAdopted',
						'patients',
						one.id,
						'and',
						other.id,
						'of',
						one.by.run,
						'and',
						other.by.run,
					),
				];
			}
			const kind = isSameRun
				? 'patientDoubled'
				: isOurs(other)
					? 'patientDoubledAcross'
					: 'patientTwinUnsaid';
			return [
				finding(kind, 'patients', one.id, 'and', other.id, 'of', one.by.run, 'and', other.by.run),
			];
		}),
	);
}

function isLeftOpen({ record, outcome }: PatientRow, sent: readonly Sent[]): boolean {
	if (!record.isOver || record.isStopped || outcome.kind === 'unheard') return true;
	if (sent.some(({ sender, isVeryLate }) => sender.run === record.name && isVeryLate)) return true;
	if (outcome.kind !== 'success' && outcome.isDoubt) return true;
	// It says to run it again, which finds both.
	if (outcome.kind === 'stopped') return true;
	return wordsOf(record).some((text) => /could not be checked/.test(text));
}

/** What a row has changed has to be there in the end, unless another row has changed the same. */
function judgeUpdates(world: World): Finding[] {
	const rows = rowsOf(world, 'update');
	const isFor = ({ method }: Sent): boolean => method === 'PATCH';
	const lost = rows.flatMap(({ ask, outcome, place }): Finding[] => {
		if (outcome.kind !== 'success') return [];
		const fields = world.impilo.patients.get(ask.patientId)?.fields ?? {};
		return Object.entries(ask.fields).flatMap(([key, value]) => {
			const there = readAt(fields, key);
			const isOthers = rows.some(
				(other) =>
					other.ask.patientId === ask.patientId &&
					key in other.ask.fields &&
					other.ask.fields[key] === there,
			);
			return there === value || isOthers
				? []
				: [finding('updateLost', place, key, `${String(value)}, there is`, String(there))];
		});
	});
	// Two rows of one run that ask for different things with one identifier are refused.
	const isContradicted = (row: (typeof rows)[number]): boolean =>
		rows.some(
			(other) =>
				other !== row && other.record === row.record && other.ask.patientId === row.ask.patientId,
		);
	return [...lost, ...rows.flatMap((row) => judgeReason(world, row, isFor, isContradicted(row)))];
}

function readAt(fields: object, key: string): unknown {
	return key
		.split('.')
		.reduce<unknown>(
			(inner, part) =>
				typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined,
			fields,
		);
}

function madeFor({ impilo }: World, { record, ask }: PatientRow): Patient[] {
	return [...impilo.patients.values()].filter(
		(patient) =>
			patient.by.run === record.name &&
			isCalled(patient, ask.identifier) &&
			patient.fields.firstName === ask.name,
	);
}

function isCalled({ fields }: Patient, identifier: unknown): boolean {
	return fields.externalIdentifier === identifier;
}

function isFor({ method, path, body }: Sent, { ask }: PatientRow): boolean {
	return (
		method === 'POST' &&
		path === '/patient' &&
		body.firstName === ask.name &&
		body.externalIdentifier === ask.identifier
	);
}
