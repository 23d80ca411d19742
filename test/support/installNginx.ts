import { spawnSync } from 'node:child_process'
import { findNginx } from './nginx.ts'

/**
 * Sees to it that there is an nginx to test with: the system's, or else Debian's package where this account may install it. Says so where
 * there is none; what needs it is skipped then. Gives whether there is one.
 */
export function installNginx(): boolean {
	if (findNginx() !== undefined) return true
	console.log('Some tests run through nginx; there is none yet.')
	if (process.getuid?.() === 0) {
		console.log('Installing the package nginx …')
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
		const stdio: ('ignore' | 'inherit')[] = ['ignore', 'ignore', 'inherit']
		const options = { stdio, env }
		spawnSync('apt-get', ['update'], options)
		spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', 'nginx-light'], options)
	}
	if (findNginx() !== undefined) return true
	console.log('No nginx could be installed: SKIPPED is everything that runs through it.')
	return false
}
