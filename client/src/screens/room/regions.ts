import { tick } from 'svelte'
import { type NoteDesk } from '../../notes/desk.svelte.ts'
import { type RoomView } from './view.svelte.ts'

/** Goes to the next region of the room that is seen, or the one before, and to the control in it that Tab would reach. */
export function goToRegion(by: 1 | -1): void {
	const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
		(region) =>
			// notices are a region while there are some
			region.checkVisibility({ visibilityProperty: true }) && region.offsetHeight > 0
	)
	const here = regions.findIndex((region) => region.contains(document.activeElement))
	const start = here === -1 ? (by === 1 ? -1 : 0) : here
	const next = regions[(start + by + regions.length) % regions.length]
	if (next === undefined) return
	const inside =
		next.querySelector<HTMLElement>('[data-stop], [role="treeitem"][tabindex="0"]') ??
		[...next.querySelectorAll<HTMLElement>('a[href], button:not([tabindex="-1"]), textarea')].find(
			(control) => control.checkVisibility({ visibilityProperty: true })
		)
	;(inside ?? next).focus()
}

/** Goes to the row of the outline that Tab reaches; where it is a drawer, that opens first. */
export function goToOutline(view: RoomView): void {
	if (!isSeen('[role="tree"]')) view.outlineOpen = true
	void focusSoon('[role="tree"] [role="treeitem"][tabindex="0"]')
}

/** Goes to the notes; where they are a drawer, that opens first. */
export function goToNotes(desk: NoteDesk): void {
	if (!isSeen('[aria-label="Margin"]')) desk.isOpen = true
	void focusSoon('[aria-label="Margin"]')
}

/** Goes to the countdown. */
export function goToDeadline(): void {
	void focusSoon('[role="timer"]')
}

function isSeen(selector: string): boolean {
	return document.querySelector(selector)?.checkVisibility({ visibilityProperty: true }) ?? false
}

async function focusSoon(selector: string): Promise<void> {
	await tick()
	document.querySelector<HTMLElement>(selector)?.focus()
}
