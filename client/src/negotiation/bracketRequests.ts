import {
	BracketAnswer,
	type BracketAnswerRequest,
	type BracketEndingRequest,
	type JoinBracketRequest,
	OfferWordsAnswer,
	type OfferWordsRequest,
	type PlaceBracketRequest,
} from '@parley/protocol'
import type * as z from 'zod/mini'
import { ask, negotiationPath } from './api.ts'

/** A bracket as the server calls it. */
export interface BracketAddress {
	readonly negotiation: string
	readonly clause: string
	readonly bracket: string
}

/** Puts words into a bracket. Everybody is told by the server. Throws `ApiError`. */
export function placeBracket(
	negotiation: string,
	clause: string,
	body: PlaceBracketRequest
): Promise<BracketAnswer> {
	const path = `${negotiationPath(negotiation)}/clauses/${encodeURIComponent(clause)}/brackets`
	return ask(BracketAnswer, 'POST', path, { body })
}

/** Offers other words for words, both in brackets of the same holders. Everybody is told by the server. Throws `ApiError`. */
export function offerWords(
	negotiation: string,
	clause: string,
	body: OfferWordsRequest
): Promise<OfferWordsAnswer> {
	const path = `${negotiationPath(negotiation)}/clauses/${encodeURIComponent(clause)}/brackets/choices`
	return ask(OfferWordsAnswer, 'POST', path, { body })
}

/** Proposes how a bracket ends; it ends at once where no consent but one's own is wanted. Throws `ApiError`. */
export function proposeEnding(
	address: BracketAddress,
	body: z.infer<typeof BracketEndingRequest>
): Promise<BracketAnswer> {
	return ask(BracketAnswer, 'POST', `${pathOf(address)}/ending`, { body })
}

/** Consents to the ending that is proposed, or declines it. Throws `ApiError`. */
export function answerEnding(
	address: BracketAddress,
	body: z.infer<typeof BracketAnswerRequest>
): Promise<BracketAnswer> {
	return ask(BracketAnswer, 'POST', `${pathOf(address)}/answers`, { body })
}

/** Proposes no more how a bracket ends. Throws `ApiError`. */
export function withdrawEnding(
	address: BracketAddress,
	body: z.infer<typeof BracketEndingRequest>
): Promise<BracketAnswer> {
	return ask(BracketAnswer, 'POST', `${pathOf(address)}/ending/withdrawal`, { body })
}

/** Adds a holder: one's own delegation where none is named. Throws `ApiError`. */
export function joinBracket(
	address: BracketAddress,
	body: z.infer<typeof JoinBracketRequest>
): Promise<BracketAnswer> {
	return ask(BracketAnswer, 'POST', `${pathOf(address)}/holders`, { body })
}

/** One's own delegation does not hold a bracket any more. Throws `ApiError`. */
export function leaveBracket(address: BracketAddress): Promise<BracketAnswer> {
	return ask(BracketAnswer, 'POST', `${pathOf(address)}/departure`)
}

function pathOf({ negotiation, clause, bracket }: BracketAddress): string {
	const within = `/clauses/${encodeURIComponent(clause)}/brackets/${encodeURIComponent(bracket)}`
	return negotiationPath(negotiation) + within
}
