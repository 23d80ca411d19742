import { expect, test } from 'vitest'
import {
	endingOwnership,
	holdingOf,
	isConsented,
	NO_BRACKETS,
	unansweredBy,
	type Brackets,
} from './bracket.ts'
import { bracketRefusal, foldBrackets, gatherBrackets, type BracketAct } from './foldBrackets.ts'
import { parseBracketId, parseClauseId, parseDelegationId, parseSeatId } from './ids.ts'
import { parseInstant } from './instant.ts'

const CLAUSE = parseClauseId('cl_000000000001')
const BRACKET = parseBracketId('0v3k9m2p7q1x')
const SEAT = parseSeatId('st_000000000001')
const AT = parseInstant(1000)
const ALL = ['a', 'b', 'c'].map((end) => parseDelegationId(`dl_00000000000${end}`))
const [UA, FR, DE] = ALL as [(typeof ALL)[0], (typeof ALL)[0], (typeof ALL)[0]]
const ABOUT = { clause: CLAUSE, bracket: BRACKET }

type Holders = readonly ReturnType<typeof parseDelegationId>[]

const placed = (...holders: Holders): BracketAct => ({
	...{ kind: 'bracket-placed', ...ABOUT, holders, reason: '' },
})
const propose = (ending: 'lift' | 'strike', ...consents: Holders): BracketAct => ({
	...{ kind: 'bracket-ending-proposed', ...ABOUT, ending, consents },
})
const answer = (ending: 'lift' | 'strike', delegation = UA, consents = true): BracketAct => ({
	...{ kind: 'bracket-answered', ...ABOUT, ending, delegation, consents },
})
const joined = (delegation = DE): BracketAct => ({ kind: 'bracket-joined', ...ABOUT, delegation })
const left = (delegation = FR): BracketAct => ({ kind: 'bracket-left', ...ABOUT, delegation })
const withdrawn = (ending: 'lift' | 'strike'): BracketAct => ({
	...{ kind: 'bracket-ending-withdrawn', ...ABOUT, ending },
})
const ended = (ending: 'lift' | 'strike'): BracketAct => ({
	...{ kind: 'bracket-ended', ...ABOUT, ending },
})

/** The bracket after `acts`, each of which can follow those before it. */
function after(...acts: readonly BracketAct[]): Brackets {
	return acts.reduce((brackets, act) => {
		expect([act, bracketRefusal(brackets, act)]).toEqual([act, null])
		return foldBrackets(brackets, act, SEAT, AT)
	}, NO_BRACKETS)
}

const only = (brackets: Brackets) => {
	const bracket = brackets.get(BRACKET)
	if (bracket === undefined) throw new RangeError('no bracket')
	return bracket
}

test('[B3] an ending wants every holder, those who joined meanwhile too, and nobody else', () => {
	const proposed = after(placed(UA, FR), propose('lift'))
	expect(unansweredBy(only(proposed))).toEqual([UA, FR])
	const once = foldBrackets(proposed, answer('lift'), SEAT, AT)
	expect(isConsented(only(once))).toBe(false)
	expect(bracketRefusal(once, answer('lift', DE))).toBe('bracket-changed')
	expect(bracketRefusal(once, ended('lift'))).toBe('bracket-changed')
	const withGermany = foldBrackets(once, joined(), SEAT, AT)
	const twice = foldBrackets(withGermany, answer('lift', FR), SEAT, AT)
	expect(unansweredBy(only(twice))).toEqual([DE])
	const all = foldBrackets(twice, answer('lift', DE), SEAT, AT)
	expect(isConsented(only(all))).toBe(true)
	const done = foldBrackets(all, ended('lift'), SEAT, AT)
	expect(only(done)).toMatchObject({ proposed: null, ended: { ending: 'lift' } })
	for (const act of [joined(), left(), propose('lift'), answer('lift'), ended('lift')]) {
		expect(bracketRefusal(done, act)).toBe('bracket-ended')
		expect(foldBrackets(done, act, SEAT, AT)).toBe(done)
	}
})

test('[B3] a consent is to what was proposed, and to nothing that is proposed after it', () => {
	const struck = after(placed(UA, FR), propose('lift'), answer('lift'), propose('strike', FR))
	expect(unansweredBy(only(struck))).toEqual([UA])
	expect(bracketRefusal(struck, answer('lift'))).toBe('bracket-changed')
	expect(bracketRefusal(struck, propose('strike'))).toBe('bracket-changed')
})

test('[B3] who declines ends what is proposed, and the bracket stays', () => {
	const declined = after(placed(UA, FR), propose('strike', UA), answer('strike', FR, false))
	expect(only(declined)).toMatchObject({
		proposed: null,
		declined: { ending: 'strike', by: FR },
		ended: null,
	})
	expect(only(foldBrackets(declined, propose('lift'), SEAT, AT)).declined).toBe(null)
})

test('[B2] a holder leaves, the last one does not; who leaves is not asked any more', () => {
	const shared = after(placed(UA, FR), propose('lift', UA), left())
	expect(isConsented(only(shared))).toBe(true)
	expect(bracketRefusal(shared, left(UA))).toBe('last-holder')
	expect(bracketRefusal(shared, left(DE))).toBe('bracket-changed')
	expect(bracketRefusal(shared, joined(UA))).toBe('bracket-changed')
})

