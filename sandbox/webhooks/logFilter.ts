import type { Query } from '../queries';
import type { WebhookLog } from './webhookLogs';

/**
 * The documented filters. That the bounds are included, that parameters have to hold together, and
 * that a delivery that wasn't tried again has no place between two retry timestamps, is assumed.
 */
export function createLogFilter(query: Query): (row: WebhookLog) => boolean {
	const webhookType = query.readText('webhookType');
	const statuses = query.readIntegers('lastResponseStatus');
	const isRetriedEnough = createRange(
		query.readInteger('retryAttemptsMin'),
		query.readInteger('retryAttemptsMax'),
	);
	const isCreatedThen = createRange(
		query.readTimestamp('startTimestamp'),
		query.readTimestamp('endTimestamp'),
	);
	const isRetriedThen = createRange(
		query.readTimestamp('startLastRetryTimestamp'),
		query.readTimestamp('endLastRetryTimestamp'),
	);
	return (row) =>
		(webhookType === undefined || row.webhookType === webhookType) &&
		(statuses.length === 0 ||
			(row.lastResponseStatus !== null && statuses.includes(row.lastResponseStatus))) &&
		isRetriedEnough(row.retryAttempts) &&
		isCreatedThen(Date.parse(row.createTimestamp)) &&
		isRetriedThen(row.lastRetryTimestamp === null ? undefined : Date.parse(row.lastRetryTimestamp));
}

/** No value is in no range, except in the one without bounds. */
function createRange(
	from: number | undefined,
	to: number | undefined,
): (value: number | undefined) => boolean {
	return (value) => {
		if (from === undefined && to === undefined) return true;
		return (
			value !== undefined &&
			(from === undefined || value >= from) &&
			(to === undefined || value <= to)
		);
	};
}
