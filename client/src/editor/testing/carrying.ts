/** Words that are carried from one place to another: dragged at one go, or cut and pasted afterwards. */
import { Slice, type Node } from 'prosemirror-model'
import { type Draw, type Peer } from './peer.ts'

/** Fewer words than this that were dragged are as good as written anew (rule T52), and fewer than that many pasted say nothing of where they are from (T53). */
const SHORTEST = { dragged: 8, pasted: 20 } as const

/** Words that stand in one line. */
interface Passage {
	readonly from: number
	readonly to: number
	readonly words: string
}

/** Words of one line in the text of `peer`, and a place in another line; undefined where there are none. */
function choose(
	{ state: { doc } }: Peer,
	draw: Draw,
	shortest: number
): { readonly passage: Passage; readonly place: number } | undefined {
	const lines: { readonly line: Node; readonly at: number }[] = []
	doc.descendants((line, position) => {
		if (line.isTextblock) lines.push({ line, at: position + 1 })
		return !line.isTextblock
	})
	const long = lines.filter(({ line }) => {
		return line.content.size >= shortest && line.textContent.length === line.content.size
	})
	if (long.length === 0 || lines.length < 2) return undefined
	const { line, at } = draw.pick(long)
	const length = shortest + draw.below(line.content.size - shortest + 1)
	const start = draw.below(line.content.size - length + 1)
	const other = draw.pick(lines.filter((one) => one.line !== line))
	const words = line.textContent.slice(start, start + length)
	const passage = { from: at + start, to: at + start + length, words }
	return { passage, place: other.at + draw.below(other.line.content.size + 1) }
}

/** Drags words to another line, as an editor does it: in one transaction. Gives whether there were any. */
export function drag(peer: Peer, draw: Draw): boolean {
	const chosen = choose(peer, draw, SHORTEST.dragged)
	if (chosen === undefined) return false
	const { passage, place } = chosen
	const { tr, doc } = peer.state
	const slice = doc.slice(passage.from, passage.to)
	tr.delete(passage.from, passage.to)
	const at = tr.mapping.map(place)
	peer.dispatch(tr.replaceRange(at, at, slice))
	return true
}

/** Cuts words out; gives them, and what pastes them again, somewhere in another line or where they stood. Undefined where there are none. */
export function cut(
	peer: Peer,
	draw: Draw
): { readonly words: string; readonly paste: () => void } | undefined {
	const chosen = choose(peer, draw, SHORTEST.pasted)
	if (chosen === undefined) return undefined
	const { passage, place } = chosen
	const { tr, doc } = peer.state
	const slice = new Slice(doc.slice(passage.from, passage.to).content, 0, 0)
	tr.delete(passage.from, passage.to)
	const at = draw.chance(0.3) ? passage.from : tr.mapping.map(place)
	peer.dispatch(tr)
	const paste = (): void => {
		peer.dispatch(peer.state.tr.replaceRange(at, at, slice))
	}
	return { words: passage.words, paste }
}
