import { sandboxKeys, seedIds } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, useImpilo } from '../impiloRun';
import { jsonOf, requestLines } from '../outcome';

const PATH = '/api/v3/device/validate';

const rig = useImpilo();

async function validate(
	deviceIdentifier: string | number,
	more: Record<string, boolean> = {},
): Promise<WorkflowRun> {
	return await rig.runImpilo({
		resource: 'device',
		operation: 'validate',
		deviceIdentifier,
		...more,
	});
}

function answerWith(body: unknown): void {
	rig.answer(body);
}

it('gives the device that has the identifier', async () => {
	const run = await validate(` ${seedIds.deviceAtSiteIdentifier} `);

	expect(run.items(IMPILO)).toMatchObject([
		{
			json: { valid: true, device: { id: seedIds.deviceAtSite, itemId: 301, patientId: null } },
			pairedItem: { item: 0 },
		},
	]);
	expect(requestLines(rig.sandbox)).toEqual([`GET ${PATH}/SN-7016`]);
	expect(rig.sandbox.requests[0]?.headers['impilo-api-key']).toBe(sandboxKeys.valid);
});

it('says that there is none', async () => {
	const run = await validate('SN-NOWHERE');

	expect(jsonOf(run)[0]).toEqual({ valid: false, device: null });
});

it('encodes the identifier', async () => {
	await validate('A/B C?d#é&..');

	expect(requestLines(rig.sandbox)).toEqual([`GET ${PATH}/A%2FB%20C%3Fd%23%C3%A9%26..`]);
});

it.each(['.', '..'])('refuses %j, which would lead to another address', async (identifier) => {
	const run = await validate(identifier);

	expect(run.error?.message).toBe('Device Identifier consists only of dots [item 0]');
	expect(requestLines(rig.sandbox)).toEqual([]);
});

it('takes a number, as spreadsheets give it', async () => {
	await validate('={{ 356938035643809 }}');

	expect(requestLines(rig.sandbox)).toEqual([`GET ${PATH}/356938035643809`]);
});

it('gives the answer as it is with Simplify off', async () => {
	const run = await validate('SN-7016', { simplify: false });

	const device = rig.sandbox.devices.get(seedIds.deviceAtSite);
	expect(jsonOf(run)[0]).toEqual({
		valid: true,
		device: JSON.parse(JSON.stringify(device)),
	});
});

it.each<[unknown, object]>([
	[{ valid: null }, { valid: null, device: null }],
	[
		{ valid: true, device: {} },
		{ valid: true, device: expect.objectContaining({ id: null, identifiers: [] }) },
	],
	[
		{ valid: true, device: 'x' },
		{ valid: true, device: null },
	],
])('copes with %j', async (body, output) => {
	answerWith(body);

	expect((await validate('SN-7016')).items(IMPILO)[0]?.json).toEqual(output);
});

const NOT_SAID = 'Impilo did not say whether the device identifier is valid [item 0]';

it.each<[string, unknown, string]>([
	['a page', { content: [], page: 1, size: 15, total: 0 }, NOT_SAID],
	['a list', [], NOT_SAID],
	['nothing', '', NOT_SAID],
	[
		'a login page',
		'<html></html>',
		'The answer is a web page, so it did not come from Impilo [item 0]',
	],
])('refuses %s for an answer', async (_, body, message) => {
	answerWith(body);

	expect((await validate('SN-7016')).error).toMatchObject({
		message,
		description: expect.stringContaining('proxy'),
	});
});

it('is kept out of what Impilo says when it refuses', async () => {
	rig.sandbox.misbehave({ kind: 'refuse', message: 'Unknown identifier SN-7016' });

	expect((await validate('SN-7016')).error?.message).toBe(
		'Impilo refused to validate the device identifier: "Unknown identifier [hidden]" [item 0]',
	);
});
