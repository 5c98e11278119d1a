import type { Workflow } from '../../../scripts/n8n';
import {
	buildWorkflow,
	httpRequest,
	impilo,
	splitOut,
	type CredentialReference,
} from './workflowParts';

/** What is listed: the resource of the Impilo node, which is also the name in the API's path. */
export type Listed = 'order' | 'patient';

/** The largest that the API grants, and so the best for the HTTP Request node. */
const PAGE_SIZE = 250;

/** The Impilo node's Return All. */
export function listWithImpilo(
	webhookPath: string,
	credential: CredentialReference,
	{ resource, simplify }: { resource: Listed; simplify: boolean },
): Workflow {
	return buildWorkflow(webhookPath, [
		impilo(credential, { resource, operation: 'getAll', returnAll: true, simplify }),
	]);
}

/** n8n's HTTP Request node with its own pagination: an item for each page. */
export function listWithHttpRequest(
	webhookPath: string,
	credential: CredentialReference,
	apiUrl: string,
	{ resource, splitsPages }: { resource: Listed; splitsPages: boolean },
): Workflow {
	const request = httpRequest(credential, {
		method: 'GET',
		url: `${apiUrl}/api/v3/${resource}`,
		sendQuery: true,
		queryParameters: { parameters: [{ name: 'size', value: String(PAGE_SIZE) }] },
		options: {
			pagination: {
				pagination: {
					paginationMode: 'updateAParameterInEachRequest',
					parameters: {
						parameters: [{ type: 'qs', name: 'page', value: '={{ $pageCount + 1 }}' }],
					},
					paginationCompleteWhen: 'other',
					completeExpression: '={{ $response.body.last }}',
				},
			},
		},
	});
	return buildWorkflow(webhookPath, [
		request,
		...(splitsPages ? [splitOut('Entries', 'content')] : []),
	]);
}
