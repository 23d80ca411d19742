import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

export default defineConfig({
	root: fileURLToPath(new URL('.', import.meta.url)),
	plugins: [oneFile()],
	build: {
		outDir: '../dist',
		// the type checker keeps its own output there
		emptyOutDir: false,
		modulePreload: false,
		target: ['chrome123', 'firefox128', 'safari17.5'],
		rolldownOptions: { input: fileURLToPath(new URL('verify.html', import.meta.url)) },
	},
})

/**
 * Puts script and style into the page, so that one file can be handed on and works from a disk, and adds a policy that lets these two run by
 * their hashes and nothing be fetched from anywhere: the page could not send what it reads if it wanted to.
 */
function oneFile(): Plugin {
	return {
		name: 'one-file',
		enforce: 'post',
		generateBundle(_, bundle) {
			const page = bundle['verify.html']
			if (page?.type !== 'asset') throw new Error('no page was built')
			let script = ''
			let style = ''
			for (const [name, part] of Object.entries(bundle)) {
				if (part === page) continue
				if (part.type === 'chunk') script += part.code
				else if (name.endsWith('.css')) style += String(part.source)
				else throw new Error(`the page cannot hold ${name}`)
				Reflect.deleteProperty(bundle, name)
			}
			script = `\n${script.replaceAll('</script', '<\\/script')}`
			const policy = [
				"default-src 'none'",
				`script-src '${hashOf(script)}'`,
				`style-src '${hashOf(style)}'`,
				"base-uri 'none'",
				"form-action 'none'",
			].join('; ')
			page.source = String(page.source)
				.replace(/\s*<script type="module"[^>]*><\/script>/, '')
				.replace(/\s*<link rel="stylesheet"[^>]*>/, '')
				.replace(
					'<title>',
					() => `<meta http-equiv="Content-Security-Policy" content="${policy}" />\n\t\t<title>`
				)
				.replace('</head>', () => `<style>${style}</style>\n\t</head>`)
				.replace('</body>', () => `<script type="module">${script}</script>\n\t</body>`)
		},
	}
}

function hashOf(source: string): string {
	return `sha256-${createHash('sha256').update(source).digest('base64')}`
}
