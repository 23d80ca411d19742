import { expect, test } from 'vitest'
import { OFFERINGS } from './alternative.ts'
import { HOLDINGS } from './bracket.ts'
import {
	actorOf,
	can,
	clauseSubject,
	DENIALS,
	type Actor,
	type ClauseSubject,
	type Subject,
} from './access.ts'
import { ACTIONS, TOUCHES, type Touch } from './action.ts'
import { foldRights, type RightsAct } from './foldRights.ts'
import { parseClauseId, parseDelegationId, parseSeatId } from './ids.ts'
import { parseInstant } from './instant.ts'
import { STEP_EFFECTS } from './ladder.ts'
import { PLACEHOLDER_OWNERS } from './placeholder.ts'
import { LEVELS, NO_RIGHTS, type Level, type Rights } from './rights.ts'
import { ROLES, type Role } from './seat.ts'
import { NO_STANDING } from './standing.ts'
import { OWNERSHIPS } from './suggestion.ts'

const PHASES = ['drafting', 'freezing', 'awaiting-chair', 'frozen'] as const
const LEVELS_OR_NONE: readonly (Level | null)[] = [null, ...LEVELS]
const ON_BRACKETS: readonly Touch[] = ['empty-bracket', 'reshape-bracket']
const REMOVES: Touch = 'remove-alternative'
const ON_TEXT: readonly Touch[] = ['suggest', 'insert', 'delete', 'format', 'structure']

/** What an action is asked about, beside the clause. */
type About = Pick<
	Subject,
	'touches' | 'bracket' | 'alternative' | 'suggestion' | 'placeholder' | 'setters' | 'ending'
>

const NOTHING: About = {}

/**
 * Every set of touches of the text, and no edit yet; every set of touches of a bracket, however it is held; and what takes an alternative
 * out, whosever it is.
 */
const EDITS: readonly About[] = [
	NOTHING,
	...subsets(ON_TEXT.slice(0, 3)).map((touches) => ({ touches })),
	...ON_TEXT.slice(3).flatMap((touch) => [{ touches: [touch] }]),
	{ touches: ON_TEXT },
	{ touches: ['foreign-suggestion'] },
	{ touches: ['suggest', 'foreign-suggestion'] },
	...subsets(ON_BRACKETS).flatMap((touches) =>
		[touches, [...ON_TEXT, ...touches]].flatMap((all) =>
			HOLDINGS.map((bracket) => ({ touches: all, bracket }))
		)
	),
	...OFFERINGS.map((alternative) => ({ touches: [...ON_TEXT, REMOVES], alternative })),
]

/** A bracket held in any way, or none. */
const BRACKETS: readonly About[] = [NOTHING, ...HOLDINGS.map((bracket) => ({ bracket }))]

/** Alternatives of anybody, or none. */
const ALTERNATIVES: readonly About[] = [
	NOTHING,
	...OFFERINGS.map((alternative) => ({ alternative })),
]
/** A suggestion of anybody, or none. */
const SUGGESTIONS: readonly About[] = [NOTHING, ...OWNERSHIPS.map((suggestion) => ({ suggestion }))]

/** A proposed ending of anybody, or none. */
const ENDINGS: readonly About[] = [NOTHING, ...OWNERSHIPS.map((ending) => ({ ending }))]

/** A step that nobody may set, some, or everybody who could at all; and none. */
const RUNNERS: readonly Role[] = ['secretariat', 'chair']
const STEPS: readonly About[] = [
	NOTHING,
	...[[], ['advisor' as const], RUNNERS, ROLES].map((setters) => ({ setters })),
]

/** A placeholder of anybody, or none. */
const PLACEHOLDERS: readonly About[] = [
	NOTHING,
	...PLACEHOLDER_OWNERS.map((placeholder) => ({ placeholder })),
]

/** What no other action asks for. */
const OTHERS: readonly About[] = [NOTHING, { touches: TOUCHES }]

