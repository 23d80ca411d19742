import { chromium } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findBrowser, hasFittingBrowser } from './findBrowser.ts'
import { isLong } from './scale.ts'

/** Debian's packages of Chromium, the one that fits the scale first. */
const PACKAGES = isLong
	? ['chromium', 'chromium-headless-shell']
	: ['chromium-headless-shell', 'chromium']

/** Without a network it is given up soon. */
const APT = ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=20']

/**
 * Sees to it that there is a Chromium to test with: Debian's package that fits the scale, where the system lacks it and this account may install it; else
 * any of the system's, or one that Playwright has downloaded, or else Playwright's download. Says what it does, and how to help where nothing works.
 */
export function installBrowser(): void {
	if (hasFittingBrowser() || existsSync(chromium.executablePath())) return
	if (process.getuid?.() === 0 && has('apt-get')) {
		console.log('The tests need a Chromium; installing the package …')
		run('apt-get', [...APT, 'update'])
		for (const name of PACKAGES) {
			run('apt-get', [...APT, 'install', '--yes', '--no-install-recommends', name])
			if (hasBrowser()) break
		}
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
