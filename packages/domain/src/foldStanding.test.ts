import { expect, test } from 'vitest'
import {
	clausesInTheWay,
	foldStanding,
	standingRefusal,
	withStatus,
	type StandingAct,
} from './foldStanding.ts'
import { parseClauseId, parseDelegationId, parsePackageId, parseSeatId } from './ids.ts'
import { addMs, parseInstant, parseLogPosition, type Instant } from './instant.ts'
import { DEFAULT_LADDER, effectOf, isAgreement } from './ladder.ts'
import {
	isProvisional,
	NO_STANDING,
	openLedger,
	openPackageOf,
	standingOf,
	type Standing,
} from './standing.ts'

const SEAT = parseSeatId('st_000000000001')
const [A, B, C] = ['a', 'b', 'c'].map((end) => parseClauseId(`cl_00000000000${end}`)) as [
	ReturnType<typeof parseClauseId>,
	ReturnType<typeof parseClauseId>,
	ReturnType<typeof parseClauseId>,
]
const UA = parseDelegationId('dl_00000000000a')
const FR = parseDelegationId('dl_00000000000b')
const PACK = parsePackageId('pk_000000000001')
const OTHER_PACK = parsePackageId('pk_000000000002')
const AT = parseInstant(1000)
const UNTIL = parseInstant(5000)
const AD_REFERENDUM = 'agreed-ad-referendum'

/** A round as far as it goes by status, and how its clauses stand. */
interface Ground {
	readonly standing: Standing
	readonly clauses: readonly { readonly id: typeof A; readonly status: string }[]
}

const START: Ground = {
	standing: NO_STANDING,
	clauses: [A, B, C].map((id) => ({ id, status: 'open' })),
}

const set = (status: string, clause = A): StandingAct => ({ kind: 'status-set', clause, status })
const opened = (confirmBy = UNTIL): StandingAct => ({
	...{ kind: 'ad-referendum-opened', clause: A, status: AD_REFERENDUM, confirmBy },
})
const READ = '5c'.repeat(32)
const confirmed = (delegation = UA, readDigest = READ): StandingAct => ({
	...{ kind: 'text-confirmed', clause: A, delegation, readDigest },
})
const until = (confirmBy: Instant): StandingAct => ({
	kind: 'confirm-by-set',
	clause: A,
	confirmBy,
})
const entered = (reservation: 'scrutiny' | 'linguistic', delegation = UA): StandingAct => ({
	...{ kind: 'reservation-entered', clause: A, delegation, reservation, words: '' },
})
const lifted = (reservation: 'scrutiny' | 'linguistic', delegation = UA): StandingAct => ({
	...{ kind: 'reservation-lifted', clause: A, delegation, reservation },
})
const made = (clauses: readonly (typeof A)[], id = PACK): StandingAct => ({
	...{ kind: 'package-made', package: id, title: 'Guarantees', clauses },
})
const closed = (id = PACK): StandingAct => ({ kind: 'package-closed', package: id })

function fold({ standing, clauses }: Ground, act: StandingAct, at: Instant): Ground {
	const entry = { by: SEAT, at, position: parseLogPosition(7) }
	return { standing: foldStanding(standing, act, entry), clauses: withStatus(clauses, act) }
}

const why = ({ standing, clauses }: Ground, act: StandingAct, at = AT) =>
	standingRefusal(standing, clauses, act, at)

/** The ground after `acts`, each of which can follow those before it. */
function after(...acts: readonly (StandingAct | readonly [StandingAct, Instant])[]): Ground {
	return acts.reduce((ground: Ground, one) => {
		const [act, at] = 'kind' in one ? [one, AT] : one
		expect([act, why(ground, act, at)]).toEqual([act, null])
		return fold(ground, act, at)
	}, START)
}

const ledger = ({ standing }: Ground) => openLedger(standingOf(standing, A))

test('[S2] a ladder without a step that clauses stand on is refused, and names them', () => {
	const without = DEFAULT_LADDER.filter(({ id }) => id !== 'bracketed')
	const act: StandingAct = { kind: 'ladder-set', steps: without }
	expect(why(START, act)).toBe(null)
	const used = after(set('bracketed', B))
	expect(why(used, act)).toBe('ladder-in-use')
	expect(clausesInTheWay(used.standing, used.clauses, act)).toEqual([B])
	const renamed = DEFAULT_LADDER.map((step) => ({ ...step, name: `${step.name}!` }))
	const next = after(set('bracketed', B), { kind: 'ladder-set', steps: renamed })
	expect(next.standing).toMatchObject({ ladder: renamed, ladderSetAt: 7 })
})

test('[S2] a step that clauses stand on goes on doing what it did: nothing is agreed by a change of the ladder', () => {
	const agreed = DEFAULT_LADDER.map((step) =>
		step.id === 'open' ? { ...step, effect: 'agreed' as const } : step
	)
	expect(why(START, { kind: 'ladder-set', steps: agreed })).toBe('ladder-in-use')
	expect(
		clausesInTheWay(START.standing, START.clauses, { kind: 'ladder-set', steps: agreed })
	).toEqual([A, B, C])
	expect(() => why(START, { kind: 'ladder-set', steps: [] })).toThrow(RangeError)
	expect(why(START, set('gone'))).toBe('ladder-changed')
})

