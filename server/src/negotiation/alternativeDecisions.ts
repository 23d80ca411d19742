import {
	actorOf,
	alternativeRefusal,
	can,
	clauseSubject,
	createAlternativeId,
	createGroupId,
	holdingOf,
	isOpened,
	offeringOf,
	parseBracketId,
	standingIn,
	type Action,
	type Alternative,
	type AlternativeAct,
	type AlternativeGroup,
	type AlternativeId,
	type Clause,
	type Delegation,
	type DelegationId,
	type GroupId,
	type Random,
} from '@parley/domain'
import {
	bracketsWithWords,
	chooseAlternative,
	createBlockId,
	mergeAlternatives,
	offerAlternative,
	openAlternatives,
	withdrawAlternative,
} from '@parley/schema'
import { toCanonicalText } from '@parley/snapshot'
import type * as Y from 'yjs'
import { type Freeze } from '../freeze/freeze.ts'
import {
	type AlternativeDecision,
	type AlternativeMerger,
	type AlternativeOffer,
	type AlternativesDecided,
	type AlternativesOpening,
	type DecidedAlternatives,
} from './alternativeRoom.ts'
import { denialTo, denied, outcomeOf, refused } from './deciding.ts'
import { type LiveLog } from './liveLog.ts'
import { updateBy } from './serverWrites.ts'
import { type Decider, type TextDecisions } from './textDecisions.ts'

/** What decisions about alternatives work with. */
export interface AlternativeDecisionsParts {
	readonly delegations: readonly Delegation[]
	readonly log: LiveLog
	readonly texts: TextDecisions
	readonly freeze: Pick<Freeze, 'phaseFor'>
	readonly random: Random
}

type Stopped = Exclude<AlternativesDecided, { kind: 'decided' }>

/** A decision that may be: its act, and what it writes in the text. */
interface Judged {
	readonly act: AlternativeAct
	/** Gives whether the text has what the decision is about. */
	readonly write?: (doc: Y.Doc) => boolean
	/** Whether it brings words, for which there must be room. */
	readonly brings?: boolean
}

/** Who decides, when it was received, and how they are answered. */
type AlternativeDecider = Decider & Pick<AlternativeDecision, 'answer'>

/**
 * Judges decisions about alternatives. Their acts and what they change in the text go into the log together (rules N1 to N7).
 */
export class AlternativeDecisions {
	readonly #parts: AlternativeDecisionsParts

	constructor(parts: AlternativeDecisionsParts) {
		this.#parts = parts
	}

	/** See `Room.openAlternatives`. */
	open(opening: AlternativesOpening): Promise<AlternativesDecided> {
		const { clause, first, last } = opening
		return this.#decide(clause, opening, (subject) => {
			const stopped = this.#mayNot('offer-alternative', opening, subject)
			const by = this.#proposer(opening)
			if (stopped !== null || by === undefined) return stopped ?? denied('role')
			const ids = { group: this.#group(), alternative: this.#alternative() }
			const { group, alternative } = ids
			return {
				act: { kind: 'alternatives-opened', clause, group, first: alternative, by },
				write: (doc) => openAlternatives(doc, ids, [first, last], this.#newId),
			}
		})
	}

