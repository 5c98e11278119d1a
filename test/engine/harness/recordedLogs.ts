import { LoggerProxy, type Logger } from 'n8n-workflow';

const LEVELS = ['error', 'warn', 'info', 'debug'] as const;

/** One line a node wrote with `this.logger`. */
export interface LogEntry {
	level: (typeof LEVELS)[number];
	message: string;
	metadata?: unknown;
}

/**
 * Writes down what a node logs, and passes it on to n8n's logger.
 *
 * @param context what the node's method gets as `this`; its logger must not have been used yet
 * @param logs receives the lines
 */
export function recordLogs(context: { readonly logger: Logger }, logs: LogEntry[]): void {
	const record = (level: LogEntry['level']): Logger['error'] => {
		return (message, metadata) => {
			logs.push({ level, message, ...(metadata === undefined ? {} : { metadata }) });
			LoggerProxy[level](message, metadata);
		};
	};
	const logger = Object.fromEntries(LEVELS.map((level) => [level, record(level)]));
	Object.defineProperty(context, 'logger', { value: logger });
}
