import { REPOSITORY } from './repository';

/**
 * @param page the file name without its extension
 * @param heading an anchor on the page
 * @returns undefined while there is no repository to link to
 */
export function docsUrl(page: string, heading?: string): string | undefined {
	if (REPOSITORY === undefined) return undefined;
	return `${REPOSITORY}/blob/main/docs/${page}.md${heading === undefined ? '' : `#${heading}`}`;
}

/** As HTML, for a description or a hint; empty while there is no repository to link to. */
export function docsLink(text: string, page: string, heading?: string): string {
	const url = docsUrl(page, heading);
	return url === undefined ? '' : `<a href="${url}" target="_blank">${text}</a>`;
}
