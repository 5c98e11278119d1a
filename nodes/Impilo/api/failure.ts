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

	readonly #quote?: () => Promise<ImpiloFailure>;

	/** @param quote gives the same with Impilo's words, where it has to be found out first what to hide in them */
	constructor(
		explanation: Explanation,
		answer: { status?: number; apiMessage?: string } = {},
		quote?: () => Promise<ImpiloFailure>,
	) {
		super(explanation.happened);
		this.remedy = explanation.remedy;
		this.status = answer.status;
		this.apiMessage = answer.apiMessage;
		this.#quote = quote;
	}

	/** @returns what is to be shown: as this, with Impilo's words as far as what is personal in them can be hidden */
	async inFull(): Promise<ImpiloFailure> {
		return this.#quote === undefined ? this : await this.#quote().catch(() => this);
	}
}

/** Nobody can tell whether Impilo carried a change out. */
export class Doubt extends ImpiloFailure {}

/**
 * Turns what prevented an answer, or finding out, into doubt.
 *
 * @param reason whatever was thrown
 * @param question what isn't known, as a whole sentence; without it, the words stay those of the reason
 * @param remedyFor says what to do instead of what the reason says
 */
export function doubtOf(
	reason: unknown,
	question = '',
	remedyFor?: (reason: unknown) => string,
): Doubt {
	const known = reason instanceof ImpiloFailure ? reason : undefined;
	const happened =
		known?.message ??
		(reason instanceof GateClosed
			? 'The execution was stopped before that was certain'
			: 'It could not be looked up');
	return new Doubt(
		{
			happened: question === '' ? happened : `${question} ${happened}`,
			remedy: remedyFor?.(reason) ?? known?.remedy ?? LOOK_AT_IMPILO,
		},
		known,
		known && (async () => doubtOf(await known.inFull(), question, remedyFor)),
	);
}

const LOOK_AT_IMPILO = 'Check at Impilo whether it was carried out before you run it again.';
