import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

/** Where `pnpm dev` of the server listens; the page itself is then served by Vite. */
const server = process.env['PARLEY_DEV_SERVER'] ?? 'http://127.0.0.1:4000'

export default defineConfig({
	plugins: [svelte()],
	build: {
		// the oldest browsers that know light-dark() and CSS nesting
		target: ['chrome123', 'firefox128', 'safari17.5'],
		// nothing becomes a data: address, so that the server's policy on content can leave them out
		assetsInlineLimit: 0,
	},
	server: {
		proxy: {
			'/api': server,
			'/verify.html': server,
			'/collaboration': { target: server, ws: true },
		},
	},
})
