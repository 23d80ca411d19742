import { parseClauseId, parseSessionId } from '@parley/domain'
import { clauseDocument } from '@parley/protocol'
import { createDocument } from '@parley/schema'
import * as Y from 'yjs'
import { type TestApp } from './testApp.ts'

/** Freezes the round and lets Advisor 1, of Ukraine, come a second too late with "Too late."; gives the position of their edit. */
export async function comeTooLate(t: TestApp): Promise<number> {
	const live = await t.app.rooms.room(t.framework.negotiation.id)
	const [clause] = t.framework.clauses
	if (live === null || clause === undefined) throw new Error('no room')
	const document = clauseDocument(live.negotiation.id, 1, parseClauseId(clause.id))
	const doc = createDocument()
	const attached = await live.attach(document, doc)
	attached.close()
	await t.ask('POST', t.at('/freeze'), { as: await t.signIn('Chair') })
	t.clock.step(1000)
	const before = Y.encodeStateVector(doc)
	doc.getText('text').insert(1, 'Too late. ')
	const answer = await live.offer({
		document,
		kind: 'update',
		bytes: Y.encodeStateAsUpdate(doc, before),
		receivedAt: t.clock.now(),
		seat: t.seat('Advisor 1'),
		session: parseSessionId('se_000000000000'),
		synced: true,
		speaksModel: true,
	})
	if (answer.kind !== 'late') throw new Error(`not late but ${answer.kind}`)
	return answer.position
}
