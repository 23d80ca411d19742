import { type Act } from './act.ts'
import { type Clause } from './clause.ts'
import { type ClauseId, type PackageId, type SeatId } from './ids.ts'
import { type Instant, type LogPosition } from './instant.ts'
import { effectOf, isAgreement, parseLadder, stepOf, type Ladder } from './ladder.ts'
import {
	openLedger,
	openPackageOf,
	standingOf,
	type ClauseStanding,
	type Ledger,
	type Package,
	type Standing,
} from './standing.ts'

/** An act that changes how clauses stand. */
export type StandingAct = Extract<
	Act,
	{
		readonly kind:
			| 'status-set'
			| 'ladder-set'
			| 'ad-referendum-opened'
			| 'confirm-by-set'
			| 'ad-referendum-confirmed'
			| 'text-confirmed'
			| 'reservation-entered'
			| 'reservation-lifted'
			| 'force-set'
			| 'package-made'
			| 'package-closed'
			| 'package-dissolved'
	}
>

const STANDING_KINDS: Readonly<Record<StandingAct['kind'], true>> = {
	'status-set': true,
	'ladder-set': true,
	'ad-referendum-opened': true,
	'confirm-by-set': true,
	'ad-referendum-confirmed': true,
	'text-confirmed': true,
	'reservation-entered': true,
	'reservation-lifted': true,
	'force-set': true,
	'package-made': true,
	'package-closed': true,
	'package-dissolved': true,
}

/** Whether an act is about how clauses stand. */
export function isStandingAct(act: Act): act is StandingAct {
	return Object.hasOwn(STANDING_KINDS, act.kind)
}

/** The entry in which an act stands. */
export interface StandingEntry {
	readonly by: SeatId | null
	readonly at: Instant
	readonly position: LogPosition
}

/** How clauses stand after `act`. Whether it may be is `standingRefusal`'s to say; what cannot follow changes nothing. */
export function foldStanding(standing: Standing, act: StandingAct, entry: StandingEntry): Standing {
	const { by, at, position } = entry
	switch (act.kind) {
		case 'ladder-set':
			return { ...standing, ladder: act.steps, ladderSetAt: position }
		case 'package-made': {
			const { title, clauses } = act
			const made: Package = { title, clauses, by, at, ended: null }
			return { ...standing, packages: new Map(standing.packages).set(act.package, made) }
		}
		case 'package-closed':
			return endPackage(standing, act.package, { how: 'closed', by, at })
		case 'package-dissolved':
			return endPackage(standing, act.package, { how: 'dissolved', by, at })
		case 'status-set':
		case 'ad-referendum-opened':
		case 'confirm-by-set':
		case 'ad-referendum-confirmed':
		case 'text-confirmed':
		case 'reservation-entered':
		case 'reservation-lifted':
		case 'force-set': {
			const before = standingOf(standing, act.clause)
			const after = foldClause(before, act, entry)
			if (after === before) return standing
			return { ...standing, clauses: new Map(standing.clauses).set(act.clause, after) }
		}
	}
}

function endPackage(
	standing: Standing,
	id: PackageId,
	ended: NonNullable<Package['ended']>
): Standing {
	const before = standing.packages.get(id)
	if (before === undefined || before.ended !== null) return standing
	return { ...standing, packages: new Map(standing.packages).set(id, { ...before, ended }) }
}

