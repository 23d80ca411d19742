import { capsOf, type KeyPress } from './combination.ts'

/** What a field of several lines says of the key that sends it, e.g. `Ctrl+Enter sends`. */
export const SENDS = `${capsOf('Mod+Enter').join('+')} sends`

/** Whether a press in a field of several lines sends what is written there: Enter with Ctrl or ⌘, where no word is being composed. */
export function isSendKey({
	key,
	ctrlKey,
	metaKey,
	isComposing,
}: Pick<KeyPress, 'key' | 'ctrlKey' | 'metaKey'> & { readonly isComposing: boolean }): boolean {
	return key === 'Enter' && (ctrlKey || metaKey) && !isComposing
}

/** Sends the form of the field in which that key is pressed; for its `onkeydown`. */
export function sendForm(
	event: KeyboardEvent & { readonly currentTarget: HTMLTextAreaElement }
): void {
	if (!isSendKey(event)) return
	event.preventDefault()
	event.currentTarget.form?.requestSubmit()
}
