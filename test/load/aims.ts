import { AT_END, GATE_BRACKETS, GATE_PLAIN } from './brackets.ts'
import { MACHINES } from './browser/scenario.ts'
import { NO_LOG, PARLEY, RELAY, STOCK } from './contenders.ts'
import { short } from './median.ts'
import { type ScenarioName } from './plan.ts'
import { GATE_TYPING } from './scenarios.ts'
import { tableOf, type Results } from './results.ts'

/** What we want to reach. */
interface Aim {
	readonly scenario: ScenarioName
	readonly what: string
	readonly atMost: number
	/** What was reached; NaN where it was not measured. */
	readonly reached: (results: Results) => number
}

const ratio =
	(figure: string, to: string, of = PARLEY.name) =>
	(results: Results): number =>
		results.median(of, figure) / results.median(to, figure)

const ofPlainText = (figure: string) => ratio(figure, GATE_PLAIN, GATE_BRACKETS)

const ofBothPlaces =
	(figure: string) =>
	(results: Results): number =>
		Math.max(results.median(MACHINES.plain, figure), results.median(AT_END, figure))

/** Each on this machine and on one that is a quarter as fast; a script has one size. */
const BROWSER_AIMS: readonly Aim[] = [
	{ figure: 'scriptKb', what: 'script in kB', atMost: 260, machines: [MACHINES.plain] },
	{ figure: 'readableMs', what: 'readable after ms', atMost: 1000 },
	{ figure: 'editableMs', what: 'editable after ms', atMost: 1800 },
	{ figure: 'keyP95Ms', what: 'keydown to DOM p95 in ms', atMost: 8 },
].flatMap(({ figure, what, atMost, machines = Object.values(MACHINES) }) =>
	machines.map((machine) => ({
		scenario: 'browser',
		what: `${what}, ${machine}`,
		atMost,
		reached: (results) => results.median(machine, figure),
	}))
)

const AIMS: readonly Aim[] = [
	{
		scenario: 'london',
		what: 'server CPU per delivery, of the raw relay',
		atMost: 0.6,
		reached: ratio('cpuMsPerThousand', RELAY.name),
	},
	{
		scenario: 'london',
		what: 'latency p50, of the raw relay',
		atMost: 1.5,
		reached: ratio('p50Ms', RELAY.name),
	},
	{
		scenario: 'london',
		what: 'latency p99, of the raw relay',
		atMost: 2,
		reached: ratio('p99Ms', RELAY.name),
	},
	{
		scenario: 'london',
		what: 'bytes per delivery',
		atMost: 120,
		reached: (results) => results.median(PARLEY.name, 'bytesPerDelivery'),
	},
	{
		scenario: 'london',
		what: 'CPU with the log, of the same server without it',
		atMost: 1.2,
		reached: (results) =>
			results.median(PARLEY.name, 'cpuMsPerThousand') /
			results.median(NO_LOG.name, 'cpuMsPerThousand'),
	},
	{
		scenario: 'more',
		what: 'p99 in ms with 300 people',
		atMost: 50,
		reached: (results) => results.median(`${PARLEY.name}, 300 people`, 'p99Ms'),
	},
	{
		scenario: 'join',
		what: 'time of the join storm, of stock Hocuspocus',
		atMost: 0.35,
		reached: ratio('timeMs', STOCK.name),
	},
	{
		scenario: 'join',
		what: 'CPU of the join storm, of stock Hocuspocus',
		atMost: 0.35,
		reached: ratio('cpuMs', STOCK.name),
	},
	{
		scenario: 'gate',
		what: 'the gate for a key, median in µs',
		atMost: 60,
		reached: (results) => results.median(GATE_TYPING, 'medianUs'),
	},
	{
		scenario: 'gate',
		what: 'the gate for a key, p99 in µs',
		atMost: 500,
		reached: (results) => results.median(GATE_TYPING, 'p99Us'),
	},
	{
		scenario: 'cold',
		what: 'time of the cold open, of stock Hocuspocus',
		atMost: 0.5,
		reached: ratio('timeMs', STOCK.name),
	},
	{
		scenario: 'cold',
		what: 'bytes of the cold open, of stock Hocuspocus',
		atMost: 0.65,
		reached: ratio('bytes', STOCK.name),
	},
	{
		scenario: 'authorship',
		what: 'index of 20,000 updates in ms',
		atMost: 300,
		reached: (results) => results.median('one writer', 'buildMs'),
	},
	{
		scenario: 'authorship',
		what: 'one more update in µs',
		atMost: 50,
		reached: (results) => results.median('one writer', 'oneMoreP50Us'),
	},
	{
		scenario: 'brackets',
		what: 'the gate for an edit inside brackets, of the same in plain text',
		atMost: 3,
		reached: ofPlainText('gateP50Us'),
	},
	{
		scenario: 'brackets',
		what: 'the same for a deletion',
		atMost: 3,
		reached: ofPlainText('deleteP50Us'),
	},
	{
		scenario: 'brackets',
		what: 'readable after ms, the larger of two medians',
		atMost: 1000,
		reached: ofBothPlaces('readableMs'),
	},
	{
		scenario: 'brackets',
		what: 'keydown to DOM p95 in ms, the slower of two places',
		atMost: 8,
		reached: ofBothPlaces('keyP95Ms'),
	},
	{
		scenario: 'brackets',
		what: 'register p95 in ms, one lift at a time',
		atMost: 100,
		reached: (results) => results.median(MACHINES.plain, 'registerP95Ms'),
	},
	...BROWSER_AIMS,
]

/** The aims of what was measured, as Markdown. */
export function aimsTable(all: ReadonlyMap<ScenarioName, Results>): string {
	const rows = AIMS.flatMap(({ scenario, what, atMost, reached }) => {
		const results = all.get(scenario)
		if (results === undefined) return []
		const value = reached(results)
		const verdict = Number.isNaN(value)
			? 'not measured'
			: value <= atMost
				? 'reached'
				: 'not reached'
		return [[scenario, what, `≤ ${String(atMost)}`, short(value), verdict]]
	})
	return tableOf(['scenario', 'aim', 'at most', 'here', ''], rows)
}
