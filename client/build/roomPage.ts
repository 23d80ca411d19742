import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Plugin, type Rolldown } from 'vite'

const ROOM = /\/screens\/room\/Room\.svelte$/

/**
 * Writes `room.html`: `index.html` with every script and style of the drafting room named in it, for the addresses of rooms. A browser then
 * asks for them while it reads the page, and not when the first script has come and run.
 */
export function roomPage(): Plugin {
	return {
		name: 'parley-room-page',
		apply: 'build',
		async writeBundle({ dir = '.' }, bundle) {
			const page = bundle['index.html']
			const room = Object.values(bundle).find(
				(output) => output.type === 'chunk' && ROOM.test(output.facadeModuleId ?? '')
			)
			if (page?.type !== 'asset' || room?.type !== 'chunk') {
				throw new Error('the build has no page or no drafting room')
			}
			const html = String(page.source)
			const tags = linksOf(room, bundle)
				.filter(({ href }) => !html.includes(href))
				.map(({ rel, href }) => `\t\t<link rel="${rel}" crossorigin href="${href}">\n`)
			await writeFile(
				join(dir, 'room.html'),
				html.replace('\t</head>', `${tags.join('')}\t</head>`)
			)
		},
	}
}

/** What a script and those that it needs are fetched by: their addresses and those of their styles. */
function linksOf(
	chunk: Rolldown.OutputChunk,
	bundle: Rolldown.OutputBundle
): readonly { readonly rel: string; readonly href: string }[] {
	const chunks = new Set([chunk])
	for (const { imports } of chunks) {
		for (const name of imports) {
			const needed = bundle[name]
			if (needed?.type === 'chunk') chunks.add(needed)
		}
	}
	const styles = new Set([...chunks].flatMap((one) => [...(one.viteMetadata?.importedCss ?? [])]))
	return [
		...[...chunks].map(({ fileName }) => ({ rel: 'modulepreload', href: `/${fileName}` })),
		...[...styles].map((name) => ({ rel: 'stylesheet', href: `/${name}` })),
	]
}
