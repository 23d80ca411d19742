import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LARGE_BLOCK } from '../support/server/process.ts'

const text = readFileSync(new URL('../../deploy/parley.service', import.meta.url), 'utf8')
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0
if (!hasSystemd) console.warn('SKIPPED: systemd-analyze would verify the unit; there is none here')

test('[D7] the unit starts node itself, under nobody’s account, and gives it time to stop', () => {
	expect(text).toMatch(/^ExecStart=\S+\/node \S+\/server\/src\/main\.ts serve$/m)
	for (const line of [
		'DynamicUser=yes',
		'StateDirectory=parley',
		'ProtectSystem=strict',
		'NoNewPrivileges=yes',
		'KillSignal=SIGTERM',
		`Environment=MALLOC_MMAP_THRESHOLD_=${LARGE_BLOCK}`,
	]) {
		expect(text.split('\n')).toContain(line)
	}
	expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(text)?.[1])).toBeGreaterThan(5)
})

test.skipIf(!hasSystemd)('[D7] systemd finds no fault in the unit', () => {
	const folder = mkdtempSync(join(tmpdir(), 'parley-unit-'))
	const file = join(folder, 'parley.service')
	// It looks whether the program is there.
	writeFileSync(file, text.replace('/usr/bin/node', process.execPath))
	const verified = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
	rmSync(folder, { recursive: true })
	expect([verified.status, verified.stdout, verified.stderr]).toEqual([0, '', ''])
})
