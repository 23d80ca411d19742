import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createDocument } from './document.ts'
import { Outline, type Run } from './outline.ts'
import { readUpdate } from './readUpdate.ts'
import { propertiesOf, textOf } from './wire.ts'

/** What several people write who have all begun with the same text, and have heard nothing of each other since. */
function writtenAtOnce(base: Y.Doc, people: readonly number[], seed: number): Uint8Array[] {
	return people.flatMap((client, person) => {
		const doc = createDocument({ gc: false })
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(base))
		doc.clientID = client
		const updates: Uint8Array[] = []
		doc.on('update', (update: Uint8Array) => updates.push(update))
		const text = textOf(doc)
		for (let i = 0; i < 12; i++) {
			// Few places, so that many write at one.
			const at = ((seed * 7 + i * (person + 3)) % 5) % (text.length + 1)
			if (i % 4 === 3) text.format(0, Math.min(2, text.length), { strong: true })
			else text.insert(at, 'xyz'.slice(i % 3), {})
			if (i % 5 === 0) propertiesOf(doc).set('block00001:type', `type${client}x${i}`)
		}
		return updates
	})
}

function unitsOf(first: Run | null, next: (run: Run) => Run | null): string[] {
	const units: string[] = []
	for (let run = first; run !== null; run = next(run)) {
		for (let i = 0; i < run.length; i++) units.push(`${run.id.client}:${run.id.clock + i}`)
	}
	return units
}

test('structs laid over a document stand where Yjs puts them, however many write at one place, and the document stays as it was', () => {
	for (let seed = 1; seed <= 100; seed++) {
		const base = createDocument({ gc: false })
		base.clientID = 1 + (seed % 40)
		textOf(base).insert(0, 'abc'.slice(seed % 4))
		const before = Y.encodeStateAsUpdate(base)
		const outline = new Outline(base)
		const applied = createDocument({ gc: false })
		Y.applyUpdate(applied, before)
		for (const update of writtenAtOnce(base, [50 + seed, 12, 300 - seed, 3], seed)) {
			const edit = readUpdate(update)
			if (!edit.ok) throw new Error(edit.reason)
			for (const struct of edit.placed) {
				const beside = struct.origin ?? struct.rightOrigin
				const parentSub = beside === null ? struct.firstOf : outline.runAt(beside)?.parentSub
				if (parentSub === undefined) throw new Error('a neighbour is not there')
				outline.lay(struct, parentSub)
			}
			Y.applyUpdate(applied, update)
			let value = propertiesOf(applied)._map.get('block00001:type') ?? null
			while (value?.left) value = value.left
			for (const [first, parentSub] of [
				[textOf(applied)._start, null],
				[value, 'block00001:type'],
			] as const) {
				const laid = unitsOf(outline.start(parentSub), (run) => outline.right(run))
				const stands = unitsOf(first, (run) => (run instanceof Y.Item ? run.right : null))
				expect(laid, `seed ${seed}`).toEqual(stands)
			}
		}
		expect(Y.encodeStateAsUpdate(base)).toEqual(before)
	}
})
