import {
	openLedger,
	standingOf,
	type Act,
	type Clause,
	type ClauseId,
	type Instant,
	type NegotiationId,
	type Seat,
} from '@parley/domain'
import { clauseDocument, type DocumentName } from '@parley/protocol'
import { createDocument } from '@parley/schema'
import * as Y from 'yjs'
import { type StoredAnswer } from '../storage/ports.ts'
import { type DocumentHead } from './documentHead.ts'
import { type Documents } from './documents.ts'
import { stepsOfCopying, stepsOfWalking, structsOf, type Efforts } from './efforts.ts'
import { clauseOf } from './head.ts'
import { MAX_CLAUSE_BYTES } from './judge.ts'
import { type LiveLog } from './liveLog.ts'
import { mootAfter, suggestedIn } from './mootSuggestions.ts'
import { numberWritten, type ServerWrites } from './serverWrites.ts'
import { type TextRefusal } from './textRefusal.ts'
import { type Turns } from './turns.ts'

/** How often a decision goes along the text that it is about: to find what it is about, to write, and to see what that did to brackets and alternatives. */
const WALKS = 6

/** What decisions that change the text of a clause work with. */
export interface TextDecisionsParts {
	readonly negotiation: NegotiationId
	readonly log: LiveLog
	readonly documents: Documents
	readonly turns: Turns
	readonly efforts: Efforts
	readonly writes: ServerWrites
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
	/** Whether the update changes nothing but what is suggested: capitals may have confirmed the text all the same. */
	readonly keepsText?: boolean
	/** What it takes beside the copy that it may have been tried on, in the steps of `Efforts`. */
	readonly effort?: number
	/** Gives what it leads to, once its acts are numbered. */
	readonly after: () => After
	/** Gives what whoever decided is answered, to be kept with it in one commit. */
	readonly answer?: ((after: After) => StoredAnswer | undefined) | undefined
}

/** What became of it, where it was not stopped before it got a number. */
export type Stored<After> =
	| { readonly kind: 'stored'; readonly after: After }
	| { readonly kind: TextRefusal }
	| { readonly kind: 'clause-full' }

/**
 * The way into the log of a decision that changes the text of a clause: judged, numbered and committed, with the update that goes with it. The
 * server writes that update itself, under a clientID of its own, on the text as it is numbered: so that it is about all words that are
 * there, and what it takes out leaves none of them behind. Acts and update go into one commit.
 */
export class TextDecisions {
	readonly #parts: TextDecisionsParts

	constructor(parts: TextDecisionsParts) {
		this.#parts = parts
	}

	/**
	 * Calls `judge` in a turn with the clause, and with what gives a document that has all that is numbered of it, for the server to write in; and
	 * numbers what it gives, or gives back what stopped it. The document is the same at each call, and costs the seat the copy that it is.
	 * Rejects with `RangeError` for a clause that is not of this round.
	 */
	async decide<After, Stopped extends { readonly kind: string }>(
		id: ClauseId,
		decider: Decider,
		judge: (clause: Clause, asNumbered: () => Y.Doc) => Numbering<After> | Stopped
	): Promise<Stored<After> | Stopped> {
		const { negotiation, log, documents, turns } = this.#parts
		if (clauseOf(log.head, id) === undefined) throw new RangeError(`there is no clause ${id}`)
		const document = clauseDocument(negotiation, log.head.round, id)
		for (;;) {
			// A storage that does not answer is being waited for already where a commit has failed.
			await turns.take(decider.receivedAt, () => undefined)
			// Whoever has it open may close it before the turn: then it is borrowed anew.
			const giveBack = await documents.borrow(document)
			try {
				const reading = documents.head(document)
				const head = await reading
				const decided = await turns.take(decider.receivedAt, () => {
					const text = documents.live(document)
					if (reading !== documents.head(document) || text === undefined) return null
					return this.#decide({ id, document, head, text }, decider, judge)
				})
				if (decided === null) continue
				return 'stored' in decided ? await decided.stored : decided.stopped
			} finally {
				giveBack()
			}
		}
	}

