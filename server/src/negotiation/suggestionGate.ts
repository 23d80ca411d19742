import {
	actorOf,
	can,
	clauseSubject,
	parseSuggestionId,
	type Clause,
	type ClauseSuggestions,
	type Seat,
	type SuggestionId,
} from '@parley/domain'
import { type DocumentName, type Refusal } from '@parley/protocol'
import {
	createDocument,
	endStrayMarks,
	mayTouchSuggestions,
	suggestionChanges,
	suggestionOfKey,
	suggestionsNamed,
	touchesOf,
	type Edit,
	type StrayWords,
} from '@parley/schema'
import * as Y from 'yjs'
import { type DocumentHead } from './documentHead.ts'
import { stepsOfCopying, stepsOfWalking, structsOf } from './efforts.ts'
import { type Head } from './head.ts'
import { updateBy } from './serverWrites.ts'
import { Shadows } from './shadows.ts'

/** How many new suggestions an update brings at most (rule Q2). */
const MOST_NEW = 20
/** How many suggestions of a seat have marks in a clause at most, and how many it has made there with all that have none any more. */
const MOST_STANDING = 500
const MOST_MADE = 5000

/** An edit that would be text, or late, and the text that it would change. */
export interface SuggestionEdit {
	readonly seat: Seat
	readonly clause: Clause
	readonly edit: Edit
	readonly bytes: Uint8Array
	/** Whether it is all that a client made while it was away. */
	readonly isSync: boolean
	/** The text as committed, which is only read. */
	readonly text: Y.Doc
	/** Whether a mark of a suggestion may stand in it, of one that was never made, too: see `Numbered`. */
	readonly isMarked: boolean
}

/** What is numbered of a text. */
export interface NumberedText {
	readonly document: DocumentName
	readonly head: DocumentHead
	/** What is numbered behind what is committed. */
	readonly updates: () => readonly Uint8Array[]
}

/** What an edit does that keeps to what suggestions allow. */
export interface FittingSuggestions {
	readonly kind: 'fits'
	/** The suggestions that it makes. */
	readonly made: readonly SuggestionId[]
	/** Words of it that came under marks of others which their author had not seen. */
	readonly strays: readonly StrayWords[]
}

/** What becomes of an edit, as far as suggestions ask. */
export type SuggestionVerdict =
	{ readonly kind: 'refused'; readonly reason: Refusal } | FittingSuggestions

const FITS: SuggestionVerdict = { kind: 'fits', made: [], strays: [] }

/**
 * Says whether an edit keeps to what suggestions allow (rules Q2, Q3, Q7), and which it makes. Nearly every edit of whoever may edit does for sure: it names no
 * mark of a suggestion, and neither takes out nor brings anything where somebody else would insert. That costs what the edit touches, however
 * long the clause is. The rest is tried on a copy of the text as it is numbered.
 */
export class SuggestionGate {
	readonly #shadows = new Shadows()
	/** The copy in which the edit that was judged last stands. */
	#tried: { readonly document: DocumentName; readonly copy: Y.Doc } | null = null
	#effort = 0

	/** How many steps it took so far to look at edits. */
	get effort(): number {
		return this.#effort + this.#shadows.effort
	}

	/**
	 * Judges an edit that would get the next number.
	 *
	 * @param at the text as it is numbered
	 */
	judge(asked: SuggestionEdit, head: Head, at: NumberedText): SuggestionVerdict {
		this.#tried = null
		const numbered = (): Y.Doc => this.numbered(asked.text, at)
		const copied = (): Copied => {
			const copy = numbered()
			this.#tried = { document: at.document, copy }
			const done = (isTaken: boolean): void => {
				if (!isTaken) this.refuse(at.document)
			}
			return { copy, done }
		}
		return this.#judge(asked, head, copied, { edits: at.head.pending.edits, numbered })
	}

	/** A text as it is numbered, which is only read, and only until something is judged. */
	numbered(text: Y.Doc, { document, head, updates }: NumberedText): Y.Doc {
		return this.#shadows.of(document, head, text, updates())
	}

