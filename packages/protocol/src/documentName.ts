import {
	parseClauseId,
	parseNegotiationId,
	type ClauseId,
	type NegotiationId,
} from '@parley/domain'

declare const name: unique symbol
declare const log: unique symbol

/** The name of a Yjs document on the wire and in the log: `<negotiation>/<round>/<layer>/<kind>/<id>`. */
export type DocumentName = string & { readonly [name]: true }

/** The name of a log: `<negotiation>/<layer>`. One log holds every round of its layer. */
export type LogId = string & { readonly [log]: true }

/** A layer whose log everybody in the room may read. Private layers follow with their own rights. */
export type Layer = 'shared'

/**
 * What a document holds: the text of a clause, or nothing but presence and announcements (`room`, one a round, whose
 * id is the negotiation's; its text is never written).
 */
export type DocumentAddress =
	| {
			readonly negotiation: NegotiationId
			readonly round: number
			readonly layer: Layer
			readonly kind: 'clause'
			readonly clause: ClauseId
	  }
	| {
			readonly negotiation: NegotiationId
			readonly round: number
			readonly layer: Layer
			readonly kind: 'room'
	  }

/** The name of the document at `address`. */
export function documentName(address: DocumentAddress): DocumentName {
	const id = address.kind === 'clause' ? address.clause : address.negotiation
	const { negotiation, round, layer, kind } = address
	return `${negotiation}/${round}/${layer}/${kind}/${id}` as DocumentName
}

/** The document a clause of a round is written in. */
export function clauseDocument(
	negotiation: NegotiationId,
	round: number,
	clause: ClauseId
): DocumentName {
	return documentName({ negotiation, round, layer: 'shared', kind: 'clause', clause })
}

/** The document that carries a round's presence and announcements. */
export function roomDocument(negotiation: NegotiationId, round: number): DocumentName {
	return documentName({ negotiation, round, layer: 'shared', kind: 'room' })
}

/** The log of a negotiation's shared layer. */
export function sharedLog(negotiation: NegotiationId): LogId {
	return `${negotiation}/shared` as LogId
}

/** Parses the name of a log. Throws `RangeError` on anything else. */
export function parseLogId(value: string): LogId {
	const [negotiation, layer, ...rest] = value.split('/')
	if (negotiation === undefined || layer !== 'shared' || rest.length > 0) {
		throw new RangeError(`not a log: ${JSON.stringify(value)}`)
	}
	return sharedLog(parseNegotiationId(negotiation))
}

/** Parses the name of a document into its address. Throws `RangeError` on anything else. */
export function parseDocumentName(value: string): DocumentAddress {
	const parts = value.split('/')
	const [negotiationPart, roundPart, layer, kind, id] = parts
	const wrong = (): RangeError =>
		new RangeError(`not a document: ${JSON.stringify(value.slice(0, 100))}`)
	if (
		parts.length !== 5 ||
		negotiationPart === undefined ||
		roundPart === undefined ||
		id === undefined
	)
		throw wrong()
	if (layer !== 'shared' || !/^[1-9]\d{0,5}$/.test(roundPart)) throw wrong()
	const negotiation = parseNegotiationId(negotiationPart)
	const round = Number(roundPart)
	if (kind === 'clause') return { negotiation, round, layer, kind, clause: parseClauseId(id) }
	if (kind === 'room' && id === negotiation) return { negotiation, round, layer, kind }
	throw wrong()
}
