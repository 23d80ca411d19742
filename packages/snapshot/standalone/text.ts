import { blockTree, type TextNode } from '../src/blockTree.ts'
import { clauseNumber, paragraphPrefix, spokenClause } from '../src/clauseNumber.ts'
import { type ContentBlock, type ContentInline } from '../src/content.ts'
import { describeInstant } from '../src/describeInstant.ts'
import { sayStanding } from '../src/describeStanding.ts'
import { disputedBeginning, disputedPieces, type DisputedPiece } from '../src/disputedWords.ts'
import { sayReservation } from '../src/sayForce.ts'
import { clauseLabel, type Snapshot, type SnapshotClause } from '../src/snapshot.ts'
import { type SnapshotAlternative } from '../src/snapshotAlternatives.ts'
import { element } from './element.ts'

/** The words of a snapshot, to be read as in the app: clauses with number, heading and status, numbered paragraphs, lists in each other. */
export function renderText(snapshot: Snapshot): HTMLElement {
	const { negotiation, clauses } = snapshot
	return element('article', { class: 'text', lang: negotiation.language }, [
		element('h2', {}, negotiation.title),
		...(negotiation.notice === '' ? [] : [element('p', { class: 'notice' }, negotiation.notice)]),
		...clauses.map((clause) => renderClause(clause, snapshot)),
		...renderReservations(snapshot),
		renderLegend(snapshot),
	])
}

/** The reservations that stand, each with its words; nothing where there are none. */
function renderReservations({ clauses }: Snapshot): readonly HTMLElement[] {
	const lines = clauses.flatMap((clause) =>
		clause.reservations.map(({ delegation, kind, words }) => {
			const said = words === '' ? '' : ` ${words}`
			return element(
				'li',
				{},
				`† ${clauseLabel(clause)} – ${delegation}: ${sayReservation(kind)}.${said}`
			)
		})
	)
	if (lines.length === 0) return []
	return [
		element('section', { class: 'under', lang: 'en', 'aria-label': 'Reservations' }, [
			element('h3', {}, 'Reservations'),
			element('ul', {}, lines),
		]),
	]
}

/** The steps of the ladder with what they mean. */
function renderLegend({ ladder }: Snapshot): HTMLElement {
	return element('section', { class: 'under', lang: 'en', 'aria-label': 'Statuses' }, [
		element('h3', {}, 'Statuses'),
		element(
			'dl',
			{},
			ladder.flatMap(({ name, meaning }) => [element('dt', {}, name), element('dd', {}, meaning)])
		),
	])
}

function statusName(snapshot: Snapshot, clause: SnapshotClause): string {
	const name = snapshot.ladder.find(({ status }) => status === clause.status)?.name
	return name ?? clause.status
}

