import { expect, test } from 'vitest'
import { can, type Actor, type Subject } from './access.ts'
import { type Action } from './action.ts'
import { foldPlaceholders, placeholderRefusal, type PlaceholderAct } from './foldPlaceholders.ts'
import { parseClauseId, parseDelegationId, parsePlaceholderId, parseSeatId } from './ids.ts'
import { parseInstant } from './instant.ts'
import { isOverdue, NO_PLACEHOLDERS, placeholderOwner, type Placeholders } from './placeholder.ts'
import { ROLES, type Role } from './seat.ts'

const CLAUSE = parseClauseId('cl_000000000001')
const PLACEHOLDER = parsePlaceholderId('0v3k9m2p7q1x')
const SEAT = parseSeatId('st_000000000001')
const AT = parseInstant(1000)
const DUE = parseInstant(5000)
const [UA, FR] = [parseDelegationId('dl_00000000000a'), parseDelegationId('dl_00000000000b')]
const ABOUT = { clause: CLAUSE, placeholder: PLACEHOLDER }
const PLACED: PlaceholderAct = {
	...{ kind: 'placeholder-placed', ...ABOUT, what: 'amount', words: 'amount in euro' },
	...{ owner: UA, due: DUE },
}
const SET: PlaceholderAct = {
	...{ kind: 'placeholder-set', ...ABOUT, words: 'sum', owner: FR, due: null },
}
const FILLED: PlaceholderAct = { kind: 'placeholder-filled', ...ABOUT }

function after(...acts: readonly PlaceholderAct[]): Placeholders {
	return acts.reduce((all, act) => foldPlaceholders(all, act, SEAT, AT), NO_PLACEHOLDERS)
}

test('[H1] a placeholder is what was placed, with what was set of it since, and remembers who filled it', () => {
	const placed = {
		...{ clause: CLAUSE, what: 'amount', words: 'amount in euro', owner: UA, due: DUE },
		...{ placedBy: SEAT, placedAt: AT, filled: null },
	}
	expect([...after(PLACED)]).toEqual([[PLACEHOLDER, placed]])
	const set = { ...placed, words: 'sum', owner: FR, due: null }
	expect([...after(PLACED, SET)]).toEqual([[PLACEHOLDER, set]])
	const filled = { ...set, filled: { by: SEAT, at: AT } }
	expect([...after(PLACED, SET, FILLED)]).toEqual([[PLACEHOLDER, filled]])
})

test('[H1] nothing is set or filled that was not placed in that clause, and nothing placed twice', () => {
	const other = parseClauseId('cl_000000000002')
	for (const act of [SET, FILLED]) {
		expect(placeholderRefusal(NO_PLACEHOLDERS, act)).toBe('placeholder-gone')
		expect(after(act).size).toBe(0)
		const elsewhere = { ...act, clause: other }
		expect(placeholderRefusal(after(PLACED), elsewhere)).toBe('placeholder-gone')
		expect(after(PLACED, elsewhere)).toEqual(after(PLACED))
		expect(placeholderRefusal(after(PLACED), act)).toBeNull()
	}
	expect(placeholderRefusal(after(PLACED), PLACED)).toBe('placeholder-gone')
	expect(after(PLACED, SET, PLACED)).toEqual(after(PLACED, SET))
})

test('[H4] it is overdue once its instant has passed, and never where none was named', () => {
	expect(isOverdue({ due: DUE }, DUE)).toBe(false)
	expect(isOverdue({ due: DUE }, parseInstant(5001))).toBe(true)
	expect(isOverdue({ due: null }, parseInstant(9_000_000))).toBe(false)
})

const actor = (role: Role, level: Actor['levels']['seat'] = null): Actor => ({
	...{ role, revoked: false, levels: { seat: level, delegation: null } },
})

function rolesThat(action: Action, more: Partial<Subject> = {}, level?: 'suggest' | 'read') {
	const clause = { effect: 'open', level: null, held: false } as const
	const subject: Subject = { phase: 'drafting', clause, ...more }
	return ROLES.filter((role) => can(actor(role, level), action, subject).allowed)
}

test('[H2] who may edit places and fills; who runs the room, and the advisors of its owner, say whose it is and by when', () => {
	const writers = ROLES.filter((role) => !['note-taker', 'observer'].includes(role))
	const held = { clause: { effect: 'open', level: null, held: true } } as const
	for (const action of ['place-placeholder', 'fill-placeholder'] as const) {
		expect(rolesThat(action)).toEqual(writers)
		expect(rolesThat(action, {}, 'suggest')).toEqual([])
		expect(rolesThat(action, {}, 'read')).toEqual([])
		expect(rolesThat(action, held)).toEqual([])
		expect(rolesThat(action, { phase: 'frozen' })).toEqual([])
	}
	expect(rolesThat('set-placeholder', { placeholder: 'own' })).toEqual(writers)
	expect(rolesThat('set-placeholder').toSorted()).toEqual(['chair', 'secretariat'])
	expect(rolesThat('set-placeholder', { phase: 'frozen', placeholder: 'own' })).toEqual([])
	expect(placeholderOwner({ owner: UA }, UA)).toBe('own')
	expect(placeholderOwner({ owner: UA }, FR)).toBe('others')
	expect(placeholderOwner({ owner: null }, null)).toBe('others')
})
