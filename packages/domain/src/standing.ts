import { type ClauseId, type DelegationId, type PackageId, type SeatId } from './ids.ts'
import { parseLogPosition, type Instant, type LogPosition } from './instant.ts'
import { DEFAULT_LADDER, effectOf, isAgreement, type ClauseStatus, type Ladder } from './ladder.ts'

/** Where the approval of a named body stands. */
export const APPROVAL_STATES = ['not-asked', 'asked', 'given', 'refused'] as const

export type ApprovalState = (typeof APPROVAL_STATES)[number]

/** With what force a clause is meant to bind. */
export type LegalForce =
	| { readonly kind: 'political' }
	| { readonly kind: 'legally-binding' }
	| {
			readonly kind: 'subject-to-approval'
			/** Who approves, in words, e.g. `US Congress`. */
			readonly body: string
			readonly state: ApprovalState
	  }

/** The legal force that was set, by whom and when. */
export interface ForceSet {
	readonly force: LegalForce
	/** Null where the server itself set it. */
	readonly by: SeatId | null
	readonly at: Instant
}

/** The kinds of reservation, as the field knows them. */
export const RESERVATION_KINDS = [
	'scrutiny',
	'parliamentary',
	'substantive',
	'linguistic',
	'awaiting-instructions',
] as const

export type ReservationKind = (typeof RESERVATION_KINDS)[number]

/** What a delegation keeps open about a clause, and has not lifted. */
export interface Reservation {
	readonly delegation: DelegationId
	readonly kind: ReservationKind
	/** Empty where nothing was said. */
	readonly words: string
	readonly by: SeatId | null
	readonly at: Instant
}

/** That a delegation has confirmed what was agreed ad referendum. */
export interface Confirmation {
	readonly at: Instant
	readonly by: SeatId | null
	/** Whether it was received after the instant that held then. A later instant makes nobody on time, and an earlier one nobody late. */
	readonly late: boolean
	/** The digest of the text that was read, lower-case hex; null where none was named. */
	readonly readDigest: string | null
}

/** Who has confirmed a clause while it stood on one step. */
export interface Ledger {
	readonly status: ClauseStatus
	readonly confirmBy: Instant
	readonly openedBy: SeatId | null
	readonly openedAt: Instant
	readonly confirmed: ReadonlyMap<DelegationId, Confirmation>
	/** When the clause left the step; null while it stands on it. */
	readonly leftAt: Instant | null
}

/** How a clause stands, beside its status. */
export interface ClauseStanding {
	/** Null where nothing was said. */
	readonly force: ForceSet | null
	/** Those that stand, in the order in which they were entered. */
	readonly reservations: readonly Reservation[]
	/** The accounts of confirmation, oldest first; of the last one the clause may stand on its step still. */
	readonly ledgers: readonly Ledger[]
}

/** Clauses of which nothing is agreed until all are. */
export interface Package {
	readonly title: string
	readonly clauses: readonly ClauseId[]
	readonly by: SeatId | null
	readonly at: Instant
	/** How it came to an end: `closed` where all of it was agreed, `dissolved` where it was given up; null while it is open. */
	readonly ended: {
		readonly how: 'closed' | 'dissolved'
		readonly by: SeatId | null
		readonly at: Instant
	} | null
}

/** How the clauses of a round stand: the ladder, and what was decided about clauses and packages beside their status. */
export interface Standing {
	readonly ladder: Ladder
	/** The entry that set the ladder; 0 while it is the default one. */
	readonly ladderSetAt: LogPosition
	/** Clauses about which something was decided. */
	readonly clauses: ReadonlyMap<ClauseId, ClauseStanding>
	/** In the order in which they were made, ended ones included. */
	readonly packages: ReadonlyMap<PackageId, Package>
}

/** Nothing was decided about a clause but its status. */
export const NO_CLAUSE_STANDING: ClauseStanding = { force: null, reservations: [], ledgers: [] }

/** The default ladder, and nothing decided. */
export const NO_STANDING: Standing = {
	ladder: DEFAULT_LADDER,
	ladderSetAt: parseLogPosition(0),
	clauses: new Map(),
	packages: new Map(),
}

/** How `clause` stands beside its status. */
export function standingOf(
	{ clauses }: Pick<Standing, 'clauses'>,
	clause: ClauseId
): ClauseStanding {
	return clauses.get(clause) ?? NO_CLAUSE_STANDING
}

/** The account of confirmations of the step on which the clause stands, or null where it keeps none. */
export function openLedger({ ledgers }: ClauseStanding): Ledger | null {
	const last = ledgers.at(-1)
	return last === undefined || last.leftAt !== null ? null : last
}

/** Whether a delegation has confirmed `clause` on the step on which it stands. */
export function isConfirmed(standing: Pick<Standing, 'clauses'>, clause: ClauseId): boolean {
	return (openLedger(standingOf(standing, clause))?.confirmed.size ?? 0) > 0
}

/** The open package that `clause` is in, with its id, or null. */
export function openPackageOf(
	{ packages }: Standing,
	clause: ClauseId
): readonly [PackageId, Package] | null {
	for (const [id, one] of packages) {
		if (one.ended === null && one.clauses.includes(clause)) return [id, one]
	}
	return null
}

/** Whether `status` counts as agreed for the clause, and only for as long as its package is not closed (rule S7). */
export function isProvisional(standing: Standing, clause: ClauseId, status: ClauseStatus): boolean {
	return isAgreement(effectOf(standing.ladder, status)) && openPackageOf(standing, clause) !== null
}
