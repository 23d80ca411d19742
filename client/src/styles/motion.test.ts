import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SOURCES = fileURLToPath(new URL('..', import.meta.url))

/** What stands after `property:` in every style sheet and component, with where it stands. */
function declared(property: string): readonly { readonly file: string; readonly value: string }[] {
	return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
		.filter((file) => /\.(css|svelte)$/.test(file))
		.flatMap((file) => {
			const text = readFileSync(join(SOURCES, file), 'utf8')
			const found = text.matchAll(new RegExp(`\\b${property}:\\s*([^;{}]+);`, 'g'))
			return [...found].map(([, value = '']) => ({ file, value }))
		})
}

test('[L7] what moves takes the time of a token, and these are nothing for whoever wants no motion', () => {
	const transitions = declared('transition')
	expect(transitions.length).toBeGreaterThan(5)
	const ownTime = transitions.filter(({ value }) =>
		value
			.split(',')
			.some((part) => !/var\(--(fade|slide)\)|\bnone\b/.test(part) || /\d(ms|s)\b/.test(part))
	)
	expect(ownTime).toEqual([])
	const tokens = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')
	const [, reduced = ''] =
		/@media \(prefers-reduced-motion: reduce\) \{\s*:root \{([^}]*)\}/.exec(tokens) ?? []
	expect(reduced).toMatch(/--fade: 0ms;\s*--slide: 0ms;/)
})

test('[L7] nothing is animated by itself, but for what appears late', () => {
	expect(declared('animation').map(({ value }) => value)).toEqual(['appear 1ms 400ms both'])
	expect(declared('scroll-behavior').filter(({ value }) => value === 'smooth')).toEqual([])
})
