import { pathToFileURL } from 'node:url'
import { type Plugin } from 'vite'
import { nameOf, PARTS, PROGRAMS, ROOT } from './programs.ts'

const ADDRESS = /new URL\(\s*'([^']+)',\s*import\.meta\.url\s*\)/g

/**
 * Has what a source starts, one of `PARTS` or `PROGRAMS`, looked for where it was put together: `placeOf` gives the expression of its address by its name. What else a
 * source has beside it is addressed where it is.
 */
export function addresses(placeOf: (name: string) => string): Plugin {
	const names = new Map(
		[...PARTS, ...PROGRAMS].map((source) => [new URL(source, ROOT).href, nameOf(source)])
	)
	return {
		name: 'addresses',
		enforce: 'pre',
		transform(code, id) {
			if (!code.includes('import.meta.url') || id.includes('node_modules')) return null
			const here = pathToFileURL(id)
			const changed = code.replaceAll(ADDRESS, (_, path: string) => {
				const { href } = new URL(path, here)
				const name = names.get(href)
				return name === undefined ? `new URL('${href}')` : placeOf(name)
			})
			// Lines stay where they were.
			return { code: changed, map: null }
		},
	}
}
