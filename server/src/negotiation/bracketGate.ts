import {
	actorOf,
	can,
	clauseSubject,
	holdingOf,
	isBracketOf,
	parseBracketId,
	type Bracket,
	type BracketId,
	type Brackets,
	type Clause,
	type ClauseId,
	type DelegationId,
	type Denial,
	type Seat,
	type Speakers,
	type Touch,
} from '@parley/domain'
import {
	bracketChanges,
	bracketLayers,
	bracketsNamed,
	bracketWatch,
	marksBrackets,
	mayCutBrackets,
	MOST_LAYERS,
	MOST_OWN_LAYERS,
	type Edit,
} from '@parley/schema'
import type * as Y from 'yjs'
import { stepsOfCopying, stepsOfWalking, structsOf } from './efforts.ts'
import { type Head } from './head.ts'

/** Why an edit may not do to brackets what it does. */
export type BracketDenial = Denial | 'no-such-bracket' | 'too-many-brackets'

/** An edit that would be text, and the text that it would change. */
export interface BracketEdit {
	readonly seat: Seat
	readonly clause: Clause
	readonly edit: Edit
	readonly bytes: Uint8Array
	/** The text as committed, which is only read. */
	readonly text: Y.Doc
	/** What is numbered behind it, as edits and as updates; called where it is needed. */
	readonly pending: () => {
		readonly edits: readonly Edit[]
		readonly updates: readonly Uint8Array[]
	}
	/** The text with all that is numbered behind it, which is only read; null for an edit that would be late. */
	readonly numbered: (() => Y.Doc) | null
}

/**
 * Says whether an edit keeps to what brackets allow (rules B6, B12, B13). Nearly every edit does for sure: it deletes nothing, or less than what stands under
 * each bracket of others, names no mark of a bracket, and brings no words where one begins or ends around nothing. Only the rest is tried on a copy of the text.
 */
export class BracketGate {
	readonly #speakers: Speakers
	#of: { readonly brackets: Brackets; readonly byClause: ReadonlyMap<ClauseId, OfClause> } | null =
		null
	/** What was last asked of the table of rights, for as long as all that goes into the answer is the same. */
	#kept: KeptBrackets | null = null
	#effort = 0

	constructor(speakers: Speakers) {
		this.#speakers = speakers
	}

	/** How many steps it took so far to try edits on copies. */
	get effort(): number {
		return this.#effort
	}

	/** Why `edit` may not be, or null where it may. */
	denial(asked: BracketEdit, head: Head): BracketDenial | null {
		const { edit, clause, seat } = asked
		const named = [...bracketsNamed(edit, asked.text, asked.pending().edits)]
		const unknown = named.find((id) => head.brackets.get(parseBracketId(id))?.clause !== clause.id)
		if (unknown !== undefined) return 'no-such-bracket'

		const of = this.#in(clause, head.brackets)
		const { open } = of
		if (open.size === 0 && named.length === 0) return null
		const asks = (touch: Touch, bracket: Bracket): Denial | null => {
			const verdict = can(actorOf(seat, head.rights), 'edit-text', {
				phase: 'drafting',
				clause: clauseSubject(clause, head.rights, head.standing),
				touches: [touch],
				bracket: holdingOf(bracket, seat.delegation),
			})
			return verdict.allowed ? null : verdict.reason
		}
		const reshapes = named.some((id) => {
			const bracket = open.get(parseBracketId(id))
			return bracket !== undefined && asks('reshape-bracket', bracket) !== null
		})
		const kept = () =>
			this.#keptFrom(asked, head, () =>
				[...open].flatMap(([id, bracket]) => (asks('empty-bracket', bracket) === null ? [] : id))
			)
		const isOwn = named.length === 0 ? null : this.#ownIn(of, seat)
		const mayPile =
			(of.placed.size > MOST_LAYERS && this.#mayPile(asked, named, MOST_LAYERS)) ||
			(isOwn !== null && this.#mayPile(asked, named.filter(isOwn), MOST_OWN_LAYERS, isOwn))
		if (!reshapes && !mayPile && !mayEmpty(asked, kept) && !this.#mayCut(asked, open)) return null

		this.#effort += stepsOfCopying(structsOf(asked.text))
		const { text, bytes } = asked
		const { emptied, reshaped, hasTooManyLayers } = bracketChanges(
			text,
			bytes,
			asked.pending().updates,
			isOwn
		)
		if (hasTooManyLayers) return 'too-many-brackets'
		for (const [touch, ids] of [
			['empty-bracket', emptied],
			['reshape-bracket', reshaped],
		] as const) {
			for (const id of ids) {
				const bracket = open.get(parseBracketId(id))
				const denial = bracket === undefined ? null : asks(touch, bracket)
				if (denial !== null) return denial
			}
		}
		return null
	}

	/**
	 * Whether the edit may cut an open bracket that it does not name. Where something that is not on disk yet sets or ends marks, it is asked of the text as it is
	 * numbered, as it would be of the text once that is on disk.
	 */
	#mayCut(
		{ edit, text, pending, numbered }: BracketEdit,
		open: ReadonlyMap<BracketId, Bracket>
	): boolean {
		if (open.size === 0) return false
		const { edits } = pending()
		const isAsked = numbered !== null && edits.some(marksBrackets)
		const watched = isAsked
			? mayCutBrackets(edit, numbered(), [])
			: mayCutBrackets(edit, text, edits)
		this.#effort += stepsOfWalking(watched.steps)
		return watched.may
	}

	/** The brackets that whoever edits may not empty. Whoever writes deletes again and again in the same clause. */
	#keptFrom(
		{ clause, seat }: BracketEdit,
		{ brackets, rights, standing }: Head,
		ask: () => readonly BracketId[]
	): readonly BracketId[] {
		const last = this.#kept
		const isSame =
			last?.brackets === brackets &&
			last.rights === rights &&
			last.standing === standing &&
			last.clause === clause
		if (!isSame) this.#kept = { brackets, rights, standing, clause, bySeat: new Map() }
		const bySeat = this.#kept?.bySeat
		const known = bySeat?.get(seat)
		if (known !== undefined) return known
		const ids = ask()
		bySeat?.set(seat, ids)
		return ids
	}

