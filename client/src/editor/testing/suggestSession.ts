import {
	acceptSuggestion,
	blocksFromDoc,
	type Block,
	buildDoc,
	cleanBlocks,
	createDocument,
	declineSuggestion,
	parleySchema,
	plainText,
	readBlocks,
	seed,
	suggestionChanges,
	suggestionExtents,
	SUGGESTION_FAMILIES,
} from '@parley/schema'
import { type Node } from 'prosemirror-model'
import { type EditorState, type Transaction } from 'prosemirror-state'
import * as Y from 'yjs'
import { bracketEdits } from '../bracketEdits.ts'
import { isLocalEdit, isRemote } from '../binding.ts'
import { suggesting } from '../suggesting.ts'
import { actionsFor, pickAction, selectSomewhere } from './actions.ts'
import { Draw, Peer } from './peer.ts'

/** What somebody in a session does in the text. */
type Way = 'suggests' | 'edits'

/**
 * People edit one clause one after the other, each of them suggesting or editing. Every update is judged as the server judges it, on the text as it was
 * numbered until then. Whoever is alone gets, when all is accepted, what editing would have given after each edit, and the text as it
 * was when all is declined.
 *
 * @returns what went wrong, with what was done before; undefined where nothing did
 */
export function runSuggestSession(seedNumber: number, ways: readonly Way[]): string | undefined {
	const log: string[] = []
	try {
		new SuggestSession(seedNumber, ways, log).run()
		return undefined
	} catch (error) {
		const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
		return `${said}\n${log.slice(-5).join('\n')}`
	}
}

interface Person {
	readonly peer: Peer
	readonly way: Way
	readonly isOwn: (id: string) => boolean
	/** The text as its own suggestions would have it. */
	readonly seen: (state: EditorState) => EditorState
	/** How many of its updates are numbered. */
	numbered: number
}

class SuggestSession {
	readonly #draw: Draw
	readonly #log: string[]
	readonly #people: readonly Person[]
	readonly #numbered: Y.Doc
	readonly #before: readonly Block[]
	#nextCharacter = 0x4e00
	#action = ''

