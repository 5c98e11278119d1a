/** What happened, and what the user can do about it: both whole sentences without jargon. */
export interface Explanation {
	happened: string;
	remedy: string;
}

/**
 * Impilo refused a request, or could not be asked. Holds words for the user only: no request, no
 * header, no body, so that neither the API key nor patient data can travel with it.
 */
export class ImpiloFailure extends Error {
	readonly remedy: string;

	/** The HTTP status, where Impilo answered. */
	readonly status?: number;

	/** Impilo's own words, with personal data taken out. */
	readonly apiMessage?: string;

	constructor(explanation: Explanation, answer: { status?: number; apiMessage?: string } = {}) {
		super(explanation.happened);
		this.remedy = explanation.remedy;
		this.status = answer.status;
		this.apiMessage = answer.apiMessage;
	}
}
