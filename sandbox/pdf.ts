import PDFDocument from 'pdfkit';
import type { Order } from './entities';

const PAGE_MARGIN_POINTS = 56;

/** The order's summary as a PDF. Uncompressed, and titled with the order's id, so that it can be read. */
export function renderOrderSummary(order: Order): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const document = new PDFDocument({
			compress: false,
			margin: PAGE_MARGIN_POINTS,
			info: { Title: `Order ${order.id}`, Author: 'Impilo sandbox' },
		});
		const chunks: Buffer[] = [];
		document.on('data', (chunk: Buffer) => chunks.push(chunk));
		document.on('end', () => resolve(Buffer.concat(chunks)));
		document.on('error', reject);

		document.fontSize(20).text(`Order ${order.id}`);
		document.fontSize(11).moveDown();
		for (const line of describeOrder(order)) document.text(line);
		document.end();
	});
}

function describeOrder(order: Order): string[] {
	const contents = [
		...(order.orderItems ?? []).map(({ count, item }) => `${count} x ${item.name}`),
		...(order.orderKits ?? []).map(({ count, kit }) => `${count} x ${kit.name ?? `Kit ${kit.id}`}`),
		...(order.returnItems ?? []).map(({ id, count }) => `Return: ${count} x item ${id}`),
		...(order.returnDevices ?? []).map(({ id }) => `Return: device ${id}`),
		...(order.returnPackedKits ?? []).map(
			({ id, quantity }) => `Return: ${quantity} x packed kit ${id}`,
		),
	];
	return [
		`Status: ${order.currentStatus ?? 'unknown'}`,
		`External order IDs: ${(order.externalOrderIds ?? []).join(', ') || 'none'}`,
		`Ship to: ${describeRecipient(order)}`,
		'',
		'Contents',
		...contents,
	];
}

function describeRecipient({ patient, site }: Order): string {
	if (patient) {
		return [patient.firstName, patient.lastName].filter((name) => name !== null).join(' ');
	}
	return site?.name ?? 'unknown';
}
