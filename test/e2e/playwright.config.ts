import { defineConfig } from '@playwright/test'
import { BROWSER_ARGS, findBrowser } from '../support/findBrowser.ts'

const executablePath = findBrowser()

export default defineConfig({
	testDir: '.',
	testMatch: '**/*.spec.ts',
	outputDir: '../../test-results',
	timeout: 600_000,
	expect: { timeout: 30_000 },
	workers: 2,
	forbidOnly: process.env['CI'] !== undefined,
	reporter: [['list'], ['json']],
	use: {
		launchOptions: {
			args: [...BROWSER_ARGS],
			...(executablePath === undefined ? {} : { executablePath }),
		},
		// The page as it stood at each step, without a picture of every moment: those took a good part of the machine.
		trace: { mode: 'retain-on-failure', screenshots: false },
	},
})
