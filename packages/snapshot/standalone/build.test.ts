import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'parley-verify-'))
let page = ''

beforeAll(async () => {
	const configFile = fileURLToPath(new URL('vite.config.ts', import.meta.url))
	await build({ configFile, logLevel: 'warn', build: { outDir: folder } })
	page = readFileSync(join(folder, 'verify.html'), 'utf8')
})

afterAll(() => {
	rmSync(folder, { recursive: true })
})

test('[P25] the offline verifier is one file', () => {
	expect(readdirSync(folder)).toEqual(['verify.html'])
})

test('[P25] it asks for nothing from outside, and its policy would not let it', () => {
	expect(page).not.toMatch(/\s(?:src|href|srcset|action)=/)
	expect(page).not.toMatch(/@import|url\(|\bimport\(|fetch\(|XMLHttpRequest|WebSocket/)
	expect(page).toContain("default-src 'none'")
})

test('[P25] its script and style are exactly those that its policy lets run', () => {
	for (const tag of ['script', 'style']) {
		const found = [...page.matchAll(new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`, 'g'))]
		expect(found).toHaveLength(1)
		const hash = createHash('sha256')
			.update(found[0]?.[1] ?? '')
			.digest('base64')
		expect(page).toContain(`${tag}-src 'sha256-${hash}'`)
	}
})
