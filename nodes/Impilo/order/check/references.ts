import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../api/json';
import type { NewOrder } from '../create/form';

/** What the orders of a batch refer to; nothing in it is sorted, and anything may be there twice. */
export interface References {
	externalOrderIds: string[];
	patientIds: number[];
	/** Of existing patients, and those that new ones are to have. */
	externalIdentifiers: string[];
	emails: string[];
	siteIds: number[];
	itemIds: number[];
	kitIds: number[];
	deviceIds: number[];
	/** Whether anything is to be shipped. */
	ships: boolean;
}

/** Collects what orders refer to. */
export function collectReferences(orders: readonly NewOrder[]): References {
	const references: References = {
		externalOrderIds: [],
		patientIds: [],
		externalIdentifiers: [],
		emails: [],
		siteIds: [],
		itemIds: [],
		kitIds: [],
		deviceIds: [],
		ships: orders.some(({ body }) => body.orderItems ?? body.orderKits),
	};
	for (const { body, patient, externalOrderIds } of orders) {
		references.externalOrderIds.push(...externalOrderIds);
		if (patient?.by === 'id') references.patientIds.push(patient.id);
		if (patient?.by === 'email') references.emails.push(patient.value);
		if (patient?.by === 'externalIdentifier') references.externalIdentifiers.push(patient.value);
		const newcomer = readNewcomer(body.patient);
		if (newcomer.externalIdentifier !== undefined) {
			references.externalIdentifiers.push(newcomer.externalIdentifier);
		}
		const siteId = body.site?.id ?? newcomer.siteId;
		if (siteId !== undefined) references.siteIds.push(siteId);
		references.itemIds.push(...(body.orderItems ?? []).map(({ item }) => item.id));
		references.itemIds.push(...(body.returnItems ?? []).map(({ id }) => id));
		references.kitIds.push(...(body.orderKits ?? []).map(({ kit }) => kit.id));
		references.deviceIds.push(...(body.returnDevices ?? []).map(({ id }) => id));
	}
	return references;
}

/** What a new patient refers to. */
export function readNewcomer(patient: NewOrder['body']['patient']): {
	externalIdentifier?: string;
	siteId?: number;
} {
	if (patient === undefined) return {};
	const { externalIdentifier, site }: IDataObject = patient;
	return {
		externalIdentifier: typeof externalIdentifier === 'string' ? externalIdentifier : undefined,
		siteId: isObject(site) && typeof site.id === 'number' ? site.id : undefined,
	};
}
