import type { Explanation } from '../../api/failure';

/** Why an order can't be placed, and what to change. */
export interface Problem {
	/** The display name, with the line if there are several. */
	field: string;
	message: string;
	howToFix: string;
}

/** The problems and warnings about an order. */
export interface Findings {
	problems: Problem[];
	/** Something unexpected, or that couldn't be checked. */
	warnings: string[];
}

export const NO_FINDINGS: Findings = { problems: [], warnings: [] };

export function findingsOf(...parts: readonly Findings[]): Findings {
	return {
		problems: parts.flatMap(({ problems }) => problems),
		warnings: parts.flatMap(({ warnings }) => warnings),
	};
}

export function problemFound(field: string, { happened, remedy }: Explanation): Findings {
	return { problems: [{ field, message: happened, howToFix: remedy }], warnings: [] };
}

export function warningFound(...warnings: string[]): Findings {
	return { problems: [], warnings };
}
