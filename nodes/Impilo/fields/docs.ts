const PAGES = 'https://github.com/your-organization/n8n-nodes-impilo/blob/main/docs';

/**
 * @param page the file name without its extension
 * @param heading an anchor on the page
 */
export function docsUrl(page: string, heading?: string): string {
	return `${PAGES}/${page}.md${heading === undefined ? '' : `#${heading}`}`;
}

/** As HTML, for a description or a hint. */
export function docsLink(text: string, page: string, heading?: string): string {
	return `<a href="${docsUrl(page, heading)}" target="_blank">${text}</a>`;
}
