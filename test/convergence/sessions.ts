import { expect, test } from 'vitest'
import { firstSeed, scaled, share } from '../support/scale.ts'
import { expectBracketsKept } from './bracketChecks.ts'
import { runWithBrackets } from './bracketRun.ts'
import { expectConverged } from './checks.ts'
import { expectDealsKept } from './deals/checks.ts'
import { runDeals } from './deals/run.ts'
import { expectRightsKept } from './rightsChecks.ts'
import { runWithRights } from './rightsRun.ts'
import { runSession } from './run.ts'

const RUNS = scaled(120, 10_000)
const RIGHTS_RUNS = scaled(40, 3000)
const BRACKET_RUNS = scaled(40, 3000)
const DEAL_RUNS = scaled(24, 3000)
const PORTION = scaled(20, 100)
/** Sessions at a time in each process: most of a session is waiting for sockets. */
const AT_ONCE = 4

/**
 * The convergence tests of one half of the seeds, so that two processes can share them: sessions of five people whose connections are
 * cut, in one of four with a freeze in the middle. A seed that fails is named, and repeated with `PARLEY_SEED`.
 */
export function convergenceTests(half: 0 | 1): void {
	let frozenRuns = 0
	let cuts = 0
	const title = '[L3] [L9] [F4] five people, three clauses, cut connections'
	const seeds = inPortions(title, RUNS, half, async (seed) => {
		const run = await runSession(seed)
		await closing(run.participants, run.server, async () => {
			const documents = run.server.clauses.map((_, index) => run.server.document(index))
			await expectConverged(run.server, run.participants, documents)
		})
		if (run.frozen) frozenRuns++
		cuts += run.cuts
	})

	test('one run of four was frozen, and two connections or more were cut in each', () => {
		// Seeds that are divided by four freeze: half of one half, none of the other.
		const freezing = seeds.filter((seed) => seed % 4 === 0).length
		expect(frozenRuns).toBe(freezing)
		expect(cuts).toBeGreaterThanOrEqual(2 * seeds.length)
		console.log(`${seeds.length} runs, ${frozenRuns} frozen, ${cuts} connections cut`)
	})
}

/**
 * The runs of one half of the seeds in which rights change while people write: seats, delegations and clauses are set to reading and back, clauses
 * are held and released, and in one run of three a seat is taken away.
 */
export function rightsTests(half: 0 | 1): void {
	let refused = 0
	let keptClocks = 0
	let revoked = 0
	const title = '[A4] [A5] [C5] rights change while five people write'
	const seeds = inPortions(title, RIGHTS_RUNS, half, async (seed) => {
		const run = await runWithRights(seed)
		const counts = await closing(run.writers, run.server, () => expectRightsKept(run))
		refused += counts.refused
		keptClocks += counts.keptClocks
		if (run.revoked !== null) revoked++
	})

	test('many edits were refused for rights, and a seat was taken away in one run of three', () => {
		expect(refused).toBeGreaterThan(seeds.length)
		expect(keptClocks).toBeGreaterThan(seeds.length)
		expect(revoked).toBe(seeds.filter((seed) => seed % 3 === 0).length)
		console.log(
			`${seeds.length} runs, ${refused} updates refused, ${keptClocks} clocks kept by their writers`
		)
	})
}

/**
 * The runs of one half of the seeds in which brackets are placed, answered, ended, joined and left while people write and delete among them, in one of
 * four with a freeze in the middle.
 */
export function bracketTests(half: 0 | 1): void {
	const sums = { placed: 0, ended: 0, refused: 0, wordless: 0, decided: 0, stopped: 0 }
	let frozenRuns = 0
	const title = '[B3] [B5] [B6] brackets come and go while four people write'
	const seeds = inPortions(title, BRACKET_RUNS, half, async (seed) => {
		const run = await runWithBrackets(seed)
		const counts = await closing(run.writers, run.server, () => expectBracketsKept(run))
		for (const key of ['placed', 'ended', 'refused', 'wordless'] as const) sums[key] += counts[key]
		sums.decided += run.decided
		sums.stopped += run.stopped
		if (run.frozen) frozenRuns++
	})

	test('many brackets were placed and ended, decisions and edits refused, and one run of four was frozen', () => {
		for (const sum of [sums.placed, sums.decided, sums.stopped])
			expect(sum).toBeGreaterThan(seeds.length)
		for (const sum of [sums.ended, sums.refused]) expect(sum).toBeGreaterThan(seeds.length / 5)
		expect(frozenRuns).toBe(seeds.filter((seed) => seed % 4 === 0).length)
		console.log(`${seeds.length} runs, ${frozenRuns} frozen: ${JSON.stringify(sums)}`)
	})
}

