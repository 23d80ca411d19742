import { writeHtml } from './htmlOut.ts'
import { writeJson } from './jsonOut.ts'
import { writeMarkdown } from './markdownOut.ts'
import { type OutgoingText } from './outgoing.ts'
import { writePlain } from './plainOut.ts'

/** A format in which a text goes out, by the ending of its files. */
export type OutputFormat = 'txt' | 'md' | 'html' | 'json'

/** One way out. */
export interface Output {
	/** What people call it. */
	readonly name: string
	/** The media type of its files, which are all UTF-8. */
	readonly mediaType: string
	/** The whole file. Pure: equal texts give equal files. */
	readonly write: (text: OutgoingText) => string
}

/** Every way out, in the order in which they are offered. */
export const OUTPUTS: Readonly<Record<OutputFormat, Output>> = {
	html: { name: 'Page to read and print', mediaType: 'text/html; charset=utf-8', write: writeHtml },
	md: { name: 'Markdown', mediaType: 'text/markdown; charset=utf-8', write: writeMarkdown },
	txt: { name: 'Plain text', mediaType: 'text/plain; charset=utf-8', write: writePlain },
	json: { name: 'JSON', mediaType: 'application/json', write: writeJson },
}

/** The format with that name, e.g. `md`. Throws `RangeError` where there is none. */
export function parseOutputFormat(name: string): OutputFormat {
	if (name === 'txt' || name === 'md' || name === 'html' || name === 'json') return name
	throw new RangeError(`not a format of output: ${name}`)
}
