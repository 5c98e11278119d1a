/** Something that n8n has in its database. */
export interface Entity {
	id: string;
	/** Of a workflow: which version of it this is. */
	versionId: string | undefined;
}

/** @throws Error when n8n's answer isn't one thing with an ID */
export function readEntity(answer: unknown): Entity {
	if (typeof answer !== 'object' || answer === null || !('id' in answer)) {
		throw new Error(`n8n answered something without an ID: ${JSON.stringify(answer)}`);
	}
	const versionId = 'versionId' in answer ? answer.versionId : undefined;
	return {
		id: String(answer.id),
		versionId: typeof versionId === 'string' ? versionId : undefined,
	};
}
