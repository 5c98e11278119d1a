import { ImpiloFailure } from '../api/failure';
import { parseRequiredText } from '../fields/values';
import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { findOrderId, noSuchOrder, ORDER_FIELD, readOrderReference } from './reference';

const PDF_SIGNATURE = '%PDF-';

export const getSummary: Operation = {
	option: {
		name: 'Get Summary PDF',
		value: 'getSummary',
		action: 'Get summary PDF of order',
		description: 'Get the summary of an order as a PDF file',
	},
	fields: [
		ORDER_FIELD,
		{
			displayName: 'Put Output File in Field',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: 'The name of the output binary field to put the file in',
		},
	],
	execute: forEachItem(async ({ context, client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const reference = readOrderReference(valueOf);
		const binaryPropertyName = parseRequiredText(
			valueOf('binaryPropertyName'),
			'Put Output File in Field',
		);
		const id = await findOrderId(client, reference);
		const answer = await client.read({
			method: 'GET',
			path: `/order/summary/${id}`,
			asFile: true,
			purpose: `give the summary of order ${id}`,
			notFound: noSuchOrder(id),
		});
		if (!Buffer.isBuffer(answer) || !answer.subarray(0, 1024).includes(PDF_SIGNATURE)) {
			throw new ImpiloFailure({
				happened: `Impilo answered with something other than the PDF of order ${id}`,
				remedy:
					'Run it again later. Check Base URL of the credential, and whether a proxy changes the answer.',
			});
		}
		const fileName = `impilo-order-${id}.pdf`;
		const file = await context.helpers.prepareBinaryData(answer, fileName, 'application/pdf');
		return [{ json: { id, fileName }, binary: { [binaryPropertyName]: file } }];
	}),
};
