/**
 * Shows that svelte-check sees wrong props: it must reject `Canary.svelte`, and for that fault alone. Otherwise the silence of the
 * real check would mean nothing: some settings and versions keep it from reading components at all, and it does not say so.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const client = fileURLToPath(new URL('..', import.meta.url))
const args = ['--tsconfig', 'canary/tsconfig.json', '--output', 'machine', '--threshold', 'error']
const program = fileURLToPath(
	new URL('../node_modules/svelte-check/bin/svelte-check', import.meta.url)
)
const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
	cwd: client,
	encoding: 'utf8',
})

const errors = stdout.split('\n').filter((line) => / ERROR "/.test(line))
const [only] = errors
const caught =
	status === 1 &&
	errors.length === 1 &&
	only?.includes('canary/Canary.svelte') === true &&
	only.includes("Type 'number' is not assignable")

if (!caught) {
	process.stderr.write(`svelte-check did not reject the canary as it must:\n${stdout}${stderr}`)
	process.exitCode = 1
}
