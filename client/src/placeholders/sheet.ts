import { toIso, type DelegationId, type Placeholders } from '@parley/domain'
import { sayMissingWords } from '@parley/snapshot'
import { sayMissing } from '../text/said.ts'

/** What the boxes of placeholders are named by. */
export interface BoxNames {
	readonly delegations: readonly { readonly id: DelegationId | string; readonly code: string }[]
	/** The zone on whose clock instants are told. */
	readonly zone: string
}

/**
 * The style sheet by which each placeholder shows what is missing, wherever its box is drawn: in an editor, in a text that is only read, in the
 * frozen one. Read aloud, it says who is to fill it and by when, too. A box that says by itself what was missing in the text that it is drawn in is left
 * at that: the room may know of other words by now.
 */
export function placeholderSheet(
	placeholders: Placeholders,
	{ delegations, zone }: BoxNames
): string {
	return [...placeholders]
		.flatMap(([id, { what, words, owner, due }]) => {
			const code = delegations.find((one) => one.id === owner)?.code ?? null
			const missing = { what, words, owner: code, due: due === null ? null : toIso(due) }
			const name = quoted(sayMissing(missing, zone))
			// a browser that knows no other words to read aloud takes the first line
			return [
				`[data-placeholder="${id}"]:not([data-words])::before { content: ${quoted(words)}; content: ${quoted(words)} / ${name}; }`,
				// for what is copied
				`[data-placeholder="${id}"] { --missing: ${quoted(sayMissingWords(missing))}; }`,
			]
		})
		.join('\n')
}

/** `words` as a string of CSS. */
function quoted(words: string): string {
	const escaped = words.replace(/[\\"]/g, String.raw`\$&`).replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
	return `"${escaped}"`
}
