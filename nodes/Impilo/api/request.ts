import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';

import type { Explanation } from './failure';
import type { GateOptions } from './gate';

/** Something Impilo is known to say when it refuses a request, and what to tell the user. */
export interface KnownRefusal extends Explanation {
	/** 400 also stands for any other 4xx that is about what was sent. */
	status: 400 | 403;
	/** Impilo's words; `{id}` stands for any number. */
	words: string;
}

/** A value that must not appear in any message, or what finds some: used only where Impilo is to be quoted. */
export type Personal = string | (() => Promise<readonly string[]>);

/** One request in Impilo's terms, with what is needed to explain its outcome. */
export interface ImpiloRequest extends GateOptions {
	method: Extract<IHttpRequestMethods, 'GET' | 'POST' | 'PATCH' | 'DELETE'>;
	/** Below `/api/v3`, with a leading slash; its variable parts are encoded already. */
	path: string;
	/** Arrays repeat the name; undefined values are left out. */
	query?: IDataObject;
	body?: object;
	/** Asks for a file: the body of the answer is then a Buffer. */
	asFile?: boolean;
	/** Completes "Impilo refused to …", e.g. "place the order". */
	purpose: string;
	/** What a 404 means for this request. */
	notFound?: Explanation;
	/** What Impilo is known to say to such a request. */
	refusals?: readonly KnownRefusal[];
	/** What must not appear in any message. */
	personal?: readonly Personal[];
}
