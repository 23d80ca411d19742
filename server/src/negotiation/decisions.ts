import { type ClauseId, type Level, type Rights, type RightsSubject } from '@parley/domain'
import { toCanonicalText } from '@parley/snapshot'
import { type Freeze } from '../freeze/freeze.ts'
import { clauseOf } from './head.ts'
import { type LiveLog } from './liveLog.ts'
import { type Proposal, type Recorded, type RefusedAct } from './room.ts'
import { type Turns } from './turns.ts'

/** A moved deadline lies at least this far ahead (rule F7). */
const MIN_NOTICE_MS = 60_000

/** The way of a decision into the log: judged, numbered, committed. Whether its seat may decide it was asked before. */
export class Decisions {
	readonly #log: LiveLog
	readonly #turns: Turns
	readonly #freeze: Freeze

	constructor(log: LiveLog, turns: Turns, freeze: Freeze) {
		this.#log = log
		this.#turns = turns
		this.#freeze = freeze
	}

	/** See `Room.record`. */
	record(proposal: Proposal): Promise<Recorded> {
		return this.#turns.take(proposal.receivedAt, () => this.#number(proposal))
	}

	async #number(proposal: Proposal): Promise<Recorded> {
		const { seat, receivedAt, answer } = proposal
		const act = toCanonicalAct(proposal.act)
		this.#assertKnown(act)
		const reason = this.#refusalOf(act, proposal)
		if (reason !== undefined) return { kind: 'refused', reason }
		const { entry, stored } = this.#log.number({ kind: 'act', act }, seat, receivedAt, {
			...(answer !== undefined && { answer }),
		})
		if (act.kind === 'deadline-moved') this.#freeze.moved(stored)
		try {
			await stored
			return { kind: 'recorded', entry }
		} catch {
			// The reason was logged where it happened, and everybody who listens was told.
			return { kind: 'refused', reason: 'not-stored' }
		}
	}

	#assertKnown(act: Proposal['act']): void {
		const { head } = this.#log
		if (act.kind === 'deadline-moved') return
		if (act.kind === 'rights-set') {
			if (act.subject.kind === 'clause') this.#assertClause(act.subject.clause)
			return
		}
		if (act.kind === 'late-released') {
			const from = head.frozen?.position ?? head.position
			if (act.edits.every((position) => position > from && position <= head.position)) return
			throw new RangeError(`not all of ${act.edits.join(', ')} are behind the freeze entry`)
		}
		this.#assertClause(act.clause)
		if (act.kind === 'note-taken' && act.seen > head.position) {
			throw new RangeError(`position ${act.seen} cannot have been seen at ${head.position}`)
		}
	}

	#assertClause(id: ClauseId): void {
		const { head } = this.#log
		if (clauseOf(head, id) === undefined) {
			throw new RangeError(`there is no clause ${id} in round ${head.round}`)
		}
	}

	#refusalOf(
		act: Proposal['act'],
		{ receivedAt, expects, expectsLevel }: Proposal
	): Exclude<RefusedAct, 'not-stored'> | undefined {
		const phase = this.#freeze.phaseFor(receivedAt)
		switch (act.kind) {
			case 'note-taken':
			case 'late-released':
				return undefined
			case 'rights-set': {
				if (phase === 'frozen') return 'frozen'
				const isExpected =
					expectsLevel === undefined || expectsLevel === levelOf(this.#log.head.rights, act.subject)
				return isExpected ? undefined : 'rights-changed'
			}
			case 'clause-held':
			case 'clause-released': {
				if (phase === 'frozen') return 'frozen'
				// Whoever holds what is held, or releases what is not, speaks of another state than there is.
				const isHeld = this.#log.head.rights.holds.has(act.clause)
				return isHeld === (act.kind === 'clause-released') ? undefined : 'rights-changed'
			}
			case 'deadline-moved':
				if (phase === 'frozen') return 'frozen'
				if (expects !== undefined && expects !== phase) return 'phase-changed'
				return act.deadline.at < receivedAt + MIN_NOTICE_MS ? 'deadline-too-near' : undefined
		}
	}
}

/** What is set for `subject`; null where nothing is. */
function levelOf(rights: Rights, subject: RightsSubject): Level | null {
	switch (subject.kind) {
		case 'seat':
			return rights.seats.get(subject.seat)?.level ?? null
		case 'delegation':
			return rights.delegations.get(subject.delegation)?.level ?? null
		case 'clause':
			return rights.clauses.get(subject.clause)?.level ?? null
	}
}

/** The act with its words as the chain can hash them: a commit must not fail, with all that is in it, for what one person typed. */
function toCanonicalAct(act: Proposal['act']): Proposal['act'] {
	switch (act.kind) {
		case 'note-taken':
			return { ...act, text: toCanonicalText(act.text) }
		case 'rights-set':
		case 'clause-held':
		case 'clause-released':
		case 'deadline-moved':
			return { ...act, reason: toCanonicalText(act.reason) }
		case 'late-released':
			return act
	}
}
