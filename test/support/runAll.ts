/**
 * `pnpm test`: everything that must hold, in one command, on a machine that has only Node and npm. It installs what the tests
 * need where that is missing, runs every check and tier even when an earlier one failed, and ends with what failed and one line of counts.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installBrowser } from './installBrowser.ts'
import { installNginx } from './installNginx.ts'
import { putTogether } from './putTogether.ts'
import { readReport } from './reports.ts'
import { isLong } from './scale.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
// Playwright belongs to the tests alone.
const bin = [join(root, 'node_modules/.bin'), join(root, 'test/node_modules/.bin')].join(':')
const reports = mkdtempSync(join(tmpdir(), 'parley-reports-'))
const env: NodeJS.ProcessEnv = {
	...process.env,
	PATH: `${bin}:${process.env['PATH'] ?? ''}`,
	// What is started from sources is compiled once: each then starts in half the time.
	NODE_COMPILE_CACHE: join(reports, 'compiled'),
}

const total = { passed: 0, failed: 0, skipped: 0 }
const lines: string[] = []
const failures: string[] = []
const unsteady: string[] = []

/** How a step is run. */
interface Manner {
	/** Where the command writes what it counted; without one a command is one test of its own. */
	readonly report?: string
	/** Further variables of its environment. */
	readonly more?: Readonly<Record<string, string>>
	/** Another step runs beside it, and shows its output meanwhile: that of this one is shown when it has ended. */
	readonly isAside?: boolean
}

/** Runs one command with its output shown. */
async function step(
	name: string,
	command: string,
	args: readonly string[],
	{ report, more = {}, isAside = false }: Manner = {}
): Promise<void> {
	if (!isAside) console.log(`\n— ${name}`)
	const started = Date.now()
	const { status, output } = await run(command, args, { ...env, ...more }, isAside)
	if (isAside) console.log(`\n— ${name}, beside the others\n${output}`)
	const ended = status === 0
	const counted = report === undefined ? null : readReport(report)
	const { passed, skipped } = counted ?? { passed: ended ? 1 : 0, skipped: 0 }
	// a command that fails without a failing test has failed for something else
	const failed = ended ? (counted?.failed ?? 0) : Math.max(counted?.failed ?? 0, 1)
	total.passed += passed
	total.failed += failed
	total.skipped += skipped
	const told = counted?.failures ?? []
	failures.push(...told)
	unsteady.push(...(counted?.unsteady ?? []))
	if (failed > 0 && told.length === 0) failures.push(`${name}: see its output above`)
	const seconds = Math.round((Date.now() - started) / 1000)
	lines.push(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped (${seconds} s)`)
}

/** Runs a command to its end; `status` is null where it was ended or could not be started. Its output is shown, or given where `isKept`. */
function run(
	command: string,
	args: readonly string[],
	environment: NodeJS.ProcessEnv,
	isKept: boolean
): Promise<{ readonly status: number | null; readonly output: string }> {
	return new Promise((resolve) => {
		const stdio = isKept ? 'pipe' : 'inherit'
		const child = spawn(command, args, {
			cwd: root,
			env: environment,
			stdio: ['inherit', stdio, stdio],
		})
		let output = ''
		for (const stream of [child.stdout, child.stderr])
			stream?.setEncoding('utf8').on('data', (words: string) => (output += words))
		child.once('error', (error) => {
			resolve({ status: null, output: error.message })
		})
		child.once('close', (status) => {
			resolve({ status, output })
		})
	})
}

/** Runs tiers beside each other: where a file of one waits, one of another works. */
async function vitest(...tiers: readonly string[]): Promise<void> {
	const file = join(reports, `${tiers.join('-')}.json`)
	const projects = tiers.flatMap((tier) => ['--project', tier])
	const output = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
	await step(tiers.join(', '), 'vitest', ['run', ...projects, ...output], { report: file })
}

/** Runs the browser tests whose files have one of `names` in theirs; all of them where there is none. */
async function browserTests(
	name: string,
	names: readonly string[],
	more: Readonly<Record<string, string>> = {}
): Promise<void> {
	const report = join(reports, `${name}.json`)
	const variables = { PLAYWRIGHT_JSON_OUTPUT_FILE: report, ...more }
	const args = ['test', '--config', 'test/e2e/playwright.config.ts', ...names]
	await step(name, 'playwright', args, { report, more: variables })
}

/** Runs every tier that needs no browser: what is quick first. */
async function tiers(): Promise<void> {
	await vitest('unit')
	await vitest('corpus', 'hostile', 'convergence', 'fault', 'load', 'deploy')
}

/** Puts together what the tests start; where that fails, and with it the run, they start from sources. */
async function programs(): Promise<void> {
	const folder = join(reports, 'programs')
	try {
		await putTogether(folder)
		env['PARLEY_TEST_PROGRAMS'] = folder
	} catch (error) {
		total.failed++
		failures.push(`programs: ${error instanceof Error ? error.message : String(error)}`)
	}
}

installBrowser()
const hasNginx = installNginx()
await programs()
await step('build', 'npx', ['--yes', 'pnpm@12', '--silent', 'build'])
// The checks beside the tiers, whose tests wait for much of their time: for a bell, a line that is cut, a process that starts.
await Promise.all([
	step('check', 'npx', ['--yes', 'pnpm@12', '--silent', 'check'], { isAside: true }),
	tiers(),
])
await browserTests('e2e', [])
// What a proxy can break: sockets that carry words, a freeze, lines that are cut, a server that goes away. How words are written it cannot.
const throughProxy = isLong ? [] : ['freeze', 'delivery', 'restart']
if (hasNginx) {
	await browserTests('e2e behind nginx', throughProxy, { PARLEY_E2E_PROXY: 'nginx' })
}

rmSync(reports, { recursive: true, force: true })
if (unsteady.length > 0) console.log(`\nPassed only when tried again:\n${unsteady.join('\n')}`)
if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`)
console.log(`\n${lines.join('\n')}\n`)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed === 0 ? 0 : 1)
