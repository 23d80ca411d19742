import { consentOf, unansweredBy, type Bracket, type BracketEnding } from '@parley/domain'
import { ApiError } from '../../../negotiation/api.ts'
import {
	answerEnding,
	joinBracket,
	leaveBracket,
	proposeEnding,
	withdrawEnding,
	type BracketAddress,
} from '../../../negotiation/bracketRequests.ts'
import { isAsked, mayAbout } from '../../../negotiation/bracketRights.ts'
import { ownDelegation, type OwnRights } from '../../../negotiation/rights.ts'

/** Something that I can decide about a bracket now. */
export interface Decision {
	readonly id: string
	/** What the button says. */
	readonly verb: string
	/** It takes words out of the text at once, and is asked for twice. */
	readonly isFinal: boolean
	/** Nobody else is to be asked. */
	readonly isAlone: boolean
	readonly run: () => Promise<unknown>
}

/** What I can decide about `bracket` now, the answer that is asked of me first. */
export function decisionsAbout(
	own: OwnRights,
	address: BracketAddress,
	bracket: Bracket
): readonly Decision[] {
	const delegation = ownDelegation(own.info)
	const consents = consentOf({ role: own.info.me.role, delegation })
	const { proposed, holders, ownerless } = bracket
	// also what stands still can be declined
	const mayDecline =
		delegation !== null &&
		unansweredBy(bracket).includes(delegation) &&
		mayAbout(own, 'answer-ending', bracket, true)
	const answers =
		proposed === null
			? []
			: [
					...(isAsked(own, bracket) ? [answer(address, proposed.ending, true)] : []),
					...(mayDecline ? [answer(address, proposed.ending, false)] : []),
				]
	const mayPropose = mayAbout(own, 'propose-ending', bracket)
	/** Nobody else is to be asked. */
	const isAlone =
		holders.size === 0 || (consents !== null && holders.size === 1 && holders.has(consents))
	const endings = (['lift', 'strike'] as const).filter((ending) => proposed?.ending !== ending)
	const isHolder = delegation !== null && holders.has(delegation)
	const mayLeave = holders.size > 1 || (ownerless && proposed === null)
	return [
		...answers,
		...(proposed !== null && mayAbout(own, 'withdraw-ending', bracket)
			? [withdraw(address, proposed.ending)]
			: []),
		...(mayPropose ? endings.map((ending) => propose(address, ending, isAlone)) : []),
		...(delegation !== null && !isHolder && mayAbout(own, 'join-bracket', bracket)
			? [
					plain('join', holders.size === 0 ? 'Hold it' : 'Hold it, too', () =>
						joinBracket(address, {})
					),
				]
			: []),
		...(isHolder && mayLeave && mayAbout(own, 'leave-bracket', bracket)
			? [plain('leave', 'Hold it no more', () => leaveBracket(address))]
			: []),
	]
}

/** What I can decide about `bracket` while no words are under it: to end it, or to answer whether it ends. */
export function decisionsWithoutWords(
	own: OwnRights,
	address: BracketAddress,
	bracket: Bracket
): readonly Decision[] {
	return decisionsAbout(own, address, bracket).flatMap((decision) => {
		switch (decision.id) {
			case 'consent':
				return [{ ...decision, verb: 'Consent: end it' }]
			case 'decline':
			case 'withdraw':
				return [decision]
			case 'lift':
				return [{ ...decision, verb: decision.isAlone ? 'End it' : 'Propose to end it' }]
			default:
				return []
		}
	})
}

/** A decision at its place among those of an open card; one that cannot be taken any more leaves its place empty. */
export interface PlacedDecision {
	readonly decision: Decision
	readonly isOpen: boolean
}

/**
 * The decisions `now` in the places that they had `before`, and new ones behind them: a control that goes leaves its place empty, and another never comes
 * there, where a pointer may be about to press. One that says something else is another.
 */
export function keepPlaces(
	before: readonly PlacedDecision[],
	now: readonly Decision[]
): readonly PlacedDecision[] {
	const isSame = (one: Decision, other: Decision): boolean =>
		one.id === other.id && one.verb === other.verb
	const kept = before.map(({ decision }) => {
		const found = now.find((one) => isSame(one, decision))
		return found === undefined ? { decision, isOpen: false } : { decision: found, isOpen: true }
	})
	const added = now.filter((one) => !before.some(({ decision }) => isSame(one, decision)))
	return [...kept, ...added.map((decision) => ({ decision, isOpen: true }))]
}

/** Whether what a decision asked for cannot be because the bracket is another by now: what is shown says why. */
export function isOvertaken(error: unknown): boolean {
	return (
		error instanceof ApiError &&
		(error.code === 'bracket-ended' || error.code === 'bracket-changed')
	)
}

function answer(address: BracketAddress, ending: BracketEnding, consents: boolean): Decision {
	const verb = consents
		? `Consent: ${ending === 'lift' ? 'lift, the words stay' : 'strike, the words go'}`
		: 'Decline'
	return {
		id: consents ? 'consent' : 'decline',
		verb,
		isFinal: false,
		isAlone: false,
		run: () => answerEnding(address, { ending, consents }),
	}
}

function propose(address: BracketAddress, ending: BracketEnding, isAlone: boolean): Decision {
	const what = ending === 'lift' ? 'lift: the words stay' : 'strike: the words go'
	return {
		id: ending,
		verb: isAlone ? `${what.charAt(0).toUpperCase()}${what.slice(1)}` : `Propose to ${what}`,
		isFinal: isAlone && ending === 'strike',
		isAlone,
		run: () => proposeEnding(address, { ending }),
	}
}

function withdraw(address: BracketAddress, ending: BracketEnding): Decision {
	const verb = `Withdraw the proposal to ${ending}`
	return plain('withdraw', verb, () => withdrawEnding(address, { ending }))
}

function plain(id: string, verb: string, run: () => Promise<unknown>): Decision {
	return { id, verb, isFinal: false, isAlone: false, run }
}
