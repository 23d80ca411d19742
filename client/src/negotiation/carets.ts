import { parseStampedCaret, type StampedSeat } from '@parley/protocol'
import { readOnce } from './readOnce.ts'

/** A caret of somebody else in a clause, with what is shown of its person. */
interface PeerCaret {
	readonly clientId: number
	readonly initials: string
	readonly code: string
	readonly name: string
	readonly slot: NonNullable<StampedSeat['delegation']>['slot'] | null
	readonly anchor: Readonly<Record<string, unknown>>
	readonly head: Readonly<Record<string, unknown>>
}

type States = ReadonlyMap<number, unknown>

const readCaret = readOnce(parseStampedCaret)

/**
 * The carets in a clause that are not mine, as the server stamped them.
 *
 * @param mine my clientID
 * @param away seats whose caret is not shown
 */
export function peersIn(
	states: States,
	mine: number,
	away: readonly string[]
): readonly PeerCaret[] {
	return [...states].flatMap(([clientId, state]): readonly PeerCaret[] => {
		const caret = readCaret(state)
		if (clientId === mine || caret === null || caret.cursor === null) return []
		const { who, cursor } = caret
		if (away.includes(who.seat)) return []
		return [
			{
				clientId,
				initials: who.initials,
				code: who.delegation?.code ?? '',
				name: who.name,
				slot: who.delegation?.slot ?? null,
				anchor: cursor.anchor,
				head: cursor.head,
			},
		]
	})
}

/** Where the caret of a seat is in a clause, as a place in its text; null where it has none here. */
export function caretIn(states: States, seat: string): PeerCaret['head'] | null {
	for (const state of states.values()) {
		const caret = readCaret(state)
		if (caret?.who.seat === seat && caret.cursor !== null) return caret.cursor.head
	}
	return null
}
