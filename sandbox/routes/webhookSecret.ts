import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parseJson } from '../json';
import { API_KEY_HEADER, checkSecretReading } from '../keys';
import { refuse, Refusal } from '../refusals';
import type { SandboxState } from '../state';

/** Impilo's own limits are unknown; what can't stand in a header can't be sent. */
const secretRequest = z.object({ secret: z.string().regex(/^[!-~]([ -~]*[!-~])?$/) });

/**
 * The account's one secret. That it can't be made twice, or read where there is none, is documented;
 * the statuses and the wording of that are the sandbox's own.
 */
export function addWebhookSecretRoutes(
	app: FastifyInstance,
	{ webhooks, keyPolicy }: SandboxState,
): void {
	const path = '/api/v3/webhook-secret';

	app.get(path, async (request) => {
		checkSecretReading(request.headers[API_KEY_HEADER], keyPolicy);
		return { secret: demandSecret() };
	});

	app.post(path, async (request, reply) => {
		const secret = readSecret(request.body);
		if (webhooks.secret !== undefined) throw new Refusal(400, 'There is a webhook secret already');
		webhooks.secret = secret;
		return reply.code(201).send({ secret });
	});

	app.patch(path, async (request) => {
		demandSecret();
		const secret = readSecret(request.body);
		webhooks.secret = secret;
		return { secret };
	});

	app.delete(path, async (_request, reply) => {
		demandSecret();
		webhooks.secret = undefined;
		return reply.code(204).send();
	});

	function demandSecret(): string {
		if (webhooks.secret === undefined) throw new Refusal(404, 'There is no webhook secret');
		return webhooks.secret;
	}
}

function readSecret(body: unknown): string {
	const request = secretRequest.safeParse(parseJson(body));
	if (!request.success) throw refuse('Invalid data provided');
	return request.data.secret;
}
