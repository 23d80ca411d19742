import { parseInstant, parseLogPosition, parseSeatId } from '@parley/domain'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createDocument } from './document.ts'
import { Provenance, type ProvenanceEntry } from './provenance.ts'
import { textOf } from './wire.ts'

const SEATS = ['st_000000000001', 'st_000000000002', 'st_000000000003'].map((id) => parseSeatId(id))

/** Draws numbers below one that it is given, the same ones for a seed every time. */
function drawing(seed: number): (below: number) => number {
	let state = seed
	return (below) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
		return Math.floor((state / 2 ** 32) * below)
	}
}

/** Three who write at one time; large passages in pieces, cut, moved, copied, brought back by undoing, and single letters between. */
function session(seed: number, actions: number): readonly ProvenanceEntry[] {
	const below = drawing(seed)
	const entries: ProvenanceEntry[] = []
	const docs = SEATS.map((_, i) => {
		const doc = createDocument()
		doc.clientID = i + 1
		return doc
	})
	const undos = docs.map((doc) => new Y.UndoManager(textOf(doc), { captureTimeout: 0 }))
	docs.forEach((doc, i) => {
		doc.on('update', (bytes: Uint8Array, origin: unknown) => {
			if (origin === 'log') return
			const position = entries.length + 1
			const stamp = { position: parseLogPosition(position), receivedAt: parseInstant(position) }
			entries.push({ seat: SEATS[i] ?? null, bytes, ...stamp })
			for (const other of docs) if (other !== doc) Y.applyUpdate(other, bytes, 'log')
		})
	})
	let cut = 'words that were cut out of another text'
	for (let n = 0; n < actions; n++) {
		const who = below(docs.length)
		const doc = docs[who]
		if (doc === undefined) throw new RangeError('nobody sits there')
		const text = textOf(doc)
		const at = below(text.length + 1)
		const length = Math.min(below(2_000), text.length - at)
		const what = below(7)
		doc.transact(() => {
			if (what === 0)
				for (let i = 0; i < 1_500; i++) text.insert(at, String.fromCharCode(97 + below(26)))
			else if (what === 1 && length > 0) {
				cut = text.toJSON().slice(at, at + length)
				text.delete(at, length)
			} else if (what === 2) text.insert(at, cut, { strong: true })
			else if (what === 3) text.insertEmbed(at, { block: `block${n}aaaa` })
			else if (what === 4) text.insert(at, 'k')
		})
		// Yjs makes one item of the two
		if (what === 5)
			for (const word of ['Goes ', 'on ']) text.insert(text.length, word.repeat(2_000))
		if (what === 6) undos[who]?.undo()
	}
	for (const undo of undos) undo.destroy()
	return entries
}

/** All that an index knows, and how Yjs has cut its items. */
function all(index: Provenance): object {
	return {
		read: index.read(),
		size: index.size,
		brought: SEATS.map((seat) => index.broughtBy(seat)),
		structs: index.look((doc) =>
			[...doc.store.clients].map(([client, structs]) => [
				client,
				structs.map(({ id, length, deleted }) => [id.clock, length, deleted]),
			])
		),
	}
}

test('[T86] an index that takes large entries in steps knows what one knows that took each at once', () => {
	for (let seed = 1; seed <= 4; seed++) {
		const [atOnce, inSteps] = [new Provenance(), new Provenance()]
		let most = 0
		for (const entry of session(seed, 40)) {
			atOnce.add(entry)
			most = Math.max(most, [...inSteps.addSteps(entry)].length)
		}
		expect(all(inSteps), `seed ${seed}`).toEqual(all(atOnce))
		expect(most, `seed ${seed}`).toBeGreaterThan(10)
	}
})

test('[T86] an entry of a hundred thousand pieces goes in in steps of a few hundred, and one that no log holds leaves nothing open', () => {
	const doc = createDocument()
	doc.transact(() => {
		for (let i = 0; i < 100_000; i++) textOf(doc).insert(0, String.fromCharCode(97 + (i % 26)))
	})
	const [seat = null] = SEATS
	const stamp = (n: number) => ({ position: parseLogPosition(n), receivedAt: parseInstant(n) })
	const index = new Provenance()
	const bytes = Y.encodeStateAsUpdate(doc)
	expect([...index.addSteps({ seat, bytes, ...stamp(1) })].length).toBeGreaterThan(1_000)
	const broken = { seat, bytes: bytes.slice(0, 5_000), ...stamp(2) }
	expect(() => [...index.addSteps(broken)]).toThrow(RangeError)
	doc.transact(() => {
		textOf(doc).insert(0, 'more')
	})
	index.add({ seat, bytes: Y.encodeStateAsUpdate(doc), ...stamp(3) })
	expect(index.read().runs.reduce((sum, { length }) => sum + length, 0)).toBe(100_004)
})