	constructor(seedNumber: number, ways: readonly Way[], log: string[]) {
		this.#draw = new Draw(seedNumber)
		this.#log = log
		this.#numbered = createDocument({ gc: false })
		this.#numbered.clientID = 1
		seed(this.#numbered, this.#blocks())
		this.#before = readBlocks(this.#numbered)
		const initial = Y.encodeStateAsUpdate(this.#numbered)
		this.#people = ways.map((way, index) => {
			const isOwn = (id: string): boolean => id.startsWith(`own${String(index)}`)
			const peer = new Peer(1000 + index, initial, this.#draw, false, () => undefined)
			peer.state = peer.binding.createState([bracketEdits(() => false)])
			const guarded = { peer, way, isOwn }
			const seen = guardPeer(this.#draw, guarded, index, (transaction, before, instead) => {
				if (ways.length > 1) return
				if (CHECKED.has(this.#action))
					checkAccepted(before, withoutBrought(transaction), peer.state)
				if (transaction.before !== before.doc) checkSeen(transaction, before, instead)
			})
			return { ...guarded, seen, numbered: 0 }
		})
	}

	run(): void {
		const draw = this.#draw
		const steps = 8 + draw.below(20)
		for (let step = 0; step < steps; step++) {
			const person = draw.pick(this.#people)
			this.#receive(person)
			this.#act(person)
			this.#number(person)
		}
		for (const person of this.#people) this.#number(person)
		for (const person of this.#people) this.#receive(person)
		const [first] = this.#people
		for (const { peer } of this.#people) {
			peer.state.doc.check()
			const read = buildDoc(parleySchema, readBlocks(peer.doc))
			if (!read.eq(peer.state.doc))
				throw new Error(`shown ${JSON.stringify(peer.state.doc)}\nread ${JSON.stringify(read)}`)
			if (first && !peer.state.doc.eq(first.peer.state.doc)) throw new Error('editors differ')
			peer.binding.destroy()
		}
		if (this.#people.length === 1) this.#checkAnswers()
	}

	#act({ peer, seen }: Person): void {
		const draw = this.#draw
		if (draw.chance(0.6)) selectSomewhere(peer, draw)
		const action = pickAction(actionsFor(draw, this.#fresh, this.#copied).filter(isOfText), draw)
		this.#action = action.name
		const { from, to } = peer.state.selection
		this.#log.push(`${String(peer.doc.clientID)} ${action.name} at ${String(from)}-${String(to)}`)
		const isSeen = SEEN.has(action.name) && draw.chance(0.5)
		action.run(isSeen ? withState(peer, seen(peer.state)) : peer)
		this.#log.push(`  ${JSON.stringify(blocksFromDoc(peer.state.doc))}`)
	}

	/** Numbers what a person has sent, as the server would: it must have nothing against it. */
	#number(person: Person): void {
		const { peer, way, isOwn } = person
		for (const update of peer.sent.slice(person.numbered)) {
			person.numbered++
			const found = suggestionChanges(this.#numbered, update, isOwn)
			if (found.touchesForeign) throw new Error('not-yours')
			if (way === 'suggests' && found.changesText) throw new Error('suggest-only')
		}
	}

	#receive({ peer }: Person): void {
		Y.applyUpdate(peer.doc, Y.encodeStateAsUpdate(this.#numbered), 'remote')
	}

	#checkAnswers(): void {
		const [accepted, declined] = [0, 1].map(() => {
			const copy = createDocument({ gc: false })
			Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.#numbered))
			return copy
		})
		if (!accepted || !declined) return
		const ids = [...suggestionExtents(readBlocks(this.#numbered)).keys()]
		const open = new Set(ids)
		for (const id of ids) {
			acceptSuggestion(accepted, id, (one) => open.has(one))
			declineSuggestion(declined, id, (one) => open.has(one))
			open.delete(id)
		}
		const all = clean(readBlocks(this.#numbered))
		if (words(readBlocks(accepted)) !== words(all)) throw new Error('accepted is not clean')
		const [was, is] = [this.#before, readBlocks(declined)].map((blocks) => JSON.stringify(blocks))
		if (was !== is) throw new Error(`declined\n${String(was)}\n${String(is)}`)
	}

	readonly #fresh = (length: number): string =>
		Array.from({ length }, () => String.fromCharCode(this.#nextCharacter++)).join('')

	/** Words that are pasted are their own, so that they are known from those that stand. */
	readonly #copied = (text: string): string => this.#fresh(text.length)

	#blocks(): Block[] {
		const draw = this.#draw
		return Array.from({ length: 1 + draw.below(4) }, (_, index): Block => {
			const text = this.#fresh(draw.below(8))
			const path = [
				['bullet_list', 'listlist1'],
				['list_item', `itemitem${String(draw.below(3))}`],
			] as const
			return {
				id: `block${String(index).padStart(4, '0')}`,
				type: 'paragraph',
				...(draw.chance(0.3) && { in: path }),
				content: text === '' ? [] : [{ text }],
			}
		})
	}
}

/** What is compared with editing. Words that are moved bring along what others suggested of them; here they come without. */
const CHECKED: ReadonlySet<string> = new Set([
	'type',
	'delete range',
	'backspace',
	'enter',
	'join',
	'mark',
	'paste new',
	'paste copy',
])

/** What goes on from what was suggested of blocks. */
const SEEN: ReadonlySet<string> = new Set(['list', 'lift', 'lift item', 'sink item'])

function withState(peer: Peer, state: EditorState): Peer {
	const other: unknown = Object.create(peer, { state: { value: state } })
	return other as Peer
}

/** What is done to words: what brackets and alternatives are, is decided elsewhere. */
function isOfText({ name }: { readonly name: string }): boolean {
	return !['bracket', 'alternatives', 'begin composing', 'release', 'link', 'heading'].includes(
		name
	)
}

function guardPeer(
	draw: Draw,
	{ peer, way, isOwn }: Pick<Person, 'peer' | 'way' | 'isOwn'>,
	index: number,
	suggested: (transaction: Transaction, before: EditorState, seen: Node) => void
): Person['seen'] {
	let count = 0
	const guard = suggesting({
		isOn: () => way === 'suggests',
		isAll: () => way === 'suggests',
		isOwn,
		idFor: ([near]) => near ?? `own${String(index)}${String(++count).padStart(6, '0')}`,
		onLeftOut: () => undefined,
		onForeign: () => undefined,
		onKept: () => undefined,
		random: draw.next,
	})
	const { dispatch, binding } = peer
	const undo = binding.undo.bind(binding)
	const redo = binding.redo.bind(binding)
	Object.assign(peer, {
		dispatch: (transaction: Transaction) => {
			if (isRemote(transaction) || !isLocalEdit(transaction)) {
				dispatch(transaction)
				return
			}
			const before = peer.state
			const instead = guard.instead(transaction, before)
			if (instead === null) return
			dispatch(instead)
			if (way === 'suggests') suggested(transaction, before, guard.seen(peer.state).doc)
		},
	})
	Object.assign(binding, {
		undo: () => undo((_, step) => !guard.mayTakeBack(peer.doc, 'undo', step)),
		redo: () => redo((_, step) => !guard.mayTakeBack(peer.doc, 'redo', step)),
	})
	return (state) => guard.seen(state)
}

/** The document that editing gives, in which no word that was put in is part of a suggestion around it. */
function withoutBrought(transaction: Transaction): Node {
	const known = new Set(transaction.before.textContent)
	transaction.doc.descendants((node, position) => {
		for (const [index, character] of Array.from(node.text ?? '').entries()) {
			if (known.has(character)) continue
			for (const family of SUGGESTION_FAMILIES) {
				const from = position + index
				transaction.removeMark(from, from + 1, parleySchema.marks[family])
			}
		}
	})
	return transaction.doc
}

/** All accepted gives what editing would have given. */
function checkAccepted(before: EditorState, after: Node, instead: EditorState): void {
	const [edited, accepted] = [after, instead.doc].map((doc) => plainText(clean(blocksFromDoc(doc))))
	if (edited !== accepted)
		throw new Error(
			`of ${JSON.stringify(blocksFromDoc(before.doc))}\nedited   ${String(edited)}\naccepted ${String(accepted)}`
		)
}

/** What was done in the text as it is seen is seen: the blocks are what they became, in lists of the same kinds. */
function checkSeen({ doc }: Transaction, before: EditorState, seen: Node): void {
	const [done, shown] = [doc, seen].map((one) =>
		JSON.stringify(
			blocksFromDoc(one).map(({ type, in: path = [] }) => [type, path.map(([name]) => name)])
		)
	)
	if (done !== shown)
		throw new Error(
			`of ${JSON.stringify(blocksFromDoc(before.doc))}\ndone ${String(done)}\nseen ${String(shown)}`
		)
}

/** Blocks as all suggestions would leave them. */
function clean(blocks: readonly Block[]): Block[] {
	return cleanBlocks(blocks, [...suggestionExtents(blocks).keys()])
}

/** The words of blocks, with their emphasis. */
function words(blocks: readonly Block[]): string {
	return JSON.stringify([plainText(blocks), blocks.map(({ content }) => content)])
}
