import type { IExecuteFunctions } from 'n8n-workflow';

import { isObject } from '../api/json';

/** Gives the value of a parameter of one item by its name; '' for one that isn't there. */
export type ValueOf = (name: string) => unknown;

/**
 * One expression that only names a value, e.g. `={{ $json.name }}` or `={{ $('Form').item.json['First
 * Name'] }}`. It can't contain anything that would change the meaning of another one next to it.
 */
const VALUE_EXPRESSION =
	/^=\{\{\s*(\$\w*(?:\??\.[A-Za-z_]\w*|\[(?:\d+|'[^'\\\n{}]*'|"[^"\\\n{}]*")\]|\((?:'[^'\\\n{}]*'|"[^"\\\n{}]*")?\))*)\s*\}\}$/;

/**
 * Reads the parameters of items, as n8n's `getNodeParameter` does. n8n takes up to half a millisecond
 * for each evaluation, in which no other workflow runs, so expressions that only name a value are
 * evaluated together, once an item. All others are left to `getNodeParameter`, and so is whatever
 * isn't text, a number or a boolean.
 *
 * @returns for an item, a function that gives its values
 * @throws (the function) the error of n8n where an expression can't be evaluated
 */
export function readParameters(context: IExecuteFunctions): (itemIndex: number) => ValueOf {
	const saved = new Map<string, unknown>(Object.entries(context.getNode().parameters));
	const expressions = [...new Set([...saved.values()].flatMap(listValueExpressions))];

	return (itemIndex) => {
		let values: ReadonlyMap<string, unknown> | undefined;
		return (name) => {
			const value = saved.get(name);
			const own = listExpressions(value);
			if (own.length === 0 && value !== undefined) return value;
			values ??= evaluate(context, expressions, itemIndex);
			const known = values;
			return own.length > 0 && own.every((expression) => isPrimitive(known.get(expression)))
				? fill(value, known)
				: context.getNodeParameter(name, itemIndex, '');
		};
	};
}

/** @returns the value of each expression; none if one of them can't be evaluated */
function evaluate(
	context: IExecuteFunctions,
	expressions: readonly string[],
	itemIndex: number,
): ReadonlyMap<string, unknown> {
	if (expressions.length === 0) return new Map();
	const sources = expressions.map((expression) => VALUE_EXPRESSION.exec(expression)?.[1]);
	try {
		const values: unknown = context.evaluateExpression(`{{ [${sources.join()}] }}`, itemIndex);
		if (!Array.isArray(values) || values.length !== expressions.length) return new Map();
		return new Map(expressions.map((expression, index) => [expression, values[index]]));
	} catch {
		return new Map();
	}
}

function isPrimitive(value: unknown): boolean {
	return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** Whether a saved value can be another one for each item. */
export function hasExpression(value: unknown): boolean {
	return listExpressions(value).length > 0;
}

/** All expressions in a saved value, however deep. */
function listExpressions(value: unknown): string[] {
	if (typeof value === 'string') return value.startsWith('=') ? [value] : [];
	if (Array.isArray(value)) return value.flatMap(listExpressions);
	return isObject(value) ? Object.values(value).flatMap(listExpressions) : [];
}

function listValueExpressions(value: unknown): string[] {
	return listExpressions(value).filter((expression) => VALUE_EXPRESSION.test(expression));
}

/** The saved value with each expression replaced by its value. */
function fill(value: unknown, values: ReadonlyMap<string, unknown>): unknown {
	if (typeof value === 'string') return value.startsWith('=') ? values.get(value) : value;
	if (Array.isArray(value)) return value.map((entry: unknown) => fill(entry, values));
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [key, fill(entry, values)]),
	);
}
