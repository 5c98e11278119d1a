import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import type { ImpiloRequest } from '../../../nodes/Impilo/api/request';
import { CREATE_FORM } from '../../../nodes/Impilo/patient/fields';
import type { ImpiloPatient } from '../../../nodes/Impilo/patient/patient';
import type { IfExists } from '../../../nodes/Impilo/patient/save';
import { savePatients } from '../../../nodes/Impilo/patient/save';
import { createRun } from '../once/world';
import { answered, createClient, pageOf, valuesOf } from '../standIns';

const LOST: Outcome = { kind: 'lost', code: 'ECONNRESET' };

const FORM = {
	firstName: 'Quillon',
	lastName: 'Testperson',
	externalIdentifier: 'MRN-1',
	addressLineOne: '77 Nowhere Lane',
	addressCity: 'Fictionburg',
	addressState: 'IL',
	addressZipCode: '60601',
	addressCountry: 'US',
};
const patientOf = (id: number, changes: Partial<ImpiloPatient> = {}): ImpiloPatient => ({
	id,
	externalIdentifier: 'MRN-1',
	firstName: 'QUILLON',
	lastName: 'TESTPERSON',
	...changes,
});

interface Given {
	/** What the list shows, look by look; the last stays. */
	looks?: ImpiloPatient[][];
	onCreate?: Outcome;
	ifExists?: IfExists;
	forms?: Array<Record<string, unknown>>;
}

async function save({
	looks = [[], [patientOf(100)]],
	onCreate = answered(201, patientOf(100)),
	ifExists = 'return',
	forms = [FORM],
}: Given = {}) {
	const requests: ImpiloRequest[] = [];
	const pages = [...looks];
	const client = createClient(async (request) => {
		requests.push(request);
		await Promise.resolve();
		if (request.method === 'POST') return onCreate;
		if (request.path !== '/patient')
			return answered(200, patientOf(Number(request.path.split('/')[2])));
		return pageOf((pages.length > 1 ? pages.shift() : pages[0]) ?? []);
	});
	const run = {
		// Copies: what is remembered of an item hangs on its JSON.
		...createRun(
			client,
			forms.map((form) => ({ ...form })),
			{ continues: true },
		),
		valuesOf: (itemIndex: number) => valuesOf(forms[itemIndex] ?? {}),
	};
	const outputs = await savePatients(run, CREATE_FORM, () => ifExists);
	const { shown } = run.context as unknown as { shown: Array<{ message: string }> };
	return {
		outputs: outputs.map(({ json }) => json.error ?? json.id),
		steps: requests.map(({ method }) => method).join(' '),
		hints: shown.map(({ message }) => message),
		requests,
	};
}

describe('a patient', () => {
	it.each<[string, ImpiloPatient[], unknown]>([
		['is adopted by name', [patientOf(100)], 100],
		[
			'is adopted by name beside another',
			[patientOf(101, { lastName: 'Other' }), patientOf(100)],
			100,
		],
		['is the oldest by name', [patientOf(101), patientOf(100)], 100],
		[
			'may be another by name',
			[patientOf(9, { lastName: 'Other' })],
			expect.stringContaining(
				'Impilo now shows patient 9 under the external identifier, with another name.',
			),
		],
		[
			'may be another without a name',
			[patientOf(9, { lastName: null })],
			expect.stringContaining(
				'Impilo now shows patient 9 under the external identifier, without a name.',
			),
		],
	])('who turns up after a lost answer %s', async (_, there, output) => {
		const { outputs, requests } = await save({ looks: [[], there], onCreate: LOST });

		expect(outputs).toEqual([output]);
		expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
	});
});
