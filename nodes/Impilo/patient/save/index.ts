import type { INodeExecutionData } from 'n8n-workflow';

import { showHints } from '../../run/hints';
import { ItemPlan } from '../../run/itemPlan';
import type { ValueOf } from '../../run/parameters';
import type { OperationRun } from '../../run/runItems';
import { runInStages } from '../../run/runItems';
import { present } from '../../run/simplify';
import { openTries } from '../../run/tries';
import type { PatientForm } from '../fields';
import { simplifyPatient } from '../view';
import { PatientBatch } from './batch';
import type { IfExists } from './form';
import { openPatientReader } from './form';
import { describeDone, hintsOfTally, NOBODY_CREATED } from './report';

/**
 * Creates a patient for each item, or uses the existing one with the same external identifier.
 *
 * @param readIfExists what an item wants done with an existing patient; may throw InputRefusal
 * @throws as `runInStages`
 */
export async function savePatients(
	run: OperationRun,
	form: PatientForm,
	readIfExists: (valueOf: ValueOf) => IfExists,
): Promise<INodeExecutionData[]> {
	const { context, client, itemCount } = run;
	const batch = new PatientBatch(client, openTries(context));
	const plan = new ItemPlan(context, {
		reader: openPatientReader(run, form, readIfExists),
		lookUp: async (patients) => await batch.lookUp(patients),
		findRefusal: (patient) => batch.findRefusal(patient),
		nothingDone: NOBODY_CREATED,
	});
	try {
		if (!context.continueOnFail()) await plan.checkAll();
		const outputs = await runInStages(run, {
			work: async (itemIndex) => {
				const patient = await plan.itemOf(itemIndex);
				return { saved: await batch.save(patient), simplify: patient.simplify };
			},
			settle: async () => await batch.checkTwins(),
			toOutputs: ({ saved, simplify }) => {
				const json = present(batch.finalPatient(saved), simplify, simplifyPatient);
				// A copy: items may share a patient, and later nodes may change the JSON of each.
				return [{ json: { ...json } }];
			},
			describeDone: () => describeDone(batch.tally, itemCount),
		});
		const { externalIdentifier } = context.getNode().parameters;
		const isExpression =
			typeof externalIdentifier === 'string' && /^=\s*\S/.test(externalIdentifier);
		showHints(context, hintsOfTally(batch.tally, isExpression));
		return outputs;
	} finally {
		batch.end();
	}
}
