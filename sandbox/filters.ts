/** Whether a value is one of those asked for; if none was asked for, every value is. */
export function matchAny<T>(wanted: readonly T[]): (value: T | null | undefined) => boolean {
	if (wanted.length === 0) return () => true;
	const values = new Set(wanted);
	return (value) => value !== null && value !== undefined && values.has(value);
}

export function matchExactly<T>(wanted: T | undefined): (value: T | null | undefined) => boolean {
	return (value) => wanted === undefined || value === wanted;
}

/** Whether a text contains the one asked for, ignoring case. */
export function matchPart(
	wanted: string | undefined,
): (value: string | null | undefined) => boolean {
	const part = wanted?.toLowerCase();
	return (value) => part === undefined || (value ?? '').toLowerCase().includes(part);
}

/** Whether a text is the one asked for, ignoring case. */
export function matchText(
	wanted: string | undefined,
): (value: string | null | undefined) => boolean {
	const text = wanted?.toLowerCase();
	return (value) => text === undefined || value?.toLowerCase() === text;
}

/** Both bounds included; a missing value is only in the range without bounds. */
export function matchRange<T extends number | string>(
	from: T | undefined,
	to: T | undefined,
): (value: T | null | undefined) => boolean {
	return (value) => {
		if (from === undefined && to === undefined) return true;
		return (
			value !== null &&
			value !== undefined &&
			(from === undefined || value >= from) &&
			(to === undefined || value <= to)
		);
	};
}
