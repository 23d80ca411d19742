import { ClauseJson, type RoomJson } from '@parley/protocol'
import * as z from 'zod/mini'
import { keepsCopies, OUTLINES } from './deviceStore.ts'

/** Title and headings of a room as this device saw them last: what can be drawn before the server answers. No words of the text. */
export type KeptOutline = z.infer<typeof KeptOutline>
const KeptOutline = z.object({
	title: z.string(),
	language: z.string(),
	clauses: z.array(
		z.pick(ClauseJson, { id: true, kind: true, number: true, heading: true, status: true })
	),
})

/** What this device remembers of a room; null where it was never there, or remembers something else. */
export function keptOutline(negotiation: string): KeptOutline | null {
	try {
		const kept = localStorage.getItem(OUTLINES + negotiation)
		return kept === null ? null : KeptOutline.parse(JSON.parse(kept))
	} catch {
		return null // closed to us, or written by another version: the room is drawn when it comes
	}
}

/** Remembers a room's outline, unless the person wants no copies on this device. */
export function keepOutline({ id, title, language, clauses }: RoomJson): void {
	if (!keepsCopies()) return
	try {
		localStorage.setItem(
			OUTLINES + id,
			JSON.stringify(KeptOutline.parse({ title, language, clauses }))
		)
	} catch {
		return // closed to us, or full: the next visit waits for the server
	}
}