/** Everything that each action is asked about. */
function aboutsOf(action: (typeof ACTIONS)[number]): readonly About[] {
	if (action === 'edit-text') return EDITS
	if (/alternative/.test(action)) return ALTERNATIVES
	if (/suggestion|proposal/.test(action)) return SUGGESTIONS
	if (action === 'set-status') return STEPS
	if (/placeholder/.test(action)) return PLACEHOLDERS
	if (action === 'withdraw-ending') return ENDINGS
	return /bracket|holders|ending/.test(action) ? BRACKETS : OTHERS
}

function subsets<T>(all: readonly T[]): readonly (readonly T[])[] {
	return Array.from({ length: 2 ** all.length }, (_, bits) =>
		all.filter((_one, i) => (bits & (1 << i)) !== 0)
	)
}

/** A question to the table. */
type Question = readonly [Actor, (typeof ACTIONS)[number], Subject]

function* actors(): Iterable<Actor> {
	for (const role of ROLES)
		for (const revoked of [false, true])
			for (const seat of LEVELS_OR_NONE)
				for (const delegation of LEVELS_OR_NONE)
					yield { role, revoked, levels: { seat, delegation } }
}

function* clauses(): Iterable<ClauseSubject | undefined> {
	yield undefined
	for (const effect of STEP_EFFECTS)
		for (const level of LEVELS_OR_NONE)
			for (const held of [false, true]) {
				yield { effect, level, held }
				if (effect === 'ad-referendum') yield { effect, level, held, confirmed: true }
			}
}

function* questions(): Iterable<Question> {
	for (const actor of actors())
		for (const action of ACTIONS)
			for (const phase of PHASES)
				for (const clause of clauses())
					for (const about of aboutsOf(action))
						yield [actor, action, { phase, ...(clause && { clause }), ...about }]
}

const isAllowed = (question: Question): boolean => can(...question).allowed

test('[A1] every combination has an answer, and every denial of the list is given for some', () => {
	const given = new Set<string>()
	let asked = 0
	for (const question of questions()) {
		const verdict = can(...question)
		if (!verdict.allowed) given.add(verdict.reason)
		asked++
	}
	const abouts = ACTIONS.reduce((sum, action) => sum + aboutsOf(action).length, 0)
	expect(asked).toBe(160 * 4 * 49 * abouts)
	expect(abouts).toBe(14 + 4 * 2 * 5 + 3 + 6 * 6 + 6 * 4 + 4 * 4 + 4 + 5 + 3 * 3 + 24 * 2)
	expect([...given].toSorted()).toEqual([...DENIALS].toSorted())
})

/** The same question with less right, in every way in which there can be less. */
function* lessened([actor, action, subject]: Question): Iterable<Question> {
	const { seat, delegation } = actor.levels
	yield [{ ...actor, revoked: true }, action, subject]
	yield [{ ...actor, levels: { ...actor.levels, seat: 'read' } }, action, subject]
	yield [{ ...actor, levels: { seat, delegation: 'read' } }, action, subject]
	if (seat === 'edit')
		yield [{ ...actor, levels: { seat: 'suggest', delegation } }, action, subject]
	if (seat === 'edit') yield [{ ...actor, levels: { seat: null, delegation } }, action, subject]
	const { clause, touches } = subject
	if (clause !== undefined) {
		yield [actor, action, { ...subject, clause: { ...clause, level: 'read' } }]
		yield [actor, action, { ...subject, clause: { ...clause, held: true } }]
		if (clause.level !== 'read')
			yield [actor, action, { ...subject, clause: { ...clause, level: 'suggest' } }]
		yield [actor, action, { ...subject, clause: { ...clause, effect: 'agreed' } }]
	}
	if (touches !== undefined)
		for (const touch of TOUCHES) yield [actor, action, { ...subject, touches: [...touches, touch] }]
	const { bracket, suggestion } = subject
	if (suggestion === 'own') yield [actor, action, { ...subject, suggestion: 'ours' }]
	if (suggestion === 'ours') yield [actor, action, { ...subject, suggestion: 'others' }]
	if (bracket === 'alone') yield [actor, action, { ...subject, bracket: 'shared' }]
	if (bracket === 'shared') yield [actor, action, { ...subject, bracket: 'others' }]
	const { alternative, placeholder } = subject
	if (placeholder === 'own') yield [actor, action, { ...subject, placeholder: 'others' }]
	if (alternative === 'own') yield [actor, action, { ...subject, alternative: 'others' }]
	if (action === 'edit-text')
		for (const phase of PHASES)
			if (phase !== 'drafting') yield [actor, action, { ...subject, phase }]
}

