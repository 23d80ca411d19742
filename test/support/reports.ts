import { existsSync, readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'

/** What a tier counted, and what failed in it. */
export interface Report {
	readonly passed: number
	readonly failed: number
	readonly skipped: number
	/** Of each test that failed: its file, its name and the first line of what was wrong. */
	readonly failures: readonly string[]
	/** Of each test that failed and then passed when it was tried again: the same. */
	readonly unsteady: readonly string[]
}

/** Jest's format, which vitest writes. A file that could not be loaded has a message and no tests. */
const Vitest = z.object({
	numPassedTests: z.number(),
	numFailedTests: z.number(),
	numPendingTests: z.number(),
	numTodoTests: z.number(),
	testResults: z.array(
		z.object({
			name: z.string(),
			status: z.string(),
			message: z.string().default(''),
			assertionResults: z.array(
				z.object({
					status: z.string(),
					fullName: z.string(),
					failureMessages: z.array(z.string()).nullish(),
				})
			),
		})
	),
})

/** Playwright's format: suites within suites, with the tests of a file as `specs`. */
interface Suite {
	readonly specs?: readonly z.infer<typeof Spec>[] | undefined
	readonly suites?: readonly Suite[] | undefined
}

const Spec = z.object({
	title: z.string(),
	file: z.string(),
	line: z.number(),
	tests: z.array(
		z.object({
			status: z.string(),
			results: z.array(
				z.object({ error: z.object({ message: z.string().optional() }).optional() })
			),
		})
	),
})

const Suite: z.ZodType<Suite> = z.object({
	specs: z.array(Spec).optional(),
	get suites() {
		return z.array(Suite).optional()
	},
})

const Playwright = z.object({
	stats: z.object({
		expected: z.number(),
		unexpected: z.number(),
		flaky: z.number(),
		skipped: z.number(),
	}),
	suites: z.array(Suite),
})

/**
 * What a report by vitest or Playwright says.
 * @returns Its counts and failures; null where there is none, or none that can be read.
 */
export function readReport(file: string): Report | null {
	if (!existsSync(file)) return null
	const written: unknown = JSON.parse(readFileSync(file, 'utf8'))
	const browser = Playwright.safeParse(written)
	if (browser.success) return ofPlaywright(browser.data)
	const tiers = Vitest.safeParse(written)
	return tiers.success ? ofVitest(tiers.data) : null
}

function ofVitest(report: z.infer<typeof Vitest>): Report {
	const failures = report.testResults.flatMap((file) => {
		const failed = file.assertionResults.filter(({ status }) => status === 'failed')
		if (failed.length === 0 && file.status === 'failed')
			return [said(file.name, 'the file itself', file.message)]
		return failed.map((test) => said(file.name, test.fullName, test.failureMessages?.[0]))
	})
	return {
		passed: report.numPassedTests,
		failed: report.numFailedTests,
		skipped: report.numPendingTests + report.numTodoTests,
		failures,
		unsteady: [],
	}
}

function ofPlaywright(report: z.infer<typeof Playwright>): Report {
	const { expected, unexpected, flaky, skipped } = report.stats
	const specs = report.suites.flatMap(specsOf)
	const withStatus = (wanted: string): readonly string[] =>
		specs.flatMap((spec) =>
			spec.tests
				.filter(({ status }) => status === wanted)
				.map(({ results }) => {
					const error = results.find((result) => result.error !== undefined)?.error
					return said(`${spec.file}:${String(spec.line)}`, spec.title, error?.message)
				})
		)
	return {
		passed: expected + flaky,
		failed: unexpected,
		skipped,
		failures: withStatus('unexpected'),
		unsteady: withStatus('flaky'),
	}
}

function specsOf(suite: Suite): readonly z.infer<typeof Spec>[] {
	return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)]
}

/** One line about a failure. */
function said(where: string, name: string, message = ''): string {
	const [first = ''] = stripVTControlCharacters(message).split('\n')
	return `${where}: ${name}${first === '' ? '' : `: ${first}`}`
}
