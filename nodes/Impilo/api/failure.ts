import { GateClosed } from './gate';

/** What happened, and what the user can do: whole sentences without jargon. */
export interface Explanation {
	happened: string;
	remedy: string;
}

/**
 * Impilo refused a request, or couldn't be asked. Holds no request, header or body, so that neither the
 * API key nor patient data gets out with it.
 */
export class ImpiloFailure extends Error {
	readonly remedy: string;

	/** The HTTP status, if Impilo answered. */
	readonly status?: number;

	/** Impilo's own words, with personal data taken out. */
	readonly apiMessage?: string;

	readonly #quote?: () => Promise<ImpiloFailure>;

	/** @param quote gives the same with Impilo's words, if what to hide in them must be looked up first */
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

	/** @returns the failure with Impilo's words, if what is personal in them can be hidden */
	async inFull(): Promise<ImpiloFailure> {
		return this.#quote === undefined ? this : await this.#quote().catch(() => this);
	}
}

/** It isn't known whether Impilo carried out a change. */
export class Doubt extends ImpiloFailure {}

/**
 * @param reason what was thrown instead of an answer
 * @param question what isn't known, as a sentence, before the reason
 * @param remedyFor gives the remedy, if not that of the reason
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