test('[A1] less right never allows more: no level, hold, revocation or further touch turns a no into a yes', () => {
	// at the short scale some of the millions, others in each run
	const step = process.env['PARLEY_SCALE'] === 'long' ? 1 : 7
	const first = Math.floor(Math.random() * step)
	console.log(`question ${first} and each ${step} on`)
	const wrong: Question[] = []
	let asked = -first
	for (const question of questions()) {
		if (asked++ % step !== 0 || isAllowed(question)) continue
		for (const less of lessened(question)) if (isAllowed(less)) wrong.push(less)
	}
	expect(wrong).toEqual([])
})

test('[A3] [A4] [A5] what an advisor may do to a clause, row by row', () => {
	const edit = (levels: Actor['levels'], clause?: Partial<ClauseSubject>) => {
		const subject = { effect: 'open', level: null, held: false, ...clause } as const
		const verdict = can({ role: 'advisor', revoked: false, levels }, 'edit-text', {
			phase: 'drafting',
			clause: subject,
			touches: ['insert'],
		})
		return verdict.allowed ? 'yes' : verdict.reason
	}
	const none = { seat: null, delegation: null }
	expect(edit(none)).toBe('yes')
	expect(edit({ seat: 'read', delegation: null })).toBe('seat-reads')
	expect(edit({ seat: null, delegation: 'read' })).toBe('delegation-reads')
	expect(edit({ seat: 'edit', delegation: 'read' })).toBe('yes')
	expect(edit({ seat: 'read', delegation: 'edit' })).toBe('seat-reads')
	expect(edit(none, { level: 'read' })).toBe('clause-reads')
	expect(edit({ seat: 'edit', delegation: 'edit' }, { held: true, level: 'read' })).toBe('held')
})

test('[A4] [Q1] [Q6] what is suggested, and answered, at each level, row by row', () => {
	const ask = (
		role: Actor['role'],
		action: (typeof ACTIONS)[number],
		seat: Level | null,
		clause: Partial<ClauseSubject>,
		about: About
	): string => {
		const verdict = can({ role, revoked: false, levels: { seat, delegation: null } }, action, {
			phase: 'drafting',
			clause: { effect: 'open', level: null, held: false, ...clause },
			...about,
		})
		return verdict.allowed ? 'yes' : verdict.reason
	}
	const suggests = { touches: ['suggest'] } as const
	const inserts = { touches: ['insert'] } as const
	const AGREED = { effect: 'agreed' } as const
	const SUGGESTED = { level: 'suggest' } as const
	const READ = { level: 'read' } as const
	for (const [seat, clause] of [
		['suggest', {}],
		[null, AGREED],
		[null, SUGGESTED],
	] as const) {
		expect(ask('advisor', 'edit-text', seat, clause, suggests)).toBe('yes')
		expect(ask('advisor', 'edit-text', seat, clause, {})).toBe('yes')
		expect(ask('advisor', 'edit-text', seat, clause, inserts)).toBe('suggest-only')
		expect(ask('advisor', 'place-bracket', seat, clause, {})).toBe('suggest-only')
		expect(ask('advisor', 'answer-suggestion', seat, clause, {})).toBe('suggest-only')
	}
	// that somebody only reads is said first
	expect(ask('advisor', 'edit-text', 'suggest', READ, inserts)).toBe('clause-reads')
	expect(ask('advisor', 'edit-text', 'suggest', { held: true }, suggests)).toBe('held')
	expect(ask('advisor', 'edit-text', 'edit', {}, { touches: ['foreign-suggestion'] })).toBe(
		'not-yours'
	)
	expect(ask('advisor', 'answer-suggestion', null, {}, {})).toBe('yes')
	for (const clause of [AGREED, SUGGESTED])
		expect(ask('chair', 'answer-suggestion', null, clause, {})).toBe('yes')
	expect(ask('chair', 'answer-suggestion', null, READ, {})).toBe('clause-reads')
	expect(ask('chair', 'answer-suggestion', 'suggest', AGREED, {})).toBe('suggest-only')
	expect(ask('chair', 'answer-suggestion', null, { held: true }, {})).toBe('held')
	const by = (action: (typeof ACTIONS)[number]) =>
		OWNERSHIPS.map((suggestion) => ask('advisor', action, 'suggest', {}, { suggestion }))
	expect(by('withdraw-suggestion')).toEqual(['not-yours', 'yes', 'yes'])
	expect(by('explain-suggestion')).toEqual(['not-yours', 'not-yours', 'yes'])
	expect(by('comment-suggestion')).toEqual(['yes', 'yes', 'yes'])
	for (const role of ['observer', 'note-taker'] as const)
		expect(ask(role, 'comment-suggestion', null, {}, {})).toBe('role')
	expect(by('make-proposal')).toEqual(['not-yours', 'yes', 'yes'])
	expect(ask('advisor', 'withdraw-suggestion', null, { held: true }, { suggestion: 'own' })).toBe(
		'held'
	)
})

