import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readPlace } from './readPlace.ts'

test('[E47] a place that somebody says is looked up as Yjs writes it', () => {
	const doc = new Y.Doc()
	const text = doc.getText('text')
	text.insert(0, 'abc')
	for (const [index, assoc] of [
		[0, 0],
		[2, -1],
		[3, 0],
	] as const) {
		const place: unknown = Y.relativePositionToJSON(
			Y.createRelativePositionFromTypeIndex(text, index, assoc)
		)
		const read = readPlace(place as Record<string, unknown>)
		expect(read && Y.createAbsolutePositionFromRelativePosition(read, doc)?.index).toBe(index)
	}
})

test('[E47] what says no place is none: it neither throws nor makes a text in the document', () => {
	const doc = new Y.Doc()
	doc.getText('text').insert(0, 'abc')
	const client = doc.clientID
	for (const said of [
		{},
		{ type: null },
		{ tname: 'another' },
		{ tname: 3 },
		{ item: 3 },
		{ item: { client, clock: -1 } },
		{ item: { client, clock: 'x' } },
		{ item: { client, clock: 0.5 } },
		{ type: { client } },
	]) {
		expect([said, readPlace(said)]).toEqual([said, null])
	}
	// the text has no such letter yet
	const ahead = readPlace({ item: { client, clock: 99 } })
	expect(ahead && Y.createAbsolutePositionFromRelativePosition(ahead, doc)).toBeNull()
	expect([...doc.share.keys()]).toEqual(['text'])
})
