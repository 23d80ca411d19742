import {
	APPROVAL_STATES,
	effectOf,
	parseDelegationCode,
	parseLadder,
	parsePackageId,
	parseStepId,
	RESERVATION_KINDS,
	STEP_COLOURS,
	STEP_EFFECTS,
	STEP_SETTERS,
	STEP_SHAPES,
	type ApprovalState,
	type ClauseStatus,
	type Ladder,
	type LadderStep,
	type PackageId,
	type ReservationKind,
	type StepColour,
	type StepEffect,
	type StepSetter,
	type StepShape,
} from '@parley/domain'
import {
	array,
	boolean,
	digest,
	isoInstant,
	nullable,
	object,
	oneOf,
	optional,
	parsed,
	string,
	variant,
	type Shape,
} from './shape.ts'
import { toCanonicalText } from './toCanonical.ts'

/**
 * A step of the ladder on which clauses climb to agreement, as the negotiation calls and draws it. All of it is part of what is hashed, so that
 * nobody can read another meaning into a status. Versions 1 and 2 have no more than the first three members.
 */
export interface SnapshotStep {
	readonly status: ClauseStatus
	readonly name: string
	/** What the step means, in a sentence. */
	readonly meaning: string
	readonly effect?: StepEffect
	readonly colour?: StepColour
	readonly shape?: StepShape
	readonly setBy?: readonly StepSetter[]
}

/** A reservation that stands on a clause. */
export interface SnapshotReservation {
	/** The code of the delegation. */
	readonly delegation: string
	readonly kind: ReservationKind
	/** Empty where nothing was said. */
	readonly words: string
	readonly enteredAt: string
}

/** With what force a clause is meant to bind, and since when that is said. */
export type SnapshotForce =
	| { readonly kind: 'political'; readonly setAt: string }
	| { readonly kind: 'legally-binding'; readonly setAt: string }
	| {
			readonly kind: 'subject-to-approval'
			/** Who approves, in words. */
			readonly body: string
			readonly state: ApprovalState
			readonly setAt: string
	  }

/** Who has confirmed a clause that is agreed ad referendum. */
export interface SnapshotConfirmations {
	readonly confirmBy: string
	/** The digest of the text that is to be confirmed (`readDigestOf`); left out where a file of before has none. */
	readonly readDigest?: string
	/** Every delegation of the room by its code, in alphabetical order. */
	readonly delegations: readonly {
		readonly delegation: string
		/** Null where it has not confirmed. */
		readonly confirmedAt: string | null
		/** Whether it came after the instant that held then. */
		readonly late: boolean
		/** The digest of the text that it has confirmed; null where it named none. Left out where the one above is. */
		readonly readDigest?: string | null
	}[]
}

/** A package that a clause is in; one that is open makes what is agreed provisional. */
export interface SnapshotPackage {
	readonly id: PackageId
	readonly title: string
	readonly state: 'open' | 'closed'
}

/** How a clause stands beside its status. Versions 1 and 2 know nothing of it. */
export interface SnapshotStanding {
	/** In the order of the codes, those of one delegation in that of their kinds. */
	readonly reservations: readonly SnapshotReservation[]
	/** Null where nothing was said. */
	readonly legalForce: SnapshotForce | null
	/** Null where the clause is on no step that capitals confirm. */
	readonly confirmations: SnapshotConfirmations | null
	/** In the order in which they were made, those that were given up left out. */
	readonly packages: readonly SnapshotPackage[]
}

/** Nothing was decided about a clause beside its status. */
export const NO_SNAPSHOT_STANDING: SnapshotStanding = {
	reservations: [],
	legalForce: null,
	confirmations: null,
	packages: [],
}

/** The ladder as it stands in a snapshot. */
export function snapshotLadder(ladder: Ladder): readonly SnapshotStep[] {
	return ladder.map(({ id, name, meaning, effect, colour, shape, setBy }) => ({
		status: id,
		name: toCanonicalText(name),
		meaning: toCanonicalText(meaning),
		...{ effect, colour, shape, setBy: STEP_SETTERS.filter((role) => setBy.includes(role)) },
	}))
}

/** `standing` with its words in NFC and its rows in their order. */
export function canonicalStanding(standing: SnapshotStanding): SnapshotStanding {
	const { reservations, legalForce: force, confirmations, packages } = standing
	return {
		reservations: reservations
			.map((one) => ({ ...one, words: toCanonicalText(one.words) }))
			.toSorted((a, b) => (rowOf(a) < rowOf(b) ? -1 : 1)),
		legalForce:
			force?.kind === 'subject-to-approval'
				? { ...force, body: toCanonicalText(force.body) }
				: force,
		confirmations: confirmations && {
			...confirmations,
			delegations: confirmations.delegations.toSorted((a, b) =>
				a.delegation < b.delegation ? -1 : 1
			),
		},
		packages: packages.map((one) => ({ ...one, title: toCanonicalText(one.title) })),
	}
}

