import { defineConfig } from '@playwright/test'
import { BROWSER_ARGS, findBrowser } from '../support/findBrowser.ts'
import { isLong } from '../support/scale.ts'
import { EXPECT_MS } from './expect.ts'

const executablePath = findBrowser()
/** What draws is in the browser's own process, where it takes less of the machine; at the long scale it is as people have it. */
const drawing = isLong ? [] : ['--in-process-gpu']

export default defineConfig({
	testDir: '.',
	testMatch: '**/*.spec.ts',
	outputDir: '../../test-results',
	timeout: 600_000,
	expect: { timeout: EXPECT_MS },
	workers: 2,
	// Where nobody is there to look at it, what fails once is tried again: a browser's process may die of a fault of its own. Such a test is named at the end.
	retries: process.env['CI'] === undefined ? 0 : 1,
	forbidOnly: process.env['CI'] !== undefined,
	reporter: [['list'], ['json']],
	use: {
		launchOptions: {
			args: [...BROWSER_ARGS, ...drawing],
			...(executablePath === undefined ? {} : { executablePath }),
		},
		// What was done and asked for at each step, and a picture of the end. The page as it stood at each of them is kept where that is asked for: it takes
		// a tenth of the machine, of every test that passes.
		trace: {
			mode: 'retain-on-failure',
			screenshots: false,
			snapshots: process.env['PARLEY_E2E_TRACE'] === 'whole',
		},
		screenshot: 'only-on-failure',
	},
})
