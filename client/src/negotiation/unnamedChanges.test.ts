import { parseStampedCaret, type StampedSeat } from '@parley/protocol'
import { expect, test } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { authorOf } from './author.ts'
import { UnnamedChanges } from './unnamedChanges.ts'

const ADVISOR = {
	seat: 'st_000000000001',
	name: 'Advisor 1',
	initials: 'A1',
	role: 'advisor',
	delegation: { code: 'FR', name: 'France', slot: 3 },
}

/** Somebody who types in a clause, and the awareness of somebody who reads there and has not heard of their caret yet. */
function writerAndReader() {
	const [author, reader] = [new Y.Doc(), new Y.Doc()]
	const [said, awareness] = [new Awareness(author), new Awareness(reader)]
	said.setLocalState({ cursor: null, who: ADVISOR })
	const comes = (): void => {
		applyAwarenessUpdate(awareness, encodeAwarenessUpdate(said, [author.clientID]), null)
	}
	const who = (): StampedSeat | null => authorOf(awareness, author.clientID)
	return { who, comes, stamped: parseStampedCaret(said.getLocalState())?.who }
}

test('[A6] words that come before the caret they were typed at are told once that is here, by their author', () => {
	const { who, comes, stamped } = writerAndReader()
	const changes = new UnnamedChanges<string>()
	changes.add('Point 2', who, 1_000, 5_000)
	expect(changes.take(1_000)).toEqual([])
	expect(changes.take(5_999)).toEqual([])
	comes()
	expect(stamped).toBeDefined()
	expect(changes.take(5_999)).toEqual([{ clause: 'Point 2', who: stamped, at: 1_000 }])
	expect(changes.take(6_000)).toEqual([])
})

test('[A6] nobody is waited for without end, and nobody waits for another', () => {
	const { who, comes, stamped } = writerAndReader()
	const changes = new UnnamedChanges<string>()
	changes.add('Point 2', () => null, 0, 5_000)
	changes.add('Point 3', who, 1_000, 5_000)
	comes()
	expect(changes.take(1_000)).toEqual([{ clause: 'Point 3', who: stamped, at: 1_000 }])
	expect(changes.take(4_999)).toEqual([])
	expect(changes.take(5_000)).toEqual([{ clause: 'Point 2', who: null, at: 0 }])
})
