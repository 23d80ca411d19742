import {
	clauseDocument,
	DocumentTokenRequest,
	roomDocument,
	type DocumentName,
	DocumentTokenJson,
} from '@parley/protocol'
import { documentTokenExpiry } from '../../people/documentToken.ts'
import { allow } from '../access.ts'
import { isSecure } from '../credentials.ts'
import { json } from '../operation.ts'
import { type HttpParts, type Place } from '../parts.ts'
import { notFound } from '../request.ts'
import { RouteGroup } from '../routeGroup.ts'

/** Tokens with which any y-websocket client opens one document. */
export function documentTokenRoutes(parts: HttpParts): RouteGroup {
	const { clock, documentTokens, publicUrl } = parts
	const routes = new RouteGroup(parts, 'Text', 'seat')

	routes.add(
		{
			method: 'post',
			path: '/document-tokens',
			id: 'createDocumentToken',
			summary: 'Make a token that opens one document to any Yjs client',
			words:
				'Such a client opens `<url>/<document>?token=…&model=…` with the y-websocket protocol, where `model` is the digest of the text model that it was written for. The token is good for five minutes; a socket that it has opened stays.',
			body: DocumentTokenRequest,
			answers: { 201: json(DocumentTokenJson, 'The token, which is told this once.') },
		},
		(c, { body }) => {
			const place = c.get('place')
			allow(place, 'read')
			const document = documentOf(place, body.document)
			const expiresAt = documentTokenExpiry(clock.now())
			const { seat, session } = place
			const token = documentTokens.issue({
				document,
				session: session.id,
				seat: seat.id,
				expiresAt,
			})
			return c.json({ document, token, url: plainUrl(publicUrl()), expiresAt }, 201)
		}
	)

	return routes
}

/** The document that was asked for, if it is one of the open round. */
function documentOf({ room }: Place, name: string): DocumentName {
	const { id, round } = room.negotiation
	const clauses = room.clauses.map((clause) => clauseDocument(id, round, clause.id))
	const found = [roomDocument(id, round), ...clauses].find((document) => document === name)
	if (found === undefined) throw notFound('There is no such document in this round.')
	return found
}

function plainUrl(publicUrl: string): string {
	const url = new URL('/yjs', publicUrl)
	url.protocol = isSecure(publicUrl) ? 'wss:' : 'ws:'
	return url.href
}
