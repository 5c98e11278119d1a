export {
	DEFAULT_STOCK,
	IDENTIFIER_TYPES,
	ITEM_CLASSES,
	ITEM_SIZES,
	KNOWN_DEVICE_STATUSES,
	KNOWN_ORDER_STATUSES,
	KNOWN_RETURN_STATUSES,
	READING_KINDS,
	READING_TYPES,
	SCARCE_STOCK,
	seedIds,
	TICKET_TYPES,
} from './entities';
export type {
	Address,
	Device,
	Item,
	ItemDetails,
	Kit,
	Order,
	PackedKit,
	Patient,
	Reading,
	ReadingKind,
	Return,
	Site,
	SupportTicket,
} from './entities';
export { type DeliveryTimes, scaleRetryDelays, SECRET_HEADER, type WebhookLog } from './deliveries';
export type { ActiveFault, Fault, FaultKind } from './faults';
export { sandboxKeys } from './keys';
export { DEFAULT_PAGE_SIZE, MAX_ITEM_PAGE_SIZE, MAX_PAGE_SIZE } from './lists';
export type { InventoryEntry } from './inventory';
export { type OrderFilter, OrderStore } from './orderStore';
export {
	documentedRefusals,
	type DocumentedMessage,
	ERROR_SHAPES,
	type ErrorShape,
} from './refusals';
export type { ReceivedRequest } from './requests';
export { type Sandbox, type SandboxOptions, startSandbox } from './startSandbox';
export { type Subscription, WEBHOOK_TYPES, type WebhookType } from './subscriptions';
export {
	type SandboxWebhooks,
	WEBHOOK_ENVELOPES,
	type WebhookEnvelope,
	type WebhookEvent,
} from './webhooks';
