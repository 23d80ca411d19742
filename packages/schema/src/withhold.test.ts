import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readBlocks } from './blocks.ts'
import { a, doc, p } from './builders.ts'
import { createDocument, seed } from './document.ts'
import { readUpdate, type ClockRange } from './readUpdate.ts'
import { textOf } from './wire.ts'
import { toPassage, touches, withholdFromDocument } from './withhold.ts'
import { withholdFromUpdate } from './withholdFromUpdate.ts'

const RUNS = process.env['PARLEY_SCALE'] === 'long' ? 20_000 : 100

/** A clause that several write in, with every update that was made of it. */
class Table {
	readonly log: Uint8Array[] = []
	readonly peers: Y.Doc[]

	constructor(...clients: readonly number[]) {
		this.peers = clients.map((clientID) => {
			const peer = createDocument()
			peer.clientID = clientID
			peer.on('update', (update: Uint8Array, origin: unknown) => {
				if (origin === 'log') return
				this.log.push(update)
				for (const other of this.peers) if (other !== peer) Y.applyUpdate(other, update, 'log')
			})
			return peer
		})
	}

	peer(index: number): Y.Doc {
		const peer = this.peers[index]
		if (peer === undefined) throw new RangeError('nobody sits there')
		return peer
	}
}

function replay(log: readonly Uint8Array[], gc = false): Y.Doc {
	const fresh = createDocument({ gc })
	for (const update of log) Y.applyUpdate(fresh, update, 'log')
	return fresh
}

/** The log with the passage withheld, and how many of its updates held some of it. */
function withheld(
	log: readonly Uint8Array[],
	ranges: readonly (ClockRange & { client: number })[]
) {
	const passage = toPassage(ranges)
	let touched = 0
	const clean = log.map((update) => {
		const without = withholdFromUpdate(update, passage)
		if (without !== null) touched++
		return without ?? update
	})
	return { clean, touched, passage }
}

const holds = (bytes: Uint8Array, words: string): boolean => Buffer.from(bytes).includes(words)

test('[T40] the words are gone from the update, what stands around them reads as before', () => {
	const table = new Table(7, 9)
	const [ann, ben] = [table.peer(0), table.peer(1)]
	seed(ann, doc(p('The Parties shall meet.')))
	textOf(ben).insert(12, ' SECRET')
	textOf(ann).insert(19, ' always')
	textOf(ben).insert(16, '<ann sees it>')
	const { clean, touched } = withheld(table.log, [{ client: 9, from: 0, to: 7 }])
	expect(touched).toBe(1)
	expect(clean.some((update) => holds(update, 'SEC') || holds(update, 'RET'))).toBe(false)
	const [block] = readBlocks(replay(clean))
	expect(block?.content).toEqual([{ text: 'The Parties<ann sees it> always shall meet.' }])
})

test('[T40] an update that holds more keeps the rest, cut where the passage begins and ends', () => {
	const table = new Table(7)
	seed(table.peer(0), doc(p('first SECRET last'), p('next')))
	const start = table.peer(0).clientID
	const { clean } = withheld(table.log, [{ client: start, from: 7, to: 13 }])
	const blocks = readBlocks(replay(clean))
	expect(blocks.map(({ content }) => content)).toEqual([
		[{ text: 'first  last' }],
		[{ text: 'next' }],
	])
	expect(
		withholdFromUpdate(
			clean[0] ?? new Uint8Array(),
			toPassage([{ client: start, from: 7, to: 13 }])
		)
	).toBeNull()
	expect(clean.map((update) => readUpdate(update).ok)).toEqual([true])
})

test('[T41] a link in it goes with its address, and other marks go on', () => {
	const table = new Table(7)
	seed(table.peer(0), doc(p('see ', a('https://secret.example/', 'here'), ' and there')))
	const { clean } = withheld(table.log, [{ client: 7, from: 0, to: 12 }])
	expect(clean.some((update) => holds(update, 'secret.example'))).toBe(false)
	const bold = new Table(7)
	textOf(bold.peer(0)).insert(0, 'SECRET and more', { strong: true })
	const kept = withheld(bold.log, [{ client: 7, from: 0, to: 7 }])
	expect(textOf(replay(kept.clean)).toDelta()).toEqual([
		{ insert: ' and more', attributes: { strong: true } },
	])
})

test('[T42] whoever keeps the document brings back nothing when they synchronise', () => {
	const table = new Table(7, 9)
	textOf(table.peer(0)).insert(0, 'Before SECRET after')
	const hoarder = replay(table.log)
	const { clean } = withheld(table.log, [{ client: 7, from: 7, to: 13 }])
	const server = replay(clean)
	textOf(hoarder).insert(0, 'new ')
	const brought = Y.encodeStateAsUpdate(hoarder, Y.encodeStateVector(server))
	expect(holds(brought, 'SECRET')).toBe(false)
	Y.applyUpdate(server, brought)
	expect(textOf(server).toJSON()).toBe('new Before  after')
	Y.applyUpdate(hoarder, Y.encodeStateAsUpdate(server, Y.encodeStateVector(hoarder)))
	expect(textOf(hoarder).toJSON()).toBe('new Before  after')
})

