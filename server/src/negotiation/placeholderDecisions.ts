import {
	createPlaceholderId,
	placeholderOwner,
	placeholderRefusal,
	type Action,
	type Clause,
	type Delegation,
	type DelegationId,
	type Denial,
	type Placeholder,
	type PlaceholderAct,
	type PlaceholderId,
	type Random,
} from '@parley/domain'
import { fillPlaceholder, placePlaceholder } from '@parley/schema'
import { toCanonicalText } from '@parley/snapshot'
import type * as Y from 'yjs'
import { type Freeze } from '../freeze/freeze.ts'
import { denialTo, denied, outcomeOf, refused } from './deciding.ts'
import { type LiveLog } from './liveLog.ts'
import {
	type DecidedPlaceholder,
	type PlaceholderDecided,
	type PlaceholderFilling,
	type PlaceholderPlacement,
	type PlaceholderSetting,
} from './placeholderRoom.ts'
import { updateBy } from './serverWrites.ts'
import { type Decider, type TextDecisions } from './textDecisions.ts'

/** What decisions about placeholders work with. */
export interface PlaceholderDecisionsParts {
	readonly delegations: readonly Delegation[]
	readonly log: LiveLog
	readonly texts: TextDecisions
	readonly freeze: Pick<Freeze, 'phaseFor'>
	readonly random: Random
}

type Stopped = Exclude<PlaceholderDecided, { kind: 'decided' }>

/** A decision that may be: its act, and the update that goes with it, if any. */
interface Judged {
	readonly act: PlaceholderAct
	readonly update: Uint8Array | null
}

/** Who decides, when it was received, and how they are answered. */
type PlaceholderDecider = Decider & Pick<PlaceholderPlacement, 'answer'>

/** Judges decisions about placeholders. Their acts and what they put into the text go into the log together (rules H1 to H3). */
export class PlaceholderDecisions {
	readonly #parts: PlaceholderDecisionsParts

	constructor(parts: PlaceholderDecisionsParts) {
		this.#parts = parts
	}

	/** See `Room.placePlaceholder`. */
	place(placement: PlaceholderPlacement): Promise<PlaceholderDecided> {
		const { clause, behind, what, owner, due } = placement
		this.#assertOwner(owner)
		return this.#decide(clause, placement, (subject, asNumbered) => {
			const denial = this.#denial('place-placeholder', placement, subject)
			if (denial !== null) return denied(denial)
			const placeholder = createPlaceholderId(this.#parts.random)
			const doc = asNumbered()
			const update = updateBy(doc, () => placePlaceholder(doc, placeholder, behind))
			// what it is to stand behind is gone, or not here yet
			if (update === null) return refused('no-such-words')
			const words = toCanonicalText(placement.words)
			const ids = { clause, placeholder }
			return { act: { kind: 'placeholder-placed', ...ids, what, words, owner, due }, update }
		})
	}

	/** See `Room.setPlaceholder`. */
	set(setting: PlaceholderSetting): Promise<PlaceholderDecided> {
		const { clause, placeholder, owner } = setting
		this.#assertOwner(owner ?? null)
		return this.#decide(clause, setting, (subject) => {
			const known = this.#parts.log.head.placeholders.get(placeholder)
			if (known === undefined) return refused('placeholder-gone')
			const denial = this.#denial('set-placeholder', setting, subject, known)
			if (denial !== null) return denied(denial)
			const { words = known.words, due = known.due } = setting
			const set = { words: toCanonicalText(words), owner: owner ?? null, due }
			const after = owner === undefined ? { ...set, owner: known.owner } : set
			return { act: { kind: 'placeholder-set', clause, placeholder, ...after }, update: null }
		})
	}

	/** See `Room.fillPlaceholder`. */
	fill(filling: PlaceholderFilling): Promise<PlaceholderDecided> {
		const { clause, placeholder } = filling
		return this.#decide(clause, filling, (subject, asNumbered) => {
			const denial = this.#denial('fill-placeholder', filling, subject)
			if (denial !== null) return denied(denial)
			const text = toCanonicalText(filling.text)
			const doc = asNumbered()
			const update = updateBy(doc, () => fillPlaceholder(doc, placeholder, text))
			// somebody has filled it meanwhile, or taken it out
			if (update === null) return refused('placeholder-gone')
			return { act: { kind: 'placeholder-filled', clause, placeholder }, update }
		})
	}

	/** Decides in a turn (see `TextDecisions`), and says what became of it. */
	async #decide(
		id: Clause['id'],
		{ seat, receivedAt, answer }: PlaceholderDecider,
		judge: (clause: Clause, asNumbered: () => Y.Doc) => Judged | Stopped
	): Promise<PlaceholderDecided> {
		const decided = await this.#parts.texts.decide<DecidedPlaceholder, Stopped>(
			id,
			{ seat, receivedAt },
			(clause, asNumbered) => {
				const judged = judge(clause, asNumbered)
				if ('kind' in judged) return judged
				const { act, update } = judged
				const refusal = placeholderRefusal(this.#parts.log.head.placeholders, act)
				if (refusal !== null) return refused(refusal)
				const after = () => this.#after(act.placeholder)
				return { acts: [act], update, isBounded: true, after, answer }
			}
		)
		return outcomeOf(decided)
	}

	#after(id: PlaceholderId): DecidedPlaceholder {
		const { head } = this.#parts.log
		const placeholder = head.placeholders.get(id)
		if (placeholder === undefined) throw new RangeError(`there is no placeholder ${id}`)
		return { id, placeholder, position: head.position }
	}

	#denial(action: Action, decider: Decider, clause: Clause, about?: Placeholder): Denial | null {
		return denialTo(action, decider, clause, this.#parts, {
			...(about && { placeholder: placeholderOwner(about, decider.seat.delegation) }),
		})
	}

	#assertOwner(owner: DelegationId | null): void {
		if (owner === null || this.#parts.delegations.some(({ id }) => id === owner)) return
		throw new RangeError(`there is no delegation ${owner}`)
	}
}
