import type { Explanation } from '../../api/failure';

/** Why an order can't be placed, and what to change. */
export interface Problem {
	/** Its display name, with the line where there are several. */
	field: string;
	message: string;
	howToFix: string;
}

/** What was found out about an order. */
export interface Findings {
	problems: Problem[];
	/** What may come as a surprise, or couldn't be checked. */
	warnings: string[];
}

export const NO_FINDINGS: Findings = { problems: [], warnings: [] };

/** All of several findings, in their order. */
export function findingsOf(...parts: readonly Findings[]): Findings {
	return {
		problems: parts.flatMap(({ problems }) => problems),
		warnings: parts.flatMap(({ warnings }) => warnings),
	};
}

/** One problem. */
export function problemFound(field: string, { happened, remedy }: Explanation): Findings {
	return { problems: [{ field, message: happened, howToFix: remedy }], warnings: [] };
}

/** Nothing but warnings. */
export function warningFound(...warnings: string[]): Findings {
	return { problems: [], warnings };
}
