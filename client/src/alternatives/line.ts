import { mount, unmount } from 'svelte'
import { type DrawnAlternative } from '../text/drawAlternative.ts'
import { type Room } from '../negotiation/room.svelte.ts'
import AlternativeLine from './AlternativeLine.svelte'

/** Draws what is said of an alternative into `place`. Returns the way to stop. */
export function mountLine(
	place: HTMLElement,
	props: {
		readonly room: Room
		readonly about: DrawnAlternative
		readonly onmore: (() => void) | null
	}
): () => void {
	const line = mount(AlternativeLine, { target: place, props })
	return () => {
		void unmount(line)
	}
}