test('[S5] who confirms after the instant is late, to the millisecond, and nobody confirms twice', () => {
	const open = after(set(AD_REFERENDUM), opened())
	const last = fold(open, confirmed(UA), UNTIL)
	expect(ledger(last)?.confirmed.get(UA)).toEqual({
		...{ at: UNTIL, by: SEAT, late: false, readDigest: READ },
	})
	const late = fold(last, confirmed(FR), addMs(UNTIL, 1))
	expect(ledger(late)?.confirmed.get(FR)).toMatchObject({ late: true })
	expect(why(late, confirmed(FR))).toBe('confirmed-already')
	expect(fold(late, confirmed(FR), AT).standing).toBe(late.standing)
})

test('[S5] another instant makes nobody late who was not, and nobody on time who was', () => {
	const open = after(set(AD_REFERENDUM), opened(), [confirmed(UA), addMs(UNTIL, 1)])
	const longer = fold(open, until(addMs(UNTIL, 1000)), AT)
	expect(ledger(longer)).toMatchObject({ confirmBy: 6000 })
	expect(ledger(longer)?.confirmed.get(UA)?.late).toBe(true)
	const inTime = fold(longer, confirmed(FR), addMs(UNTIL, 2))
	const shorter = fold(inTime, until(addMs(UNTIL, 1)), AT)
	expect(ledger(shorter)?.confirmed.get(FR)?.late).toBe(false)
	expect(why(open, until(AT))).toBe('confirm-by-past')
})

test('[S5] there is nothing to confirm of a clause that is on another step', () => {
	for (const act of [confirmed(), until(UNTIL), opened()])
		expect([act.kind, why(START, act)]).toEqual([act.kind, 'not-ad-referendum'])
	const on = after(set(AD_REFERENDUM))
	// a log from before ladders were set has clauses there without an account
	expect(why(on, confirmed())).toBe('not-ad-referendum')
	expect(why(on, opened(AT))).toBe('confirm-by-past')
	expect(why(after(set(AD_REFERENDUM), opened()), opened())).toBe('not-ad-referendum')
})

test('[S13] who has confirmed another text, or named none, confirms this one in its place, once', () => {
	const unnamed = { kind: 'ad-referendum-confirmed', clause: A, delegation: UA } as const
	const old = after(set(AD_REFERENDUM), opened(), unnamed)
	expect(ledger(old)?.confirmed.get(UA)?.readDigest).toBeNull()
	expect(why(old, unnamed)).toBe('confirmed-already')
	expect(why(old, confirmed())).toBeNull()
	const named = fold(old, confirmed(), UNTIL)
	expect(ledger(named)?.confirmed.get(UA)).toMatchObject({ at: UNTIL, readDigest: READ })
	expect(why(named, confirmed())).toBe('confirmed-already')
	expect(why(named, unnamed)).toBe('confirmed-already')
	const other = '0f'.repeat(32)
	const again = fold(named, confirmed(UA, other), addMs(UNTIL, 1))
	expect(ledger(again)?.confirmed.get(UA)).toMatchObject({ late: true, readDigest: other })
	expect(ledger(fold(again, unnamed, UNTIL))?.confirmed.get(UA)?.readDigest).toBe(other)
})

test('[S6] a clause that comes back begins a new account, and the old one stays', () => {
	const left = after(set(AD_REFERENDUM), opened(), confirmed(), set('open'))
	expect(ledger(left)).toBe(null)
	expect(why(left, confirmed(FR))).toBe('not-ad-referendum')
	const back = fold(fold(left, set(AD_REFERENDUM), AT), opened(parseInstant(9000)), AT)
	const { ledgers } = standingOf(back.standing, A)
	expect(ledgers.map(({ confirmed: one, leftAt }) => [one.size, leftAt])).toEqual([
		[1, AT],
		[0, null],
	])
	const all = after(set(AD_REFERENDUM), opened(), confirmed(UA), confirmed(FR))
	expect(all.clauses[0]?.status).toBe(AD_REFERENDUM)
	// the same step again is no leaving
	expect(ledger(fold(all, set(AD_REFERENDUM), AT))?.confirmed.size).toBe(2)
})

test('[S7] [S8] what is agreed in a package is provisional until all of it is agreed and it is closed', () => {
	const packed = after(made([A, B]), set('agreed'))
	const { standing } = packed
	expect([A, B, C].map((one) => isProvisional(standing, one, 'agreed'))).toEqual([
		true,
		true,
		false,
	])
	expect(isProvisional(standing, A, 'open')).toBe(false)
	expect(why(packed, closed())).toBe('package-not-agreed')
	expect(clausesInTheWay(standing, packed.clauses, closed())).toEqual([B])
	const done = fold(fold(fold(packed, set(AD_REFERENDUM, B), AT), opened(), AT), closed(), AT)
	expect(isProvisional(done.standing, A, 'agreed')).toBe(false)
	expect(done.standing.packages.get(PACK)?.ended).toEqual({ how: 'closed', by: SEAT, at: AT })
	for (const act of [closed(), { kind: 'package-dissolved', package: PACK } as const])
		expect(why(done, act)).toBe('package-ended')
	expect(fold(done, closed(), UNTIL).standing).toBe(done.standing)
})

