import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { can, type Subject } from './access.ts'
import { ACTIONS, type Action } from './action.ts'
import { LEVELS, type Level } from './rights.ts'
import { type Role } from './seat.ts'

/** By rows of rule A10: least level of the seat, of the clause, and whether it is done in a clause that is held, and in one that is confirmed. */
type Row = readonly [own: Level, ofClause: Level, whenHeld: boolean, whenConfirmed: boolean]

const EDIT: Row = ['edit', 'edit', false, false]
const SUGGESTION: Row = ['suggest', 'suggest', true, true]
const PROCEDURE: Row = ['suggest', 'read', true, true]
const PARTY: Row = ['read', 'read', true, true]
const NOTHING: Row = ['read', 'read', true, true]

const ROWS: Record<Exclude<Action, 'edit-text' | 'withhold'>, Row> = {
	'place-bracket': EDIT,
	'propose-ending': EDIT,
	'offer-alternative': EDIT,
	'merge-alternatives': EDIT,
	'withdraw-alternative': EDIT,
	'choose-alternative': EDIT,
	'answer-suggestion': EDIT,
	'place-placeholder': EDIT,
	'fill-placeholder': EDIT,
	'withdraw-suggestion': ['suggest', 'suggest', false, true],
	'join-bracket': SUGGESTION,
	'explain-suggestion': SUGGESTION,
	'make-proposal': SUGGESTION,
	'set-placeholder': SUGGESTION,
	'park-alternatives': PROCEDURE,
	'set-status': PROCEDURE,
	'set-confirm-by': PROCEDURE,
	'set-force': PROCEDURE,
	'leave-bracket': ['read', 'read', false, true],
	'answer-ending': ['read', 'read', false, false],
	'withdraw-ending': PARTY,
	'take-stance': PARTY,
	'comment-suggestion': PARTY,
	'confirm-ad-referendum': PARTY,
	'enter-reservation': PARTY,
	'lift-reservation': PARTY,
	read: NOTHING,
	'take-note': NOTHING,
	'set-rights': NOTHING,
	'hold-clause': NOTHING,
	'move-deadline': NOTHING,
	freeze: NOTHING,
	invite: NOTHING,
	revoke: NOTHING,
	'see-late-lane': NOTHING,
	'release-late': NOTHING,
	'withhold-for-others': NOTHING,
	'set-contact': NOTHING,
	'call-to-place': NOTHING,
	'name-holders': NOTHING,
	'offer-for-others': NOTHING,
	'set-ladder': NOTHING,
	'make-package': NOTHING,
	'end-package': NOTHING,
}

/** Where a clause takes suggestions only, those who run the room decide these. */
const DECIDED_THERE: readonly Action[] = [
	'propose-ending',
	'merge-alternatives',
	'withdraw-alternative',
	'choose-alternative',
	'answer-suggestion',
]

/** What an action is about, so that nothing but levels and holds stands in its way. */
const OWN = {
	bracket: 'alone',
	alternative: 'own',
	suggestion: 'own',
	placeholder: 'own',
	ending: 'own',
	setters: ['advisor', 'secretariat', 'chair'],
} as const

function expected(action: keyof typeof ROWS, role: Role, own: Level, clause: Place): string {
	const [least, ofClause, whenHeld, whenConfirmed] = ROWS[action]
	const below = (level: Level, asked: Level): boolean =>
		LEVELS.indexOf(level) < LEVELS.indexOf(asked)
	if (own === 'read' && least !== 'read') return 'seat-reads'
	if (clause.held && !whenHeld) return 'held'
	if (clause.level === 'read' && ofClause !== 'read') return 'clause-reads'
	if (below(own, least)) return 'suggest-only'
	const takes: Level = clause.effect === 'agreed' || clause.level === 'suggest' ? 'suggest' : 'edit'
	const isDecided = role !== 'advisor' && DECIDED_THERE.includes(action)
	if (below(takes, ofClause) && !isDecided) return 'suggest-only'
	return clause.confirmed && !whenConfirmed ? 'capitals-confirmed' : 'yes'
}