test('[B2] [B7] the last holder of what an imported text names nobody for leaves it, but not while it is asked', () => {
	const found = foldBrackets(NO_BRACKETS, placed(), null, AT)
	const held = foldBrackets(found, joined(), SEAT, AT)
	expect([only(held).ownerless, holdingOf(only(held), DE)]).toEqual([true, 'joined'])
	const asked = foldBrackets(held, propose('strike'), SEAT, AT)
	expect(bracketRefusal(asked, left(DE))).toBe('last-holder')
	const declined = foldBrackets(asked, answer('strike', DE, false), SEAT, AT)
	expect(bracketRefusal(declined, left(DE))).toBeNull()
	const free = foldBrackets(declined, left(DE), SEAT, AT)
	expect([only(free).ownerless, holdingOf(only(free), DE)]).toEqual([true, 'unheld'])
	const named = foldBrackets(NO_BRACKETS, placed(UA), null, AT)
	expect([only(named).ownerless, holdingOf(only(named), UA)]).toEqual([false, 'alone'])
	expect(bracketRefusal(named, left(UA))).toBe('last-holder')
})

test('[B2] how a bracket is held', () => {
	const [none, alone, shared] = [after(placed()), after(placed(UA)), after(placed(UA, FR))]
	expect(holdingOf(only(none), UA)).toBe('unheld')
	expect([UA, FR, null].map((one) => holdingOf(only(alone), one))).toEqual([
		...['alone', 'others', 'others'],
	])
	expect([UA, DE].map((one) => holdingOf(only(shared), one))).toEqual(['shared', 'others'])
	expect(isConsented(only(foldBrackets(none, propose('lift'), SEAT, AT)))).toBe(true)
})

test('[B3] whatever order acts come in, none is ended without the consent of all its holders', () => {
	const acts = [
		...ALL.flatMap((one) => [joined(one), left(one), answer('lift', one), answer('strike', one)]),
		...ALL.flatMap((one) => [answer('lift', one, false), propose('strike', one)]),
		...[propose('lift'), propose('strike'), ended('lift'), ended('strike')],
		...[withdrawn('lift'), withdrawn('strike')],
	]
	let seed = 7
	const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
	let endings = 0
	for (let run = 0; run < 2000; run++) {
		const put = gatherBrackets()
		let brackets = foldBrackets(NO_BRACKETS, placed(UA, FR), SEAT, AT)
		let gathered = foldBrackets(NO_BRACKETS, placed(UA, FR), SEAT, AT, put)
		for (let step = 0; step < 30; step++) {
			const act = acts[Math.floor(random() * acts.length)]
			if (act === undefined || bracketRefusal(brackets, act) !== null) continue
			const { holders, proposed } = only(brackets)
			if (act.kind === 'bracket-ended') {
				endings++
				expect(proposed?.ending).toBe(act.ending)
				expect([...holders].every((holder) => proposed?.consents.has(holder))).toBe(true)
			}
			brackets = foldBrackets(brackets, act, SEAT, AT)
			gathered = foldBrackets(gathered, act, SEAT, AT, put)
			expect(only(brackets).holders.size).toBeGreaterThan(0)
		}
		expect(gathered).toEqual(brackets)
	}
	expect(endings).toBeGreaterThan(100)
})

test('[B1] an id names one bracket, and a bracket is of one clause', () => {
	const brackets = after(placed(UA))
	expect(bracketRefusal(brackets, placed(FR))).toBe('bracket-changed')
	const elsewhere = { ...joined(), clause: parseClauseId('cl_000000000002') }
	expect(bracketRefusal(brackets, elsewhere)).toBe('bracket-ended')
	expect(() => parseBracketId('short')).toThrow(RangeError)
})

test('[B11] what is withdrawn is proposed no more, and a consent to it is to nothing', () => {
	const asked = after(placed(UA, FR), propose('lift', UA), joined(), answer('lift', FR))
	expect(bracketRefusal(asked, withdrawn('strike'))).toBe('bracket-changed')
	const none = foldBrackets(asked, withdrawn('lift'), SEAT, AT)
	expect(only(none)).toMatchObject({ proposed: null, declined: null, ended: null })
	expect(bracketRefusal(none, withdrawn('lift'))).toBe('bracket-changed')
	expect(bracketRefusal(none, ended('lift'))).toBe('bracket-changed')
	expect(unansweredBy(only(foldBrackets(none, propose('lift'), SEAT, AT)))).toEqual([UA, FR, DE])
})

test('[B11] whose a proposed ending is: of the seat, of its delegation, or of those who run the room', () => {
	const other = parseSeatId('st_000000000002')
	const ofUkraine = only(after(placed(UA, FR), propose('lift', UA))).proposed
	const ofTheRoom = only(after(placed(UA, FR), propose('lift'))).proposed
	const whose = (
		asked: typeof ofUkraine,
		role: 'advisor' | 'chair',
		delegation: typeof UA | null
	) => asked && endingOwnership(asked, { id: other, role, delegation })
	expect(
		ofUkraine && endingOwnership(ofUkraine, { id: SEAT, role: 'advisor', delegation: UA })
	).toBe('own')
	expect(whose(ofUkraine, 'advisor', UA)).toBe('ours')
	expect(whose(ofUkraine, 'advisor', FR)).toBe('others')
	expect(whose(ofUkraine, 'chair', null)).toBe('others')
	expect(whose(ofTheRoom, 'chair', null)).toBe('ours')
	expect(whose(ofTheRoom, 'advisor', UA)).toBe('others')
})
