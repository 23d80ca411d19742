import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect } from '@playwright/test'
import { test } from './party.ts'

/** What the scripts of a room may weigh, in bytes of gzip. */
const MOST_BYTES = 260_000

const read = (name: string): string =>
	readFileSync(fileURLToPath(new URL(`../../client/dist${name}`, import.meta.url)), 'utf8')

test('[W125] the scripts that a room waits for weigh 260 kB at most, and its page names all of them', () => {
	const page = read('/room.html')
	const named = new Set(Array.from(page.matchAll(/(?:src|href)="([^"]+\.js)"/g), (tag) => tag[1]))
	const scripts = [...named].filter((name) => name !== undefined)
	// the page's own, and the few that the build makes of the room's modules
	expect(scripts.length).toBeGreaterThan(3)
	const imported = scripts.flatMap((name) =>
		Array.from(
			read(name).matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g),
			(found) => `/assets/${found[1] ?? ''}`
		)
	)
	expect(imported.length).toBeGreaterThan(3)
	expect(imported.filter((name) => !named.has(name))).toEqual([])
	const weights = scripts.map((name) => [name, gzipSync(read(name)).length] as const)
	const all = weights.reduce((sum, [, bytes]) => sum + bytes, 0)
	expect(all, JSON.stringify(Object.fromEntries(weights))).toBeLessThanOrEqual(MOST_BYTES)
})
