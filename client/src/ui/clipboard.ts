/**
 * Puts `text` on the clipboard; whether that went well. Also on plain http, where `navigator.clipboard` is absent: then through a
 * selection that lasts for a moment.
 */
export async function copyText(text: string): Promise<boolean> {
	if (window.isSecureContext) {
		try {
			await navigator.clipboard.writeText(text)
			return true
		} catch {
			return copyBySelection(text) // the permission was refused, or the page is not in front
		}
	}
	return copyBySelection(text)
}

function copyBySelection(text: string): boolean {
	const focused = document.activeElement
	const area = document.createElement('textarea')
	area.value = text
	area.style.cssText = 'position: fixed; opacity: 0'
	// beside the focused element, so that a dialog which holds the focus lets it go there
	;(focused?.parentElement ?? document.body).append(area)
	area.select()
	// deprecated, and the one way on plain http
	const page: { execCommand(command: string): boolean } = document
	const copied = page.execCommand('copy')
	area.remove()
	if (focused instanceof HTMLElement) focused.focus()
	return copied
}
