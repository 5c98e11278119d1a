import type { INodeParameterResourceLocator } from 'n8n-workflow';

import type { Sandbox } from '../../../sandbox';

/** What the sandbox received, in order, as `GET /api/v3/order?page=1&size=250`. */
export function requestLines(sandbox: Sandbox): string[] {
	return sandbox.requests.map(
		({ method, path, query }) => `${method} ${path}${query.raw === '' ? '' : `?${query.raw}`}`,
	);
}

/** A resource locator as the editor saves it. */
export function locator(
	mode: string,
	value: INodeParameterResourceLocator['value'],
): INodeParameterResourceLocator {
	return { __rl: true, mode, value };
}
