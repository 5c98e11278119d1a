import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';

import type { Explanation } from './failure';
import type { GateOptions } from './gate';

/** Words with which Impilo refuses a request, and their explanation. */
export interface KnownRefusal extends Explanation {
	/** 400 stands for any 4xx that is about what was sent. */
	status: 400 | 403;
	/** Impilo's words; `{id}` stands for any number. */
	words: string;
}

/** Values to hide in messages, or a function that finds them if Impilo is quoted. */
export type Personal = string | (() => Promise<readonly string[]>);

/** The path of all of a kind, e.g. `/support-ticket` for "support ticket". */
export function pathOf(name: string): string {
	return `/${name.replaceAll(' ', '-')}`;
}

/** A request, and what is needed to explain its outcome. */
export interface ImpiloRequest extends GateOptions {
	method: Extract<IHttpRequestMethods, 'GET' | 'POST' | 'PATCH' | 'DELETE'>;
	/** Below `/api/v3`, with a leading slash, already encoded. */
	path: string;
	/** Arrays repeat the name; undefined values are left out. */
	query?: IDataObject;
	body?: object;
	/** The body of the answer is then a Buffer. */
	asFile?: boolean;
	/** Completes "Impilo refused to …", e.g. "place the order". */
	purpose: string;
	/** What a 404 means for this request. */
	notFound?: Explanation;
	refusals?: readonly KnownRefusal[];
	/** To hide in messages. */
	personal?: readonly Personal[];
}
