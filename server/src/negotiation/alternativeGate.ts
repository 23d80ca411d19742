import {
	actorOf,
	can,
	clauseSubject,
	offeringOf,
	type Alternative,
	type AlternativeGroup,
	type AlternativeGroups,
	type ClauseId,
	type Denial,
} from '@parley/domain'
import {
	alternativeOf,
	mayRemoveAlternative,
	removedAlternatives,
	type AlternativePlace,
	type Edit,
	type Path,
} from '@parley/schema'
import { type BracketEdit } from './bracketGate.ts'
import { stepsOfCopying, structsOf } from './efforts.ts'
import { type Head } from './head.ts'

/** Why an edit may not do to alternatives what it does. */
export type AlternativeDenial = Denial | 'no-such-alternative'

/** An edit that would be text, and the text that it would change. */
export type AlternativeEdit = BracketEdit

/**
 * Says whether an edit keeps to what alternatives allow (rule N6). Nearly every edit does for sure: it brings no path with alternatives in
 * it but those that acts opened, and takes out none of their last markers. Only the rest is tried on a copy of the text.
 */
export class AlternativeGate {
	#effort = 0

	/** How many steps it took so far to try edits on copies. */
	get effort(): number {
		return this.#effort
	}

	/** Why `edit` may not be, or null where it may. */
	denial(asked: AlternativeEdit, head: Head): AlternativeDenial | null {
		const { edit, text, clause, seat } = asked
		const isUnknown = (path: Path): boolean => !isOpened(head.alternatives, clause.id, path)
		if (edit.amongAlternatives.some(isUnknown)) return 'no-such-alternative'

		const kept = new Map<string, Alternative>()
		for (const group of head.alternatives.values()) {
			if (group.clause !== clause.id || group.closed !== null) continue
			for (const one of group.alternatives) if (one.state === 'standing') kept.set(one.id, one)
		}
		if (kept.size === 0 || !this.#mayRemove(edit, asked)) return null

		this.#effort += stepsOfCopying(structsOf(text))
		for (const id of removedAlternatives(text, asked.bytes, asked.pending().updates)) {
			const alternative = kept.get(id)
			if (alternative === undefined) continue
			const verdict = can(actorOf(seat, head.rights), 'edit-text', {
				phase: 'drafting',
				clause: clauseSubject(clause, head.rights, head.standing.ladder),
				touches: ['remove-alternative'],
				alternative: offeringOf([alternative], seat.delegation),
			})
			if (!verdict.allowed) return verdict.reason
		}
		return null
	}

	#mayRemove(edit: Edit, { text, pending }: AlternativeEdit): boolean {
		if (!edit.moves && edit.deleted.size === 0) return false
		return mayRemoveAlternative(edit, text, pending().edits)
	}
}

/** Whether an act of this clause opened the alternative that a block with `path` would stand in. */
function isOpened(groups: AlternativeGroups, clause: ClauseId, path: Path): boolean {
	const place = alternativeOf(path)
	return place !== undefined && isKnown(groups, clause, place)
}

function isKnown(groups: AlternativeGroups, clause: ClauseId, place: AlternativePlace): boolean {
	const byId: ReadonlyMap<string, AlternativeGroup> = groups
	const group = byId.get(place.group)
	const isOfIt = group?.alternatives.some(({ id }) => id === place.alternative) === true
	return isOfIt && group.clause === clause
}
