import { defineConfig } from 'vitest/config'

/** One tier of tests: what it is called on the command line, where it lives, how long one test may take. */
const tier = (name: string, include: string[], testTimeout: number) => ({
	test: { name, include, testTimeout, hookTimeout: 60_000, pool: 'forks' as const },
})

const MINUTE = 60_000
const long = process.env['PARLEY_SCALE'] === 'long'

export default defineConfig({
	test: {
		// two even where there are two cores: much of a test's time is waiting
		maxWorkers: 2,
		projects: [
			tier(
				'unit',
				['{packages,server,client,test/collab}/**/*.test.ts'],
				long ? 30 * MINUTE : MINUTE
			),
			tier('convergence', ['test/convergence/**/*.test.ts'], long ? 300 * MINUTE : 5 * MINUTE),
			tier('fault', ['test/fault/**/*.test.ts'], long ? 120 * MINUTE : 5 * MINUTE),
			tier('hostile', ['test/hostile/**/*.test.ts'], long ? 60 * MINUTE : 2 * MINUTE),
			tier('load', ['test/load/**/*.test.ts'], 2 * MINUTE),
			tier('deploy', ['test/deploy/**/*.test.ts'], long ? 30 * MINUTE : 5 * MINUTE),
			tier('corpus', ['test/corpus/**/*.test.ts'], long ? 30 * MINUTE : 5 * MINUTE),
		],
	},
})