test('[S7] a clause is in one open package, and in another once that has ended', () => {
	const packed = after(made([A, B]))
	expect(why(packed, made([B, C], OTHER_PACK))).toBe('in-package')
	expect(clausesInTheWay(packed.standing, packed.clauses, made([B, C], OTHER_PACK))).toEqual([B])
	expect(why(packed, made([C], PACK))).toBe('package-ended')
	const given = fold(packed, { kind: 'package-dissolved', package: PACK }, AT)
	expect(why(given, made([B, C], OTHER_PACK))).toBe(null)
	expect(openPackageOf(given.standing, B)).toBe(null)
})

test('[S9] a delegation has one reservation of a kind, and lifts its own', () => {
	const one = after(entered('scrutiny'), entered('linguistic'), entered('scrutiny', FR))
	expect(why(one, entered('scrutiny'))).toBe('reserved-already')
	const two = fold(one, lifted('scrutiny'), AT)
	expect(
		standingOf(two.standing, A).reservations.map(({ delegation, kind }) => [delegation, kind])
	).toEqual([
		[UA, 'linguistic'],
		[FR, 'scrutiny'],
	])
	expect(why(two, lifted('scrutiny'))).toBe('not-reserved')
	expect(why(two, lifted('linguistic', FR))).toBe('not-reserved')
	expect(why(two, entered('scrutiny'))).toBe(null)
})

test('[S10] the newest force stands, with who set it and when, and can be taken back', () => {
	const force = { kind: 'subject-to-approval', body: 'US Congress', state: 'not-asked' } as const
	const ground = after({ kind: 'force-set', clause: A, force })
	expect(standingOf(ground.standing, A).force).toEqual({ force, by: SEAT, at: AT })
	const none = fold(ground, { kind: 'force-set', clause: A, force: null }, AT)
	expect(standingOf(none.standing, A).force).toBe(null)
})

test('[S5] [S7] [S9] whatever order acts come in, no account, package or reservation is other than its rules say', () => {
	const steps = DEFAULT_LADDER.map(({ id }) => id)
	const acts: readonly StandingAct[] = [
		...steps.flatMap((status) => [A, B].map((clause) => set(status, clause))),
		...[
			opened(),
			confirmed(UA),
			confirmed(FR),
			confirmed(UA),
			until(UNTIL),
			until(parseInstant(9000)),
		],
		...[set(AD_REFERENDUM), opened()],
		...[entered('scrutiny'), entered('scrutiny', FR), lifted('scrutiny'), lifted('scrutiny', FR)],
		...[made([A, B]), made([B, C], OTHER_PACK), closed(), closed(OTHER_PACK)],
		...[PACK, OTHER_PACK].map((one) => ({ kind: 'package-dissolved', package: one }) as const),
	]
	let seed = 11
	const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
	let closings = 0
	let lates = 0
	for (let run = 0; run < 600; run++) {
		let ground = START
		for (let step = 0; step < 40; step++) {
			const act = acts[Math.floor(random() * acts.length)]
			const at = parseInstant(random() < 0.3 ? 1000 : 7000)
			if (act === undefined || why(ground, act, at) !== null) continue
			const before = ground
			ground = fold(before, act, at)
			const { standing, clauses } = ground
			if (act.kind === 'package-closed') {
				closings++
				const packed = standing.packages.get(act.package)?.clauses ?? []
				const statuses = clauses.filter(({ id }) => packed.includes(id))
				const areAgreed = statuses.every(({ status }) =>
					isAgreement(effectOf(standing.ladder, status))
				)
				expect(areAgreed).toBe(true)
			}
			if (act.kind === 'text-confirmed') {
				const one = ledger(ground)?.confirmed.get(act.delegation)
				expect(one?.late).toBe(at > (ledger(before)?.confirmBy ?? 0))
				if (one?.late === true) lates++
			}
			// an account is open only where its clause stands on its step, and a clause is in one package
			const status = clauses[0]?.status ?? ''
			if (ledger(ground) !== null) expect(effectOf(standing.ladder, status)).toBe('ad-referendum')
			const open = [...standing.packages.values()].filter(({ ended }) => ended === null)
			expect(new Set(open.flatMap(({ clauses: all }) => all)).size).toBe(
				open.flatMap(({ clauses: all }) => all).length
			)
			const kinds = standingOf(standing, A).reservations.map(({ delegation }) => delegation)
			expect(new Set(kinds).size).toBe(kinds.length)
		}
	}
	expect(closings).toBeGreaterThan(20)
	expect(lates).toBeGreaterThan(20)
})
