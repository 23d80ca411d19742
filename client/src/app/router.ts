import { createRouter } from 'sv-router'
import Missing from './Missing.svelte'

/**
 * Where every screen lives. Screens come when they are opened; Verify needs no request once it has come.
 * The code of a link stands in the fragment of `/enter` and is never sent in an address.
 */
export const router = createRouter({
	'/': () => import('../screens/negotiations/Negotiations.svelte'),
	'/enter': () => import('../screens/enter/Enter.svelte'),
	'/verify': () => import('../screens/verify/Verify.svelte'),
	'/n/:id': () => import('../screens/room/Room.svelte'),
	'/n/:id/display': () => import('../screens/display/Display.svelte'),
	'/n/:id/frozen': () => import('../screens/frozen/Frozen.svelte'),
	'/n/:id/secretariat': () => import('../screens/secretariat/Secretariat.svelte'),
	'*': Missing,
})
