import {
	type Block,
	buildDoc,
	createDocument,
	Mirror,
	missingFrom,
	parleySchema,
	propertiesOf,
	readBlocks,
	readUpdate,
	seed,
	textOf,
} from '@parley/schema'
import { Node } from 'prosemirror-model'
import { type Transaction } from 'prosemirror-state'
import { StepMap } from 'prosemirror-transform'
import * as Y from 'yjs'
import { actionsFor, pickAction, selectSomewhere, type Action } from './actions.ts'
import { Draw, Peer } from './peer.ts'

/** How a session went: nothing, or what was wrong and everything that was done before. */
export interface Failure {
	readonly message: string
	readonly log: readonly string[]
}

/**
 * Three people edit one clause, each seeing the others' updates at any later time. Throughout and at the end: what an editor
 * shows is what its Y.Doc says and valid, step maps are exact, nobody writes by reading, every update passes the gate's
 * reading; at the end all are equal, also to a fresh copy, writing back writes nothing, and no character that nobody
 * deleted is missing.
 */
export function runSession(seedNumber: number): Failure | undefined {
	const log: string[] = []
	try {
		new Session(seedNumber, log).run()
		return undefined
	} catch (error) {
		const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
		return { message, log }
	}
}

class Session {
	readonly #draw: Draw
	readonly #log: string[]
	readonly #deleted = new Set<string>()
	readonly #peers: readonly Peer[]
	readonly #actions: readonly Action[]
	readonly #gc: boolean
	/** Every session's characters are its own, so that one lost or doubled is seen. */
	#nextCharacter = 0x4e00

