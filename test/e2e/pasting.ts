import { type BrowserContext } from '@playwright/test'
import { type Person } from './person.ts'

/** What lies on a clipboard. */
export interface Clipboard {
	readonly text?: string
	readonly html?: string
}

/** How many pieces are pasted before it is waited for that they are sent. */
const AT_ONCE = 50

/** Pastes one after the other where the caret is, each followed by a mark of its own, `⟦0⟧`, in a new paragraph. */
export async function pasteInto(
	person: Person,
	number: number,
	pieces: readonly Clipboard[]
): Promise<void> {
	for (let from = 0; from < pieces.length; from += AT_ONCE) {
		await person.text(number).evaluate(
			(editor, { some, first }) => {
				const paste = ({ text, html }: { text?: string; html?: string }): void => {
					const clipboardData = new DataTransfer()
					if (text !== undefined) clipboardData.setData('text/plain', text)
					if (html !== undefined) clipboardData.setData('text/html', html)
					editor.dispatchEvent(
						new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
					)
				}
				for (const [i, piece] of some.entries()) {
					paste(piece)
					paste({ text: `\n⟦${first + i}⟧\n\n` })
				}
			},
			{ some: pieces.slice(from, from + AT_ONCE), first: from }
		)
		await person.whenSent()
	}
}

/** What of each fragment of HTML is text, as a browser reads it where nothing runs. */
export async function textOfFragments(
	context: BrowserContext,
	fragments: readonly string[]
): Promise<readonly string[]> {
	const page = await context.newPage()
	try {
		return await page.evaluate(
			(all) =>
				all.map((html) => {
					const place = document.implementation.createHTMLDocument('').createElement('div')
					place.innerHTML = html
					for (const one of place.querySelectorAll(
						'head, noscript, object, script, style, title'
					)) {
						one.remove()
					}
					return place.textContent
				}),
			fragments
		)
	} finally {
		await page.close()
	}
}
