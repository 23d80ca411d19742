import { createId } from '@parley/domain'
import { clauseDocument, SuggestionWordsList } from '@parley/protocol'
import { createDocument, suggestionKey } from '@parley/schema'
import { randomInt } from 'node:crypto'
import * as Y from 'yjs'
import { type TestApp } from './testApp.ts'

/** Has a seat suggest that `words` come in before the first paragraph of the first clause; gives the id of the suggestion. */
export function suggest(t: TestApp, words: string, name = 'Advisor 1'): Promise<string> {
	return make(t, name, (text, id) => {
		text.insert(1, words, { [suggestionKey('ins', id)]: true })
	})
}

/** Has Advisor 1 suggest that `words` of the first clause go. */
export function suggestDeletion(t: TestApp, words: string): Promise<string> {
	return make(t, 'Advisor 1', (text, id) => {
		const delta = text.toDelta() as readonly { readonly insert: unknown }[]
		// a block is one unit there, as it is in the text
		const shown = delta
			.map(({ insert }) => (typeof insert === 'string' ? insert : '\ufffc'))
			.join('')
		text.format(shown.indexOf(words), words.length, { [suggestionKey('del', id)]: true })
	})
}

/** Has a seat write what `mark` marks in the text of the first clause. */
async function make(
	t: TestApp,
	name: string,
	mark: (text: Y.Text, suggestion: string) => void
): Promise<string> {
	const { id } = t.framework.negotiation
	const [clause] = t.framework.clauses
	const room = await t.app.rooms.room(id)
	if (room === null || clause === undefined) throw new Error('a room with a clause')
	const document = clauseDocument(id, 1, clause.id)
	const doc = createDocument()
	const attached = await room.attach(document, doc)
	attached.close()
	doc.clientID = randomInt(1, 2 ** 31)
	const before = Y.encodeStateVector(doc)
	const suggestion = `sg${String(doc.clientID).padStart(10, '0')}`
	mark(doc.getText('text'), suggestion)
	const answer = await room.offer({
		document,
		kind: 'update',
		bytes: Y.encodeStateAsUpdate(doc, before),
		receivedAt: t.clock.now(),
		seat: t.seat(name),
		session: createId('session', Math.random),
		synced: true,
		speaksModel: true,
	})
	if (answer.kind !== 'accepted') throw new Error(`suggesting was answered ${answer.kind}`)
	return suggestion
}

/** The digest of what a suggestion of the first clause is now to whoever is signed in as `as`; of nothing where it has no marks. */
export async function seen(t: TestApp, id: string, as: string): Promise<string | undefined> {
	const path = t.at(`/clauses/${t.framework.clauses[0]?.id ?? ''}/suggestions`)
	const { suggestions } = SuggestionWordsList.parse((await t.ask('GET', path, { as })).json)
	return suggestions.find((one) => one.suggestion.id === id)?.digest
}
