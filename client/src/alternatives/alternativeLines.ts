import { type Room } from '../negotiation/room.svelte.ts'
import { type DrawAlternative } from '../text/drawAlternative.ts'

/**
 * Draws what is said of each alternative; what draws it is fetched when the first one is there.
 *
 * @param onmore opens what else can be done with a group; null where nothing can
 */
export function alternativeLines(
	room: Room,
	onmore: ((group: string) => void) | null
): DrawAlternative {
	return (place, about) => {
		let stop: (() => void) | null = null
		let isOver = false
		const more =
			onmore === null
				? null
				: () => {
						onmore(about.group)
					}
		void import('./line.ts').then(({ mountLine }) => {
			if (!isOver) stop = mountLine(place, { room, about, onmore: more })
		})
		return () => {
			isOver = true
			stop?.()
		}
	}
}
