import {
	ProposalAnswer,
	SuggestionAnswer,
	SuggestionWordsList,
	type AnswerSuggestionsRequest,
	type CommentSuggestionRequest,
	type ExplainSuggestionRequest,
	type MakeProposalRequest,
	type WithholdCommentRequest,
} from '@parley/protocol'
import type * as z from 'zod/mini'
import { ask, negotiationPath } from './api.ts'

/** A clause as the server calls it. */
export interface ClauseAddress {
	readonly negotiation: string
	readonly clause: string
}

/** What the open suggestions of a clause would do, each with the digest that an answer says. Throws `ApiError`. */
export function readSuggestions(
	address: ClauseAddress
): Promise<z.infer<typeof SuggestionWordsList>> {
	return ask(SuggestionWordsList, 'GET', pathOf(address))
}

/** Answers suggestions of one clause, all of them or none. Everybody is told by the server. Throws `ApiError`. */
export function answerSuggestions(
	address: ClauseAddress,
	body: z.infer<typeof AnswerSuggestionsRequest>
): Promise<SuggestionAnswer> {
	return ask(SuggestionAnswer, 'POST', `${pathOf(address)}/answers`, { body })
}

/** Says why, and in whose place a suggestion is offered. Throws `ApiError`. */
export function explainSuggestion(
	address: ClauseAddress,
	suggestion: string,
	body: z.infer<typeof ExplainSuggestionRequest>
): Promise<SuggestionAnswer> {
	const path = `${pathOf(address)}/${encodeURIComponent(suggestion)}/reason`
	return ask(SuggestionAnswer, 'PUT', path, { body })
}

/** Says something about a suggestion. Everybody is told by the server. Throws `ApiError`. */
export function commentSuggestion(
	address: ClauseAddress,
	suggestion: string,
	body: z.infer<typeof CommentSuggestionRequest>
): Promise<SuggestionAnswer> {
	const path = `${pathOf(address)}/${encodeURIComponent(suggestion)}/comments`
	return ask(SuggestionAnswer, 'POST', path, { body })
}

/** Takes a comment out of the record, counted from 0. Everybody is told by the server. Throws `ApiError`. */
export function withholdComment(
	address: ClauseAddress,
	suggestion: string,
	comment: number,
	body: z.infer<typeof WithholdCommentRequest>
): Promise<SuggestionAnswer> {
	const path = `${pathOf(address)}/${encodeURIComponent(suggestion)}/comments/${comment}/withholding`
	return ask(SuggestionAnswer, 'POST', path, { body })
}

/** Puts suggestions of one's own delegation forward together. Throws `ApiError`. */
export function makeProposal(
	negotiation: string,
	body: z.infer<typeof MakeProposalRequest>
): Promise<ProposalAnswer> {
	return ask(ProposalAnswer, 'POST', `${negotiationPath(negotiation)}/proposals`, { body })
}

function pathOf({ negotiation, clause }: ClauseAddress): string {
	return `${negotiationPath(negotiation)}/clauses/${encodeURIComponent(clause)}/suggestions`
}
