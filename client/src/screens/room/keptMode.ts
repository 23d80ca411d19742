import { type Room } from '../../negotiation/room.svelte.ts'

const KEY = 'parley-suggests'

/** Whether this seat was suggesting in this room when the window was loaded before. A window remembers one room, until it is closed. */
export function wasSuggesting(room: Room): boolean {
	try {
		return sessionStorage.getItem(KEY) === placeOf(room)
	} catch {
		return false // storage is closed to us here
	}
}

/** Has the window remember whether this seat suggests here: who goes on after a reload would else write into the text what was to be a suggestion. */
export function keepSuggesting(room: Room, suggests: boolean): void {
	try {
		if (suggests) sessionStorage.setItem(KEY, placeOf(room))
		else sessionStorage.removeItem(KEY)
	} catch {
		return // it then lasts as long as the page
	}
}

function placeOf(room: Room): string {
	return `${room.id} ${room.info.me.id}`
}