interface Place {
	readonly effect: 'open' | 'agreed'
	readonly level: Level
	readonly held: boolean
	readonly confirmed: boolean
}

const PLACES: readonly Place[] = LEVELS.flatMap((level) =>
	(['open', 'agreed'] as const).flatMap((effect) =>
		[false, true].flatMap((held) =>
			[false, true].map((confirmed) => ({ effect, level, held, confirmed }))
		)
	)
)

test('[A10] every action at every level of seat and clause, on steps that take edits or suggestions, held or confirmed and not', () => {
	let asked = 0
	for (const action of ACTIONS) {
		if (action === 'edit-text' || action === 'withhold') continue
		for (const role of ['advisor', 'chair'] as const) {
			for (const seat of LEVELS)
				for (const clause of PLACES) {
					const actor = { role, revoked: false, levels: { seat, delegation: null } }
					const subject: Subject = { phase: 'drafting', clause, ...OWN }
					const verdict = can(actor, action, subject)
					const said = verdict.allowed ? 'yes' : verdict.reason
					if (said === 'role') continue
					asked++
					const about = `${action} by the ${role} at ${seat}: ${JSON.stringify(clause)}`
					expect([about, said]).toEqual([about, expected(action, role, seat, clause)])
				}
		}
	}
	// of each action at least one of the two roles may do it
	expect(asked).toBeGreaterThanOrEqual(Object.keys(ROWS).length * LEVELS.length * PLACES.length)
})

test('[A10] what is set for the delegation goes where nothing is set for the seat', () => {
	const clause = { effect: 'open', level: null, held: false } as const
	for (const [action, [own]] of Object.entries(ROWS)) {
		const found = ACTIONS.find((known) => known === action)
		if (found === undefined || own === 'read') continue
		const levels = { seat: null, delegation: 'read' } as const
		const verdict = can({ role: 'advisor', revoked: false, levels }, found, {
			...{ phase: 'drafting', clause },
			...OWN,
		})
		if (!verdict.allowed && verdict.reason !== 'role')
			expect([action, verdict.reason]).toEqual([action, 'delegation-reads'])
		else expect([action, verdict.allowed]).toEqual([action, false])
	}
})

test('[A10] the table of the rules says the same, line by line', () => {
	const lines = readFileSync(new URL('../SPEC.md', import.meta.url), 'utf8').split('\n')
	const listed = new Map<string, string>()
	for (const line of lines) {
		const [, actions, own, ofClause, whenHeld, confirmed] = line
			.split('|')
			.map((cell) => cell.trim())
		if (actions === undefined || own === undefined || !actions.startsWith('`')) continue
		for (const [, action = ''] of actions.matchAll(/`([a-z-]+)`/g))
			listed.set(action, [own, ofClause, whenHeld, confirmed].join(' '))
	}
	const said = (level: Level): string => (level === 'read' ? 'any' : level)
	for (const [action, [own, ofClause, whenHeld, confirmed]] of Object.entries(ROWS)) {
		const row = [said(own), said(ofClause), whenHeld ? 'yes' : 'no', confirmed ? 'yes' : 'no'].join(
			' '
		)
		expect([action, listed.get(action) ?? 'any any yes yes']).toEqual([action, row])
	}
	expect([...listed.keys()].filter((action) => !Object.hasOwn(ROWS, action))).toEqual([])
})

test('[A10] [S12] what declines leaves a confirmed text as it is, and is done by whoever may answer', () => {
	const clause = { effect: 'ad-referendum', level: null, held: false, confirmed: true } as const
	const about = { ...OWN, phase: 'drafting', clause } as const
	const none = { revoked: false, levels: { seat: null, delegation: null } }
	for (const [action, role] of [
		['answer-suggestion', 'chair'],
		['answer-ending', 'advisor'],
	] as const) {
		expect(can({ role, ...none }, action, about)).toEqual({
			...{ allowed: false, reason: 'capitals-confirmed' },
		})
		expect(can({ role, ...none }, action, { ...about, keepsText: true }).allowed).toBe(true)
	}
})
