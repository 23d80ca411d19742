import { announcer } from './announcer.svelte.ts'
import type * as messages from './showToast.ts'

/** What a message is besides its words. */
export interface ToastOptions {
	readonly tone?: 'plain' | 'warn'
	/** Names what the message is about: the newest of one name stands in the place of the one before. */
	readonly about?: string
	/** Stays available while the message is shown. */
	readonly action?: { readonly label: string; readonly run: () => void }
}

/** What shows messages, once it was asked for: each `import` looks in the page for all that it needs. */
let showing: Promise<typeof messages> | null = null

/**
 * A message at the foot of the page that goes by itself; its region is a live one, so it is also read aloud. Of those that neither warn nor ask for
 * anything only the newest three stay. Gives the way to take it away when it holds no longer.
 */
export function toast(text: string, options: ToastOptions = {}): () => void {
	let holds = true
	const shown = (showing ??= import('./showToast.ts')).then(
		({ showToast }) => showToast(text, options, () => holds),
		() => {
			// nothing can be shown then; it is at least read aloud
			showing = null
			announcer.say(text)
			return null
		}
	)
	return () => {
		holds = false
		void shown.then((dismiss) => dismiss?.())
	}
}
