import { toast as sonner } from 'svelte-sonner'
import { type ToastOptions } from './toast.ts'

/** A page that draws nothing is not waited for longer. */
const LATEST_MS = 500
/** More are not seen at once, and each that is there is measured anew when another one comes. */
const MOST = 3
/** The newest messages that neither warn nor ask for anything, oldest first. */
const plain = new Set<string | number>()

/**
 * Shows a message, as `toast` has it, once what it is about has been drawn. Gives the way to take it away; null where it holds no longer by then.
 *
 * @param holds whether it still holds
 */
export async function showToast(
	text: string,
	{ tone, about, action }: ToastOptions,
	holds: () => boolean
): Promise<(() => void) | null> {
	await whenDrawn()
	if (!holds()) return null
	const settings = {
		duration: action === undefined ? 5_000 : 10_000,
		...(action !== undefined && { action: { label: action.label, onClick: action.run } }),
		...(about !== undefined && { id: about }),
	}
	// one that goes leaves nothing of itself, no control either, to the one that takes its place
	if (about !== undefined) sonner.dismiss(about)
	const id = tone === 'warn' ? sonner.warning(text, settings) : sonner(text, settings)
	plain.delete(id)
	if (action === undefined && tone !== 'warn') plain.add(id)
	const [oldest] = plain
	if (oldest !== undefined && plain.size > MOST) {
		plain.delete(oldest)
		sonner.dismiss(oldest)
	}
	return () => {
		sonner.dismiss(id)
	}
}

/** Resolves once what is in the document now has been drawn: a message has the page laid out several times. */
function whenDrawn(): Promise<void> {
	return new Promise((resolve) => {
		requestAnimationFrame(() => setTimeout(resolve))
		setTimeout(resolve, LATEST_MS)
	})
}
