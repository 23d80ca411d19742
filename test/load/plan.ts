import { parseArgs } from 'node:util'
import { isLong } from '../support/scale.ts'

/** What can be measured. */
export const SCENARIOS = [
	'london',
	'hot',
	'more',
	'join',
	'cold',
	'kill',
	'gate',
	'browser',
	'authorship',
	'brackets',
] as const
export type ScenarioName = (typeof SCENARIOS)[number]

/** What is to be measured, and how thoroughly. */
export interface Plan {
	readonly only: readonly ScenarioName[]
	readonly repetitions: number
	/** Seconds of typing that are counted. */
	readonly seconds: number
	/** How many people to try when more and more come. */
	readonly crowds: readonly number[]
	readonly kills: number
	/** How many edits the long text has. */
	readonly edits: number
	/** How many keys are pressed in a browser. */
	readonly keys: number
	/** Where the figures go as JSON, or null. */
	readonly json: string | null
	/** Where profiles of our server go, or null. */
	readonly profiles: string | null
}

const QUICK = { repetitions: 1, seconds: 4, crowds: [100, 200], kills: 2, edits: 20_000, keys: 60 }
const SHORT = {
	repetitions: 3,
	seconds: 6,
	crowds: [100, 200, 300, 400],
	kills: 4,
	edits: 259_778,
	keys: 300,
}
const LONG = {
	repetitions: 7,
	seconds: 20,
	crowds: [100, 200, 300, 400, 500, 600, 800],
	kills: 12,
	edits: 259_778,
	keys: 300,
}

/** The plan that the command line asks for. Throws where it asks for something that there is not. */
export function readPlan(args: readonly string[]): Plan {
	const { values } = parseArgs({
		args: [...args],
		options: {
			only: { type: 'string' },
			quick: { type: 'boolean', default: false },
			repetitions: { type: 'string' },
			json: { type: 'string' },
			profiles: { type: 'string' },
		},
	})
	const size = values.quick ? QUICK : isLong ? LONG : SHORT
	return {
		...size,
		only: values.only === undefined ? SCENARIOS : values.only.split(',').map(parseScenario),
		repetitions: values.repetitions === undefined ? size.repetitions : Number(values.repetitions),
		json: values.json ?? null,
		profiles: values.profiles ?? null,
	}
}

function parseScenario(name: string): ScenarioName {
	const found = SCENARIOS.find((scenario) => scenario === name)
	if (found === undefined) {
		throw new RangeError(`no scenario ${JSON.stringify(name)}: there are ${SCENARIOS.join(', ')}`)
	}
	return found
}
