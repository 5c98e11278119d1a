import type { IExecuteFunctions } from 'n8n-workflow';

import { isObject } from '../api/isObject';

/** An expression and nothing around it, without its braces. */
interface SavedExpression {
	source: string;
	/** The way to a field of the item, where the expression only names one. */
	path: string[] | undefined;
}

/** A parameter of the form as it is saved, with the expressions in it. */
interface SavedParameter {
	name: string;
	value: unknown;
	expressions: SavedExpression[];
}

type Primitive = string | number | boolean;

/** One expression and nothing around it, so that its value is not turned into text. */
const WHOLE_EXPRESSION = /^=\{\{((?:(?!\{\{|\}\})[^])+)\}\}$/;

/** As the editor writes it when a field is dragged in: `$json.name` or `$json['First Name']`. */
const FIELD_OF_ITEM = /^\s*\$json((?:\.[A-Za-z_]\w*|\['[^'\\\n]*'\]|\["[^"\\\n]*"\])+)\s*$/;
const NAME_IN_PATH = /\.(\w+)|\[(?:'([^']*)'|"([^"]*)")\]/g;

/**
 * Reads parameters of items with few evaluations of expressions: n8n takes about half a millisecond
 * for each, however small, in which no other workflow gets on. Fields of the item are looked up
 * without one, and all other expressions are evaluated in one go.
 *
 * What it gives is what `getNodeParameter` gives. Whatever can't be had like that, such as an
 * expression that fails, gives an object or has text around it, is left to `getNodeParameter`.
 */
export class ParameterReader {
	private readonly saved = new Map<string, SavedParameter>();

	constructor(private readonly context: IExecuteFunctions) {}

	/**
	 * @returns the value of each parameter for this item, '' for one that isn't there
	 * @throws the error of n8n where an expression can't be evaluated
	 */
	read(names: readonly string[], itemIndex: number): Record<string, unknown> {
		const parameters = names.map((name) => this.findSaved(name));
		const results = this.resolve(
			parameters.flatMap(({ expressions }) => expressions),
			itemIndex,
		);
		const form: Record<string, unknown> = {};
		let used = 0;
		for (const { name, value, expressions } of parameters) {
			const own = results.slice(used, (used += expressions.length));
			form[name] =
				own.length > 0 && own.every(isPrimitive)
					? fill(value, own.values())
					: this.context.getNodeParameter(name, itemIndex, '');
		}
		return form;
	}

	private findSaved(name: string): SavedParameter {
		const known = this.saved.get(name);
		if (known !== undefined) return known;
		const value: unknown = this.context.getNodeParameter(name, 0, '', { rawExpressions: true });
		const texts = listTexts(value).filter((text) => text.startsWith('='));
		const sources = texts.flatMap((text) => WHOLE_EXPRESSION.exec(text)?.[1] ?? []);
		const areWhole = sources.length === texts.length;
		const expressions = areWhole
			? sources.map((source) => ({ source, path: readPath(source) }))
			: [];
		const saved = { name, value, expressions };
		this.saved.set(name, saved);
		return saved;
	}

	/** @returns what each gives; what isn't a primitive is not to be relied on */
	private resolve(expressions: readonly SavedExpression[], itemIndex: number): unknown[] {
		const fields = expressions.some(({ path }) => path !== undefined)
			? this.findFields(itemIndex)
			: undefined;
		const found = expressions.map(({ path }) => path && lookUpField(fields, path));
		const others = expressions.filter((_, index) => !isPrimitive(found[index]));
		const values = this.evaluate(others, itemIndex).values();
		return found.map((value) => (isPrimitive(value) ? value : values.next().value));
	}

	/** What expressions know as `$json`. */
	private findFields(itemIndex: number): unknown {
		try {
			return this.context.getWorkflowDataProxy(itemIndex).$json;
		} catch {
			return undefined;
		}
	}

	/** @returns the value of each, or nothing if one of them came in the way */
	private evaluate(expressions: readonly SavedExpression[], itemIndex: number): unknown[] {
		if (expressions.length === 0) return [];
		// On lines of their own, as an expression may end in a comment.
		const list = expressions.map(({ source }) => `(${source}\n)`).join(',');
		try {
			const values: unknown = this.context.evaluateExpression(`{{ [${list}] }}`, itemIndex);
			return Array.isArray(values) && values.length === expressions.length ? values : [];
		} catch {
			return [];
		}
	}
}

function readPath(source: string): string[] | undefined {
	const steps = FIELD_OF_ITEM.exec(source)?.[1];
	if (steps === undefined) return undefined;
	const path = [...steps.matchAll(NAME_IN_PATH)].map(
		([, name, inSingle, inDouble]) => name ?? inSingle ?? inDouble ?? '',
	);
	// What every object has, such as "constructor", is for n8n to allow.
	return path.some((name) => name in Object.prototype) ? undefined : path;
}

function lookUpField(fields: unknown, path: readonly string[]): unknown {
	let value = fields;
	for (const name of path) {
		if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
		value = value[name];
	}
	return value;
}

function isPrimitive(value: unknown): value is Primitive {
	return ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
}

/** All texts in a value, in the order in which `fill` comes upon them. */
function listTexts(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(listTexts);
}

/** The value with each expression replaced by the next of the results. */
function fill(value: unknown, results: Iterator<Primitive>): unknown {
	if (typeof value === 'string') return value.startsWith('=') ? results.next().value : value;
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map((entry) => fill(entry, results));
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [key, fill(entry, results)]),
	);
}
