/** Stands at the end of a text that goes on. */
export const CUT_MARK = '…';

/** Cuts a text that is too long, and marks it. */
export function cutText(text: string, longest: number): string {
	if (text.length <= longest || (text.length === longest + 1 && text.endsWith(CUT_MARK)))
		return text;
	// Half a character is none.
	return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}${CUT_MARK}`;
}
