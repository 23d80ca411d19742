import {
	type Act,
	type Clause,
	type ClauseId,
	type Instant,
	type NegotiationId,
	type Random,
	type Seat,
} from '@parley/domain'
import { clauseDocument, type DocumentName } from '@parley/protocol'
import { createDocument, readUpdate } from '@parley/schema'
import * as Y from 'yjs'
import { type StoredAnswer, type Writer } from '../storage/ports.ts'
import { type DocumentHead } from './documentHead.ts'
import { type Documents } from './documents.ts'
import { clauseOf } from './head.ts'
import { MAX_CLAUSE_BYTES } from './judge.ts'
import { type LiveLog } from './liveLog.ts'
import { mootAfter, suggestedIn } from './mootSuggestions.ts'
import { type Turns } from './turns.ts'

/** What decisions that change the text of a clause work with. */
export interface TextDecisionsParts {
	readonly negotiation: NegotiationId
	readonly log: LiveLog
	readonly documents: Documents
	readonly turns: Turns
	readonly random: Random
}

/** Who decides, and when it was received. */
export interface Decider {
	readonly seat: Seat
	readonly receivedAt: Instant
}

/** A decision that may be numbered now. */
export interface Numbering<After> {
	/** In the order in which they are numbered. */
	readonly acts: readonly Act[]
	/** What it changes in the text; null where that is nothing. */
	readonly update: Uint8Array | null
	/** Whether the update brings words, for which the clause must have room. */
	readonly isBounded?: boolean
	/** Gives what it leads to, once its acts are numbered. */
	readonly after: () => After
	/** Gives what whoever decided is answered, to be kept with it in one commit. */
	readonly answer?: ((after: After) => StoredAnswer | undefined) | undefined
}

/** What became of it, where it was not stopped before it got a number. */
export type Stored<After> =
	| { readonly kind: 'stored'; readonly after: After }
	| { readonly kind: 'not-stored' }
	| { readonly kind: 'clause-full' }

/**
 * The way into the log of a decision that changes the text of a clause: judged, numbered and committed, with the update that goes with it. The
 * server writes that update itself, under a clientID of its own, on the text as it is numbered: so that it is about all words that are
 * there, and what it takes out leaves none of them behind. Acts and update go into one commit.
 */
export class TextDecisions {
	readonly #parts: TextDecisionsParts
	/** The clientID under which the server writes in each document, in this process. */
	readonly #clients = new Map<DocumentName, number>()

	constructor(parts: TextDecisionsParts) {
		this.#parts = parts
	}

