/** How a clause's number is set. */
export type ClauseNumber =
	/** Hangs in the gutter; `suffix` (`bis`, `ter`) is smaller. */
	| { readonly place: 'gutter'; readonly digits: string; readonly suffix: string }
	/** Too long for the gutter, or words: stands in the line before the heading. */
	| { readonly place: 'line'; readonly text: string }
	| { readonly place: 'none' }

/** Where and how the number of a clause, as the room has it (`13`, `15 bis`, `Article 4`), is set. */
export function clauseNumber(number: string): ClauseNumber {
	const text = number.trim().replace(/\.$/, '')
	if (text === '') return { place: 'none' }
	const held = /^(\d{1,2}) ?(bis|ter|quater)$/.exec(text)
	if (held) return { place: 'gutter', digits: held[1] ?? '', suffix: held[2] ?? '' }
	if (/^\S{1,4}$/.test(text)) return { place: 'gutter', digits: text, suffix: '' }
	return { place: 'line', text }
}

/** The number of a clause as a string in CSS with which its paragraphs are numbered (`'13'`); undefined where they are not. */
export function paragraphPrefix(number: string): string | undefined {
	const text = number.trim().replace(/\.$/, '')
	return /^\d{1,3}$/.test(text) ? `'${text}'` : undefined
}

/** How a clause is spoken of in a line of its own: `Point 13, Security guarantees`, `Article 4`, `Preamble`. */
export function spokenClause(clause: {
	readonly number: string
	readonly heading: string
	readonly kind: string
}): string {
	const number = clause.number.trim().replace(/\.$/, '')
	const named = /^\d/.test(number) ? `Point ${number}` : number
	const parts = [named, clause.heading].filter((part) => part !== '')
	if (parts.length > 0) return parts.join(', ')
	return clause.kind.charAt(0).toUpperCase() + clause.kind.slice(1)
}
