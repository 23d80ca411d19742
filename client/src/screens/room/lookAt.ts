import { toast } from '../../ui/toast.ts'
import { type Room } from '../../negotiation/room.svelte.ts'
import { type RoomView } from './view.svelte.ts'
import { AS_WRITTEN, isSameWay, type TextWay } from './way.ts'

/** The way in which the text is looked at now. */
export function wayOf(view: RoomView): TextWay {
	return view.viewing?.way ?? AS_WRITTEN
}

/** Looks at the text in another way. Where its text does not come, that is said, and everything stays as it is. */
export async function lookAt(room: Room, view: RoomView, way: TextWay): Promise<void> {
	if (isSameWay(way, AS_WRITTEN)) {
		view.showAsWritten()
		return
	}
	try {
		const { Viewing } = await import('./views/viewing.svelte.ts')
		const viewing = await Viewing.open(room, way)
		view.viewing?.close()
		view.viewing = viewing
	} catch {
		toast('This view of the text did not come. Try again when the connection is up.', {
			tone: 'warn',
		})
	}
}
