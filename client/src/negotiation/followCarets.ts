import { type Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'

/**
 * Moves the carets of those whose words came behind the newest of these words. The server does not tell a client that does this of
 * carets that only follow what their owner types; where somebody's caret is anywhere else, it says so after the words.
 *
 * @param transaction the transaction that brought the words
 */
export function followCarets(awareness: Awareness, transaction: Y.Transaction): void {
	const { beforeState, afterState } = transaction
	const moved: number[] = []
	for (const [client, end] of afterState) {
		if (client === awareness.clientID || end <= (beforeState.get(client) ?? 0)) continue
		const state = awareness.getStates().get(client)
		// who has no caret in the text has none because of words that came either
		if (state === undefined || state['cursor'] === null) continue
		const place = { item: { client, clock: end - 1 }, assoc: -1 }
		awareness.getStates().set(client, { ...state, cursor: { anchor: place, head: place } })
		moved.push(client)
	}
	// not as an `update`, which the provider would send on
	if (moved.length > 0) {
		awareness.emit('change', [{ added: [], updated: moved, removed: [] }, 'words'])
	}
}