function foldClause(
	before: ClauseStanding,
	act: Extract<StandingAct, { readonly clause: ClauseId }>,
	{ by, at }: StandingEntry
): ClauseStanding {
	const ledger = openLedger(before)
	switch (act.kind) {
		case 'status-set':
			if (ledger === null || ledger.status === act.status) return before
			return withLedger(before, { ...ledger, leftAt: at })
		case 'ad-referendum-opened': {
			const { status, confirmBy } = act
			const opened: Ledger = {
				...{ status, confirmBy, openedBy: by, openedAt: at },
				...{ confirmed: new Map(), leftAt: null },
			}
			return { ...before, ledgers: [...before.ledgers, opened] }
		}
		case 'confirm-by-set':
			if (ledger === null) return before
			return withLedger(before, { ...ledger, confirmBy: act.confirmBy })
		case 'ad-referendum-confirmed':
		case 'text-confirmed': {
			if (ledger === null || hasConfirmed(ledger, act)) return before
			const confirmation = { at, by, late: at > ledger.confirmBy, readDigest: readIn(act) }
			const confirmed = new Map(ledger.confirmed).set(act.delegation, confirmation)
			return withLedger(before, { ...ledger, confirmed })
		}
		case 'reservation-entered': {
			const { delegation, reservation: kind, words } = act
			const entered = { delegation, kind, words, by, at }
			return { ...before, reservations: [...before.reservations, entered] }
		}
		case 'reservation-lifted': {
			const { delegation, reservation } = act
			const kept = before.reservations.filter(
				(one) => one.delegation !== delegation || one.kind !== reservation
			)
			return { ...before, reservations: kept }
		}
		case 'force-set':
			return { ...before, force: act.force && { force: act.force, by, at } }
	}
}

type ConfirmedAct = Extract<StandingAct, { kind: 'ad-referendum-confirmed' | 'text-confirmed' }>

/** The digest of the text that a delegation says it has read; null where it names none. */
function readIn(act: ConfirmedAct): string | null {
	return act.kind === 'text-confirmed' ? act.readDigest : null
}

/** Whether the delegation has confirmed this very text before; whoever names none has, where it has confirmed any (rule S13). */
function hasConfirmed({ confirmed }: Ledger, act: ConfirmedAct): boolean {
	const before = confirmed.get(act.delegation)
	const readDigest = readIn(act)
	return before !== undefined && (readDigest === null || readDigest === before.readDigest)
}

/** `standing` with `ledger` in the place of its last one. */
function withLedger(standing: ClauseStanding, ledger: Ledger): ClauseStanding {
	return { ...standing, ledgers: [...standing.ledgers.slice(0, -1), ledger] }
}

/** Why an act about how clauses stand cannot be, whoever wants it; from one closed list. */
export type StandingRefusal =
	/** Clauses stand on a step that the ladder would not have any more, or that would do something else. */
	| 'ladder-in-use'
	/** The ladder has no such step, or is another than whoever decides has seen. */
	| 'ladder-changed'
	/** The clause stands on no step that capitals confirm, or on another than whoever decides has seen. */
	| 'not-ad-referendum'
	/** The delegation has confirmed this text before. */
	| 'confirmed-already'
	/** The instant until which capitals confirm has passed. */
	| 'confirm-by-past'
	/** The delegation has entered a reservation of this kind before. */
	| 'reserved-already'
	/** The delegation has no reservation of this kind here. */
	| 'not-reserved'
	/** A clause is in another open package. */
	| 'in-package'
	/** There is no such package, or it ended. */
	| 'package-ended'
	/** Not every clause of the package is agreed. */
	| 'package-not-agreed'

/** Clauses, as far as it goes by their status. */
export type StandingClauses = readonly Pick<Clause, 'id' | 'status'>[]

/**
 * Why `act` cannot follow `standing` at `at`, with `clauses` as they are; null where it can. Whether its seat may decide it is for `can` to say.
 */
export function standingRefusal(
	standing: Standing,
	clauses: StandingClauses,
	act: StandingAct,
	at: Instant
): StandingRefusal | null {
	switch (act.kind) {
		case 'ladder-set':
			parseLadder(act.steps)
			return offLadder(standing.ladder, act.steps, clauses).length === 0 ? null : 'ladder-in-use'
		case 'status-set':
			return stepOf(standing.ladder, act.status) === undefined ? 'ladder-changed' : null
		case 'ad-referendum-opened':
		case 'confirm-by-set':
		case 'ad-referendum-confirmed':
		case 'text-confirmed':
			return ledgerRefusal(standing, clauses, act, at)
		case 'reservation-entered':
			return isReserved(standing, act) ? 'reserved-already' : null
		case 'reservation-lifted':
			return isReserved(standing, act) ? null : 'not-reserved'
		case 'force-set':
			return null
		case 'package-made':
			return packageRefusal(standing, act)
		case 'package-closed':
		case 'package-dissolved': {
			const one = standing.packages.get(act.package)
			if (one === undefined || one.ended !== null) return 'package-ended'
			const isDone =
				act.kind === 'package-dissolved' || notAgreedIn(standing, clauses, one).length === 0
			return isDone ? null : 'package-not-agreed'
		}
	}
}

