import type { FastifyInstance } from 'fastify';
import { READING_KINDS, type Reading, type ReadingKind, pickById, seedIds } from './entities';
import { matchExactly, matchRange } from './filters';
import { type Query, answerList, findEntity } from './lists';
import type { SandboxState } from './state';
import type { World } from './world';

interface ReadingPath {
	Params: { readingId: string };
}

/** Lists of readings and single ones. Only tests add new ones. */
export function addReadingRoutes(app: FastifyInstance, state: SandboxState): void {
	for (const kind of READING_KINDS) {
		const path = `/api/v3/${kind}-reading`;
		const all = () => state.world.readings.get(kind) ?? new Map<number, Reading>();

		app.get(path, async (request) => answerList(request, all().values(), { createFilter }));

		app.get<ReadingPath>(`${path}/:readingId`, async (request) =>
			findEntity(all(), 'Reading', request.params.readingId),
		);
	}
}

/** Whether the bounds are included isn't documented: here they are. */
function createFilter(query: Query): (reading: Reading) => boolean {
	const hasPatient = matchExactly(query.readInteger('patientId'));
	const hasIdentifier = matchExactly(query.readText('externalIdentifier'));
	const isThen = matchRange(
		query.readTimestamp('startTimestamp'),
		query.readTimestamp('endTimestamp'),
	);
	return ({ patient, readingTimestamp }) =>
		hasPatient(patient?.id) &&
		hasIdentifier(patient?.externalIdentifier) &&
		isThen(Date.parse(readingTimestamp));
}

const FIRST_READING_AT = Date.UTC(2025, 9, 20, 7);

/** A reading of blood pressure and one of weight, of the same patient. */
export function createReadings(
	world: Pick<World, 'items' | 'patients'>,
): Map<ReadingKind, Map<number, Reading>> {
	const readings = new Map(READING_KINDS.map((kind) => [kind, new Map<number, Reading>()]));
	const add = (kind: ReadingKind, id: number, itemId: number, values: object): void => {
		readings.get(kind)?.set(id, {
			id,
			readingTimestamp: new Date(FIRST_READING_AT).toISOString(),
			manual: false,
			deviceTimeZoneOffset: -18_000,
			patientTimeZoneOffset: null,
			patient: pickById(world.patients, seedIds.patient),
			item: pickById(world.items, itemId),
			device: null,
			...values,
		});
	};
	add('blood-pressure', seedIds.reading, 301, {
		systolic: 122,
		systolicUnit: 'mmhg',
		diastolic: 79,
		diastolicUnit: 'mmhg',
		heartRate: 64,
		heartRateUnit: 'bpm',
	});
	add('weight', seedIds.reading + 1, 304, { weight: 168.4, weightUnit: 'lbs' });
	return readings;
}
