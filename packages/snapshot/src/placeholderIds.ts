import { type ContentBlock, type ContentInline } from './content.ts'

/** The ids of the placeholders that stand in `blocks`, each once, in the order of the text. */
export function placeholderIdsIn(blocks: readonly ContentBlock[]): readonly string[] {
	return [...new Set(blocks.flatMap(({ content }) => content.flatMap(idOf)))]
}

function idOf(piece: ContentInline): readonly string[] {
	if ('text' in piece || piece.inline !== 'placeholder') return []
	const id = piece.attrs?.['id']
	return typeof id === 'string' && /^[0-9A-Za-z]{8,64}$/.test(id) ? [id] : []
}
