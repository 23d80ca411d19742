import {
	actorOf,
	can,
	canSetStatus,
	clausesInTheWay,
	foldStanding,
	parseLadder,
	standingRefusal,
	withStatus,
	type Action,
	type Clause,
	type ClauseId,
	type Delegation,
	type DelegationId,
	type Denial,
	type LegalForce,
	type Seat,
	type Standing,
	type StandingAct,
} from '@parley/domain'
import { readBlocks } from '@parley/schema'
import { readDigestOf, toCanonicalText } from '@parley/snapshot'
import { type Freeze } from '../freeze/freeze.ts'
import { clauseRead } from './clauseRead.ts'
import { clauseOf } from './head.ts'
import { type LiveLog } from './liveLog.ts'
import {
	type DecidedStanding,
	type PlainStandingAct,
	type RefusedStanding,
	type StandingDecided,
	type StandingDecision,
	type TextConfirmation,
} from './room.ts'
import { type Decider, type TextDecisions } from './textDecisions.ts'
import { type Turns } from './turns.ts'

/** What decisions about how clauses stand work with. */
export interface StandingDecisionsParts {
	readonly delegations: readonly Delegation[]
	readonly log: LiveLog
	readonly texts: TextDecisions
	readonly turns: Turns
	readonly freeze: Pick<Freeze, 'phaseFor'>
}

/** What stands behind acts that are not numbered yet. */
interface Ground {
	readonly standing: Standing
	readonly clauses: readonly Clause[]
}

/**
 * The way of a decision about how clauses stand into the log: status and ladder, confirmations, reservations, legal force and packages (rules S1
 * to S9, S13). Who may decide is asked in the very step that numbers it, since who may set a step is itself decided here. Nothing of it changes the text;
 * what is confirmed names the text, and is compared with it as that is numbered.
 */
export class StandingDecisions {
	readonly #parts: StandingDecisionsParts

	constructor(parts: StandingDecisionsParts) {
		this.#parts = parts
	}

	/** See `Room.decideStanding`. */
	async decide(decision: StandingDecision): Promise<StandingDecided> {
		const acts = decision.acts.map(toCanonicalAct)
		for (const act of acts) this.#assertKnown(act)
		// in an object, so that it is waited for outside of the turn
		const judged = await this.#parts.turns.take(decision.receivedAt, () => {
			const stopped = this.#stop(acts, decision)
			return stopped ?? { stored: this.#number(acts, decision) }
		})
		return 'stored' in judged ? await judged.stored : judged
	}

	/** See `Room.confirmText`. */
	async confirm({
		clause: id,
		expects,
		seat,
		receivedAt,
		answer,
	}: TextConfirmation): Promise<StandingDecided> {
		const { log, texts, delegations } = this.#parts
		const { delegation } = seat
		if (delegation === null) return { kind: 'denied', reason: 'role' }
		const act = { kind: 'text-confirmed', clause: id, delegation, readDigest: expects } as const
		const decider = { seat, receivedAt }
		const decided = await texts.decide<DecidedStanding, Stopped>(
			id,
			decider,
			(clause, asNumbered) => {
				const stopped = this.#stop([act], decider)
				if (stopped !== null) return stopped
				const read = clauseRead(log.head, clause, readBlocks(asNumbered()), delegations)
				if (readDigestOf(read) !== expects) return refused('text-changed', [])
				return { acts: [act], update: null, after: () => this.#decided(), answer }
			}
		)
		switch (decided.kind) {
			case 'stored':
				return { kind: 'decided', decided: decided.after }
			case 'clause-full':
				return refused('not-stored', [])
			case 'not-stored':
			case 'capitals-confirmed':
			case 'too-many-requests':
				return refused(decided.kind, [])
			case 'denied':
			case 'refused':
				return decided
		}
	}

	/** How the clauses stand through the newest numbered entry. */
	#decided(): DecidedStanding {
		const { standing, clauses, position } = this.#parts.log.head
		return { standing, clauses, position }
	}

	/** Numbers `acts`, in the turn in which this is called, into one commit, and waits until they are on disk. */
	async #number(
		acts: readonly StandingAct[],
		{ seat, receivedAt, answer }: StandingDecision
	): Promise<StandingDecided> {
		const { log } = this.#parts
		const stored = acts.map((act, index) => {
			const isLast = index === acts.length - 1
			const beside = {
				withNext: !isLast,
				...(isLast && answer !== undefined && { answer: () => answer(this.#decided()) }),
			}
			return log.number({ kind: 'act', act }, seat.id, receivedAt, beside).stored
		})
		const after = this.#decided()
		try {
			await Promise.all(stored)
			return { kind: 'decided', decided: after }
		} catch {
			// The reason was logged where it happened, and everybody who listens was told.
			return { kind: 'refused', reason: 'not-stored', clauses: [] }
		}
	}

	/** Why `acts` may not be numbered now, each of them behind those before it; null where they may. */
	#stop(
		acts: readonly StandingAct[],
		decision: Decider & Pick<StandingDecision, 'expectsLadder'>
	): Stopped | null {
		const { seat, receivedAt, expectsLadder } = decision
		const { head } = this.#parts.log
		let ground: Ground = { standing: head.standing, clauses: head.clauses }
		if (expectsLadder !== undefined && expectsLadder !== ground.standing.ladderSetAt) {
			return { kind: 'refused', reason: 'ladder-changed', clauses: [] }
		}
		for (const act of acts) {
			const denial = this.#denial(act, decision, ground)
			if (denial !== null) return { kind: 'denied', reason: denial }
			const { standing, clauses } = ground
			const reason = standingRefusal(standing, clauses, act, receivedAt)
			if (reason !== null) return refused(reason, clausesInTheWay(standing, clauses, act))
			const entry = { by: seat.id, at: receivedAt, position: this.#parts.log.next }
			ground = {
				standing: foldStanding(standing, act, entry),
				clauses: withStatus(clauses, act),
			}
		}
		return null
	}

	#denial(act: StandingAct, { seat, receivedAt }: Decider, ground: Ground): Denial | null {
		const actor = actorOf(seat, this.#parts.log.head.rights)
		const phase = this.#parts.freeze.phaseFor(receivedAt)
		const { ladder } = ground.standing
		if (act.kind === 'status-set' || act.kind === 'ad-referendum-opened') {
			const from = ground.clauses.find(({ id }) => id === act.clause)?.status ?? act.status
			const verdict = canSetStatus(actor, ladder, { from, to: act.status }, phase)
			return verdict.allowed ? null : verdict.reason
		}
		const verdict = can(actor, ACTION_OF[act.kind], { phase })
		if (!verdict.allowed) return verdict.reason
		return speaksFor(seat, act) ? null : 'role'
	}

	#assertKnown(act: PlainStandingAct): void {
		if ('clause' in act) this.#assertClause(act.clause)
		if ('delegation' in act) this.#assertDelegation(act.delegation)
		switch (act.kind) {
			case 'ladder-set':
				parseLadder(act.steps)
				return
			case 'package-made':
				if (new Set(act.clauses).size !== act.clauses.length || act.clauses.length < 2) {
					throw new RangeError('a package has two clauses or more, each of them once')
				}
				for (const clause of act.clauses) this.#assertClause(clause)
				return
			case 'status-set':
			case 'ad-referendum-opened':
			case 'confirm-by-set':
			case 'reservation-entered':
			case 'reservation-lifted':
			case 'force-set':
			case 'package-closed':
			case 'package-dissolved':
				return
		}
	}

	#assertClause(id: ClauseId): void {
		const { head } = this.#parts.log
		if (clauseOf(head, id) === undefined) {
			throw new RangeError(`there is no clause ${id} in round ${head.round}`)
		}
	}

	#assertDelegation(id: DelegationId): void {
		if (this.#parts.delegations.some((delegation) => delegation.id === id)) return
		throw new RangeError(`there is no delegation ${id}`)
	}
}

