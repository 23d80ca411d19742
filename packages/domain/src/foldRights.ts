import { type Act } from './act.ts'
import { type SeatId } from './ids.ts'
import { type Instant } from './instant.ts'
import { type LevelSet, type Rights, type RightsSubject } from './rights.ts'

/** An act that changes who may write where. */
export type RightsAct = Extract<
	Act,
	{ readonly kind: 'rights-set' | 'clause-held' | 'clause-released' }
>

/**
 * The rights after `act`, which `by` decided at `at`. A clause that is held already stays with its holder, and one that is not held is
 * not changed by its release.
 */
export function foldRights(rights: Rights, act: RightsAct, by: SeatId | null, at: Instant): Rights {
	switch (act.kind) {
		case 'rights-set': {
			const { subject, level, reason } = act
			return setLevel(rights, subject, level === null ? null : { level, reason, by, at })
		}
		case 'clause-held': {
			if (rights.holds.has(act.clause)) return rights
			const hold = { holder: by, since: at, reason: act.reason }
			return { ...rights, holds: changed(rights.holds, act.clause, hold) }
		}
		case 'clause-released':
			return { ...rights, holds: changed(rights.holds, act.clause, null) }
	}
}

function setLevel(rights: Rights, subject: RightsSubject, set: LevelSet | null): Rights {
	switch (subject.kind) {
		case 'seat':
			return { ...rights, seats: changed(rights.seats, subject.seat, set) }
		case 'delegation':
			return { ...rights, delegations: changed(rights.delegations, subject.delegation, set) }
		case 'clause':
			return { ...rights, clauses: changed(rights.clauses, subject.clause, set) }
	}
}

/** `map` with `value` under `key`, or without it where that is null. */
function changed<Key, Value>(
	map: ReadonlyMap<Key, Value>,
	key: Key,
	value: Value | null
): ReadonlyMap<Key, Value> {
	const next = new Map(map)
	if (value === null) next.delete(key)
	else next.set(key, value)
	return next
}
