import { refuse } from './refusals';

/** Reads query parameters; a value of the wrong kind is refused as "Invalid data provided". */
export class Query {
	private readonly parameters: URLSearchParams;

	constructor(readonly raw: string) {
		this.parameters = new URLSearchParams(raw);
	}

	/** Array parameters repeat the name: `id=1&id=2`. */
	readTexts(name: string): string[] {
		return this.parameters.getAll(name);
	}

	readText(name: string): string | undefined {
		return this.parameters.get(name) ?? undefined;
	}

	readIntegers(name: string): number[] {
		return this.readTexts(name).map(parseInteger);
	}

	readInteger(name: string): number | undefined {
		const text = this.readText(name);
		return text === undefined ? undefined : parseInteger(text);
	}

	readBoolean(name: string): boolean | undefined {
		const text = this.readText(name);
		if (text === undefined) return undefined;
		if (text !== 'true' && text !== 'false') throw refuse('Invalid data provided');
		return text === 'true';
	}

	/** Milliseconds since 1970, from an ISO 8601 date or date and time. */
	readTimestamp(name: string): number | undefined {
		const text = this.readText(name);
		if (text === undefined) return undefined;
		const timestamp = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
		if (Number.isNaN(timestamp)) throw refuse('Invalid data provided');
		return timestamp;
	}

	toRecord(): Record<string, string[]> {
		const record: Record<string, string[]> = {};
		for (const name of this.parameters.keys()) record[name] = this.parameters.getAll(name);
		return record;
	}
}

/** Splits a request's target into its path and its query string. */
export function splitTarget(target: string): { path: string; query: string } {
	const mark = target.indexOf('?');
	if (mark === -1) return { path: target, query: '' };
	return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

function parseInteger(text: string): number {
	if (!/^-?\d+$/.test(text)) throw refuse('Invalid data provided');
	return Number(text);
}
