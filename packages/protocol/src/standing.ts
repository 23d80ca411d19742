import {
	APPROVAL_STATES,
	parseClauseId,
	parseDelegationId,
	parseInstant,
	parseLogPosition,
	parsePackageId,
	parseSeatId,
	RESERVATION_KINDS,
	STEP_COLOURS,
	STEP_EFFECTS,
	STEP_SETTERS,
	STEP_SHAPES,
	type ClauseStanding,
	type Instant,
	type Ledger,
	type Package,
	type SeatId,
	type Standing,
	type StandingAct,
} from '@parley/domain'
import * as z from 'zod/mini'

const whole = z.int().check(z.gte(0))
const seat = z.nullable(z.string())
const reservation = z.enum(RESERVATION_KINDS)

/** A step of the ladder on which clauses climb to agreement; `shape` and `colour` are how it is drawn. */
export const LadderStepJson = z.object({
	id: z.string(),
	name: z.string(),
	meaning: z.string(),
	/** What the program does with a clause on it. */
	effect: z.enum(STEP_EFFECTS),
	colour: z.enum(STEP_COLOURS),
	shape: z.enum(STEP_SHAPES),
	/** The roles that may set a clause to it. */
	setBy: z.array(z.enum(STEP_SETTERS)),
})
export type LadderStepJson = z.infer<typeof LadderStepJson>

/** With what force a clause is meant to bind. */
export const LegalForceJson = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('political') }),
	z.object({ kind: z.literal('legally-binding') }),
	z.object({
		kind: z.literal('subject-to-approval'),
		/** Who approves, in words, e.g. `US Congress`. */
		body: z.string(),
		state: z.enum(APPROVAL_STATES),
	}),
])
export type LegalForceJson = z.infer<typeof LegalForceJson>

/** Who has confirmed a clause while it stood on one step. A delegation that is not named has not. */
export const LedgerJson = z.object({
	status: z.string(),
	confirmBy: whole,
	openedBy: seat,
	openedAt: whole,
	confirmed: z.array(
		z.object({
			delegation: z.string(),
			at: whole,
			by: seat,
			/** Whether it came after the instant that held then. */
			late: z.boolean(),
			/** The digest of the text that was read; null where none was named. */
			readDigest: z.nullable(z.string()),
		})
	),
	/** When the clause left the step; null while it stands on it. */
	leftAt: z.nullable(whole),
})
export type LedgerJson = z.infer<typeof LedgerJson>

/** How a clause stands beside its status. */
export const ClauseStandingJson = z.object({
	clause: z.string(),
	force: z.nullable(z.object({ force: LegalForceJson, by: seat, at: whole })),
	/** Those that were not lifted. */
	reservations: z.array(
		z.object({
			delegation: z.string(),
			kind: reservation,
			words: z.string(),
			by: seat,
			at: whole,
		})
	),
	/** Oldest first; the last one is of the step on which the clause stands where its `leftAt` is null. */
	ledgers: z.array(LedgerJson),
})
export type ClauseStandingJson = z.infer<typeof ClauseStandingJson>

/** Clauses of which nothing is agreed until all are. */
export const PackageJson = z.object({
	id: z.string(),
	title: z.string(),
	clauses: z.array(z.string()),
	by: seat,
	at: whole,
	/** Null while it is open. */
	ended: z.nullable(z.object({ how: z.enum(['closed', 'dissolved']), by: seat, at: whole })),
})
export type PackageJson = z.infer<typeof PackageJson>

/** How the clauses stand: the ladder from its lowest step up, and what was decided beside their status. */
export const StandingJson = z.object({
	ladder: z.array(LadderStepJson),
	/** The entry that set the ladder; 0 while it is the default one. */
	ladderSetAt: whole,
	clauses: z.array(ClauseStandingJson),
	packages: z.array(PackageJson),
})
export type StandingJson = z.infer<typeof StandingJson>

const clause = z.string()
const of = { clause, delegation: z.string(), reservation }

/** An act about how clauses stand, as the room is told of it. */
export const StandingActJson = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('status-set'), clause, status: z.string() }),
	z.object({ kind: z.literal('ladder-set'), steps: z.array(LadderStepJson) }),
	z.object({
		kind: z.literal('ad-referendum-opened'),
		clause,
		status: z.string(),
		confirmBy: whole,
	}),
	z.object({ kind: z.literal('confirm-by-set'), clause, confirmBy: whole }),
	z.object({ kind: z.literal('ad-referendum-confirmed'), clause, delegation: z.string() }),
	z.object({
		kind: z.literal('text-confirmed'),
		clause,
		delegation: z.string(),
		readDigest: z.string(),
	}),
	z.object({ kind: z.literal('reservation-entered'), ...of, words: z.string() }),
	z.object({ kind: z.literal('reservation-lifted'), ...of }),
	z.object({ kind: z.literal('force-set'), clause, force: z.nullable(LegalForceJson) }),
	z.object({
		kind: z.literal('package-made'),
		package: z.string(),
		title: z.string(),
		clauses: z.array(clause),
	}),
	z.object({ kind: z.literal('package-closed'), package: z.string() }),
	z.object({ kind: z.literal('package-dissolved'), package: z.string() }),
])
export type StandingActJson = z.infer<typeof StandingActJson>