	/** Judges an edit that would be late, on the text and the late edits of its seat, `updates`. It makes no suggestions. */
	judgeLate(
		asked: SuggestionEdit,
		head: Head,
		updates: readonly Uint8Array[]
	): Refusal | undefined {
		const verdict = this.#judge(
			asked,
			head,
			() => {
				const copy = createDocument({ gc: false })
				for (const known of [Y.encodeStateAsUpdate(asked.text), ...updates])
					Y.applyUpdate(copy, known)
				this.#effort += stepsOfCopying(structsOf(copy))
				return {
					copy,
					done: () => {
						copy.destroy()
					},
				}
			},
			null
		)
		return verdict.kind === 'refused' ? verdict.reason : undefined
	}

	/**
	 * What was judged last in `document` does not get a number after all. Where it was tried on the copy, the next one is paid for here, by
	 * whoever is refused, and not by whoever is the next to need it.
	 */
	refuse(document: DocumentName): void {
		if (this.#tried?.document !== document) return
		this.#tried = null
		this.#shadows.spoil(document)
	}

	/**
	 * What ends the marks on the `strays` of the edit that was judged last, which is taken, as an update that goes behind it into its commit:
	 * so that nobody ever sees its words under a suggestion of others (rule Q12).
	 *
	 * @param client under which the server writes
	 */
	endStrays(strays: readonly StrayWords[], client: number): Uint8Array | null {
		if (this.#tried === null || strays.length === 0) return null
		const { copy } = this.#tried
		copy.clientID = client
		const marks = strays.reduce((sum, stray) => sum + 2 * stray.marks.size, 0)
		this.#effort += stepsOfWalking(structsOf(copy) + marks)
		return updateBy(copy, () => {
			endStrayMarks(copy, strays)
		})
	}

	/**
	 * Whether an edit of whoever may edit may touch a suggestion, so that it has to be tried. Where something that is not on disk yet sets or ends marks, it is
	 * asked of the text as it is numbered, as it would be of the text once that is on disk: to try each edit meanwhile took milliseconds (measured).
	 */
	#mayTouch(
		edit: Edit,
		text: Y.Doc,
		isForeign: (id: string) => boolean,
		pending: Pending | null
	): boolean {
		const watched = mayTouchSuggestions(edit, text, pending?.edits ?? [], isForeign)
		this.#effort += stepsOfWalking(watched.steps)
		if (!watched.may) return false
		if (pending === null || pending.edits.length === 0) return true
		if (suggestionsNamed(edit).size > 0) return true
		const again = mayTouchSuggestions(edit, pending.numbered(), [], isForeign)
		this.#effort += stepsOfWalking(again.steps)
		return again.may
	}

	/**
	 * @param pending what is numbered behind the text; null for an edit that would be late. No act says then whose a suggestion is that is new:
	 *   it is that of the seat, whose late edits are its own.
	 */
	#judge(
		asked: SuggestionEdit,
		head: Head,
		copied: () => Copied,
		pending: Pending | null
	): SuggestionVerdict {
		const { seat, clause, edit, bytes, text, isSync, isMarked } = asked
		const isLate = pending === null
		const known = head.suggestions.clauses.get(clause.id)
		const named = suggestionsNamed(edit)
		const onlySuggests = !mayEdit(asked, head)
		const hasMarks = isMarked || known !== undefined || named.size > 0
		if (!onlySuggests && !hasMarks) return FITS
		const unknown = [...named].filter((id) => known?.has(parseSuggestionId(id)) !== true)
		if (unknown.length > (isSync ? MOST_STANDING : MOST_NEW)) return refused('too-many-suggestions')
		const isOwn = (id: string): boolean => {
			const one = known?.get(parseSuggestionId(id))
			if (one === undefined) return isLate || unknown.includes(id)
			return one.by === seat.id && one.answered === null
		}
		const isAccepted = (id: string): boolean =>
			known?.get(parseSuggestionId(id))?.answered?.answer === 'accepted'
		const isForeign = (id: string): boolean => !isOwn(id)
		if (!onlySuggests && !this.#mayTouch(edit, text, isForeign, pending)) return FITS

		const { copy, done } = copied()
		this.#effort += stepsOfWalking(2 * structsOf(copy))
		const changes = suggestionChanges(copy, bytes, isOwn, isAccepted, edit.returned)
		const { changesText, standing, before, strays, hasTooManyLayers } = changes
		this.#effort += stepsOfWalking(changes.marksRead)
		// what an author has written in a suggestion of theirs that was answered meanwhile does not become words of the text
		const isOfSeat = (id: string): boolean => known?.get(parseSuggestionId(id))?.by === seat.id
		const insertsOwn = (key: string): boolean => {
			const mark = suggestionOfKey(key)
			return mark?.family === 'ins' && isOfSeat(mark.id)
		}
		const touchesForeign =
			changes.touchesForeign ||
			strays.some(({ marks }) => [...marks.keys()].some(insertsOwn)) ||
			// what an author said of a block in one of theirs, not knowing that it is answered, they said for nobody else
			[...changes.saidForOthers].some((id) => !isOfSeat(id))
		const made = unknown.filter((id) => standing.has(id)).map(parseSuggestionId)
		const isNotTheirs = touchesForeign || (!isLate && unknown.some((id) => before.has(id)))
		const refusal = hasTooManyLayers
			? 'too-many-suggestions'
			: isNotTheirs
				? 'not-yours'
				: onlySuggests && changesText
					? 'suggest-only'
					: hasTooMany(known, seat, standing, made.length)
						? 'too-many-suggestions'
						: undefined
		done(refusal === undefined)
		return refusal === undefined ? { kind: 'fits', made, strays } : refused(refusal)
	}
}

/** What is numbered behind the text, and the text with that, which is only read. */
interface Pending {
	readonly edits: readonly Edit[]
	readonly numbered: () => Y.Doc
}

/** A copy to try an edit on, and what is to be done once it was. */
interface Copied {
	readonly copy: Y.Doc
	readonly done: (isTaken: boolean) => void
}

/** Whether the seat may do what the edit does, as an edit; if not, it may do no more than suggest (see `judge`). */
function mayEdit({ seat, clause, edit }: SuggestionEdit, { rights, standing }: Head): boolean {
	return can(actorOf(seat, rights), 'edit-text', {
		phase: 'drafting',
		clause: clauseSubject(clause, rights, standing),
		touches: touchesOf(edit),
	}).allowed
}

/** Whether `seat` would have more suggestions in a clause than one has, with `made` new ones. */
function hasTooMany(
	known: ClauseSuggestions | undefined,
	seat: Seat,
	standing: ReadonlySet<string>,
	made: number
): boolean {
	if (made === 0) return false
	let all = made
	let inText = made
	for (const [id, { by, answered }] of known ?? []) {
		if (by !== seat.id) continue
		all++
		if (answered === null && standing.has(id)) inText++
	}
	return all > MOST_MADE || inText > MOST_STANDING
}

function refused(reason: Refusal): SuggestionVerdict {
	return { kind: 'refused', reason }
}
