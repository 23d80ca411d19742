import { type CanonicalBlock, type CanonicalInline } from '../src/content.ts'
import { type Snapshot, type SnapshotClause } from '../src/snapshot.ts'
import { element } from './element.ts'

const MAX_DEPTH = 3

/** The words of a snapshot, to be read: clauses with number, heading and status; lists are indented, marks kept to three. */
export function renderText(snapshot: Snapshot): HTMLElement {
	const { negotiation, clauses } = snapshot
	return element('article', { class: 'text', lang: negotiation.language }, [
		element('h2', {}, negotiation.title),
		...(negotiation.notice === '' ? [] : [element('p', { class: 'notice' }, negotiation.notice)]),
		...clauses.map((clause) => renderClause(clause, statusName(snapshot, clause))),
	])
}

function statusName({ ladder }: Snapshot, clause: SnapshotClause): string {
	return ladder.find(({ status }) => status === clause.status)?.name ?? clause.status
}

function renderClause(clause: SnapshotClause, status: string): HTMLElement {
	const counts = new Map<string, number>()
	return element('section', {}, [
		element('h3', {}, [
			...(clause.number === '' ? [] : [element('span', { class: 'number' }, clause.number)]),
			element('span', {}, clause.heading),
			element('span', { class: 'status' }, status),
		]),
		...clause.content.map((block, i) => renderBlock(block, clause.content[i - 1], counts)),
	])
}

function renderBlock(
	block: CanonicalBlock,
	before: CanonicalBlock | undefined,
	counts: Map<string, number>
): HTMLElement {
	const lists = listsOf(block)
	const words = block.content.map(renderInline)
	if (block.type === 'heading') return element('h4', {}, words)
	const marker = markerOf(block, before, counts)
	return element('p', { class: `depth-${Math.min(lists.length, MAX_DEPTH)}` }, [
		...(marker === '' ? [] : [element('span', { class: 'marker' }, marker)]),
		...words,
	])
}

function listsOf(block: CanonicalBlock): readonly (readonly [string, string])[] {
	return (block.in ?? []).filter(([type]) => type.endsWith('_list'))
}

/** The bullet or number of a list's item, at the item's first block only. */
function markerOf(
	block: CanonicalBlock,
	before: CanonicalBlock | undefined,
	counts: Map<string, number>
): string {
	const item = block.in?.findLast(([type]) => type === 'list_item')
	const list = listsOf(block).at(-1)
	if (item === undefined || list === undefined) return ''
	if (before?.in?.some(([, id]) => id === item[1]) === true) return ''
	const count = (counts.get(list[1]) ?? 0) + 1
	counts.set(list[1], count)
	return list[0] === 'ordered_list' ? `${count}.` : '•'
}

function renderInline(piece: CanonicalInline): Node {
	if ('inline' in piece) {
		return piece.inline === 'hard_break'
			? element('br', {})
			: document.createTextNode(`[${piece.inline}]`)
	}
	const marks = piece.marks ?? {}
	let node: Node = document.createTextNode(piece.text)
	if ('link' in marks) node = element('span', { class: 'link' }, [node])
	if ('em' in marks) node = element('em', {}, [node])
	if ('strong' in marks) node = element('strong', {}, [node])
	return node
}