type Stopped = Exclude<StandingDecided, { kind: 'decided' }>

type OtherAct = Exclude<StandingAct, { kind: 'status-set' | 'ad-referendum-opened' }>

const ACTION_OF: Record<OtherAct['kind'], Action> = {
	'ladder-set': 'set-ladder',
	'confirm-by-set': 'set-confirm-by',
	'ad-referendum-confirmed': 'confirm-ad-referendum',
	'text-confirmed': 'confirm-ad-referendum',
	'reservation-entered': 'enter-reservation',
	'reservation-lifted': 'lift-reservation',
	'force-set': 'set-force',
	'package-made': 'make-package',
	'package-closed': 'end-package',
	'package-dissolved': 'end-package',
}

/** Whether the seat may decide for the delegation that the act names, if it names one: its own alone. */
function speaksFor(seat: Seat, act: OtherAct): boolean {
	return !('delegation' in act) || act.delegation === seat.delegation
}

/** The act with its words as the chain can hash them: a commit must not fail, with all that is in it, for what one person typed. */
function toCanonicalAct(act: PlainStandingAct): PlainStandingAct {
	switch (act.kind) {
		case 'ladder-set':
			return {
				...act,
				steps: act.steps.map((step) => ({
					...step,
					name: toCanonicalText(step.name),
					meaning: toCanonicalText(step.meaning),
				})),
			}
		case 'reservation-entered':
			return { ...act, words: toCanonicalText(act.words) }
		case 'force-set':
			return { ...act, force: act.force && toCanonicalForce(act.force) }
		case 'package-made':
			return { ...act, title: toCanonicalText(act.title) }
		case 'status-set':
		case 'ad-referendum-opened':
		case 'confirm-by-set':
		case 'reservation-lifted':
		case 'package-closed':
		case 'package-dissolved':
			return act
	}
}

function toCanonicalForce(force: LegalForce): LegalForce {
	return force.kind === 'subject-to-approval'
		? { ...force, body: toCanonicalText(force.body) }
		: force
}

function refused(
	reason: RefusedStanding,
	clauses: readonly ClauseId[]
): Extract<Stopped, { kind: 'refused' }> {
	return { kind: 'refused', reason, clauses }
}
