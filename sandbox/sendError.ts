import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { shapeError } from './errorShapes';
import type { SandboxState } from './state';

export function sendError(
	request: FastifyRequest,
	reply: FastifyReply,
	state: SandboxState,
	status: number,
	message: string,
): FastifyReply {
	// An empty text would be labelled text/plain; nothing at all is not labelled.
	const body = shapeError(message, request.faultPlan.errorShape ?? state.errorShape);
	if (body.contentType !== undefined) reply.type(body.contentType);
	return reply.code(status).send(body.text === '' ? undefined : body.text);
}

/** What is said where there is nothing to say but the status. */
export function describeStatus(status: number): string {
	return STATUS_CODES[status] ?? `Status ${status}`;
}
