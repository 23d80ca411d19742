import { blockTree, type TextNode } from '../src/blockTree.ts'
import { clauseNumber, paragraphPrefix, spokenClause } from '../src/clauseNumber.ts'
import { type ContentBlock, type ContentInline } from '../src/content.ts'
import { sayStanding } from '../src/describeStanding.ts'
import { type Snapshot, type SnapshotClause } from '../src/snapshot.ts'
import { element } from './element.ts'

/** The words of a snapshot, to be read as in the app: clauses with number, heading and status, numbered paragraphs, lists in each other. */
export function renderText(snapshot: Snapshot): HTMLElement {
	const { negotiation, clauses } = snapshot
	return element('article', { class: 'text', lang: negotiation.language }, [
		element('h2', {}, negotiation.title),
		...(negotiation.notice === '' ? [] : [element('p', { class: 'notice' }, negotiation.notice)]),
		...clauses.map((clause) => renderClause(clause, snapshot)),
	])
}

function statusName(snapshot: Snapshot, clause: SnapshotClause): string {
	const name = snapshot.ladder.find(({ status }) => status === clause.status)?.name
	return name ?? clause.status
}

function renderClause(clause: SnapshotClause, snapshot: Snapshot): HTMLElement {
	const said = sayStanding(clause, snapshot)
	const text = element('div', { class: 'clause-text' }, renderNodes(blockTree(clause.content)))
	for (const { id, words } of clause.placeholders ?? []) {
		for (const box of text.querySelectorAll(`[data-placeholder="${id}"]`)) {
			box.textContent = `‹${words}›`
		}
	}
	const prefix = paragraphPrefix(clause.number)
	if (prefix !== undefined) {
		text.dataset['numbered'] = ''
		text.style.setProperty('--clause-number', prefix)
	}
	return element('section', {}, [
		element('header', {}, [
			renderHeading(clause),
			element('span', { class: 'status', lang: 'en' }, statusName(snapshot, clause)),
		]),
		...(said.length === 0 ? [] : [element('p', { class: 'said', lang: 'en' }, said.join(' · '))]),
		text,
	])
}

function renderHeading(clause: SnapshotClause): HTMLElement {
	const { number, heading } = clause
	if (number === '' && heading === '') {
		return element('h3', { class: 'label', lang: 'en' }, spokenClause(clause))
	}
	return element('h3', {}, [...renderNumber(number), heading])
}

function renderNumber(number: string): readonly Node[] {
	const set = clauseNumber(number)
	switch (set.place) {
		case 'gutter':
			return [
				element('span', { class: 'number' }, [
					set.digits,
					...(set.suffix === '' ? [] : [element('small', {}, set.suffix)]),
				]),
			]
		case 'line':
			return [element('span', { class: 'number in-line' }, set.text)]
		case 'none':
			return []
	}
}

function renderNodes(nodes: readonly TextNode[]): readonly Node[] {
	return nodes.map((node) =>
		node.kind === 'block'
			? renderBlock(node.block)
			: renderContainer(node.type, renderNodes(node.children))
	)
}

function renderContainer(type: string, children: readonly Node[]): HTMLElement {
	switch (type) {
		case 'bullet_list':
			return element('ul', {}, children)
		case 'ordered_list':
			return element('ol', {}, children)
		case 'list_item':
			return element('li', {}, children)
		default:
			return element('div', { class: 'opaque', 'data-type': type }, children)
	}
}

function renderBlock({ type, attrs, content }: ContentBlock): HTMLElement {
	const words = content.map(renderInline)
	switch (type) {
		case 'paragraph':
			return element('p', {}, words)
		case 'heading':
			return element(headingTag(attrs?.['level']), {}, words)
		default:
			return element('p', { class: 'opaque', 'data-type': type }, words)
	}
}

/** A heading inside a clause ranks below the clause's own, which is of level 3. */
function headingTag(level: unknown): string {
	return `h${Math.min(6, (typeof level === 'number' ? level : 1) + 3)}`
}

function renderInline(piece: ContentInline): Node {
	if ('inline' in piece) {
		if (piece.inline === 'hard_break') return element('br', {})
		if (piece.inline !== 'placeholder') return document.createTextNode(`[${piece.inline}]`)
		const id = piece.attrs?.['id']
		return element('span', { 'data-placeholder': typeof id === 'string' ? id : '' }, '‹…›')
	}
	const marks = piece.marks ?? {}
	let node: Node = document.createTextNode(piece.text)
	if ('link' in marks) node = element('span', { class: 'link' }, [node])
	if ('em' in marks) node = element('em', {}, [node])
	if ('strong' in marks) node = element('strong', {}, [node])
	return node
}
