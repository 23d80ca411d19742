import { announcer } from './announcer.svelte.ts'

/** A page that draws nothing says what it has to say within this time. */
const LATEST_MS = 500
/** More are not seen at once, and each that is there is measured anew when another one comes. */
const MOST = 3
/** The newest messages that ask for nothing, oldest first. */
const plain = new Set<string | number>()

/** A message at the foot of the page that goes by itself; its region is a live one, so it is also read aloud. `action` stays available while it is shown. Gives the way to take it away when it holds no longer. */
export function toast(
	text: string,
	options: {
		readonly tone?: 'plain' | 'warn'
		/** Names what the message is about: the newest of one name stands in the place of the one before. */
		readonly about?: string
		readonly action?: { readonly label: string; readonly run: () => void }
	} = {}
): () => void {
	const { action, about } = options
	const settings = {
		duration: action === undefined ? 5_000 : 10_000,
		...(action !== undefined && { action: { label: action.label, onClick: action.run } }),
		...(about !== undefined && { id: about }),
	}
	const shown = Promise.all([import('svelte-sonner'), whenDrawn()]).then(
		([{ toast: sonner }]) => {
			// one that goes leaves nothing of itself, no control either, to the one that takes its place
			if (about !== undefined) sonner.dismiss(about)
			const id = options.tone === 'warn' ? sonner.warning(text, settings) : sonner(text, settings)
			plain.delete(id)
			if (action === undefined) plain.add(id)
			const [oldest] = plain
			if (oldest !== undefined && plain.size > MOST) {
				plain.delete(oldest)
				sonner.dismiss(oldest)
			}
			return () => {
				sonner.dismiss(id)
			}
		},
		() => {
			// nothing can be shown then; it is at least read aloud
			announcer.say(text)
			return null
		}
	)
	return () => {
		void shown.then((dismiss) => dismiss?.())
	}
}

/** Resolves once what a message is about has been drawn: a message has the page laid out several times. */
function whenDrawn(): Promise<void> {
	return new Promise((resolve) => {
		requestAnimationFrame(() => setTimeout(resolve))
		setTimeout(resolve, LATEST_MS)
	})
}
