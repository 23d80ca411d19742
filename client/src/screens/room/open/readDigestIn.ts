import { type ClauseJson } from '@parley/protocol'
import { type Room } from '../../../negotiation/room.svelte.ts'
import { readDigestHere } from '../../../open/confirmed.ts'

/** The digest by which a confirmation names the text of a clause as this page has it; null while it has none. Reading it in a component follows it. */
export function readDigestIn(room: Room, clause: ClauseJson): string | null {
	// of what is typed nothing says so here: it is looked at again with all that is numbered
	if (room.position === 0) return null
	const blocks = room.shownText(clause.id)
	if (blocks === null) return null
	const decided = { alternatives: room.alternatives.groups, placeholders: room.placeholders.all }
	return readDigestHere(clause, blocks, { ...decided, brackets: room.brackets.open })
}
