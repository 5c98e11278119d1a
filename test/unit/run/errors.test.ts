import { NodeApiError, NodeOperationError, UserError } from 'n8n-workflow';

import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import { InputRefusal } from '../../../nodes/Impilo/fields/refusal';
import { toErrorItem, toNodeError } from '../../../nodes/Impilo/run/errors';
import { NODE, TOOL } from '../standIns';

const failure = (happened: string, answer?: { status?: number; apiMessage?: string }) =>
	new ImpiloFailure({ happened, remedy: 'Do this instead.' }, answer);

describe('toNodeError', () => {
	it('makes an API error of a failure of Impilo', () => {
		const thrown = failure('No stock', { status: 400, apiMessage: 'insufficient_inventory' });
		const error = toNodeError(NODE, thrown, 3);

		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: 'No stock [item 3]',
			description: 'Do this instead.\n\nImpilo said: "insufficient_inventory"',
			httpCode: '400',
			messages: ['insufficient_inventory'],
			context: { itemIndex: 3 },
			node: NODE,
		});
	});

	it('does not quote Impilo a second time', () => {
		const error = toNodeError(
			NODE,
			failure('Impilo refused: "No stock"', { status: 400, apiMessage: 'No stock' }),
			3,
		);

		expect(error).toMatchObject({ description: 'Do this instead.', messages: ['No stock'] });
	});

	it('ends with what Impilo said: it may have no full stop, and n8n shows one paragraph', () => {
		const thrown = failure('No stock', { status: 400, apiMessage: 'insufficient_inventory' });

		expect(toNodeError(NODE, thrown, 3, '2 orders were placed.')).toMatchObject({
			description:
				'Do this instead.\n\n2 orders were placed.\n\nImpilo said: "insufficient_inventory"',
		});
	});

	it.each([400, 401, 403, 404, 429, 500, 503])(
		"keeps its own words rather than n8n's for HTTP %d",
		(status) => {
			const error = toNodeError(NODE, failure('No stock', { status }), 0);

			expect(error).toMatchObject({
				message: 'No stock [item 0]',
				description: 'Do this instead.',
				httpCode: String(status),
				messages: [],
			});
		},
	);

	it('makes an operation error of a refused input', () => {
		const error = toNodeError(NODE, new InputRefusal('City', 'is empty', 'Fill City.'), 2);

		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: 'City is empty [item 2]',
			description: 'Fill City.',
			context: { itemIndex: 2 },
			messages: [],
		});
	});

	it.each<[string, unknown, string, string]>([
		['an error', new Error('broken'), 'broken [item 1]', ''],
		[
			'an error with a description',
			new UserError('No key', { description: 'Paste it.' }),
			'No key [item 1]',
			'Paste it.',
		],
		['text', 'broken', 'Something unexpected happened [item 1]', ''],
		['nothing', undefined, 'Something unexpected happened [item 1]', ''],
		['an object', { message: 'x' }, 'Something unexpected happened [item 1]', ''],
	])('accepts whatever is thrown: %s', (_, thrown, message, description) => {
		const error = toNodeError(NODE, thrown, 1);

		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toBe(message);
		expect(error.description ?? '').toBe(description);
	});

	it.each([
		['approvePermissions', 'Impilo refused: "approvePermissions is missing"'],
		['an external order ID', 'External Order IDs has EPERM-1'],
		['a network code', 'ECONNREFUSED by the service'],
	])('keeps a message in which n8n sees a network code: %s', (_, message) => {
		for (const thrown of [
			failure(message),
			new InputRefusal('Field', message, 'x'),
			new Error(message),
		]) {
			const error = toNodeError(NODE, thrown, 0);

			expect(error.message).toBe(`${(thrown as Error).message} [item 0]`);
			expect(error.message).toContain(message);
			expect(error.messages).toEqual([]);
		}
	});

	it('adds what has been done before', () => {
		const error = toNodeError(NODE, failure('No stock'), 0, '2 orders were placed.');

		expect(error.description).toBe('Do this instead.\n\n2 orders were placed.');
	});

	it('tells an AI agent the remedy in the message, the only thing that it sees', () => {
		expect(toNodeError(TOOL, failure('No stock'), 0).message).toBe(
			'No stock [item 0]. Do this instead.',
		);
		expect(toNodeError(TOOL, new InputRefusal('City', 'is empty', 'Fill City.'), 0).message).toBe(
			'City is empty [item 0]. Fill City.',
		);
		expect(toNodeError(TOOL, new Error('broken'), 0).message).toBe('broken [item 0]');
	});
});

describe('toErrorItem', () => {
	it('has only keys by which n8n recognizes a failed item', () => {
		for (const thrown of [failure('x', { status: 400 }), new InputRefusal('x', 'y', 'z'), 'x']) {
			const { json } = toErrorItem(NODE, thrown, 0);

			expect(Object.keys(json).sort()).toEqual(['details', 'error']);
		}
	});

	it('is complete and paired', () => {
		const thrown = failure('No stock', { status: 400, apiMessage: 'insufficient_inventory' });

		expect(toErrorItem(NODE, thrown, 5)).toEqual({
			json: {
				error: 'No stock [item 5]',
				details: {
					howToFix: 'Do this instead.',
					httpCode: 400,
					impiloSaid: 'insufficient_inventory',
				},
			},
			pairedItem: { item: 5 },
		});
	});

	it('has nulls where Impilo did not answer', () => {
		expect(toErrorItem(NODE, failure('Lost'), 0).json.details).toEqual({
			howToFix: 'Do this instead.',
			httpCode: null,
			impiloSaid: null,
		});
	});

	it('has nothing of Impilo for a refused input', () => {
		const refusal = new InputRefusal('City', 'is empty', 'Fill City.');

		expect(toErrorItem(NODE, refusal, 0).json.details).toEqual({
			howToFix: 'Fill City.',
		});
	});
});
