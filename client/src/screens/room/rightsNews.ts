import { type ClauseJson } from '@parley/protocol'
import { clauseLabel } from '../../negotiation/clauseName.ts'
import { type Mode } from '../../negotiation/mode.ts'
import { type Room } from '../../negotiation/room.svelte.ts'

/** What I may do in the room as a whole and in each point. */
export interface Modes {
	readonly whole: Mode
	readonly points: ReadonlyMap<string, Mode>
}

/** What is to be said of a change of rights: to everybody who looks, and to those who listen. */
export interface RightsNews {
	/** Of the room, or of the point that is read. */
	readonly here: string | null
	/** Of other points. */
	readonly elsewhere: string | null
}

/** What I may do now. */
export function modesIn(room: Room): Modes {
	const points = room.clauses.map((clause) => [clause.id, room.modeIn(clause)] as const)
	return { whole: room.mode, points: new Map(points) }
}

/**
 * What a change of rights means to me.
 *
 * @param reason why, as whoever decided it said; may be empty
 * @param current the point that is read
 */
export function rightsNews(
	before: Modes,
	after: Modes,
	clauses: readonly ClauseJson[],
	current: string | null,
	reason: string
): RightsNews {
	const because = reason === '' ? '' : ` Reason: ${reason}`
	if (isOther(before.whole, after.whole)) {
		const { whole } = after
		const here = whole.kind === 'editing' ? `You can write again.${because}` : whole.reason
		return { here, elsewhere: null }
	}
	const changed = clauses.flatMap((clause) => {
		const [old, now] = [before.points.get(clause.id), after.points.get(clause.id)]
		if (old === undefined || now === undefined || !isOther(old, now)) return []
		const text =
			now.kind === 'editing' ? `This point can be written in again.${because}` : now.reason
		return [{ clause, text }]
	})
	const here = changed.find(({ clause }) => clause.id === current)?.text ?? null
	const others = changed.filter(({ clause }) => clause.id !== current)
	const elsewhere = others.map(({ clause, text }) => `${clauseLabel(clause)}: ${text}`).join(' ')
	return { here, elsewhere: elsewhere === '' ? null : elsewhere }
}

function isOther(before: Mode, after: Mode): boolean {
	if (before.kind === 'editing' || after.kind === 'editing' || before.kind !== after.kind)
		return before.kind !== after.kind
	return before.reason !== after.reason
}