/** Reads a step of the ladder, of whatever version. */
export const stepShape: Shape<SnapshotStep> = object<SnapshotStep>({
	status: parsed(parseStepId),
	name: string,
	meaning: string,
	effect: optional(oneOf(STEP_EFFECTS)),
	colour: optional(oneOf(STEP_COLOURS)),
	shape: optional(oneOf(STEP_SHAPES)),
	setBy: optional(array(oneOf(STEP_SETTERS))),
})

const code = parsed(parseDelegationCode)

/** Reads reservations. */
export const reservationsShape: Shape<readonly SnapshotReservation[]> = array(
	object<SnapshotReservation>({
		delegation: code,
		kind: oneOf(RESERVATION_KINDS),
		words: string,
		enteredAt: isoInstant,
	})
)

/** Reads the legal force of a clause, or null. */
export const forceShape: Shape<SnapshotForce | null> = nullable(
	variant<SnapshotForce>({
		political: object({ kind: oneOf(['political']), setAt: isoInstant }),
		'legally-binding': object({ kind: oneOf(['legally-binding']), setAt: isoInstant }),
		'subject-to-approval': object({
			kind: oneOf(['subject-to-approval']),
			body: string,
			state: oneOf(APPROVAL_STATES),
			setAt: isoInstant,
		}),
	})
)

/** Reads who has confirmed, or null. */
export const confirmationsShape: Shape<SnapshotConfirmations | null> = nullable(
	object<SnapshotConfirmations>({
		confirmBy: isoInstant,
		readDigest: optional(digest),
		delegations: array(
			object<SnapshotConfirmations['delegations'][number]>({
				delegation: code,
				confirmedAt: nullable(isoInstant),
				late: boolean,
				readDigest: optional(nullable(digest)),
			})
		),
	})
)

/** Reads the packages of a clause. */
export const packagesShape: Shape<readonly SnapshotPackage[]> = array(
	object<SnapshotPackage>({
		id: parsed(parsePackageId),
		title: string,
		state: oneOf(['open', 'closed']),
	})
)

/** Whether a ladder is as its version says: from version 3 on it is one by rule S1, and before, nothing is said but names and meanings. */
export function isLadderWhole(ladder: readonly SnapshotStep[], knowsSteps: boolean): boolean {
	if (!knowsSteps) return ladder.every((step) => Object.keys(step).length === 3)
	const steps = fullSteps(ladder)
	if (steps === null) return false
	try {
		parseLadder(steps)
		return true
	} catch (error) {
		if (error instanceof RangeError) return false
		throw error
	}
}

/** The ladder that a snapshot of version 3 names; null where a member is missing, as it is in those before. */
export function fullSteps(ladder: readonly SnapshotStep[]): Ladder | null {
	const steps: LadderStep[] = []
	for (const { status, name, meaning, effect, colour, shape, setBy } of ladder) {
		if (effect === undefined || colour === undefined) return null
		if (shape === undefined || setBy === undefined) return null
		steps.push({ id: status, name, meaning, effect, colour, shape, setBy })
	}
	return steps
}

/** Whether what is said about a clause fits its step, with each row once and in its order, and names the text that was read in all rows or in none. */
export function isStandingWhole(
	{ reservations, confirmations, packages }: SnapshotStanding,
	status: ClauseStatus,
	ladder: readonly SnapshotStep[]
): boolean {
	const isConfirmed = effectOf(fullSteps(ladder) ?? [], status) === 'ad-referendum'
	const rows = confirmations?.delegations ?? []
	return (
		areRising(reservations.map(rowOf)) &&
		(confirmations === null || isConfirmed) &&
		areRising(rows.map(({ delegation }) => delegation)) &&
		rows.every(({ confirmedAt, late }) => confirmedAt !== null || !late) &&
		rows.every((row) => isReadIn(row, confirmations?.readDigest !== undefined)) &&
		new Set(packages.map(({ id }) => id)).size === packages.length
	)
}

/** Whether a row says which text was confirmed where it has to, and nobody has who has not confirmed. */
function isReadIn(
	{ confirmedAt, readDigest }: SnapshotConfirmations['delegations'][number],
	isNamed: boolean
): boolean {
	if (!isNamed) return readDigest === undefined
	return readDigest === null || (readDigest !== undefined && confirmedAt !== null)
}

function rowOf({ delegation, kind }: SnapshotReservation): string {
	return `${delegation} ${kind}`
}

/** Whether each of `words` comes before the next one. */
export function areRising(words: readonly string[]): boolean {
	return words.every((word, i) => {
		const before = words[i - 1]
		return before === undefined || before < word
	})
}
