/** Something that the node may not do, under the short name of its kind. */
export interface Finding {
	kind: string;
	details: string;
}

export function finding(kind: string, ...details: Array<string | number>): Finding {
	return { kind, details: details.join(' ') };
}