test('[A5] nobody writes in a held clause, whoever runs the room included', () => {
	const held: ClauseSubject = { effect: 'open', level: null, held: true }
	for (const role of ROLES) {
		const actor: Actor = { role, revoked: false, levels: { seat: 'edit', delegation: 'edit' } }
		expect(can(actor, 'edit-text', { phase: 'drafting', clause: held }).allowed).toBe(false)
	}
})

test('[A9] seen words are withheld by whoever may delete them there or runs the room, deleted ones by their author whatever is set', () => {
	const none = { seat: null, delegation: null }
	const withhold = (
		role: Actor['role'],
		levels: Actor['levels'],
		clause: Partial<ClauseSubject>,
		touches?: readonly Touch[]
	) => {
		const verdict = can({ role, revoked: false, levels }, 'withhold', {
			phase: 'drafting',
			clause: { effect: 'open', level: null, held: false, ...clause },
			...(touches && { touches }),
		})
		return verdict.allowed ? 'yes' : verdict.reason
	}
	const cases = [
		[none, {}, 'yes'],
		[none, { held: true }, 'held'],
		[none, { level: 'read' }, 'clause-reads'],
		[{ seat: 'read', delegation: null }, {}, 'seat-reads'],
		[{ seat: null, delegation: 'read' }, {}, 'delegation-reads'],
	] as const
	for (const [levels, clause, answer] of cases) {
		expect(withhold('advisor', levels, clause, ['delete'])).toBe(answer)
		expect(withhold('advisor', levels, clause)).toBe('yes')
		for (const role of ['secretariat', 'chair'] as const)
			expect(withhold(role, levels, clause, ['delete'])).toBe('yes')
		for (const role of ['observer', 'note-taker'] as const)
			expect(withhold(role, levels, clause)).toBe('role')
	}
})

const UA = parseDelegationId('dl_000000000001')
const SEAT = parseSeatId('st_000000000001')
const OTHER = parseSeatId('st_000000000002')
const CLAUSE = parseClauseId('cl_000000000001')
const AT = parseInstant(1000)

function after(...acts: readonly RightsAct[]): Rights {
	return acts.reduce((rights, act) => foldRights(rights, act, OTHER, AT), NO_RIGHTS)
}

test('[A4] levels are folded in the order of the log, and set back to what they are without a decision', () => {
	const set = (level: Level | null): RightsAct => {
		const subject = { kind: 'seat', seat: SEAT } as const
		return { kind: 'rights-set', subject, level, reason: 'Not accredited yet.' }
	}
	const seat = { id: SEAT, role: 'advisor', revoked: false, delegation: UA } as const
	expect(actorOf(seat, after(set('read'))).levels.seat).toBe('read')
	expect(actorOf(seat, after(set('read'), set('edit'))).levels.seat).toBe('edit')
	expect(after(set('read'), set(null))).toEqual(NO_RIGHTS)
	expect(after(set('read')).seats.get(SEAT)).toEqual({
		level: 'read',
		reason: 'Not accredited yet.',
		by: OTHER,
		at: AT,
	})
	const ofDelegation = after({
		kind: 'rights-set',
		subject: { kind: 'delegation', delegation: UA },
		level: 'read',
		reason: '',
	})
	expect(actorOf(seat, ofDelegation).levels).toEqual({ seat: null, delegation: 'read' })
	expect(actorOf({ ...seat, delegation: null }, ofDelegation).levels.delegation).toBe(null)
})

