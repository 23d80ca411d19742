import { defineConfig } from 'vitest/config'
import { addresses } from './test/support/addresses.ts'
import { addressOf } from './test/support/programs.ts'

const MINUTE = 60_000

/**
 * One tier of tests: what it is called on the command line, where it lives, how long one test may take. That time and the one for what is
 * polled end only what would never end: a machine that is busy with something else makes no test fail.
 */
const tier = (name: string, include: string[], testTimeout: number, isolate = true) => ({
	// what a test starts without a program of its own is put together, too, where the run has that
	plugins:
		addressOf('') === undefined ? [] : [addresses((name) => `new URL('${addressOf(name)}')`)],
	test: {
		name,
		include,
		testTimeout,
		isolate,
		hookTimeout: 5 * MINUTE,
		expect: { poll: { timeout: MINUTE, interval: 20 } },
		pool: 'forks' as const,
	},
})

const long = process.env['PARLEY_SCALE'] === 'long'

export default defineConfig({
	test: {
		// two even where there are two cores: much of a test's time is waiting
		maxWorkers: 2,
		projects: [
			tier(
				'unit',
				['{packages,server,client,test/collab}/**/*.test.ts'],
				long ? 30 * MINUTE : 5 * MINUTE,
				// Files share what they import: loading it for each of them was a third of the machine's time.
				false
			),
			tier('convergence', ['test/convergence/**/*.test.ts'], long ? 300 * MINUTE : 5 * MINUTE),
			tier('fault', ['test/fault/**/*.test.ts'], long ? 120 * MINUTE : 5 * MINUTE),
			tier('hostile', ['test/hostile/**/*.test.ts'], long ? 60 * MINUTE : 5 * MINUTE),
			tier('load', ['test/load/**/*.test.ts'], 5 * MINUTE),
			tier('deploy', ['test/deploy/**/*.test.ts'], long ? 30 * MINUTE : 5 * MINUTE),
			tier('corpus', ['test/corpus/**/*.test.ts'], long ? 30 * MINUTE : 5 * MINUTE),
		],
	},
})
