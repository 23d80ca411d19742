import { type DelegationId, type PlaceholderAct, type Seat } from '@parley/domain'
import { need, runsTheRoom } from './need.ts'
import { shown, type Changed } from './suggestionRules.ts'
import { type Unit } from './units.ts'

/** What one knows of a placeholder without the room's own reading of the log. */
export interface KnownPlaceholder {
	words: string
	owner: DelegationId | null
	due: number | null
	filled: boolean
}

/** Keeps account of the placeholders of one clause act by act, and finds what was not allowed (rules H1 to H4). */
export class PlaceholderRules {
	readonly known = new Map<string, KnownPlaceholder>()

	/**
	 * Takes an act in. Throws where its seat may not decide that, or not now; gives what must have become of the text by the update behind it, or null
	 * where there is none.
	 */
	decide(act: PlaceholderAct, seat: Seat): ((changed: Changed) => void) | null {
		const id = act.placeholder
		const isIt = ({ placeholder }: Unit): boolean => placeholder === id
		if (act.kind === 'placeholder-placed') {
			need(!this.known.has(id), 'a placeholder is placed twice')
			const { words, owner, due } = act
			this.known.set(id, { words, owner, due, filled: false })
			return (changed) => {
				expectSame(changed, isIt)
				need(changed.after.filter(isIt).length === 1, 'not one atom of it came in')
			}
		}
		const one = this.known.get(id)
		if (one === undefined) throw new Error('an act about no placeholder')
		if (act.kind === 'placeholder-set') {
			const isOwner = one.owner !== null && one.owner === seat.delegation
			need(isOwner || runsTheRoom(seat), 'set by others')
			one.words = act.words
			one.owner = act.owner
			one.due = act.due
			return null
		}
		one.filled = true
		return (changed) => {
			const { before, after } = changed
			const atoms = before.filter(isIt).length
			need(atoms > 0, 'filled where it does not stand')
			need(!after.some(isIt), 'it stands there still')
			const known = new Set(before.map(({ id: unit }) => unit))
			const isNew = ({ id: unit }: Unit): boolean => !known.has(unit)
			expectSame(changed, (unit) => isIt(unit) || isNew(unit))
			const brought = after.filter(isNew)
			need(brought.length > 0 && brought.length % atoms === 0, 'not each atom got the same words')
		}
	}

	/** Throws where an edit brings an atom that no act placed. */
	judgeEdit({ after }: Changed): void {
		for (const { placeholder } of after) {
			need(placeholder === null || this.known.has(placeholder), 'an atom that no act placed')
		}
	}
}

/** The text is the same, but for the units that it is about. */
function expectSame({ before, after }: Changed, isAbout: (unit: Unit) => boolean): void {
	const [was, is] = [before, after].map((units) => shown(units.filter((unit) => !isAbout(unit))))
	need(was === is, 'words that it is not about are others now')
}
