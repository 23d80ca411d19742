import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type InlineConfig } from 'vite'
import { fewScripts } from './build/fewScripts.ts'
import { roomPage } from './build/roomPage.ts'

/** Where `pnpm dev` of the server listens; the page itself is then served by Vite. */
const server = process.env['PARLEY_DEV_SERVER'] ?? 'http://127.0.0.1:4000'

const pages = (): InlineConfig => ({
	root: import.meta.dirname,
	plugins: [svelte()],
	resolve: {
		alias: {
			// the one that Node has: the one for browsers brings lib0's elements and schema along, for the styles of what Yjs may say in the console
			'lib0/logging': fileURLToPath(import.meta.resolve('lib0/logging')),
		},
	},
	build: {
		// the oldest browsers that know light-dark() and CSS nesting
		target: ['chrome123', 'firefox128', 'safari17.5'],
		// nothing becomes a data: address, so that the server's policy on content can leave them out
		assetsInlineLimit: 0,
	},
})

const { plugins = [], ...config } = pages()

export default defineConfig({
	...config,
	plugins: [...plugins, fewScripts(pages), roomPage()],
	server: {
		proxy: {
			'/api': server,
			'/verify.html': server,
			'/collaboration': { target: server, ws: true },
		},
	},
})
