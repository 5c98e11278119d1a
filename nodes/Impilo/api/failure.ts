import { GateClosed } from './gate';

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

/** Nobody can tell whether Impilo carried a change out. */
export class Doubt extends ImpiloFailure {}

/**
 * Turns what prevented an answer, or finding out, into doubt.
 *
 * @param reason whatever was thrown
 * @param question what isn't known, as a whole sentence; without it, the words stay those of the reason
 * @param remedy what to do instead of what the reason says
 */
export function doubtOf(reason: unknown, question = '', remedy?: string): Doubt {
	const known = reason instanceof ImpiloFailure ? reason : undefined;
	const happened =
		known?.message ??
		(reason instanceof GateClosed
			? 'The execution was stopped before that was certain'
			: 'It could not be looked up');
	return new Doubt(
		{
			happened: question === '' ? happened : `${question} ${happened}`,
			remedy: remedy ?? known?.remedy ?? LOOK_AT_IMPILO,
		},
		known,
	);
}

const LOOK_AT_IMPILO = 'Check at Impilo whether it was carried out before you run it again.';
