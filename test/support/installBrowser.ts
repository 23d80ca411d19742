import { chromium } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findBrowser } from './findBrowser.ts'

/**
 * Sees to it that there is a Chromium to test with: the system's, or one that Playwright has downloaded, or else Debian's package where
 * this account may install it, or else Playwright's download. Says what it does, and how to help where nothing works.
 */
export function installBrowser(): void {
	if (hasBrowser()) return
	console.log('The tests need a Chromium; there is none yet.')
	if (process.getuid?.() === 0 && has('apt-get')) {
		console.log('Installing the package chromium …')
		run('apt-get', ['update'])
		run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'])
	}
	if (hasBrowser()) return
	console.log("Downloading Playwright's Chromium …")
	run('npx', ['playwright', 'install', 'chromium'])
	if (hasBrowser()) return
	console.error('No Chromium could be installed. Install one and set PARLEY_CHROMIUM to its path.')
	process.exit(1)
}

function hasBrowser(): boolean {
	return findBrowser() !== undefined || existsSync(chromium.executablePath())
}

function has(command: string): boolean {
	return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0
}

function run(command: string, args: readonly string[]): void {
	spawnSync(command, args, {
		stdio: ['ignore', 'ignore', 'inherit'],
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
	})
}
