import { type Stance } from '@parley/domain'
import {
	AlternativesAnswer,
	type OfferAlternativeRequest,
	type OpenAlternativesRequest,
} from '@parley/protocol'
import type * as z from 'zod/mini'
import { ask, negotiationPath } from './api.ts'

/** A group of alternatives as the server calls it. */
export interface GroupAddress {
	readonly negotiation: string
	readonly clause: string
	readonly group: string
}

/** Makes blocks the first of several alternatives. Everybody is told by the server, of this and all below. Throws `ApiError`. */
export function openAlternatives(
	negotiation: string,
	clause: string,
	body: z.infer<typeof OpenAlternativesRequest>
): Promise<AlternativesAnswer> {
	return ask(AlternativesAnswer, 'POST', clausePath(negotiation, clause), { body })
}

/** Offers another one. Throws `ApiError`. */
export function offerAlternative(
	address: GroupAddress,
	body: OfferAlternativeRequest
): Promise<AlternativesAnswer> {
	return ask(AlternativesAnswer, 'POST', `${pathOf(address)}/offers`, { body })
}

/** Takes the stance of one's own delegation, or takes it back with null. Throws `ApiError`. */
export function takeStance(
	address: GroupAddress,
	alternative: string,
	stance: Stance | null
): Promise<AlternativesAnswer> {
	const path = `${pathOf(address)}/${encodeURIComponent(alternative)}/stance`
	return ask(AlternativesAnswer, 'PUT', path, { body: { stance } })
}

/** Offers one no more. Throws `ApiError`. */
export function withdrawAlternative(
	address: GroupAddress,
	alternative: string
): Promise<AlternativesAnswer> {
	const path = `${pathOf(address)}/${encodeURIComponent(alternative)}/withdrawal`
	return ask(AlternativesAnswer, 'POST', path)
}

/** Sets a group aside, or takes it up again. Throws `ApiError`. */
export function parkAlternatives(
	address: GroupAddress,
	parked: boolean
): Promise<AlternativesAnswer> {
	return ask(AlternativesAnswer, 'POST', `${pathOf(address)}/parking`, { body: { parked } })
}

/** Puts one in the place of two. Throws `ApiError`. */
export function mergeAlternatives(
	address: GroupAddress,
	merged: readonly [string, string]
): Promise<AlternativesAnswer> {
	return ask(AlternativesAnswer, 'POST', `${pathOf(address)}/merger`, { body: { merged } })
}

/** Makes one the text. Throws `ApiError`. */
export function chooseAlternative(
	address: GroupAddress,
	alternative: string
): Promise<AlternativesAnswer> {
	return ask(AlternativesAnswer, 'POST', `${pathOf(address)}/choice`, { body: { alternative } })
}

function clausePath(negotiation: string, clause: string): string {
	return `${negotiationPath(negotiation)}/clauses/${encodeURIComponent(clause)}/alternatives`
}

function pathOf({ negotiation, clause, group }: GroupAddress): string {
	return `${clausePath(negotiation, clause)}/${encodeURIComponent(group)}`
}