function renderClause(clause: SnapshotClause, snapshot: Snapshot): HTMLElement {
	const said = sayStanding(clause, snapshot)
	const text = element('div', { class: 'clause-text' }, new ClauseDrawing(clause).render())
	for (const { id, what, words, owner, due } of clause.placeholders ?? []) {
		const kind = what === 'other' ? '' : `${what}: `
		const by = owner === null ? '' : ` – ${owner}`
		const until = due === null ? '' : `, by ${describeInstant(due, snapshot.deadline.zone)}`
		for (const box of text.querySelectorAll(`[data-placeholder="${id}"]`)) {
			box.textContent = `⟨${kind}${words}${by}${until}⟩`
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

/** Draws the words of a clause, with brackets, suggestions and alternatives to be seen as what they are. */
class ClauseDrawing {
	readonly #clause: SnapshotClause
	readonly #pieces: ReadonlyMap<ContentBlock, readonly DisputedPiece[]>

	constructor(clause: SnapshotClause) {
		this.#clause = clause
		const pieces = disputedPieces(clause)
		this.#pieces = new Map(clause.content.map((block, at) => [block, pieces[at] ?? []]))
	}

	render(): readonly Node[] {
		return this.#nodes(blockTree(this.#clause.content))
	}

	#nodes(nodes: readonly TextNode[]): readonly Node[] {
		return nodes.map((node) =>
			node.kind === 'block'
				? this.#block(node.block)
				: this.#container(node, this.#nodes(node.children))
		)
	}

	#container({ type, id }: { type: string; id: string }, children: readonly Node[]): HTMLElement {
		switch (type) {
			case 'bullet_list':
				return element('ul', {}, children)
			case 'ordered_list':
				return element('ol', {}, children)
			case 'list_item':
				return element('li', {}, children)
			case 'alternatives':
				return element('div', { class: 'alternatives' }, children)
			case 'alternative':
				return element('div', { class: 'alternative' }, [
					this.#alternativeHead(id),
					...children,
					...this.#stances(id),
				])
			default:
				return element('div', { class: 'opaque', 'data-type': type }, children)
		}
	}

	#alternative(id: string): SnapshotAlternative | undefined {
		const all = (this.#clause.alternatives ?? []).flatMap(({ alternatives }) => alternatives)
		return all.find((one) => one.id === id)
	}

	/** Who thinks what of an alternative; nothing where nobody has said so. */
	#stances(id: string): readonly HTMLElement[] {
		const { support = [], oppose = [], flexible = [] } = this.#alternative(id) ?? {}
		const said = Object.entries({ Support: support, Oppose: oppose, Flexible: flexible }).flatMap(
			([stance, codes]) => (codes.length === 0 ? [] : [`${stance}: ${codes.join(', ')}.`])
		)
		return said.length === 0 ? [] : [element('p', { class: 'said', lang: 'en' }, said.join(' '))]
	}

	#alternativeHead(id: string): HTMLElement {
		const found = this.#alternative(id)
		const by = found?.by == null ? '' : ` – ${found.by}`
		const nothing = found?.noText === true ? ': no text' : ''
		const head = `Alternative ${found?.label ?? ''}${by}${nothing}`
		return element('p', { class: 'said', lang: 'en' }, head)
	}

	#block(block: ContentBlock): HTMLElement {
		const { type, attrs, content } = block
		const around = this.#pieces.get(block) ?? []
		const words = [
			...this.#beginning(block),
			...content.flatMap((piece, at) => renderDisputed(renderInline(piece), around[at])),
		]
		switch (type) {
			case 'paragraph':
				return element('p', {}, words)
			case 'heading':
				return element(headingTag(attrs?.['level']), {}, words)
			default:
				return element('p', { class: 'opaque', 'data-type': type }, words)
		}
	}

	/** The sign of a beginning that is only suggested, suggested to go, or of a block that would be another one. */
	#beginning(block: ContentBlock): readonly Node[] {
		const disputed = disputedBeginning(block, this.#clause)
		if (disputed === null) return []
		const { isInserted, isDeleted } = disputed
		const sign = element(isInserted ? 'ins' : isDeleted ? 'del' : 'span', {}, '¶')
		return [sign, ...renderOwners(disputed.suggestedBy)]
	}
}

function renderDisputed(words: Node, around: DisputedPiece | undefined): readonly Node[] {
	if (around === undefined) return [words]
	let node = words
	if (around.isDeleted) node = element('del', {}, [node])
	if (around.isInserted) node = element('ins', {}, [node])
	return [
		...Array.from({ length: around.opening }, () => bracketSign('[')),
		node,
		...renderOwners(around.suggestedBy),
		...around.closing.map((codes) =>
			bracketSign(codes.length === 0 ? ']' : ` – ${codes.join(', ')}]`)
		),
	]
}

function renderOwners(names: readonly string[]): readonly Node[] {
	return names.length === 0 ? [] : [element('small', { class: 'owner' }, ` ${names.join(', ')} `)]
}

function bracketSign(sign: string): HTMLElement {
	return element('span', { class: 'bracket' }, sign)
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
		return element('span', { 'data-placeholder': typeof id === 'string' ? id : '' }, '⟨…⟩')
	}
	const marks = piece.marks ?? {}
	let node: Node = document.createTextNode(piece.text)
	if ('link' in marks) node = element('span', { class: 'link' }, [node])
	if ('em' in marks) node = element('em', {}, [node])
	if ('strong' in marks) node = element('strong', {}, [node])
	return node
}
