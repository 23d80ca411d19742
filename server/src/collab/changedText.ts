import { type ClauseId, type NegotiationId } from '@parley/domain'
import { parseDocumentName, type DocumentName } from '@parley/protocol'
import { type Clock } from '../freeze/clock.ts'
import { type Room } from '../negotiation/room.ts'

/** How often a room is told which clauses changed, at most. */
const EVERY_MS = 2_000

interface Waiting {
	readonly documents: Set<DocumentName>
	readonly cancel: () => void
}

/** Gathers which clauses of a room changed, and says so at most once every two seconds. */
export class ChangedText {
	readonly #clock: Clock
	readonly #tell: (room: Room, clauses: readonly ClauseId[]) => void
	readonly #waiting = new Map<NegotiationId, Waiting>()

	constructor(clock: Clock, tell: (room: Room, clauses: readonly ClauseId[]) => void) {
		this.#clock = clock
		this.#tell = tell
	}

	/** An update of `document` was committed. */
	changed(room: Room, document: DocumentName): void {
		if (room.phase.kind !== 'frozen') this.#of(room).documents.add(document)
	}

	/** Says nothing more of what has changed in `room`: its text is frozen, and read from the snapshot. */
	forget(room: Room): void {
		const { id } = room.negotiation
		this.#waiting.get(id)?.cancel()
		this.#waiting.delete(id)
	}

	/** Lets go of timers. */
	close(): void {
		for (const { cancel } of this.#waiting.values()) cancel()
		this.#waiting.clear()
	}

	#of(room: Room): Waiting {
		const { id } = room.negotiation
		const known = this.#waiting.get(id)
		if (known !== undefined) return known
		const documents = new Set<DocumentName>()
		const cancel = this.#clock.delay(EVERY_MS, () => {
			this.#waiting.delete(id)
			this.#tell(room, clausesOf(documents))
		})
		const waiting = { documents, cancel }
		this.#waiting.set(id, waiting)
		return waiting
	}
}

function clausesOf(documents: Iterable<DocumentName>): readonly ClauseId[] {
	return [...documents].flatMap((document) => {
		const address = parseDocumentName(document)
		return address.kind === 'clause' ? [address.clause] : []
	})
}