	constructor(seedNumber: number, log: string[]) {
		this.#draw = new Draw(seedNumber)
		this.#log = log
		this.#gc = this.#draw.chance(0.5)
		const base = createDocument({ gc: this.#gc })
		base.clientID = 1
		seed(base, this.#blocks())
		const initial = Y.encodeStateAsUpdate(base)
		this.#peers = [1000, 2000, 3000].map(
			(id) => new Peer(id + this.#draw.below(900), initial, this.#draw, this.#gc, this.#watch)
		)
		this.#actions = actionsFor(this.#draw, this.#fresh)
	}

	run(): void {
		const steps = 10 + this.#draw.below(25)
		for (let i = 0; i < steps; i++) this.#step()
		for (const peer of this.#peers) peer.binding.composition.release()
		for (let round = 0; round < 4; round++) {
			for (const peer of this.#peers) {
				peer.binding.composition.release()
				for (const other of this.#peers) if (other !== peer) peer.receive(other, Infinity)
			}
		}
		for (const peer of this.#peers) peer.binding.composition.release()
		this.#checkEnd()
		for (const peer of this.#peers) peer.binding.destroy()
	}

	readonly #fresh = (length: number): string => {
		let text = ''
		for (let i = 0; i < length; i++) text += String.fromCharCode(this.#nextCharacter++)
		return text
	}

	/** Paragraphs, lists in lists, alternatives, and things this version does not know. */
	#blocks(): Block[] {
		const draw = this.#draw
		let count = 0
		const id = () => `block${String(++count).padStart(4, '0')}`
		const text = (below: number) => this.#fresh(draw.below(below))
		const block = (path: Block['in'], type = 'paragraph'): Block => {
			const content = text(8)
			return {
				id: id(),
				type,
				...(path && { in: path }),
				content: content ? [{ text: content }] : [],
			}
		}
		const list = (path: NonNullable<Block['in']>): Block[] => {
			const name = draw.pick(['bullet_list', 'ordered_list'])
			const own = [...path, [name, `list${id()}`]] as const
			return Array.from({ length: 1 + draw.below(3) }, () => {
				const item = [...own, ['list_item', `item${id()}`]] as const
				const nested = path.length < 4 && draw.chance(0.3) ? list(item) : []
				return [block(item), ...nested, ...(draw.chance(0.2) ? [block(item)] : [])]
			}).flat()
		}
		const unknown = (): Block[] => {
			const table = ['table', `table${id()}`] as const
			return [1, 2].map(() => block([table, ['table_row', `row${id()}`]]))
		}
		const alternatives = (): Block[] => {
			const group = ['alternatives', `group${id()}`] as const
			return Array.from({ length: 1 + draw.below(3) }, () => {
				const own = [group, ['alternative', `alternative${id()}`]] as const
				return [block(own), ...(draw.chance(0.4) ? list([...own]) : [])]
			}).flat()
		}
		return [
			...Array.from({ length: 1 + draw.below(4) }, () => block(undefined)),
			...(draw.chance(0.4) ? alternatives() : []),
			...(draw.chance(0.6) ? list([]) : []),
			...(draw.chance(0.2) ? unknown() : []),
			...(draw.chance(0.2) ? [block(undefined, 'article')] : []),
			...(draw.chance(0.2) ? list([]) : []),
		]
	}

	#step(): void {
		const draw = this.#draw
		const peer = draw.pick(this.#peers)
		const name = String(this.#peers.indexOf(peer))
		if (draw.chance(0.35)) {
			const other = draw.pick(this.#peers)
			if (other === peer) return
			this.#log.push(`${name} receives from ${String(this.#peers.indexOf(other))}`)
			peer.receive(other, 1 + draw.below(4))
			if (draw.chance(0.5)) this.#check(peer)
			return
		}
		if (draw.chance(0.6)) selectSomewhere(peer, draw)
		const action = pickAction(this.#actions, draw)
		const before = characters(peer.state.doc)
		const { from, to } = peer.state.selection
		this.#log.push(`${name} ${action.name} at ${String(from)}-${String(to)}`)
		action.run(peer)
		this.#log.push(`  ${peer.state.doc.toString()}`)
		const after = characters(peer.state.doc)
		for (const [character, count] of before) {
			if ((after.get(character) ?? 0) < count) this.#deleted.add(character)
		}
		if (draw.chance(0.5)) this.#check(peer)
	}

	readonly #watch = (transaction: Transaction, isRemote: boolean): void => {
		if (!isRemote || !this.#draw.chance(0.5)) return
		const [before] = transaction.docs
		const [map] = transaction.mapping.maps
		if (before && map) checkMap(tokens(before), tokens(transaction.doc), map)
	}

	#check(peer: Peer): void {
		peer.state.doc.check()
		if (peer.binding.composition.isHolding) return
		const read = buildDoc(parleySchema, readBlocks(peer.doc))
		if (!read.eq(peer.state.doc)) {
			throw new Error(`shown: ${show(peer.state.doc)}\nread:  ${show(read)}\n${state(peer.doc)}`)
		}
	}

	#checkEnd(): void {
		const [first] = this.#peers
		if (!first) return
		for (const peer of this.#peers) {
			this.#check(peer)
			if (!peer.state.doc.eq(first.state.doc)) throw new Error('editors differ')
			if (state(peer.doc) !== state(first.doc)) throw new Error('Y.Docs differ')
			if (peer.foreign > 0) throw new Error('someone wrote by reading')
			this.#checkWritesNothing(peer)
			this.#checkUpdates(peer)
		}
		const copy = createDocument({ gc: this.#gc })
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(first.doc))
		if (!buildDoc(parleySchema, readBlocks(copy)).eq(first.state.doc))
			throw new Error('a fresh copy differs')
		const there = characters(first.state.doc)
		for (let code = 0x4e00; code < this.#nextCharacter; code++) {
			const character = String.fromCharCode(code)
			if (!there.has(character) && !this.#deleted.has(character))
				throw new Error(`lost ${character}`)
		}
	}

	#checkWritesNothing({ doc, state: { doc: shown } }: Peer): void {
		let updates = 0
		const count = () => updates++
		doc.on('update', count)
		const mirror = new Mirror(parleySchema, doc, () => 'notneeded1', 'writing back')
		const same = Node.fromJSON(parleySchema, shown.toJSON())
		const size = shown.content.size
		mirror.write(same, [new StepMap([0, size, size])])
		doc.off('update', count)
		if (updates > 0) throw new Error('writing back wrote something')
	}

	#checkUpdates(peer: Peer): void {
		const everything = Y.encodeStateAsUpdate(peer.doc)
		for (const update of [...peer.sent, everything]) {
			const edit = readUpdate(update)
			if (!edit.ok) throw new Error(`refused: ${edit.reason}`)
			if (missingFrom(edit, Y.decodeStateVector(Y.encodeStateVector(peer.doc))))
				throw new Error('missing')
		}
		const edit = readUpdate(everything)
		if (edit.ok && missingFrom(edit, new Map()))
			throw new Error('a whole document misses something')
	}
}

/** How often each character is there: pasting makes copies. */
function characters(doc: Node): ReadonlyMap<string, number> {
	const counts = new Map<string, number>()
	for (const character of doc.textContent) counts.set(character, (counts.get(character) ?? 0) + 1)
	return counts
}

function show(doc: Node): string {
	return JSON.stringify(doc)
}

function state(doc: Y.Doc): string {
	const properties = Object.entries(propertiesOf(doc).toJSON()).sort(([a], [b]) => (a < b ? -1 : 1))
	return JSON.stringify([textOf(doc).toDelta(), properties])
}

/** A document as the row of tokens that positions count. */
function tokens(doc: Node): readonly string[] {
	const row: string[] = []
	const visit = (node: Node) => {
		if (node.isText)
			row.push(...Array.from({ length: node.nodeSize }, (_, i) => node.text?.charAt(i) ?? ''))
		else if (node.isLeaf) row.push(`leaf ${node.type.name}`)
		else {
			row.push(`open ${node.type.name} ${JSON.stringify(node.attrs)}`)
			node.forEach(visit)
			row.push(`close ${node.type.name}`)
		}
	}
	doc.forEach(visit)
	return row
}

/** Throws when a token outside of the map's ranges is not the same on both sides. */
function checkMap(before: readonly string[], after: readonly string[], map: StepMap): void {
	let old = 0
	let now = 0
	const same = (until: number) => {
		for (; old < until; old++, now++) {
			if (before[old] !== after[now])
				throw new Error(
					`map not exact at ${String(old)}: ${String(before[old])} / ${String(after[now])}`
				)
		}
	}
	map.forEach((oldStart, oldEnd, _newStart, newEnd) => {
		same(oldStart)
		old = oldEnd
		now = newEnd
	})
	same(before.length)
	if (now !== after.length) throw new Error('map of another length')
}
