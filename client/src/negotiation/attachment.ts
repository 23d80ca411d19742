import { HocuspocusProvider } from '@hocuspocus/provider'
import { type Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { updateFrame } from './frames.ts'
import { type Link } from './link.ts'

/** What happens to a document on the socket. */
export interface AttachmentEvents {
	/** The server's state is in the document, for the first time or after a gap. */
	readonly synced: () => void
	/** A stateless message for this document has come. */
	readonly message: (payload: string) => void
	/** The server does not let this seat into this document. */
	readonly denied: () => void
	/** Gives an update as it is to be sent: with what there is to be said of it. Left out: as it is. */
	readonly noted?: (update: Uint8Array) => Uint8Array
}

const REOPEN_MS = 1_000

/**
 * One document on the socket, opened and left as its clause comes near and goes.
 *
 * Leaving is a message of its own, and the server still queues what comes after it for the connection that is going away: a
 * document opened again before the server has answered would never be let in. So an attachment that leaves waits for that answer
 * (or for the end of the socket) before it opens again. The Y.Doc, its clientID and its awareness stay the same meanwhile: a
 * session may write under few clientIDs, and others believe only a growing awareness clock.
 */
export class Attachment {
	readonly #link: Link
	readonly #events: AttachmentEvents
	readonly #provider: HocuspocusProvider
	#wanted = false
	#state: 'away' | 'here' | 'leaving'
	#reopening: ReturnType<typeof setTimeout> | null = null

	constructor(
		link: Link,
		parts: {
			readonly name: string
			readonly doc: Y.Doc
			readonly awareness: Awareness
			readonly token: string
		},
		events: AttachmentEvents,
		/** An earlier attachment of this document is leaving still. */
		isLeaving: boolean
	) {
		this.#link = link
		this.#events = events
		this.#state = isLeaving ? 'leaving' : 'away'
		this.#provider = new HocuspocusProvider({
			name: parts.name,
			document: parts.doc,
			awareness: parts.awareness,
			token: parts.token,
			websocketProvider: link,
			onSynced: () => {
				events.synced()
			},
			onStateless: ({ payload }) => {
				events.message(payload)
			},
		})
	}

	/** The provider: the origin of remote changes in the document. */
	get origin(): unknown {
		return this.#provider
	}

	/** The server's state is in the document and the connection stands. */
	get isSynced(): boolean {
		return this.#state === 'here' && this.#provider.synced
	}

	/** The server has not answered yet that it let go of this document. */
	get isLeaving(): boolean {
		return this.#state === 'leaving'
	}

	/** Opens the document on the socket; doing so twice is fine. */
	attach(): void {
		this.#wanted = true
		if (this.#state !== 'away') return
		this.#state = 'here'
		this.#provider.attach()
	}

	/** Leaves the document; what is undelivered in it must be waited for first. */
	detach(): void {
		this.#wanted = false
		if (this.#state !== 'here') return
		this.#state = this.#link.isOpen ? 'leaving' : 'away'
		this.#provider.detach()
		// left as it is, it would not say again that the server's state is here, once the document is opened anew
		this.#provider.synced = false
	}

	/** The server says that it has closed this document's connection: as asked, or by itself. */
	closedByServer(): void {
		if (this.#state === 'here') {
			// it must not hear a second `close`: that would wait for the next opening and end it
			this.#link.mutely(() => {
				this.#provider.detach()
			})
			this.#provider.onClose()
			this.#state = 'away'
			if (this.#wanted) {
				this.#reopening = setTimeout(() => {
					if (this.#wanted) this.attach()
				}, REOPEN_MS)
			}
			return
		}
		this.#state = 'away'
		if (this.#wanted) this.attach()
	}

	/** The server does not let this seat into the document: asking again would bring the same answer. */
	deniedByServer(): void {
		this.#wanted = false
		this.closedByServer()
		this.#events.denied()
	}

	/** The socket is gone: what was leaving has left. */
	socketLost(): void {
		if (this.#state !== 'leaving') return
		this.#state = 'away'
		if (this.#wanted) this.attach()
	}

	/** An update of the document as it is to be sent. */
	noted(update: Uint8Array): Uint8Array {
		return this.#events.noted?.(update) ?? update
	}

	/** Says something to the server outside of the text. */
	say(payload: string): void {
		this.#provider.sendStateless(payload)
	}

	/** Offers an update that the document itself does not hold. */
	offer(update: Uint8Array): void {
		this.#link.send(updateFrame(this.#provider.configuration.name, update))
	}

	/** Asks for a new handshake, so that what the document holds is offered again. */
	resync(): void {
		if (this.#state !== 'here' || !this.#link.isOpen) return
		this.detach()
		this.attach()
	}

	/** Leaves for good; the awareness ends with it. */
	close(): void {
		this.#wanted = false
		if (this.#reopening !== null) clearTimeout(this.#reopening)
		if (this.#state === 'here' && this.#link.isOpen) this.#state = 'leaving'
		this.#provider.destroy()
	}
}
