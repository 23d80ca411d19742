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
	type Offering,
	type Subject,
	type Touch,
} from '@parley/domain'
import {
	alternativeChanges,
	alternativeOf,
	mayChangeAlternatives,
	type AlternativeChanges,
	type AlternativePlace,
	type Path,
} from '@parley/schema'
import { type BracketEdit } from './bracketGate.ts'
import { stepsOfCopying, stepsOfWalking, structsOf } from './efforts.ts'
import { type Head } from './head.ts'

/** Why an edit may not do to alternatives what it does. */
export type AlternativeDenial = Denial | 'no-such-alternative'

/** An edit that would be text, and the text that it would change. */
export type AlternativeEdit = BracketEdit

/**
 * Says whether an edit keeps to what alternatives allow (rule N6). Nearly every edit does for sure: it brings no path with alternatives in
 * it but those that acts opened, each where that alternative stands, and takes out markers alone that have the same alternative before them.
 * Only the rest is tried on a copy of the text.
 */
export class AlternativeGate {
	#effort = 0

	/** How many steps it took so far to try edits on copies. */
	get effort(): number {
		return this.#effort
	}

	/** Why `edit` may not be, or null where it may. */
	denial(asked: AlternativeEdit, head: Head): AlternativeDenial | null {
		const { edit, text, clause } = asked
		const isUnknown = (path: Path): boolean => !isOpened(head.alternatives, clause.id, path)
		if (edit.amongAlternatives.some(isUnknown)) return 'no-such-alternative'

		if (!hasOpenIn(head.alternatives, clause.id)) return null
		const isOpen = openIn(head.alternatives, clause.id)
		const watched = mayChangeAlternatives(edit, text, asked.pending().edits, isOpen)
		this.#effort += stepsOfWalking(watched.steps)
		if (!watched.may) return null

		this.#effort += stepsOfCopying(structsOf(text))
		const changes = alternativeChanges(text, asked.bytes, asked.pending().updates, isOpen)
		return changeDenial(changes, asked, head, {
			clause: clauseSubject(clause, head.rights, head.standing),
		})
	}
}

/** Whether a group is open in `clause`. */
export function hasOpenIn(groups: AlternativeGroups, clause: ClauseId): boolean {
	for (const group of groups.values())
		if (group.clause === clause && group.closed === null) return true
	return false
}

/** Says of a group whether it is open in `clause`: what stands among alternatives of any other is text like all else. */
export function openIn(groups: AlternativeGroups, clause: ClauseId): (group: string) => boolean {
	const byId: ReadonlyMap<string, AlternativeGroup> = groups
	return (id) => {
		const group = byId.get(id)
		return group?.clause === clause && group.closed === null
	}
}

/**
 * Why a seat may not do to alternatives of a clause what an edit of it does, or null where it may (rule N6).
 *
 * @param asked whether the clause takes the edit: left out where that was asked already
 */
export function changeDenial(
	{ removed, moves }: AlternativeChanges,
	{ seat, clause }: Pick<AlternativeEdit, 'seat' | 'clause'>,
	{ alternatives, rights }: Pick<Head, 'alternatives' | 'rights'>,
	asked: Pick<Subject, 'clause'>
): Denial | null {
	const known = new Map<string, Alternative>()
	for (const group of alternatives.values())
		if (group.clause === clause.id) for (const one of group.alternatives) known.set(one.id, one)
	const asks = (touch: Touch, alternative: Offering): Denial | null => {
		const verdict = can(actorOf(seat, rights), 'edit-text', {
			phase: 'drafting',
			...asked,
			touches: [touch],
			alternative,
		})
		return verdict.allowed ? null : verdict.reason
	}
	for (const id of removed) {
		const one = known.get(id)
		if (one?.state !== 'standing') continue
		const denial = asks('remove-alternative', offeringOf([one], seat.delegation))
		if (denial !== null) return denial
	}
	for (const { from, to } of moves) {
		// what is nobody's alternative becomes part of one by an act alone
		const left = from === undefined ? undefined : known.get(from)
		const joined = to === undefined ? [] : [known.get(to)]
		const about = [left, ...joined].flatMap((one) => one ?? [])
		const isWhole = about.length === 1 + joined.length
		const denial = asks(
			'move-among-alternatives',
			isWhole ? offeringOf(about, seat.delegation) : 'others'
		)
		if (denial !== null) return denial
	}
	return null
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
