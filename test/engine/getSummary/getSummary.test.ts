import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IBinaryData } from 'n8n-workflow';

import { sandboxKeys, seedIds } from '../../../sandbox';
import { ECHO, echoAfter } from '../echoNode';
import { CONTINUE, IMPILO, pick, useImpilo } from '../impiloRun';
import { requestLines } from '../outcome';

const ID = seedIds.placedOrder;
const PATH = `/api/v3/order/summary/${ID}`;

const rig = useImpilo();

async function getSummary(more: Record<string, string> = {}, orderId = pick(ID)) {
	return await rig.runImpilo({ operation: 'getSummary', orderId, ...more });
}

function bytesOf(file: IBinaryData | undefined): Buffer {
	return Buffer.from(file?.data ?? '', 'base64');
}

function answerWith(body: unknown, contentType: string): void {
	rig.sandbox.misbehave({
		kind: 'status',
		status: 200,
		body,
		contentType,
		match: { path: PATH },
	});
}

describe('the PDF', () => {
	it('goes to the field data, named by the order, every byte of it', async () => {
		const run = await getSummary();

		const [item, ...others] = run.items(IMPILO);
		expect(others).toEqual([]);
		expect(item?.json).toEqual({ id: ID, fileName: `impilo-order-${ID}.pdf` });
		expect(item?.pairedItem).toEqual({ item: 0 });
		expect(Object.keys(item?.binary ?? {})).toEqual(['data']);
		expect(item?.binary?.data).toMatchObject({
			fileName: `impilo-order-${ID}.pdf`,
			mimeType: 'application/pdf',
			fileExtension: 'pdf',
			fileType: 'pdf',
		});
		const bytes = bytesOf(item?.binary?.data);
		expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
		expect(bytes.toString('latin1').trimEnd().endsWith('%%EOF')).toBe(true);
	});

	it('is asked for with exactly one request', async () => {
		await getSummary();

		expect(requestLines(rig.sandbox)).toEqual([`GET ${PATH}`]);
		expect(rig.sandbox.requests[0]).toMatchObject({
			headers: { 'impilo-api-key': sandboxKeys.valid },
			body: undefined,
		});
	});

	it('keeps bytes that are no text', async () => {
		const bytes = Buffer.concat([
			Buffer.from('%PDF-1.7\n'),
			Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
		]);
		const server = createServer((_, response) => response.end(bytes));
		await once(server.listen(0, '127.0.0.1'), 'listening');
		try {
			const { port } = server.address() as AddressInfo;
			const impiloApi = { ...rig.credentials.impiloApi, baseUrl: `http://127.0.0.1:${port}` };
			const run = await rig.runImpilo(
				{ operation: 'getSummary', orderId: pick(ID) },
				[{}],
				{},
				{ credentials: { impiloApi } },
			);

			expect(bytesOf(run.items(IMPILO)[0]?.binary?.data).equals(bytes)).toBe(true);
		} finally {
			server.close();
		}
	});

	it('goes to another field', async () => {
		const run = await getSummary({ binaryPropertyName: ' packing slip ' });

		expect(Object.keys(run.items(IMPILO)[0]?.binary ?? {})).toEqual(['packing slip']);
	});

	it('needs a field', async () => {
		const run = await getSummary({ binaryPropertyName: '={{ $json.missing }}' });

		expect(run.error?.message).toBe('Put Output File in Field is empty [item 0]');
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('may have something before its signature, as PDF readers allow', async () => {
		answerWith('\uFEFF%PDF-1.4 …', 'application/pdf');

		expect((await getSummary()).status).toBe('success');
	});
});

describe('a refusal', () => {
	it('of an unknown order is read from JSON, though bytes were asked for', async () => {
		const run = await getSummary({}, pick(seedIds.unknownOrder));

		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: `Impilo has no order ${seedIds.unknownOrder} [item 0]`,
			description: expect.stringContaining(
				`Impilo said: "Order ${seedIds.unknownOrder} not found"`,
			),
			httpCode: '404',
		});
	});

	const NO_PDF = `Impilo answered with something other than the PDF of order ${ID} [item 0]`;

	it.each<[string, unknown, string, string]>([
		['JSON', { id: ID, url: 'https://files.example.com/summary.pdf' }, 'application/json', NO_PDF],
		[
			'a login page',
			'<html><title>Sign in</title></html>',
			'text/html',
			'The answer is a web page, so it did not come from Impilo [item 0]',
		],
		['nothing', '', 'application/pdf', NO_PDF],
		['text that says it is a PDF', 'Not ready yet', 'application/pdf', NO_PDF],
	])('is made of %s in place of a PDF', async (_, body, contentType, message) => {
		answerWith(body, contentType);
		const run = await getSummary();

		expect(run.items(IMPILO)).toEqual([]);
		expect(run.error).toMatchObject({
			message,
			description: expect.stringContaining('Base URL'),
		});
	});
});

describe('several items', () => {
	const parameters = { operation: 'getSummary', orderId: pick('={{ $json.order }}') };
	const items = [{ order: 5002 }, { order: seedIds.unknownOrder }, { order: 5003 }];

	it('go on past one that fails, each file with its own item', async () => {
		const run = await rig.runImpilo(
			parameters,
			items,
			CONTINUE,
			echoAfter("={{ $('Trigger').item.json.order + ' ' + $binary.data.fileName }}"),
		);

		const [successes, failures] = run.outputs(IMPILO);
		expect(successes?.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[5002, { item: 0 }],
			[5003, { item: 2 }],
		]);
		for (const { json, binary } of successes ?? []) {
			expect(bytesOf(binary?.data).toString('latin1')).toContain(`Order ${String(json.id)}`);
		}
		expect(
			failures?.map(({ json, pairedItem, binary }) => [json.error, pairedItem, binary]),
		).toEqual([[`Impilo has no order ${seedIds.unknownOrder} [item 1]`, { item: 1 }, undefined]]);
		expect(run.items(ECHO).map(({ json }) => json.value)).toEqual([
			'5002 impilo-order-5002.pdf',
			'5003 impilo-order-5003.pdf',
		]);
	});
});