/**
 * The runs of one half of the seeds in which alternatives, suggestions, placeholders, brackets and the standing of clauses are decided about while people
 * write and suggest, in one of four with a freeze in the middle. A referee of its own goes through each log.
 */
export function dealTests(half: 0 | 1): void {
	const sums = { refused: 0, edits: 0, acts: 0, restyled: 0, open: 0, groups: 0 }
	const decisions = new Map<string, { decided: number; stopped: number }>()
	let frozenRuns = 0
	const title = '[N1] [N5] [N6] [Q3] [Q5] [Q7] [Q10] [H3] [S11] [S12] four people negotiate'
	const seeds = inPortions(title, DEAL_RUNS, half, async (seed) => {
		const run = await runDeals(seed)
		const counts = await closing(run.writers, run.server, () => expectDealsKept(run))
		for (const key of ['refused', 'edits', 'acts', 'restyled', 'open', 'groups'] as const)
			sums[key] += counts[key]
		for (const [what, { decided, stopped }] of run.decisions) {
			const sum = decisions.get(what) ?? { decided: 0, stopped: 0 }
			decisions.set(what, sum)
			sum.decided += decided
			sum.stopped += stopped
		}
		if (run.frozen) frozenRuns++
	})

	test('all kinds of decisions were taken and refused, edits were refused, and one run of four was frozen', () => {
		expect(decisions.size).toBe(6)
		for (const [what, { decided, stopped }] of decisions) {
			// how many come to be is a matter of how busy the machine is
			expect(decided, what).toBeGreaterThan(0)
			if (what !== 'rights') expect(stopped, what).toBeGreaterThan(0)
		}
		for (const sum of [sums.refused, sums.open, sums.groups]) expect(sum).toBeGreaterThan(0)
		expect(frozenRuns).toBe(seeds.filter((seed) => seed % 4 === 0).length)
		console.log(
			`${seeds.length} runs, ${frozenRuns} frozen: ${JSON.stringify({ ...sums, ...Object.fromEntries(decisions) })}`
		)
	})
}

/**
 * Makes the tests in which `one` is done for each seed of a half of `runs`, a portion of them in each; of these the portions of this process (`PARLEY_SHARE`).
 * Gives the seeds.
 */
function inPortions(
	title: string,
	runs: number,
	half: 0 | 1,
	one: (seed: number) => Promise<void>
): readonly number[] {
	const { index, of } = share()
	const all = Array.from({ length: runs / 2 }, (_, i) => firstSeed(1) + 2 * i + half)
	const portions = Array.from({ length: Math.ceil(all.length / PORTION) }, (_, i) =>
		all.slice(i * PORTION, (i + 1) * PORTION)
	).filter((_, i) => i % of === index)
	for (const portion of portions) {
		test(`${title}: seeds ${portion[0] ?? 0} to ${portion.at(-1) ?? 0}`, () => eachOf(portion, one))
	}
	return portions.flat()
}

/** Runs `one` for each seed, some at a time. An error names its seed. */
async function eachOf(
	seeds: readonly number[],
	one: (seed: number) => Promise<void>
): Promise<void> {
	const waiting = [...seeds]
	const next = async (): Promise<void> => {
		for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
			try {
				await one(seed)
			} catch (error) {
				throw new Error(`seed ${seed} failed; repeat it with PARLEY_SEED=${seed}`, { cause: error })
			}
		}
	}
	await Promise.all(Array.from({ length: AT_ONCE }, next))
}

/** Checks a run, and has those who wrote and then the server go, whatever came out of it. */
async function closing<T>(
	people: readonly { readonly client: { close(): void } }[],
	server: { close(): Promise<unknown> },
	check: () => Promise<T>
): Promise<T> {
	try {
		return await check()
	} finally {
		for (const { client } of people) client.close()
		await server.close()
	}
}