/** The clauses that stand on a step which `next` does not have, or of which it does something else than `ladder` (rule S2). */
export function offLadder(
	ladder: Ladder,
	next: Ladder,
	clauses: StandingClauses
): readonly ClauseId[] {
	const isOff = ({ status }: StandingClauses[number]): boolean =>
		stepOf(next, status)?.effect !== effectOf(ladder, status)
	return clauses.filter(isOff).map(({ id }) => id)
}

/** The clauses of a package that are on no agreed step. A clause that the round does not have any more is none of them. */
export function notAgreedIn(
	{ ladder }: Standing,
	clauses: StandingClauses,
	{ clauses: packed }: Pick<Package, 'clauses'>
): readonly ClauseId[] {
	return clauses
		.filter(({ id, status }) => packed.includes(id) && !isAgreement(effectOf(ladder, status)))
		.map(({ id }) => id)
}

/** The clauses for which `act` cannot follow, where it is refused for some. */
export function clausesInTheWay(
	standing: Standing,
	clauses: StandingClauses,
	act: StandingAct
): readonly ClauseId[] {
	switch (act.kind) {
		case 'ladder-set':
			return offLadder(standing.ladder, act.steps, clauses)
		case 'package-made':
			return act.clauses.filter((clause) => openPackageOf(standing, clause) !== null)
		case 'package-closed': {
			const one = standing.packages.get(act.package)
			return one === undefined ? [] : notAgreedIn(standing, clauses, one)
		}
		case 'status-set':
		case 'ad-referendum-opened':
		case 'confirm-by-set':
		case 'ad-referendum-confirmed':
		case 'text-confirmed':
		case 'reservation-entered':
		case 'reservation-lifted':
		case 'force-set':
		case 'package-dissolved':
			return []
	}
}

/** `clauses` after `act`: one of them stands on another step where it sets that. */
export function withStatus<C extends StandingClauses[number]>(
	clauses: readonly C[],
	act: StandingAct
): readonly C[] {
	if (act.kind !== 'status-set') return clauses
	const { clause, status } = act
	return clauses.map((one) => (one.id === clause ? { ...one, status } : one))
}

function ledgerRefusal(
	standing: Standing,
	clauses: StandingClauses,
	act: Extract<
		StandingAct,
		{
			kind: 'ad-referendum-opened' | 'confirm-by-set' | 'ad-referendum-confirmed' | 'text-confirmed'
		}
	>,
	at: Instant
): StandingRefusal | null {
	const { clause } = act
	const ledger = openLedger(standingOf(standing, clause))
	switch (act.kind) {
		case 'ad-referendum-opened': {
			const status = clauses.find(({ id }) => id === clause)?.status
			const isOn =
				status === act.status && effectOf(standing.ladder, act.status) === 'ad-referendum'
			if (!isOn || ledger !== null) return 'not-ad-referendum'
			return act.confirmBy <= at ? 'confirm-by-past' : null
		}
		case 'confirm-by-set':
			if (ledger === null) return 'not-ad-referendum'
			return act.confirmBy <= at ? 'confirm-by-past' : null
		case 'ad-referendum-confirmed':
		case 'text-confirmed':
			if (ledger === null) return 'not-ad-referendum'
			return hasConfirmed(ledger, act) ? 'confirmed-already' : null
	}
}

function isReserved(
	standing: Standing,
	act: Extract<StandingAct, { kind: 'reservation-entered' | 'reservation-lifted' }>
): boolean {
	return standingOf(standing, act.clause).reservations.some(
		({ delegation, kind }) => delegation === act.delegation && kind === act.reservation
	)
}

function packageRefusal(
	standing: Standing,
	act: Extract<StandingAct, { kind: 'package-made' }>
): StandingRefusal | null {
	if (standing.packages.has(act.package)) return 'package-ended'
	const isTaken = act.clauses.some((clause) => openPackageOf(standing, clause) !== null)
	return isTaken ? 'in-package' : null
}