	/** See `Room.offerAlternative`. */
	offer(offer: AlternativeOffer): Promise<AlternativesDecided> {
		const { clause, group, text } = offer
		return this.#decide(clause, offer, (subject) => {
			const stopped = this.#mayNot('offer-alternative', offer, subject)
			const by = this.#proposer(offer)
			if (stopped !== null || by === undefined) return stopped ?? denied('role')
			const alternative = this.#alternative()
			const noText = text.kind === 'none'
			const words = noText ? ({ kind: 'words', paragraphs: [''] } as const) : text
			return {
				act: { kind: 'alternative-offered', clause, group, alternative, by, noText },
				write: (doc) => offerAlternative(doc, { group, alternative }, words, this.#newId),
				brings: true,
			}
		})
	}

	/** See `Room.mergeAlternatives`. */
	merge(merger: AlternativeMerger): Promise<AlternativesDecided> {
		const { clause, group, merged } = merger
		return this.#decide(clause, merger, (subject) => {
			const about = this.#named(group, merged)
			const stopped = this.#mayNot('merge-alternatives', merger, subject, about)
			if (stopped !== null) return stopped
			const into = this.#alternative()
			const isOwn = offeringOf(about, merger.seat.delegation) === 'own'
			const by = isOwn ? merger.seat.delegation : null
			return {
				act: { kind: 'alternatives-merged', clause, group, merged, into, by },
				write: (doc) => {
					mergeAlternatives(doc, { group, alternative: into }, merged, this.#newId)
					return true
				},
			}
		})
	}

	/** See `Room.decideAlternatives`. */
	decide(decision: AlternativeDecision): Promise<AlternativesDecided> {
		const { act, seat } = decision
		return this.#decide(act.clause, decision, (subject) => {
			const about = 'alternative' in act ? this.#named(act.group, [act.alternative]) : []
			const stopped = this.#mayNot(ACTION_OF[act.kind], decision, subject, about)
			if (stopped !== null) return stopped
			switch (act.kind) {
				case 'stance-taken':
					return act.delegation === seat.delegation ? { act } : denied('role')
				case 'alternatives-parked':
					return { act: { ...act, reason: toCanonicalText(act.reason) } }
				case 'alternatives-taken-up':
					return { act }
				case 'alternative-withdrawn':
					return { act, write: (doc) => this.#withdraw(doc, act) }
				case 'alternative-chosen':
					return { act, write: (doc) => this.#choose(doc, act) }
			}
		})
	}

	#withdraw(doc: Y.Doc, { group, alternative }: OneOf): boolean {
		const known = this.#parts.log.head.alternatives.get(group)
		// the words that stood there before stay where nothing is left that they could give way to
		const isLast = known !== undefined && standingIn(known).length === 1
		const keepsWords = isLast && isOpened(known, alternative)
		withdrawAlternative(doc, alternative, keepsWords, this.#newId)
		return true
	}

	#choose(doc: Y.Doc, { group, alternative }: OneOf): boolean {
		const noText = this.#named(group, [alternative])[0]?.noText === true
		chooseAlternative(doc, { group, alternative, noText }, this.#newId)
		return true
	}

	/** Decides in a turn (see `TextDecisions`), and says what became of it. */
	async #decide(
		id: Clause['id'],
		decider: AlternativeDecider,
		judge: (clause: Clause) => Judged | Stopped
	): Promise<AlternativesDecided> {
		const { seat, receivedAt, answer } = decider
		const decided = await this.#parts.texts.decide<DecidedAlternatives, Stopped>(
			id,
			{ seat, receivedAt },
			(clause, asNumbered) => {
				const judged = judge(clause)
				if ('kind' in judged) return judged
				const { act, write, brings = false } = judged
				const refusal = alternativeRefusal(this.#parts.log.head.alternatives, act)
				if (refusal !== null) return refused(refusal)
				const written = write === undefined ? UNWRITTEN : writtenBy(asNumbered(), write)
				if (written === null) return refused('no-such-words')
				const { update, emptied } = written
				if (emptied.some((bracket) => !this.#mayEmpty(bracket, clause, decider))) {
					return refused('bracket-inside')
				}
				const after = () => this.#after(act.group)
				return { acts: [act], update, isBounded: brings, after, answer }
			}
		)
		return outcomeOf(decided)
	}

	/** Whether `decider` may take the last words of a bracket (rules N7, B6). */
	#mayEmpty(id: string, clause: Clause, { seat }: Decider): boolean {
		const { brackets, rights, standing } = this.#parts.log.head
		const bracket = brackets.get(parseBracketId(id))
		if (bracket === undefined || bracket.ended !== null) return true
		return can(actorOf(seat, rights), 'edit-text', {
			phase: 'drafting',
			clause: clauseSubject(clause, rights, standing),
			touches: ['empty-bracket'],
			bracket: holdingOf(bracket, seat.delegation),
		}).allowed
	}

	#after(id: GroupId): DecidedAlternatives {
		const { head } = this.#parts.log
		const group = head.alternatives.get(id)
		if (group === undefined) throw new RangeError(`there is no group ${id}`)
		return { id, group, position: head.position }
	}

	/** Those of a group that are named; one that is not known is left out, for `alternativeRefusal` to say. */
	#named(group: GroupId, ids: readonly AlternativeId[]): readonly Alternative[] {
		const known: AlternativeGroup | undefined = this.#parts.log.head.alternatives.get(group)
		return known?.alternatives.filter(({ id }) => ids.includes(id)) ?? []
	}

	#mayNot(
		action: Action,
		decider: Decider,
		clause: Clause,
		about: readonly Alternative[] = []
	): Stopped | null {
		const denial = denialTo(action, decider, clause, this.#parts, {
			...(about.length > 0 && { alternative: offeringOf(about, decider.seat.delegation) }),
		})
		return denial === null ? null : denied(denial)
	}

	/**
	 * For whom an alternative is offered: one's own delegation, or whom somebody names who may, null for nobody; undefined where it cannot be
	 * for that one. Throws `RangeError` where that is no delegation of the room.
	 */
	#proposer({ by, seat, receivedAt }: Decider & { readonly by?: DelegationId | null | undefined }) {
		const { delegations, log, freeze } = this.#parts
		if (by === undefined || by === seat.delegation) {
			if (by !== undefined || seat.delegation !== null) return seat.delegation
		}
		if (by != null && delegations.every(({ id }) => id !== by)) {
			throw new RangeError(`there is no delegation ${by}`)
		}
		const phase = freeze.phaseFor(receivedAt)
		const mayName = can(actorOf(seat, log.head.rights), 'offer-for-others', { phase }).allowed
		return mayName ? (by ?? null) : undefined
	}

	#group(): GroupId {
		return createGroupId(this.#parts.random)
	}

	#alternative(): AlternativeId {
		return createAlternativeId(this.#parts.random)
	}

	readonly #newId = (): string => createBlockId(this.#parts.random)
}

/** What was written in a text: the update, and the brackets that lost their last words. */
interface Written {
	readonly update: Uint8Array | null
	readonly emptied: readonly string[]
}

const UNWRITTEN: Written = { update: null, emptied: [] }

/** What `write` changes in `doc`; null where it says that what it is about is not there. */
function writtenBy(doc: Y.Doc, write: (doc: Y.Doc) => boolean): Written | null {
	const before = [...bracketsWithWords(doc)]
	const found = { isThere: false }
	const update = updateBy(doc, () => {
		found.isThere = write(doc)
	})
	const after = bracketsWithWords(doc)
	return found.isThere ? { update, emptied: before.filter((id) => !after.has(id)) } : null
}

/** What names one alternative of a group. */
interface OneOf {
	readonly group: GroupId
	readonly alternative: AlternativeId
}

const ACTION_OF: Record<AlternativeDecision['act']['kind'], Action> = {
	'stance-taken': 'take-stance',
	'alternatives-parked': 'park-alternatives',
	'alternatives-taken-up': 'park-alternatives',
	'alternative-withdrawn': 'withdraw-alternative',
	'alternative-chosen': 'choose-alternative',
}
