/** What is copied of a page on which text is drawn. */
import { copyOfRange } from './copyRange.ts'
import { copyPlain } from './copySigns.ts'

/** Has what is copied of the page say what is drawn around its words, from now on. An editor copies its own text. Twice is fine. */
export function signCopies(): void {
	document.addEventListener('copy', onCopy)
}

function onCopy(event: ClipboardEvent): void {
	const { target, clipboardData } = event
	const isInField = target instanceof Element && target.matches('input, textarea')
	if (event.defaultPrevented || isInField || clipboardData === null) return
	const selection = document.getSelection()
	if (selection === null || selection.isCollapsed) return
	const copied = copyOfRange(selection.getRangeAt(0))
	if (copied === null) return
	event.preventDefault()
	clipboardData.setData('text/plain', copyPlain(copied))
	clipboardData.setData('text/html', copied.innerHTML)
}
