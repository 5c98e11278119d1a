const CUT_MARK = '…';

/** Shortens a long text, with a mark at its end. */
export function cutText(text: string, longest: number): string {
	if (text.length <= longest || (text.length === longest + 1 && text.endsWith(CUT_MARK)))
		return text;
	// Not in the middle of a surrogate pair.
	return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}${CUT_MARK}`;
}

const HIDDEN = '[hidden]';
const SHORTEST_VALUE = 2;
/** More than is ever quoted, and quick to search. */
const LONGEST_TEXT = 2_000;
/** Typed or typographic, and the letters and marks that are written instead. */
const APOSTROPHE = /['’‘‛ʼʻʹ′`´＇]/;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const BETWEEN_WORDS = /[\s"'<>(),;:]/;
const WORDS = /[^\s"'<>(),;:…]+/g;

/**
 * Hides secrets and personal data in Impilo's words. A long text is cut; part of a value at its end is
 * hidden as well.
 *
 * @param personal values to hide, as whole words in any case
 */
export function redact(text: string, personal: readonly string[]): string {
	const cut = cutText(text, LONGEST_TEXT);
	const isCut = cut.endsWith(CUT_MARK);
	const folded = fold(isCut ? cut.slice(0, -CUT_MARK.length) : cut);
	const isHidden = new Array<boolean>(cut.length).fill(false);
	for (const value of personal) {
		const characters = [...fold(value.trim().slice(0, LONGEST_TEXT)).characters.join('').trim()];
		if (characters.length < SHORTEST_VALUE) continue;
		for (const [from, to] of findRanges(folded, characters, isCut)) isHidden.fill(true, from, to);
	}
	const shown = replaceHidden(cut, isHidden);
	return hideEmailAddresses(isCut ? dropHalfWord(shown) : shown);
}

/**
 * Without case, accents and repeated blanks. Apostrophes are blanks, as some are left out, and so are plus
 * signs, as in the query of an address.
 */
interface FoldedText {
	characters: string[];
	/** Of each of them in the text, and at last of its end. */
	positions: number[];
	isLetter: boolean[];
}

function fold(text: string): FoldedText {
	const characters: string[] = [];
	const positions: number[] = [];
	let position = 0;
	for (const character of text) {
		const isBlank = /[\s+]/.test(character) || APOSTROPHE.test(character);
		const folded = isBlank ? ' ' : foldCharacter(character);
		const isRepeatedBlank = folded === ' ' && characters.at(-1) === ' ';
		for (const each of isRepeatedBlank ? '' : folded) {
			characters.push(each);
			positions.push(position);
		}
		position += character.length;
	}
	positions.push(position);
	const isLetter = characters.map((character) => LETTER_OR_DIGIT.test(character));
	return { characters, positions, isLetter };
}

function foldCharacter(character: string): string {
	return character.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase();
}

/**
 * Finds a value as whole words.
 *
 * @param isCut whether the text is cut, so that the beginning of a value at its end counts as well
 */
function findRanges(
	{ characters, positions, isLetter }: FoldedText,
	value: readonly string[],
	isCut: boolean,
): Array<[from: number, to: number]> {
	const ranges: Array<[number, number]> = [];
	for (const start of characters.keys()) {
		if (isLetter[start - 1]) continue;
		let end = start;
		while (end < characters.length && characters[end] === value[end - start]) end++;
		const isWhole = end - start === value.length && !isLetter[end];
		const isBeginning = isCut && end === characters.length;
		if (isWhole || isBeginning) ranges.push([positions[start] ?? 0, positions[end] ?? 0]);
	}
	return ranges;
}

function replaceHidden(text: string, isHidden: readonly boolean[]): string {
	let result = '';
	for (let position = 0; position < text.length; position++) {
		if (isHidden[position] !== true) result += text.charAt(position);
		else if (isHidden[position - 1] !== true) result += HIDDEN;
	}
	return result;
}

/** Half an email address can't be recognized. */
function dropHalfWord(text: string): string {
	const whole = text.slice(0, -CUT_MARK.length);
	if (whole.endsWith(HIDDEN)) return text;
	let end = whole.length;
	while (end > 0 && !BETWEEN_WORDS.test(whole.charAt(end - 1))) end--;
	return `${whole.slice(0, end).trimEnd()}${CUT_MARK}`;
}

function hideEmailAddresses(text: string): string {
	return text.replace(WORDS, (word) => {
		const at = word.indexOf('@');
		if (at < 1 || at === word.length - 1) return word;
		return word.endsWith('.') ? `${HIDDEN}.` : HIDDEN;
	});
}
