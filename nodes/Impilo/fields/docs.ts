const PAGES = 'https://github.com/your-organization/n8n-nodes-impilo/blob/main/docs';

/**
 * The address of a page of the documentation.
 *
 * @param page the name of its file, without the ending
 * @param heading its anchor on the page
 */
export function docsUrl(page: string, heading?: string): string {
	return `${PAGES}/${page}.md${heading === undefined ? '' : `#${heading}`}`;
}

/** A link for a description or a hint, which n8n shows as HTML. */
export function docsLink(text: string, page: string, heading?: string): string {
	return `<a href="${docsUrl(page, heading)}" target="_blank">${text}</a>`;
}
