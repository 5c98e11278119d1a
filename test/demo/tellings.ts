import type { IDataObject } from 'n8n-workflow';

import { listContents } from './describeRun';

/** The result of a step of the story, and whether it's as expected. */
export type Telling = [happened: string, isAsExpected: boolean];

export interface Stock {
	new: number;
	used: number;
}

export function listOf(value: unknown): IDataObject[] {
	return Array.isArray(value) ? (value as IDataObject[]) : [];
}

export function sum(entries: IDataObject[], field: string): number {
	return entries.reduce((total, entry) => total + Number(entry[field]), 0);
}

/** Three monitors have left Impilo in the story, and one has come back. */
export function tellStock(stock: Stock, before: Stock | undefined): Telling {
	const text = `Monitors at Impilo: ${stock.new.toLocaleString('en-US')} new, ${stock.used} used`;
	if (before === undefined) return [text, true];
	const [gone, back] = [before.new - stock.new, stock.used - before.used];
	return [`${text}. That is ${gone} fewer new, ${back} more used`, gone === 3 && back === 1];
}

export function tellVerdict(canBePlaced: boolean): (verdict: IDataObject) => Telling {
	return (verdict) => {
		const [problem] = listOf(verdict.problems);
		const happened =
			problem === undefined
				? 'The order can be placed'
				: `The order cannot be placed: ${String(problem.message)}\n${String(problem.howToFix)}`;
		return [happened, verdict.canBePlaced === canBePlaced];
	};
}

export function tellOrder(status: string): (order: IDataObject) => Telling {
	return (order) => {
		const contents = listContents(order);
		const tracking = listOf(order.trackingNumbers).map(
			({ carrier, value }) => `, by ${String(carrier)} as ${String(value)}`,
		);
		return [
			`Order ${String(order.id)}, ${String(order.currentStatus)}: ${contents.join(', ')}${status === 'shipped' ? tracking.join('') : ''}`,
			order.currentStatus === status,
		];
	};
}

export function tellDevice(status: string): (device: IDataObject) => Telling {
	return ({ id, itemName, currentStatus, patientId, siteId }) => [
		`Device ${String(id)} (${String(itemName)}), ${String(currentStatus)}: ${patientId === null ? `site ${String(siteId)}` : `patient ${String(patientId)}`}`,
		currentStatus === status,
	];
}

export function tellReturn(status: string): (orderReturn: IDataObject) => Telling {
	return ({ id, currentStatus, returnDevices }) => [
		`Return ${String(id)}, ${String(currentStatus)}: ${listOf(returnDevices)
			.map((device) => `device ${String(device.id)}`)
			.join(', ')}`,
		currentStatus === status && listOf(returnDevices).length === 1,
	];
}
