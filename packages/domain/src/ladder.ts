import { type Role } from './seat.ts'

/**
 * What the program does with a clause on a step, whatever the step is called: `agreed` and `ad-referendum` count as agreement, and
 * `ad-referendum` keeps an account of who has confirmed.
 */
export const STEP_EFFECTS = [
	'not-discussed',
	'open',
	'bracketed',
	'ad-referendum',
	'agreed',
] as const

export type StepEffect = (typeof STEP_EFFECTS)[number]

/** The inks in which a step can be drawn: each has its contrast checked on paper, light and dark, and none is a delegation's. */
export const STEP_COLOURS = [
	'ink',
	'ink2',
	'ink3',
	'accent',
	'ok',
	'warn',
	'danger',
	'frozen',
] as const

export type StepColour = (typeof STEP_COLOURS)[number]

/** The shapes in which a step can be drawn; `brackets` has the number of open brackets between them. */
export const STEP_SHAPES = [
	'dotted-ring',
	'ring',
	'brackets',
	'half-disc',
	'disc',
	'square',
	'filled-square',
	'diamond',
	'filled-diamond',
	'triangle',
] as const

export type StepShape = (typeof STEP_SHAPES)[number]

/** The roles that can be given the right to set a step. */
export const STEP_SETTERS = ['secretariat', 'chair', 'advisor'] as const satisfies readonly Role[]

export type StepSetter = (typeof STEP_SETTERS)[number]

/** The id of a step, e.g. `agreed-ad-referendum`: what a clause stands on. */
export type ClauseStatus = string

/** A step of the ladder on which clauses climb to agreement. */
export interface LadderStep {
	readonly id: ClauseStatus
	/** As the room calls it. */
	readonly name: string
	/** What the step means, in a sentence. */
	readonly meaning: string
	readonly effect: StepEffect
	readonly colour: StepColour
	readonly shape: StepShape
	/** Who may set a clause to it. */
	readonly setBy: readonly StepSetter[]
}

/** The steps of a negotiation from the lowest one up. */
export type Ladder = readonly LadderStep[]

const RUNS_THE_ROOM = ['secretariat', 'chair'] as const

/** The ladder of a room that has set no other, in English. */
export const DEFAULT_LADDER: Ladder = [
	{
		id: 'not-discussed',
		name: 'Not discussed',
		meaning: 'The room has not taken it up yet.',
		effect: 'not-discussed',
		colour: 'ink3',
		shape: 'dotted-ring',
		setBy: RUNS_THE_ROOM,
	},
	{
		id: 'open',
		name: 'Under discussion',
		meaning: 'The room is working on it; nobody has agreed to it.',
		effect: 'open',
		colour: 'ink2',
		shape: 'ring',
		setBy: RUNS_THE_ROOM,
	},
	{
		id: 'bracketed',
		name: 'Bracketed',
		meaning: 'Agreed but for the words in square brackets.',
		effect: 'bracketed',
		colour: 'ink',
		shape: 'brackets',
		setBy: RUNS_THE_ROOM,
	},
	{
		id: 'agreed-ad-referendum',
		name: 'Agreed ad referendum',
		meaning: 'Agreed by the delegations, subject to confirmation by their capitals.',
		effect: 'ad-referendum',
		colour: 'ink',
		shape: 'half-disc',
		setBy: RUNS_THE_ROOM,
	},
	{
		id: 'agreed',
		name: 'Agreed',
		meaning: 'Agreed and confirmed by all delegations.',
		effect: 'agreed',
		colour: 'ok',
		shape: 'disc',
		setBy: RUNS_THE_ROOM,
	},
]

/** How many steps a ladder has, and how long their words are, in UTF-16 units. */
export const LADDER_BOUNDS = { minSteps: 2, maxSteps: 9, name: 40, meaning: 300 } as const

const STEP_ID = /^[a-z][a-z0-9-]{0,31}$/

/** Parses the id of a step. Throws `RangeError` on anything else. */
export function parseStepId(value: string): ClauseStatus {
	if (STEP_ID.test(value)) return value
	throw new RangeError(
		`the id of a step has up to 32 small letters, digits and hyphens and begins with a letter: ${JSON.stringify(value)}`
	)
}

/** `steps` as a ladder: rule S1 holds for it. Throws `RangeError`, saying in plain words what is wrong, where it does not. */
export function parseLadder(steps: readonly LadderStep[]): Ladder {
	const { minSteps, maxSteps } = LADDER_BOUNDS
	if (steps.length < minSteps || steps.length > maxSteps) {
		throw new RangeError(`a ladder has ${minSteps} to ${maxSteps} steps, not ${steps.length}`)
	}
	for (const step of steps) assertStep(step)
	assertDistinct(steps, 'id', ({ id }) => id)
	assertDistinct(steps, 'name', ({ name }) => name.trim().toLowerCase())
	// shape says what a step is: colour alone tells nothing to whoever does not see it
	assertDistinct(steps, 'shape', ({ shape }) => shape)
	return steps
}

function assertStep({ id, name, meaning, setBy }: LadderStep): void {
	parseStepId(id)
	assertWords(id, 'name', name)
	assertWords(id, 'meaning', meaning)
	if (setBy.length === 0) throw new RangeError(`nobody may set the step ${id}`)
	if (new Set(setBy).size !== setBy.length) {
		throw new RangeError(`the step ${id} names a role twice`)
	}
}

function assertWords(id: string, member: 'name' | 'meaning', words: string): void {
	const { length } = words
	if (words.trim() === '') throw new RangeError(`the ${member} of the step ${id} is empty`)
	if (length > LADDER_BOUNDS[member]) {
		throw new RangeError(
			`the ${member} of the step ${id} has ${length} characters; ${LADDER_BOUNDS[member]} at most`
		)
	}
	if (/\p{Cc}/u.test(words)) {
		throw new RangeError(`the ${member} of the step ${id} is not of one line`)
	}
}

function assertDistinct(
	steps: readonly LadderStep[],
	what: string,
	of: (step: LadderStep) => string
): void {
	const seen = new Set<string>()
	for (const step of steps) {
		const value = of(step)
		if (seen.has(value)) throw new RangeError(`two steps have the same ${what}, ${value}`)
		seen.add(value)
	}
}

/** The step of `ladder` with this id, or undefined. */
export function stepOf(ladder: Ladder, status: ClauseStatus): LadderStep | undefined {
	return ladder.find(({ id }) => id === status)
}

/** What the step with this id does; `open` where the ladder has no such step, so that nothing counts as agreed for it. */
export function effectOf(ladder: Ladder, status: ClauseStatus): StepEffect {
	return stepOf(ladder, status)?.effect ?? 'open'
}

/** Whether a clause on a step with `effect` counts as agreed, be it that capitals have to confirm. */
export function isAgreement(effect: StepEffect): boolean {
	return effect === 'agreed' || effect === 'ad-referendum'
}

/**
 * The roles that may take a clause from the step `from` to the step `to`: who may set that, and where the clause leaves an agreement, who may
 * set this as well, so that nobody undoes what they could not have done (rule S3). Nobody where the ladder has no step `to`.
 */
export function settersOf(
	ladder: Ladder,
	from: ClauseStatus,
	to: ClauseStatus
): readonly StepSetter[] {
	const setBy = stepOf(ladder, to)?.setBy ?? []
	const left = stepOf(ladder, from)
	if (left === undefined || !isAgreement(left.effect)) return setBy
	return setBy.filter((role) => left.setBy.includes(role))
}
