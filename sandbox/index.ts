export { DEFAULT_STOCK, KNOWN_ORDER_STATUSES, SCARCE_STOCK, seedIds } from './entities';
export type { Address, Device, Item, Kit, Order, PackedKit, Patient, Site } from './entities';
export { type DeliveryTimes, scaleRetryDelays, SECRET_HEADER, type WebhookLog } from './deliveries';
export type { ActiveFault, Fault, FaultKind } from './faults';
export { sandboxKeys } from './keys';
export { DEFAULT_PAGE_SIZE, MAX_ITEM_PAGE_SIZE, MAX_PAGE_SIZE } from './lists';
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
export type { SandboxWebhooks, WebhookEvent } from './webhooks';
