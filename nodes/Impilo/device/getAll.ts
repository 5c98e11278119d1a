import { findItemId, pickItem } from '../item/reference';
import { patientFilter } from '../patient/reference';
import { choicesFilter, idFilter, textsFilter } from '../run/listFilters';
import { listOperation } from '../run/listOperation';
import { findSiteId, pickSite } from '../site/reference';
import type { ImpiloDevice } from './device';
import { DEVICE_STATUS_OPTIONS } from './statuses';
import { identifiersOf, simplifyDevice } from './view';

export const getAll = listOperation<ImpiloDevice>({
	name: 'devices',
	by: 'patient, site, item, status or identifier',
	path: '/device',
	filters: [
		textsFilter(
			{
				displayName: 'Identifiers',
				name: 'identifiers',
				placeholder: 'e.g. SN-20481, SN-20482',
				description:
					'Only devices with one of these identifiers, such as serial numbers: text with commas between, or an expression that gives a list',
			},
			'identifier',
			identifiersOf,
			true,
		),
		idFilter(
			pickItem({ description: 'Only devices of this item' }),
			'itemId',
			findItemId,
			({ item }) => item?.id,
		),
		patientFilter('patientId', ({ currentPatient }) => currentPatient?.id, {
			description: 'Only devices that this patient has',
		}),
		idFilter(
			pickSite({ description: 'Only devices of this site' }),
			'siteId',
			findSiteId,
			({ site }) => site?.id,
			true,
		),
		choicesFilter(
			{
				displayName: 'Statuses',
				name: 'statuses',
				description: 'Only devices in one of these statuses',
				options: DEVICE_STATUS_OPTIONS,
			},
			'status',
			({ currentStatus }) => currentStatus,
		),
	],
	sortBy: [
		{ option: { name: 'ID', value: 'deviceId' }, of: (device) => device.id },
		{ option: { name: 'Item Model', value: 'itemModel' }, of: (device) => device.item?.model },
		{ option: { name: 'Item Name', value: 'itemName' }, of: (device) => device.item?.name },
		{ option: { name: 'Item SKU', value: 'itemSku' }, of: (device) => device.item?.sku },
	],
	simplify: simplifyDevice,
});
