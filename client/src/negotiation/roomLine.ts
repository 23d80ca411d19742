import { Announcement, type Remark } from '@parley/protocol'
import { createDocument } from '@parley/schema'
import { Awareness } from 'y-protocols/awareness'
import { type Attachment } from './attachment.ts'
import { type CollaborationSocket } from './socket.ts'

/** The room document: presence and announcements, no text. */
export interface RoomLine {
	readonly awareness: Awareness
	/** Says something to the server. */
	readonly say: (remark: Remark) => void
}

/** Opens the room document `name` on the socket. `denied` is called where the server does not let this seat in. */
export function openRoomLine(
	socket: CollaborationSocket,
	name: string,
	events: { readonly announced: (announcement: Announcement) => void; readonly denied: () => void }
): RoomLine {
	const doc = createDocument()
	const awareness = new Awareness(doc)
	const attachment: Attachment = socket.open(name, doc, awareness, {
		synced: () => undefined,
		message: (payload) => {
			const announcement = Announcement.safeParse(parsed(payload))
			if (announcement.success) events.announced(announcement.data)
		},
		denied: events.denied,
	})
	attachment.attach()
	return {
		awareness,
		say: (remark) => {
			attachment.say(JSON.stringify(remark))
		},
	}
}

function parsed(payload: string): unknown {
	try {
		return JSON.parse(payload)
	} catch {
		return null
	}
}
