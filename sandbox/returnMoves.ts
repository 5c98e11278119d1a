import { countDevice, recordDeviceStatus, takeFromPatient } from './deviceMoves';
import { type Device, type Return, type ReturnStatus } from './entities';
import { createTrackingNumber } from './orderStore';
import { Refusal } from './refusals';
import type { SandboxState } from './state';

/** The usual route of a return. */
export const RETURN_ROUTE: readonly ReturnStatus[] = [
	'rmaPlaced',
	'pendingReturn',
	'outbound',
	'inTransit',
	'arrived',
	'receiving',
	'completed',
];

const CARRIER = 'usps';

/**
 * What a return does to its devices, and when, isn't documented. The sandbox lets them stay where
 * they are until the parcel is on its way to Impilo (`inTransit`).
 */
const EFFECTS: Partial<Record<string, (state: SandboxState, orderReturn: Return) => void>> = {
	outbound: labelReturn,
	inTransit: sendBack,
	arrived: (state, { returnDevices }) => moveDevices(state, returnDevices, 'shipped', 'delivered'),
	receiving: (state, { returnDevices }) =>
		moveDevices(state, returnDevices, 'delivered', 'refurbishing'),
	completed: putIntoStock,
};

/** All changes of a return's status go through here; skipped ones happen as well. Webhooks are sent. */
export function moveReturn(state: SandboxState, orderReturn: Return, status: string): void {
	for (const passed of listPassed(orderReturn.currentStatus, status)) {
		EFFECTS[passed]?.(state, orderReturn);
	}
	orderReturn.currentStatus = status;
	orderReturn.returnEvents = [
		...(orderReturn.returnEvents ?? []),
		{ type: status, eventTimestamp: state.now().toISOString() },
	];
	state.announce.orderReturn(orderReturn);
}

/** The statuses after the first, up to the second; none if the second isn't on the route. */
function listPassed(from: string | null, to: string): readonly ReturnStatus[] {
	const find = (status: string | null) => RETURN_ROUTE.findIndex((step) => step === status);
	return RETURN_ROUTE.slice(find(from) + 1, find(to) + 1);
}

function labelReturn(_state: SandboxState, orderReturn: Return): void {
	if (orderReturn.trackingNumbers?.length) return;
	orderReturn.trackingNumbers = [createTrackingNumber(orderReturn.id, CARRIER)];
}

function sendBack(state: SandboxState, orderReturn: Return): void {
	labelReturn(state, orderReturn);
	for (const device of orderReturn.returnDevices ?? []) sendDeviceBack(state, device);
	const { site } = orderReturn;
	if (!site) return;
	for (const { item, count } of orderReturn.returnItems ?? []) {
		state.world.stock.change(site.id, item.id, { newCount: -count });
	}
}

/** A device may be in two returns; the one that is sent first takes it. */
function sendDeviceBack(state: SandboxState, device: Device): void {
	if (device.currentStatus === 'withPatient') {
		takeFromPatient(state, device, 'shipped', null);
	} else if (device.currentStatus === 'availableAtSite') {
		if (device.site) countDevice(state, device, device.site.id, -1);
		device.site = null;
		recordDeviceStatus(device, 'shipped', state.now());
	}
}

function moveDevices(
	state: SandboxState,
	devices: readonly Device[] | null,
	from: 'shipped' | 'delivered' | 'refurbishing',
	to: 'delivered' | 'refurbishing' | 'used',
): void {
	for (const device of devices ?? []) {
		if (device.currentStatus === from) recordDeviceStatus(device, to, state.now());
	}
}

/** What comes back is used stock of Impilo's first site: which one takes returns is unknown. */
function putIntoStock(state: SandboxState, orderReturn: Return): void {
	const [site] = state.world.impiloSites.values();
	if (!site) return;
	for (const device of orderReturn.returnDevices ?? []) {
		if (device.currentStatus !== 'refurbishing') continue;
		device.used = true;
		recordDeviceStatus(device, 'used', state.now());
		countDevice(state, device, site.id, 1);
	}
	for (const { item, count } of orderReturn.returnItems ?? []) {
		state.world.stock.change(site.id, item.id, { usedCount: count });
	}
}

const NOT_VOIDABLE = new Set<string>(['inTransit', 'arrived', 'receiving', 'completed', 'voided']);

export function isReturnVoidable({ currentStatus }: Return): boolean {
	return !NOT_VOIDABLE.has(currentStatus ?? '');
}

/** Which statuses can be voided isn't documented: here, until the parcel is on its way. */
export function voidReturn(state: SandboxState, orderReturn: Return): void {
	if (!isReturnVoidable(orderReturn)) {
		throw new Refusal(
			400,
			`Return ${orderReturn.id} cannot be voided because it is ${orderReturn.currentStatus}`,
		);
	}
	moveReturn(state, orderReturn, 'voided');
}
