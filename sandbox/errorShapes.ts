/**
 * Impilo doesn't document what the body of a refusal looks like, so a client has to cope with
 * all of these. `string` is the message as plain text, `jsonString` the same as a JSON string.
 */
export const ERROR_SHAPES = [
	'message',
	'error',
	'errors',
	'string',
	'jsonString',
	'html',
	'empty',
] as const;

export type ErrorShape = (typeof ERROR_SHAPES)[number];

export const DEFAULT_ERROR_SHAPE: ErrorShape = 'message';

export interface ErrorBody {
	contentType?: string;
	text: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';

export function shapeError(message: string, shape: ErrorShape): ErrorBody {
	switch (shape) {
		case 'message':
			return { contentType: JSON_TYPE, text: JSON.stringify({ message }) };
		case 'error':
			return { contentType: JSON_TYPE, text: JSON.stringify({ error: message }) };
		case 'errors':
			return { contentType: JSON_TYPE, text: JSON.stringify({ errors: [message] }) };
		case 'string':
			return { contentType: 'text/plain; charset=utf-8', text: message };
		case 'jsonString':
			return { contentType: JSON_TYPE, text: JSON.stringify(message) };
		case 'html':
			return {
				contentType: 'text/html; charset=utf-8',
				text: `<!doctype html><html><head><title>Error</title></head><body><h1>${escapeHtml(message)}</h1></body></html>`,
			};
		case 'empty':
			return { text: '' };
	}
}

function escapeHtml(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
