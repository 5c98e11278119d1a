import { seedIds } from '../../../sandbox';
import { useImpilo } from '../impiloRun';
import { failureOf, hintsOf, idsOf, jsonOf, pairingOf, requestLines } from '../outcome';
import { createsOf, patchesOf, patientOf, upsertForm, WIRE_PATIENT } from './patientForm';

const rig = useImpilo();

const upsert = upsertForm({ externalIdentifier: '={{ $json.ref }}' });

it('creates where nobody has the identifier', async () => {
	const run = await rig.runImpilo(upsert, [{ ref: 'MRN-1' }]);

	expect(requestLines(rig.sandbox)).toEqual([
		'GET /api/v3/patient?externalIdentifier=MRN-1&page=1&size=250',
		'POST /api/v3/patient',
		'GET /api/v3/patient?externalIdentifier=MRN-1&page=1&size=250',
	]);
	expect(createsOf(rig.sandbox)[0]?.body).toEqual({ ...WIRE_PATIENT, externalIdentifier: 'MRN-1' });
	expect(jsonOf(run)[0]).toMatchObject({ id: 1274, externalIdentifier: 'MRN-1' });
	expect(hintsOf(run)).toEqual([]);
});

it('updates where somebody has it: what is filled is sent, and nothing of the old address stays', async () => {
	const before = structuredClone(patientOf(rig.sandbox, 1235));
	const run = await rig.runImpilo(
		{ ...upsert, additionalFields: { addressLineTwo: 'Floor 2', siteId: seedIds.otherSite } },
		[{ ref: 'patient-1235' }],
	);

	expect(patchesOf(rig.sandbox).map(({ path, body }) => [path, body])).toEqual([
		[
			'/api/v3/patient/1235',
			{
				...WIRE_PATIENT,
				externalIdentifier: 'patient-1235',
				address: { ...WIRE_PATIENT.address, lineTwo: 'Floor 2', lineThree: '', note: '' },
				site: { id: seedIds.otherSite },
			},
		],
	]);
	expect(jsonOf(run)[0]).toMatchObject({
		id: 1235,
		firstName: 'Quillon',
		siteId: seedIds.otherSite,
		email: before.email,
	});
	expect(createsOf(rig.sandbox)).toEqual([]);
	expect(hintsOf(run)).toEqual([]);
});

it('of several items does both, and pairs them', async () => {
	const run = await rig.runImpilo(upsert, [
		{ ref: 'A' },
		{ ref: 'patient-1235' },
		{ ref: 'patient-1236' },
	]);

	expect(idsOf(run)).toEqual([1274, 1235, 1236]);
	expect(pairingOf(run)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
});

it.each(['', ' ', null])('needs an external identifier: %j is refused', async (ref) => {
	const run = await rig.runImpilo(upsert, [{ ref }]);

	expect(failureOf(run).message).toBe('External Identifier is empty [item 0]');
	expect(rig.sandbox.requests).toEqual([]);
});

it('of two patients updates the oldest, and says so', async () => {
	patientOf(rig.sandbox, 1240).externalIdentifier = 'patient-1235';
	const run = await rig.runImpilo(upsert, [{ ref: 'patient-1235' }]);

	expect(idsOf(run)).toEqual([1235]);
	expect(hintsOf(run)).toEqual([
		expect.stringContaining('1235 and 1240. The first of them was used.'),
	]);
});

it('of two patients updates the one who is not archived', async () => {
	patientOf(rig.sandbox, 1240).externalIdentifier = 'patient-1235';
	patientOf(rig.sandbox, 1235).archived = true;
	const run = await rig.runImpilo(upsert, [{ ref: 'patient-1235' }]);

	expect(idsOf(run)).toEqual([1240]);
	expect(patchesOf(rig.sandbox).map(({ path }) => path)).toEqual(['/api/v3/patient/1240']);
	expect(hintsOf(run)).toEqual([expect.stringContaining('1240 and 1235. The first of them')]);
});

it('at the same address keeps its other lines', async () => {
	const { address } = patientOf(rig.sandbox, 1235);
	Object.assign(address ?? {}, {
		lineOne: WIRE_PATIENT.address.lineOne,
		lineTwo: 'Apartment 4',
		note: 'Ring twice',
	});
	await rig.runImpilo(upsert, [{ ref: 'patient-1235' }]);

	expect(patchesOf(rig.sandbox)[0]?.body).toMatchObject({
		address: { ...WIRE_PATIENT.address, lineTwo: 'Apartment 4', note: 'Ring twice' },
	});
});
