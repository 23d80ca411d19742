/**
 * `pnpm bench`: figures of our server beside those of others, taken in one run on one machine. Numbers, not pass or fail; but
 * where texts differ or a receipt is missing, it says so and ends with 1.
 */
import { writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { aimsTable } from './aims.ts'
import { authorship } from './authorship.ts'
import { brackets } from './brackets.ts'
import { browser } from './browser/scenario.ts'
import { syncTimes } from './disk.ts'
import { readPlan, type Plan, type ScenarioName } from './plan.ts'
import { type Results } from './results.ts'
import {
	coldOpen,
	hotClause,
	joinStorm,
	gate,
	killLosses,
	london,
	morePeople,
	type Progress,
} from './scenarios.ts'

const RUN: Record<ScenarioName, (plan: Plan, progress: Progress) => Promise<Results>> = {
	london,
	hot: hotClause,
	more: morePeople,
	join: joinStorm,
	cold: coldOpen,
	kill: killLosses,
	gate,
	browser,
	authorship,
	brackets,
}

const plan = readPlan(process.argv.slice(2))
const all = new Map<ScenarioName, Results>()
const machine = describeMachine()
console.log(`# Benchmark\n\n${machine}`)
for (const name of plan.only) {
	const results = await RUN[name](plan, (what) => {
		process.stderr.write(`… ${what}\n`)
	})
	all.set(name, results)
	console.log(`\n${results.toMarkdown()}`)
}
console.log(`\n## Aims\n\n${aimsTable(all)}`)
if (plan.json !== null) {
	const scenarios = [...all].map(([name, { runs, loads }]) => [
		name,
		{ runs: Object.fromEntries(runs), loads },
	])
	const json = { machine, plan, scenarios: Object.fromEntries(scenarios) as unknown }
	await writeFile(plan.json, `${JSON.stringify(json, null, '\t')}\n`)
}
process.exitCode = [...all.values()].some(({ faults }) => faults.length > 0) ? 1 : 0

function describeMachine(): string {
	const [cpu] = cpus()
	const { p50Ms, p99Ms } = syncTimes()
	const load = loadavg()
		.map((value) => value.toFixed(1))
		.join(' ')
	return `Node ${process.version}, ${cpus().length} × ${cpu?.model ?? 'unknown processor'}, load average ${load}; one fdatasync of 4 KiB takes ${p50Ms.toFixed(2)} ms (p99 ${p99Ms.toFixed(1)} ms), which no acknowledged edit can be faster than.`
}
