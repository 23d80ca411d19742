/** A text as a file, in one of the formats that the server gives. */
export interface TextFile {
	readonly href: string
	/** What it is good for, in plain words. */
	readonly name: string
	readonly kind: string
}

const FORMATS = [
	{ format: 'html', name: 'Page to read and print', kind: 'HTML' },
	{ format: 'md', name: 'Markdown, to edit and hand in again', kind: 'MD' },
	{ format: 'txt', name: 'Plain text, without bold and links', kind: 'TXT' },
	{ format: 'json', name: 'Data for programs', kind: 'JSON' },
] as const

/** The text behind `href` (that of a room, or of a snapshot) in every format. */
export function textFiles(href: string): readonly TextFile[] {
	return FORMATS.map(({ format, name, kind }) => ({ href: `${href}?format=${format}`, name, kind }))
}

/** Where the text of a negotiation can be had as it is on the server. */
export function textHref(negotiation: string): string {
	return `/api/v1/negotiations/${negotiation}/text`
}