test('[A5] a hold names its holder, stays with the first one and ends with the release', () => {
	const hold: RightsAct = { kind: 'clause-held', clause: CLAUSE, reason: 'Lawyers.' }
	const held = after(hold)
	expect(held.holds.get(CLAUSE)).toEqual({ holder: OTHER, since: AT, reason: 'Lawyers.' })
	expect(foldRights(held, hold, SEAT, parseInstant(2000))).toBe(held)
	const clause = { id: CLAUSE, status: 'open' } as const
	const subject = clauseSubject(clause, held, NO_STANDING)
	expect(subject).toEqual({ effect: 'open', level: null, held: true, confirmed: false })
	const released = foldRights(
		held,
		{ kind: 'clause-released', clause: CLAUSE, reason: '' },
		SEAT,
		AT
	)
	expect(clauseSubject(clause, released, NO_STANDING).held).toBe(false)
})

test('[A5] [B5] no bracket ends in a clause that is held, whoever consents', () => {
	const held: ClauseSubject = { effect: 'open', level: null, held: true }
	for (const role of ROLES)
		for (const action of ['propose-ending', 'answer-ending', 'leave-bracket'] as const) {
			const actor: Actor = { role, revoked: false, levels: { seat: null, delegation: null } }
			const verdict = can(actor, action, { phase: 'drafting', clause: held, bracket: 'alone' })
			expect([role, action, verdict.allowed]).toEqual([role, action, false])
		}
})

test('[B4] [B6] what each hold on a bracket is good for, row by row', () => {
	const ask = (role: Actor['role'], action: (typeof ACTIONS)[number], about: About): unknown => {
		const actor: Actor = { role, revoked: false, levels: { seat: null, delegation: null } }
		const clause = { effect: 'open', level: null, held: false } as const
		const verdict = can(actor, action, { phase: 'drafting', clause, ...about })
		return verdict.allowed ? 'yes' : verdict.reason
	}
	const by = (role: Actor['role'], action: (typeof ACTIONS)[number], touches?: readonly Touch[]) =>
		HOLDINGS.map((bracket) => ask(role, action, { bracket, ...(touches && { touches }) }))
	const none = 'not-holder'
	// in the order of HOLDINGS: held by nobody, by others, joined, among others, alone
	const shared = 'not-only-holder'
	expect(by('chair', 'edit-text', ['empty-bracket'])).toEqual(['yes', none, shared, shared, 'yes'])
	for (const touch of ['empty-bracket', 'reshape-bracket'] as const)
		expect(by('advisor', 'edit-text', [touch])).toEqual([none, none, shared, shared, 'yes'])
	const all = (answer: string): readonly string[] => HOLDINGS.map(() => answer)
	expect(by('advisor', 'propose-ending')).toEqual([none, none, shared, 'yes', 'yes'])
	expect(by('secretariat', 'propose-ending')).toEqual(all('yes'))
	expect(by('advisor', 'answer-ending')).toEqual([none, none, 'yes', 'yes', 'yes'])
	expect(by('chair', 'answer-ending')).toEqual(all('role'))
	expect(by('advisor', 'leave-bracket')).toEqual([none, none, 'yes', 'yes', 'yes'])
	expect(by('secretariat', 'leave-bracket')).toEqual(all('role'))
	expect(by('note-taker', 'place-bracket')).toEqual(all('role'))
	expect(ask('advisor', 'name-holders', {})).toBe('role')
	expect(ask('chair', 'name-holders', {})).toBe('yes')
})

