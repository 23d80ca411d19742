import { type SeatJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { type Answered, type Outcome } from './answered.ts'
import { sayAnswers, sayNotice } from './answeredWords.ts'

const clause = (id: string, kind: 'clause' | 'preamble', number: string) => ({
	...{ id, kind, number, heading: '' },
})
const CLAUSES = [
	clause('p', 'preamble', ''),
	...Array.from({ length: 20 }, (_, i) => clause(`c${i + 1}`, 'clause', String(i + 1))),
]
const seat = (id: string, delegation: string | null, name: string): SeatJson => ({
	...{ id, role: 'advisor', name, initials: 'A', revoked: false },
	delegation:
		delegation === null ? null : { id: delegation, code: 'FR', name: delegation, slot: 1 },
})
const SEATS = [
	seat('fr1', 'France', 'Advisor 1'),
	seat('fr2', 'France', 'Advisor 2'),
	seat('sec', null, 'Secretariat'),
]

/** Answers of one outcome, in these clauses. */
const all = (outcome: Outcome, by: string | null, ...clauses: readonly string[]) =>
	clauses.map((of, i): Answered => ({ outcome, clause: of, id: `s${i}`, counter: null, by, at: i }))
const say = (...answers: readonly Answered[]) =>
	sayAnswers(answers, { clauses: CLAUSES, seats: SEATS })

test('[R2] answers of the same outcome by one delegation are one sentence, with the points', () => {
	expect(say(...all('accepted', 'fr1', 'c3'))).toEqual([
		'France accepted your suggestion in Point 3.',
	])
	const [three, four] = [all('accepted', 'fr1', 'c3', 'c4'), all('accepted', 'fr2', 'c5', 'c5')]
	expect(say(...three, ...four)).toEqual(['France accepted 4 of your suggestions in Points 3–5.'])
	expect(say(...all('declined', 'sec', 'c7', 'c3', 'c4'))).toEqual([
		'The Secretariat declined 3 of your suggestions in Points 3, 4 and 7.',
	])
	expect(say(...all('declined', 'sec', 'c1'), ...all('accepted', 'sec', 'c2'))).toEqual([
		'The Secretariat declined your suggestion in Point 1.',
		'The Secretariat accepted your suggestion in Point 2.',
	])
})

test('[R2] a notice tells the whole first, two sentences at most, then each with how many were of how many', () => {
	const from = { clauses: CLAUSES, seats: SEATS }
	const [one, two] = [all('accepted', 'fr1', 'c1'), all('declined', 'fr1', 'c2')]
	const [three, four] = [all('moot', 'fr1', 'c3'), all('countered', 'fr1', 'c4')]
	const told = [...one, ...two, ...three, ...four]
	const notice = (count: number) => {
		const some = told.slice(0, count)
		return sayNotice({ told: some, pending: some, at: null }, from)
	}
	const both =
		'France accepted your suggestion in Point 1. France declined your suggestion in Point 2.'
	expect([0, 2, 3, 4].map(notice)).toEqual([
		'',
		both,
		`${both} And 1 more answer.`,
		`${both} And 2 more answers.`,
	])
	const [at = null] = two
	const said = 'France declined your suggestion in Point 2.'
	expect(sayNotice({ told, pending: three, at }, from)).toBe(`3 of 4: ${said}`)
	expect(sayNotice({ told: two, pending: [], at }, from)).toBe(said)
})

test('[R2] parts of the text that are no points are named, and many places are counted', () => {
	expect(say(...all('accepted', 'fr1', 'p', 'c1', 'c2', 'c3'))).toEqual([
		'France accepted 4 of your suggestions in Preamble and Points 1–3.',
	])
	expect(say(...all('accepted', 'fr1', 'p', 'c1'))).toEqual([
		'France accepted 2 of your suggestions in Preamble and Point 1.',
	])
	expect(say(...all('accepted', 'fr1', 'c1', 'c3', 'c5', 'c7', 'c9'))).toEqual([
		'France accepted 5 of your suggestions in 5 places.',
	])
	expect(say(...all('accepted', 'fr1', 'c1', 'c2', 'c3', 'c11', 'c12', 'c13', 'c14'))).toEqual([
		'France accepted 7 of your suggestions in Points 1–3 and 11–14.',
	])
	expect(say(...all('accepted', 'fr1', 'gone'))).toEqual([
		'France accepted your suggestion in the text.',
	])
})

test.each<[Outcome, string, string]>([
	[
		'countered',
		'accepted another wording in place of your suggestion',
		'in place of 2 of your suggestions',
	],
	[
		'moot',
		'took out the words that your suggestion in Point 3 was about',
		'that 2 of your suggestions',
	],
	[
		'offered',
		'offers another wording in place of your suggestion',
		'in place of 2 of your suggestions',
	],
	[
		'lifted',
		'bracket in Point 3 is lifted, with the consent of the server: its',
		'2 of your brackets',
	],
	[
		'struck',
		'bracket in Point 3 is struck, with the consent of the server: its',
		'2 of your brackets',
	],
	['lift-declined', 'declined to lift your bracket', 'to lift 2 of your brackets'],
	['strike-declined', 'declined to strike your bracket', 'to strike 2 of your brackets'],
	['proposed-lift-declined', 'your proposal to lift a bracket', 'proposals to lift 2 brackets'],
	[
		'proposed-strike-declined',
		'declined your proposal to strike a bracket in Point 3',
		'declined your proposals to strike 2 brackets in Points 3 and 4',
	],
])('[R1] what became of it is said in plain words: %s', (outcome, one, several) => {
	const [single] = say(...all(outcome, null, 'c3'))
	expect(single).toContain(one)
	expect(single).toMatch(/^(The server|Your) .*\.$/)
	expect(say(...all(outcome, null, 'c3', 'c4'))[0]).toContain(several)
})
