import { expect, test } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { followCarets } from './followCarets.ts'

const NOWHERE = { item: { client: 9, clock: 9 }, assoc: -1 }

function setUp(cursor: object | null) {
	const [author, reader] = [new Y.Doc(), new Y.Doc()]
	const [said, awareness] = [new Awareness(author), new Awareness(reader)]
	said.setLocalState({ cursor, who: { seat: 'st_1' } })
	applyAwarenessUpdate(awareness, encodeAwarenessUpdate(said, [author.clientID]), null)
	const changes: number[][] = []
	let sent = 0
	awareness.on('change', ({ updated }: { updated: number[] }) => changes.push(updated))
	awareness.on('update', () => sent++)
	author.on('update', (update: Uint8Array) => {
		Y.applyUpdate(reader, update)
	})
	reader.on('update', (_update, _origin, _doc, transaction: Y.Transaction) => {
		followCarets(awareness, transaction)
	})
	const caret = (): unknown => awareness.getStates().get(author.clientID)?.['cursor']
	return { author, reader, changes, caret, sent: () => sent }
}

test('[P4] a caret follows what its owner types', () => {
	const { author, reader, changes, caret, sent } = setUp({ anchor: NOWHERE, head: NOWHERE })
	author.getText('text').insert(0, 'abc')
	const place = { item: { client: author.clientID, clock: 2 }, assoc: -1 }
	expect(caret()).toEqual({ anchor: place, head: place })
	const position = Y.createRelativePositionFromJSON(place)
	expect(Y.createAbsolutePositionFromRelativePosition(position, reader)?.index).toBe(3)
	expect(changes).toEqual([[author.clientID]])
	expect(sent()).toBe(0)
})

test('[P4] words that were deleted move nobody, and who has no caret gets none', () => {
	const with3 = setUp({ anchor: NOWHERE, head: NOWHERE })
	with3.author.getText('text').insert(0, 'abc')
	const before = with3.caret()
	with3.author.getText('text').delete(0, 1)
	expect(with3.caret()).toBe(before)
	const without = setUp(null)
	without.author.getText('text').insert(0, 'abc')
	expect(without.caret()).toBeNull()
	expect(without.changes).toEqual([])
})
