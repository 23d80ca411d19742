import { createId } from '@parley/domain'
import { clauseDocument } from '@parley/protocol'
import { createDocument } from '@parley/schema'
import { randomInt } from 'node:crypto'
import * as Y from 'yjs'
import { type TestApp } from './testApp.ts'

/** Has a seat paste words at the beginning of the first clause while it is drafted; gives the clientID that they are under, from clock 0 on. */
export async function paste(t: TestApp, words: string, name = 'Advisor 1'): Promise<number> {
	const { id } = t.framework.negotiation
	const [clause] = t.framework.clauses
	const room = await t.app.rooms.room(id)
	if (room === null || clause === undefined) throw new Error('a room with a clause')
	const doc = createDocument()
	doc.clientID = randomInt(1, 2 ** 31)
	if (room.phase.kind !== 'drafting') return doc.clientID
	doc.getText('text').insert(0, words)
	const answer = await room.offer({
		document: clauseDocument(id, 1, clause.id),
		kind: 'update',
		bytes: Y.encodeStateAsUpdate(doc),
		receivedAt: t.clock.now(),
		seat: t.seat(name),
		session: createId('session', Math.random),
		synced: true,
		speaksModel: true,
	})
	if (answer.kind !== 'accepted') throw new Error(`pasting was answered ${answer.kind}`)
	return doc.clientID
}