	/** What becomes of a decision in its turn; what is stored, in an object, so that it is waited for outside of the turn. */
	#decide<After, Stopped extends { readonly kind: string }>(
		{ id, document, head, text }: Judging,
		decider: Decider,
		judge: (clause: Clause, asNumbered: () => Y.Doc) => Numbering<After> | Stopped
	): { readonly stopped: Stored<After> | Stopped } | { readonly stored: Promise<Stored<After>> } {
		const { log } = this.#parts
		const clause = clauseOf(log.head, id)
		if (clause === undefined) throw new RangeError(`there is no clause ${id}`)
		let copied: Copied | undefined
		try {
			const judged = judge(clause, () => {
				if (copied !== undefined) return copied.doc
				const doc = this.#asNumbered(document, text, head, decider)
				copied = { doc, stood: suggestedIn(log.head.suggestions, id, doc) }
				return doc
			})
			if ('kind' in judged) return { stopped: judged }
			const refusal = this.#refusal(id, head, judged)
			if (refusal !== null) return { stopped: { kind: refusal } }
			if (judged.effort !== undefined) this.#spend(decider, judged.effort)
			const acts = [...judged.acts, ...this.#mootBy(id, judged.acts, copied)]
			return { stored: this.#number(document, head, decider, { ...judged, acts }) }
		} catch (error) {
			if (error instanceof NothingLeft) return { stopped: { kind: 'too-many-requests' } }
			throw error
		} finally {
			copied?.doc.destroy()
		}
	}

	/**
	 * A copy of `text`, which has what is committed, with what is numbered behind that, for the server to write in. Throws `NothingLeft` where
	 * the seat has used up what is looked at for it.
	 */
	#asNumbered(document: DocumentName, text: Y.Doc, head: DocumentHead, decider: Decider): Y.Doc {
		const structs = structsOf(text)
		this.#spend(decider, stepsOfCopying(structs) + stepsOfWalking(structs * WALKS))
		const numbered = createDocument({ gc: false })
		Y.applyUpdate(numbered, Y.encodeStateAsUpdate(text))
		for (const update of this.#parts.log.uncommitted(document)) Y.applyUpdate(numbered, update)
		numbered.clientID = this.#parts.writes.client(document, head)
		return numbered
	}

	/** Counts `steps` for the seat. Throws `NothingLeft` where it had used them up before. */
	#spend({ seat }: Decider, steps: number): void {
		const { efforts } = this.#parts
		if (!efforts.isLeft(seat.id)) throw new NothingLeft()
		efforts.spend(seat.id, steps)
	}

	/** What is said of suggestions of whose words a decision leaves none; nothing where it has not looked at the text. */
	#mootBy(clause: ClauseId, acts: readonly Act[], copied: Copied | undefined): readonly Act[] {
		if (copied === undefined) return []
		const { doc, stood } = copied
		return mootAfter(this.#parts.log.head.suggestions, clause, stood, { acts, doc })
	}

	/** What keeps a decision about a text from being numbered, whatever it is about; null where nothing does. */
	#refusal(
		clause: ClauseId,
		head: DocumentHead,
		{ update, isBounded, keepsText }: Pick<Numbering<unknown>, 'update' | 'isBounded' | 'keepsText'>
	): 'clause-full' | 'capitals-confirmed' | null {
		if (update === null) return null
		const ledger = openLedger(standingOf(this.#parts.log.head.standing, clause))
		if (keepsText !== true && ledger !== null && ledger.confirmed.size > 0) {
			return 'capitals-confirmed'
		}
		const isTooMuch = isBounded === true && head.size + update.byteLength > MAX_CLAUSE_BYTES
		return isTooMuch ? 'clause-full' : null
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
		if (update !== null) {
			stored.push(numberWritten(log, { document, head, seat: seat.id, receivedAt, bytes: update }))
		}
		try {
			await Promise.all(stored)
			return { kind: 'stored', after: reached }
		} catch {
			// The reason was logged where it happened, and everybody who listens was told.
			return { kind: 'not-stored' }
		}
	}
}

/** The clause that a decision is about, in its turn. */
interface Judging {
	readonly id: ClauseId
	readonly document: DocumentName
	readonly head: DocumentHead
	/** As it is committed. */
	readonly text: Y.Doc
}

/** A seat has used up what is looked at for it. */
class NothingLeft extends Error {}

/** A text as it is numbered, for the server to write in, and what was suggested in it before. */
interface Copied {
	readonly doc: Y.Doc
	readonly stood: ReturnType<typeof suggestedIn>
}