/** `standing` as it goes over the wire. */
export function toStandingJson(standing: Standing): StandingJson {
	const { ladder, ladderSetAt, clauses, packages } = standing
	return {
		ladder: ladder.map((step) => ({ ...step, setBy: [...step.setBy] })),
		ladderSetAt,
		clauses: [...clauses].map(([id, { force, reservations, ledgers }]) => ({
			clause: id,
			force,
			reservations: [...reservations],
			ledgers: ledgers.map((ledger) => ({
				...ledger,
				confirmed: [...ledger.confirmed].map(([delegation, one]) => ({ delegation, ...one })),
			})),
		})),
		packages: [...packages].map(([id, one]) => ({ id, ...one, clauses: [...one.clauses] })),
	}
}

/** How the clauses stand as `toStandingJson` said it. Throws `RangeError` where an id is none. */
export function fromStandingJson(json: StandingJson): Standing {
	return {
		ladder: json.ladder,
		ladderSetAt: parseLogPosition(json.ladderSetAt),
		clauses: new Map(json.clauses.map((one) => [parseClauseId(one.clause), fromClauseJson(one)])),
		packages: new Map(json.packages.map((one) => [parsePackageId(one.id), fromPackageJson(one)])),
	}
}

function fromClauseJson({ force, reservations, ledgers }: ClauseStandingJson): ClauseStanding {
	return {
		force: force && { ...force, ...stamp(force) },
		reservations: reservations.map((one) => ({
			...one,
			...stamp(one),
			delegation: parseDelegationId(one.delegation),
		})),
		ledgers: ledgers.map(fromLedgerJson),
	}
}

function fromLedgerJson(json: LedgerJson): Ledger {
	const { status, confirmBy, openedBy, openedAt, confirmed, leftAt } = json
	const opened = stamp({ by: openedBy, at: openedAt })
	return {
		status,
		confirmBy: parseInstant(confirmBy),
		openedBy: opened.by,
		openedAt: opened.at,
		confirmed: new Map(
			confirmed.map(({ delegation, late, readDigest, ...one }) => [
				parseDelegationId(delegation),
				{ ...stamp(one), late, readDigest },
			])
		),
		leftAt: leftAt === null ? null : parseInstant(leftAt),
	}
}

function fromPackageJson({ title, clauses, ended, ...made }: PackageJson): Package {
	return {
		title,
		clauses: clauses.map(parseClauseId),
		...stamp(made),
		ended: ended && { how: ended.how, ...stamp(ended) },
	}
}

function stamp({ by, at }: { readonly by: string | null; readonly at: number }): {
	readonly by: SeatId | null
	readonly at: Instant
} {
	return { by: by === null ? null : parseSeatId(by), at: parseInstant(at) }
}

/** `act` as the room is told of it. */
export function toStandingActJson(act: StandingAct): StandingActJson {
	switch (act.kind) {
		case 'ladder-set':
			return { ...act, steps: act.steps.map((step) => ({ ...step, setBy: [...step.setBy] })) }
		case 'package-made':
			return { ...act, clauses: [...act.clauses] }
		case 'status-set':
		case 'ad-referendum-opened':
		case 'confirm-by-set':
		case 'ad-referendum-confirmed':
		case 'text-confirmed':
		case 'reservation-entered':
		case 'reservation-lifted':
		case 'force-set':
		case 'package-closed':
		case 'package-dissolved':
			return act
	}
}

/** The act that the room was told of. Throws `RangeError` where an id is none. */
export function fromStandingActJson(act: StandingActJson): StandingAct {
	switch (act.kind) {
		case 'ladder-set':
			return act
		case 'package-made':
			return {
				...act,
				package: parsePackageId(act.package),
				clauses: act.clauses.map(parseClauseId),
			}
		case 'package-closed':
		case 'package-dissolved':
			return { ...act, package: parsePackageId(act.package) }
		case 'ad-referendum-opened':
		case 'confirm-by-set':
			return {
				...act,
				clause: parseClauseId(act.clause),
				confirmBy: parseInstant(act.confirmBy),
			}
		case 'status-set':
		case 'force-set':
			return { ...act, clause: parseClauseId(act.clause) }
		case 'ad-referendum-confirmed':
		case 'text-confirmed':
		case 'reservation-entered':
		case 'reservation-lifted':
			return {
				...act,
				clause: parseClauseId(act.clause),
				delegation: parseDelegationId(act.delegation),
			}
	}
}