	/** Which brackets of a clause are those of the delegation of `seat` (rule B13); null where they are too few to be too many, or it speaks for none. */
	#ownIn({ placed, own }: OfClause, { id }: Seat): ((bracket: string) => boolean) | null {
		const delegation = this.#speakers.get(id)
		if (delegation === undefined || placed.size <= MOST_OWN_LAYERS) return null
		let ids = own.get(delegation)
		if (ids === undefined) {
			const isOf = (one: Bracket): boolean => isBracketOf(one, delegation, this.#speakers)
			ids = new Set([...placed].flatMap(([bracket, one]) => (isOf(one) ? bracket : [])))
			own.set(delegation, ids)
		}
		const known = ids
		return known.size <= MOST_OWN_LAYERS ? null : (bracket) => known.has(bracket)
	}

	/**
	 * Whether an edit may put more than `most` brackets over each other of those that are counted: over any place it puts at most those that it names, and
	 * what is numbered behind the text does so, too.
	 */
	#mayPile(
		{ text, pending }: BracketEdit,
		named: readonly string[],
		most: number,
		isCounted: (id: string) => boolean = () => true
	): boolean {
		if (named.length === 0) return false
		this.#effort += stepsOfWalking(structsOf(text))
		const alsoNamed = pending().edits.flatMap((edit) => [...bracketsNamed(edit, text)])
		const marked = new Set([...named, ...alsoNamed.filter(isCounted)])
		return bracketLayers(text, (id) => isCounted(id) && !marked.has(id)) + marked.size > most
	}

	/** The brackets of a clause, put together once for each decision about any of them. */
	#in({ id }: Clause, brackets: Brackets): OfClause {
		if (this.#of?.brackets !== brackets) {
			const byClause = new Map<ClauseId, OfClause>()
			for (const [bracket, one] of brackets) {
				const of = byClause.get(one.clause) ?? noneYet()
				byClause.set(one.clause, of)
				of.placed.set(bracket, one)
				if (one.ended === null) of.open.set(bracket, one)
			}
			this.#of = { brackets, byClause }
		}
		return this.#of.byClause.get(id) ?? noneYet()
	}
}

/** The brackets of a clause that each seat may not empty, and what that depends on. */
interface KeptBrackets extends Pick<Head, 'brackets' | 'rights' | 'standing'> {
	readonly clause: Clause
	readonly bySeat: Map<Seat, readonly BracketId[]>
}

/** The brackets of one clause. */
interface OfClause {
	readonly open: Map<BracketId, Bracket>
	/** All that were placed, those that ended included. */
	readonly placed: Map<BracketId, Bracket>
	/** Of these, those of a delegation that was asked for. */
	readonly own: Map<DelegationId, ReadonlySet<string>>
}

function noneYet(): OfClause {
	return { open: new Map(), placed: new Map(), own: new Map() }
}

/** Whether the edit may leave one of the brackets `kept` without words. */
function mayEmpty({ edit, text, pending }: BracketEdit, kept: () => readonly BracketId[]): boolean {
	if (edit.deleted.size === 0) return false
	const ids = kept()
	if (ids.length === 0) return false
	// what has just come around the words is not around them in the text as committed
	if (pending().edits.some(marksBrackets)) return true
	return bracketWatch(text).emptiedBy(ids, [...pending().edits, edit]).length > 0
}
