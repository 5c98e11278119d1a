import type { Device, Order, Patient, Return, SupportTicket } from './entities';
import type { FaultBook } from './faults';
import type { KeyPolicy } from './keys';
import type { LateWork } from './lateWork';
import type { ErrorShape } from './refusals';
import type { RequestLog } from './requests';
import type { Webhooks } from './webhooks';
import type { World } from './world';

/** The state that the routes work on. */
export interface SandboxState {
	world: World;
	readonly webhooks: Webhooks;
	readonly faults: FaultBook;
	readonly lateWork: LateWork;
	readonly log: RequestLog;
	readonly keyPolicy: KeyPolicy;
	readonly errorShape: ErrorShape;
	readonly now: () => Date;
	readonly announce: Announcements;
	/** Moves each order and each return one status on, at this interval in milliseconds; 0 ends that. */
	moveEvery(ms: number): void;
	/** Back to the seed: entities, webhooks, faults, recorded requests and the peak. */
	reset(): void;
}

/** What webhooks report. */
export interface Announcements {
	/** The order is new or has a new status. */
	order(order: Order): void;
	/** The return is new or has a new status. */
	orderReturn(orderReturn: Return): void;
	patientCreated(patient: Patient): void;
	patientUpdated(patient: Patient): void;
	associationCreated(device: Device): void;
	associationRemoved(device: Device): void;
	/** Something happened to the ticket. */
	supportTicket(ticket: SupportTicket): void;
}
