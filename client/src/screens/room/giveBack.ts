import { type RoomView } from './view.svelte.ts'

/** Gives the focus back to what had it: into a text with the selection that it had there. Where that is gone, to the point that is read. */
export function giveBack(view: RoomView, before: HTMLElement | null): void {
	const within = before?.closest<HTMLElement>('article[data-clause]')?.dataset['clause']
	const frame = view.frame(within ?? '')
	if (before !== null && frame?.editor()?.dom === before) frame.enterText()
	else if (before?.isConnected === true && before !== document.body)
		before.focus({ preventScroll: true })
	else view.frame(view.current ?? '')?.element.focus({ preventScroll: true })
}
