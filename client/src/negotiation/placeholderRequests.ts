import {
	PlaceholderAnswer,
	type FillPlaceholderRequest,
	type PlacePlaceholderRequest,
	type SetPlaceholderRequest,
} from '@parley/protocol'
import { ask, negotiationPath } from './api.ts'

/** A placeholder as the server calls it. */
export interface PlaceholderAddress {
	readonly negotiation: string
	readonly clause: string
	readonly placeholder: string
}

/** Says that something is missing in a clause. Everybody is told by the server. Throws `ApiError`. */
export function placePlaceholder(
	negotiation: string,
	clause: string,
	body: PlacePlaceholderRequest
): Promise<PlaceholderAnswer> {
	return ask(PlaceholderAnswer, 'POST', pathIn(negotiation, clause), { body })
}

/** Sets what is missing, by whom and by when. Throws `ApiError`. */
export function setPlaceholder(
	address: PlaceholderAddress,
	body: SetPlaceholderRequest
): Promise<PlaceholderAnswer> {
	return ask(PlaceholderAnswer, 'PATCH', pathOf(address), { body })
}

/** Puts a text in the place of a placeholder. Throws `ApiError`. */
export function fillPlaceholder(
	address: PlaceholderAddress,
	body: FillPlaceholderRequest
): Promise<PlaceholderAnswer> {
	return ask(PlaceholderAnswer, 'POST', `${pathOf(address)}/filling`, { body })
}

function pathIn(negotiation: string, clause: string): string {
	return `${negotiationPath(negotiation)}/clauses/${encodeURIComponent(clause)}/placeholders`
}

function pathOf({ negotiation, clause, placeholder }: PlaceholderAddress): string {
	return `${pathIn(negotiation, clause)}/${encodeURIComponent(placeholder)}`
}
