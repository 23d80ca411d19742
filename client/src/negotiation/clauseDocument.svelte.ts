import { Receipt, WithheldMessage } from '@parley/protocol'
import {
	createDocument,
	readBlocks,
	ReturnNotes,
	toPassage,
	WITHHOLDING,
	withholdFromDocument,
	type Passage,
} from '@parley/schema'
import { type ContentBlock } from '@parley/snapshot'
import { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { type Attachment } from './attachment.ts'
import { followCarets } from './followCarets.ts'
import { type OwnEdit, type Settlement } from './ledger.ts'
import { type Outbox } from './outbox.ts'
import { putBack } from './putBack.ts'
import { type CollaborationSocket } from './socket.ts'
import { wordsOf } from './words.ts'

/** What a clause's document tells the room. */
export interface ClauseEvents {
	/** I changed the text. */
	readonly typed: () => void
	/** Others changed the text; the clientIDs of those whose words came. */
	readonly changed: (clients: readonly number[]) => void
	/** The text is another than before, by whomever. */
	readonly redrawn: () => void
	/** Carets of others came, moved or went. */
	readonly caretsMoved: () => void
	/** A receipt said something about my edits; `words` are those it speaks of, as they stand in the text. */
	readonly settled: (settlement: Settlement, words: string) => void
	/** A receipt named the newest position it knows. */
	readonly seen: (position: number) => void
}

/** The origin of edits that an earlier page left on this device. */
const RESTORED = 'restored'

/** One Y.Doc with its awareness and its place on the socket. */
interface Parts {
	readonly doc: Y.Doc
	readonly awareness: Awareness
	readonly attachment: Attachment
	/** What of the words made in it was brought back. */
	readonly notes: ReturnNotes
}

/**
 * The live text of one clause. The Y.Doc is made when the clause first comes near and stays for the session: another one would write
 * under another clientID. Only a refusal makes a new one, since an edit that was not taken must not stay in it.
 */
export class ClauseDocument {
	readonly name: string
	readonly #socket: CollaborationSocket
	readonly #outbox: Outbox
	readonly #events: ClauseEvents
	#parts = $state.raw<Parts | null>(null)
	#isReady = $state(false)
	/** The text to be drawn where it is newer than the Y.Doc's, or was read from it; null: it has to be read from it. */
	#drawn = $state.raw<readonly ContentBlock[] | null>(null)
	#wanted = false
	/** Digests of restored edits that were offered without being in the Y.Doc. */
	#stranded: readonly string[] = []
	/** What the server said is withheld before the text was here. */
	#withheld: Passage | null = null

	constructor(name: string, socket: CollaborationSocket, outbox: Outbox, events: ClauseEvents) {
		this.name = name
		this.#socket = socket
		this.#outbox = outbox
		this.#events = events
	}

	/** The Y.Doc with the text as the server has it and my edits; null until the text was here once. A refusal gives a new one. */
	get doc(): Y.Doc | null {
		return this.#isReady && this.#parts !== null ? this.#parts.doc : null
	}

	/** Carets of the others in this clause, and mine. */
	get awareness(): Awareness | null {
		return this.#parts?.awareness ?? null
	}

	/** The text as this page knows it, to be drawn without an editor; null until it was here once. */
	blocks(): readonly ContentBlock[] | null {
		return this.#drawn ?? (this.doc === null ? null : readBlocks(this.doc))
	}

	/** Whether the Y.Doc has the text as the server has it now, as far as the line allows. */
	get isFollowed(): boolean {
		return this.#isReady && (this.#wanted || this.#outbox.has(this.name))
	}

	/** Draws the text anew where it has no editor: from the Y.Doc where that is followed, else as the server gave it; null: not asked. */
	draw(blocks: readonly ContentBlock[] | null): void {
		if (!this.isFollowed) this.#drawn = blocks ?? this.#drawn
		else if (this.doc !== null) this.#drawn = readBlocks(this.doc)
		this.#events.redrawn()
	}

	/** My words in this clause that have no receipt. */
	unsentWords(): string {
		return this.#wordsOf(this.#outbox.edits(this.name))
	}

	/** The clause is near: follow its text. */
	open(): void {
		this.#wanted = true
		this.#parts ??= this.#make()
		this.#parts.attachment.attach()
	}

	/** The clause is far: stop following, once nothing of mine is under way. */
	leave(): void {
		this.#wanted = false
		this.#settleDown()
	}

	/**
	 * Words of this clause were taken out of the record. A text that is not followed any more has them still: it is opened once more, to be told
	 * which these are, and left again.
	 */
	withheld(): void {
		this.#parts?.attachment.attach()
	}

	/** Offers again what has no receipt, as after the server said that it could not take anything just then. */
	resync(): void {
		this.#parts?.attachment.resync()
	}

	/** Applies what an earlier page left here, and opens the document for it. */
	restore(): void {
		this.open()
		if (this.#parts?.attachment.isSynced === true) this.#applyRestored(this.#parts)
	}

	close(): void {
		this.#parts?.attachment.close()
		this.#parts?.doc.destroy()
		this.#parts = null
		this.#isReady = false
		this.#drawn = null
	}

	#make(): Parts {
		const doc = createDocument()
		const notes = new ReturnNotes()
		const awareness = new Awareness(doc)
		// nobody learns of a clause that I only look at: the room document says where I am
		awareness.setLocalState(null)
		awareness.on('change', () => {
			this.#events.caretsMoved()
		})
		// before the provider listens, so that an edit is in the outbox before it is on the wire
		doc.on('update', (update: Uint8Array, origin: unknown, _doc, transaction: Y.Transaction) => {
			this.#drawn = null
			this.#events.redrawn()
			if (origin === WITHHOLDING) {
				if (this.#isReady) this.#events.changed([])
			} else if (origin === attachment.origin) {
				// the first state is no news
				if (this.#isReady) this.#events.changed(clientsOf(transaction))
				// while the text is being brought up to date, the carets are told by themselves
				if (attachment.isSynced) followCarets(awareness, transaction)
			} else {
				notes.note(transaction)
				this.#outbox.record(this.name, notes.noted(update))
				if (origin !== RESTORED) this.#events.typed()
			}
		})
		const attachment = this.#socket.open(this.name, doc, awareness, {
			synced: () => {
				this.#applyRestored(parts)
				this.#dropWithheld(parts)
				this.#isReady = true
				this.#drawn = null
				this.#events.redrawn()
			},
			message: (payload) => {
				this.#receive(payload)
			},
			denied: () => {
				this.#isReady = false
			},
			noted: (update) => notes.noted(update),
		})
		const parts: Parts = { doc, awareness, attachment, notes }
		return parts
	}

	/** Puts back what an earlier page left; what cannot be put back is for the server to judge, now and after every gap of the line. */
	#applyRestored({ doc, attachment, notes }: Parts): void {
		const edits = this.#outbox.restored(this.name)
		if (edits.length === 0) return
		for (const { bytes } of edits) notes.take(bytes)
		const { taken, stranded } = putBack(doc, edits, RESTORED)
		this.#outbox.dropRestored(this.name, taken)
		for (const { digest, bytes } of stranded) {
			if (!this.#stranded.includes(digest)) this.#stranded = [...this.#stranded, digest]
			attachment.offer(bytes)
		}
	}

	#wordsOf(edits: readonly OwnEdit[]): string {
		const bytes = edits.map((edit) => edit.bytes)
		return bytes.length === 0 ? '' : wordsOf(this.#parts?.doc ?? createDocument(), bytes)
	}

	/**
	 * Words were taken out of the record: this page keeps none of them either. The change by which they left the text has come before, or came
	 * with it: what is dropped is what the document, or the way back to an edit, still had of them.
	 */
	#dropWithheld({ doc }: Parts): void {
		this.#drawn = null
		if (this.#withheld === null) return
		withholdFromDocument(doc, this.#withheld)
		this.#withheld = null
		// where it was opened for this alone
		this.#settleDown()
	}

	#receive(payload: string): void {
		const withheld = WithheldMessage.safeParse(parsed(payload))
		if (withheld.success && this.#parts !== null) {
			this.#withheld = toPassage(withheld.data.passage)
			if (this.#parts.attachment.isSynced) this.#dropWithheld(this.#parts)
			return
		}
		const receipt = Receipt.safeParse(parsed(payload))
		if (!receipt.success) return
		if (receipt.data.type === 'saved') this.#events.seen(receipt.data.position)
		const settlement = this.#outbox.settle(this.name, receipt.data)
		if (settlement.kind === 'late' || settlement.kind === 'refused') {
			this.#events.settled(settlement, this.#wordsOf(settlement.edits))
			const isInText = !this.#stranded.includes(receipt.data.digest)
			if (settlement.kind === 'refused' && isInText) this.#startAfresh()
		}
		if (!this.#outbox.has(this.name)) this.#parts?.notes.clear()
		this.#settleDown()
	}

	/** A refused edit would poison every SyncStep2 to come: the text is taken from the server again. */
	#startAfresh(): void {
		this.close()
		this.#parts = this.#make()
		this.#parts.attachment.attach()
	}

	#settleDown(): void {
		if (!this.#wanted && !this.#outbox.has(this.name)) this.#parts?.attachment.detach()
	}
}

/** Clients that a transaction brought content of. */
function clientsOf(transaction: Y.Transaction): readonly number[] {
	const { beforeState, afterState } = transaction
	return [...afterState]
		.filter(([id, clock]) => clock > (beforeState.get(id) ?? 0))
		.map(([id]) => id)
}

function parsed(payload: string): unknown {
	try {
		return JSON.parse(payload)
	} catch {
		return null
	}
}
