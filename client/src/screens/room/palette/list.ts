import { type Commander } from '../commander.svelte.ts'

/** What the palette's field can ask of the list under it. */
export interface ListHandle {
	/** The next line, or the one before, from the last to the first. */
	readonly move: (by: 1 | -1) => void
	/** The id of the line that Enter chooses; null where there is none. */
	readonly active: () => string | null
	/** What that line does; null where there is none. */
	readonly chosen: () => (() => void) | null
}

/** What the list is given. */
export interface ListProps {
	readonly id: string
	readonly query: string
	/** The point whose text the palette was opened from, or null. */
	readonly inText: string | null
	readonly commander: Commander
	/** A line was pressed. */
	readonly onchoose: (run: () => void) => void
	handle: ListHandle | null
}