	/**
	 * Calls `judge` in a turn with the clause and a document that has all that is numbered of it, for the server to write in; and numbers what it
	 * gives, or gives back what stopped it. Rejects with `RangeError` for a clause that is not of this round.
	 */
	async decide<After, Stopped extends { readonly kind: string }>(
		id: ClauseId,
		decider: Decider,
		judge: (clause: Clause, doc: Y.Doc) => Numbering<After> | Stopped
	): Promise<Stored<After> | Stopped> {
		const { negotiation, log, documents, turns } = this.#parts
		if (clauseOf(log.head, id) === undefined) throw new RangeError(`there is no clause ${id}`)
		const document = clauseDocument(negotiation, log.head.round, id)
		const doc = createDocument({ gc: false })
		const following = await documents.attach(document, doc)
		try {
			for (;;) {
				const reading = documents.head(document)
				const head = await reading
				const decided = await turns.take(decider.receivedAt, () => {
					if (reading !== documents.head(document)) return null
					const clause = clauseOf(log.head, id)
					if (clause === undefined) throw new RangeError(`there is no clause ${id}`)
					const numbered = this.#asNumbered(document, doc, head)
					const stood = suggestedIn(log.head.suggestions, id, numbered)
					const judged = judge(clause, numbered)
					if ('kind' in judged) return { stopped: judged }
					if (isTooMuch(head, judged)) {
						return { stored: Promise.resolve({ kind: 'clause-full' } as const) }
					}
					const { acts } = judged
					const moot = mootAfter(log.head.suggestions, id, stood, { acts, doc: numbered })
					const all = { ...judged, acts: [...acts, ...moot] }
					// in an object, so that it is waited for outside of the turn
					return { stored: this.#number(document, head, decider, all) }
				})
				if (decided === null) continue
				return 'stored' in decided ? await decided.stored : decided.stopped
			}
		} finally {
			following.close()
			doc.destroy()
		}
	}

	/** A copy of `doc`, which has what is committed, with what is numbered behind that, for the server to write in. */
	#asNumbered(document: DocumentName, doc: Y.Doc, head: DocumentHead): Y.Doc {
		const numbered = createDocument({ gc: false })
		Y.applyUpdate(numbered, Y.encodeStateAsUpdate(doc))
		for (const update of this.#parts.log.uncommitted(document)) Y.applyUpdate(numbered, update)
		numbered.clientID = this.#client(document, head)
		return numbered
	}

	#client(document: DocumentName, head: DocumentHead): number {
		let client = this.#clients.get(document)
		while (client === undefined || (head.writer(client) ?? null) !== null) {
			client = Math.floor(this.#parts.random() * 2 ** 32)
		}
		this.#clients.set(document, client)
		if (head.writer(client) === undefined) head.bind(client, null)
		return client
	}

	/** Numbers acts and update, in the turn in which this is called, and waits until they are on disk. */
	async #number<After>(
		document: DocumentName,
		head: DocumentHead,
		decider: Decider,
		{ acts, update, after, answer }: Numbering<After>
	): Promise<Stored<After>> {
		const { log } = this.#parts
		const { seat, receivedAt } = decider
		const stored: Promise<void>[] = []
		for (const [index, act] of acts.entries()) {
			const isLast = index === acts.length - 1
			const beside = {
				withNext: !isLast || update !== null,
				...(isLast && answer !== undefined && { answer: () => answer(after()) }),
			}
			stored.push(log.number({ kind: 'act', act }, seat.id, receivedAt, beside).stored)
		}
		const reached = after()
		if (update !== null) stored.push(this.#numberUpdate(document, head, decider, update))
		try {
			await Promise.all(stored)
			return { kind: 'stored', after: reached }
		} catch {
			// The reason was logged where it happened, and everybody who listens was told.
			return { kind: 'not-stored' }
		}
	}

	#numberUpdate(
		document: DocumentName,
		head: DocumentHead,
		{ seat, receivedAt }: Decider,
		bytes: Uint8Array
	): Promise<void> {
		const { log } = this.#parts
		const edit = readUpdate(bytes, Infinity)
		if (!edit.ok) throw new RangeError(`the server wrote what is no update: ${edit.reason}`)
		const position = log.next
		head.add(edit, bytes.byteLength, position)
		const writers = head
			.takeUnstored(edit.inserted.keys())
			.map((clientId): Writer => ({ document, clientId, seat: null, position }))
		return log.number({ kind: 'update', document, bytes }, seat.id, receivedAt, { writers }).stored
	}
}

/** What of a decision its size is judged on. */
type Bounds = Pick<Numbering<unknown>, 'update' | 'isBounded'>

/** Whether the update of a decision would make its clause larger than it can be. */
function isTooMuch({ size }: DocumentHead, { update, isBounded }: Bounds): boolean {
	return isBounded === true && size + (update?.byteLength ?? 0) > MAX_CLAUSE_BYTES
}

/** What `write` changes in `doc`, as an update; null where that is nothing. */
export function updateBy(doc: Y.Doc, write: () => void): Uint8Array | null {
	const updates: Uint8Array[] = []
	doc.on('update', (update: Uint8Array) => updates.push(update))
	doc.transact(write)
	return updates[0] ?? null
}