test('[A5] [N5] nothing is offered, merged, withdrawn or chosen in a clause that is held; stances are taken all the same', () => {
	const held: ClauseSubject = { effect: 'open', level: null, held: true }
	const none = { seat: null, delegation: null }
	const ask = (role: Actor['role'], action: (typeof ACTIONS)[number]): unknown => {
		const subject: Subject = { phase: 'drafting', clause: held, alternative: 'own' }
		const verdict = can({ role, revoked: false, levels: none }, action, subject)
		return verdict.allowed ? 'yes' : verdict.reason
	}
	const changing = ['offer-alternative', 'merge-alternatives', 'withdraw-alternative'] as const
	for (const role of ['advisor', 'chair', 'secretariat'] as const)
		for (const action of changing) expect([action, ask(role, action)]).toEqual([action, 'held'])
	expect(ask('chair', 'choose-alternative')).toBe('held')
	expect(ask('advisor', 'take-stance')).toBe('yes')
	expect(ask('chair', 'park-alternatives')).toBe('yes')
})

test('[N2] [N5] [N6] what is whose, row by row', () => {
	const ask = (role: Actor['role'], action: (typeof ACTIONS)[number], touches?: readonly Touch[]) =>
		OFFERINGS.map((alternative) => {
			const actor: Actor = { role, revoked: false, levels: { seat: null, delegation: null } }
			const clause = { effect: 'open', level: null, held: false } as const
			const about = { alternative, ...(touches && { touches }) }
			const verdict = can(actor, action, { phase: 'drafting', clause, ...about })
			return verdict.allowed ? 'yes' : verdict.reason
		})
	const none = 'not-proposer'
	// in the order of OFFERINGS: nobody's, that of others, one's own
	expect(ask('advisor', 'edit-text', [REMOVES])).toEqual([none, none, 'yes'])
	expect(ask('chair', 'edit-text', [REMOVES])).toEqual(['yes', none, 'yes'])
	expect(ask('advisor', 'withdraw-alternative')).toEqual([none, none, 'yes'])
	expect(ask('secretariat', 'withdraw-alternative')).toEqual(['yes', none, 'yes'])
	expect(ask('advisor', 'merge-alternatives')).toEqual([none, none, 'yes'])
	expect(ask('chair', 'merge-alternatives')).toEqual(['yes', 'yes', 'yes'])
	expect(ask('advisor', 'choose-alternative')).toEqual(['role', 'role', 'role'])
	expect(ask('chair', 'choose-alternative')).toEqual(['yes', 'yes', 'yes'])
	expect(ask('chair', 'take-stance')).toEqual(['role', 'role', 'role'])
	expect(ask('note-taker', 'offer-alternative')).toEqual(['role', 'role', 'role'])
	expect(ask('advisor', 'offer-for-others')).toEqual(['role', 'role', 'role'])
})

test('[S3] a step is set by those whom the ladder names for it, and by nobody else', () => {
	const by = (setters?: readonly Role[]) =>
		ROLES.filter((role) => {
			const actor: Actor = { role, revoked: false, levels: { seat: null, delegation: null } }
			return can(actor, 'set-status', { phase: 'drafting', ...(setters && { setters }) }).allowed
		})
	expect(by()).toEqual(['secretariat', 'chair'])
	expect(by(['advisor'])).toEqual(['advisor'])
	expect(by(['secretariat', 'advisor'])).toEqual(['advisor', 'secretariat'])
	expect(by([])).toEqual([])
	// whatever a ladder said, these two never do
	expect(by(ROLES)).toEqual(['advisor', 'secretariat', 'chair'])
})

test('[S5] [S8] [S9] [S10] who decides how clauses stand, row by row', () => {
	const by = (action: (typeof ACTIONS)[number], phase: (typeof PHASES)[number] = 'drafting') =>
		ROLES.filter((role) => {
			const actor: Actor = { role, revoked: false, levels: { seat: null, delegation: null } }
			return can(actor, action, { phase }).allowed
		})
	const OWN = ['confirm-ad-referendum', 'enter-reservation', 'lift-reservation'] as const
	const ROOM = ['set-ladder', 'set-confirm-by', 'set-force', 'make-package', 'end-package'] as const
	for (const action of OWN) expect([action, by(action)]).toEqual([action, ['advisor']])
	for (const action of ROOM)
		expect([action, by(action)]).toEqual([action, ['secretariat', 'chair']])
	for (const action of [...OWN, ...ROOM, 'set-status'] as const)
		for (const phase of PHASES)
			if (phase !== 'drafting')
				expect([action, phase, by(action, phase)]).toEqual([action, phase, []])
})