test('[T43] an undo manager does not keep what is withheld', () => {
	const table = new Table(7)
	const peer = table.peer(0)
	const undo = new Y.UndoManager(textOf(peer))
	textOf(peer).insert(0, 'SECRET')
	undo.stopCapturing()
	textOf(peer).delete(0, 6)
	expect(holds(Y.encodeStateAsUpdate(peer), 'SECRET')).toBe(true)
	withholdFromDocument(peer, toPassage([{ client: 7, from: 0, to: 6 }]))
	undo.undo()
	expect(holds(Y.encodeStateAsUpdate(peer), 'SECRET')).toBe(false)
	expect(textOf(peer).toJSON()).toBe('')
})

test('[T44] touched is what inserts clocks of the passage', () => {
	const passage = toPassage([
		{ client: 1, from: 5, to: 8 },
		{ client: 1, from: 0, to: 2 },
		{ client: 1, from: 8, to: 9 },
	])
	expect(passage).toEqual(
		new Map([
			[
				1,
				[
					{ from: 0, to: 2 },
					{ from: 5, to: 9 },
				],
			],
		])
	)
	const hits = (from: number, to: number, client = 1): boolean =>
		touches(new Map([[client, { from, to }]]), passage)
	expect([hits(2, 5), hits(0, 1), hits(8, 20), hits(9, 20), hits(0, 9, 2)]).toEqual([
		false,
		true,
		true,
		false,
		false,
	])
})

/** What one of three does: type a marked word, delete, set a mark, begin a paragraph. */
const action = fc.record({
	who: fc.integer({ min: 0, max: 2 }),
	what: fc.constantFrom('type', 'type', 'type', 'delete', 'mark', 'block'),
	at: fc.double({ min: 0, max: 1, noNaN: true }),
	size: fc.integer({ min: 1, max: 6 }),
})

test('[T45] a log without the words gives everybody the document that had them and lost them', () => {
	fc.assert(
		fc.property(
			fc.array(action, { minLength: 1, maxLength: 40 }),
			fc.array(
				fc.record({
					who: fc.integer({ min: 0, max: 2 }),
					from: fc.integer({ min: 0, max: 60 }),
					length: fc.integer({ min: 1, max: 30 }),
				}),
				{ minLength: 1, maxLength: 3 }
			),
			(actions, picks) => {
				const table = new Table(11, 22, 33)
				seed(table.peer(0), doc(p('Base text of the clause'), p('and more')))
				const live = replay(table.log)
				for (const [count, { who, what, at, size }] of actions.entries()) {
					const peer = table.peer(who)
					const text = textOf(peer)
					const index = Math.floor(at * text.length)
					const length = Math.min(size, text.length - index)
					if (what === 'type') text.insert(index, `<${who}${'x'.repeat(size)}>`)
					else if (what === 'delete' && length > 0) text.delete(index, length)
					else if (what === 'mark' && length > 0) text.format(index, length, { strong: true })
					else if (what === 'block') text.insertEmbed(index, { block: `block${count}aaaa` })
				}
				for (const update of table.log.slice(1)) Y.applyUpdate(live, update, 'log')
				const clients = [11, 22, 33]
				const ranges = picks.map(({ who, from, length }) => {
					return { client: clients[who] ?? 0, from, to: from + length }
				})
				const { clean, passage } = withheld(table.log, ranges)
				const fresh = replay(clean)
				const peer = replay(table.log, true)
				withholdFromDocument(live, passage)
				withholdFromDocument(peer, passage)
				for (const other of [live, peer]) {
					expect(textOf(other).toDelta()).toEqual(textOf(fresh).toDelta())
					expect(readBlocks(other)).toEqual(readBlocks(fresh))
					expect(Y.encodeStateVector(other)).toEqual(Y.encodeStateVector(fresh))
				}
				expect(structsOf(live)).toEqual(structsOf(fresh))
				// What others do next fits both.
				textOf(live).insert(Math.min(3, textOf(live).length), 'go on')
				Y.applyUpdate(fresh, Y.encodeStateAsUpdate(live, Y.encodeStateVector(fresh)))
				expect(textOf(fresh).toDelta()).toEqual(textOf(live).toDelta())
				for (const update of clean) expect(readUpdate(update).ok).toBe(true)
			}
		),
		{ numRuns: RUNS }
	)
})

/** Every clock of a document with what it holds, however its structs are cut. */
function structsOf(document: Y.Doc): readonly string[] {
	const found: string[] = []
	for (const [client, structs] of document.store.clients) {
		for (const struct of structs) {
			const content = struct instanceof Y.Item ? struct.content : null
			for (let offset = 0; offset < struct.length; offset++) {
				const held =
					content instanceof Y.ContentString
						? content.str.charAt(offset)
						: content instanceof Y.ContentDeleted
							? 'deleted'
							: JSON.stringify(content?.getContent())
				found.push(`${client}:${struct.id.clock + offset} ${struct.deleted} ${held}`)
			}
		}
	}
	return found.sort()
}
