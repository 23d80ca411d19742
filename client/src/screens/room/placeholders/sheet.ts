import { type Placeholders } from '@parley/domain'

/**
 * The style sheet by which each placeholder shows what is missing, wherever its box is drawn: in an editor, in a text that is only read, in the
 * frozen one.
 */
export function placeholderSheet(placeholders: Placeholders): string {
	return [...placeholders]
		.map(([id, { words }]) => `[data-placeholder="${id}"]::before { content: ${quoted(words)}; }`)
		.join('\n')
}

/** `words` as a string of CSS. */
function quoted(words: string): string {
	const escaped = words.replace(/[\\"]/g, String.raw`\$&`).replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
	return `"${escaped}"`
}
