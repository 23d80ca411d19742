import { HealthJson, KeyJson } from '@parley/protocol'
import { json } from '../operation.ts'
import { type HttpParts } from '../parts.ts'
import { RequestProblem } from '../problem.ts'
import { RouteGroup } from '../routeGroup.ts'

/** Whether the process lives, and whether it takes what people write. */
export function healthRoutes(parts: HttpParts): RouteGroup {
	const { storage, health, log } = parts
	const routes = new RouteGroup(parts, 'Service', 'anybody')

	routes.add(
		{
			method: 'get',
			path: '/healthz',
			id: 'readHealth',
			summary: 'Whether the process lives',
			answers: { 200: json(HealthJson, 'It does.') },
		},
		(c) => c.json({ status: 'alive' })
	)

	routes.add(
		{
			method: 'get',
			path: '/readyz',
			id: 'readReadiness',
			summary: 'Whether what people write is stored',
			words:
				'For whoever routes requests here: it is red while commits fail or the storage takes no writes.',
			answers: { 200: json(HealthJson, 'It is.') },
			problems: ['not-stored'],
		},
		async (c) => {
			try {
				await storage.check()
				const failure = health.lastFailure()
				if (failure !== null) throw failure
			} catch (error) {
				log.warn({ err: error }, 'not ready')
				throw new RequestProblem('not-stored', 'The server cannot write to its disk just now.')
			}
			return c.json({ status: 'ready' })
		}
	)

	return routes
}

/** The key that signs here. */
export function keyRoutes(parts: HttpParts): RouteGroup {
	const { signer } = parts
	const routes = new RouteGroup(parts, 'Service', 'anybody')
	const answer: KeyJson = { key: signer.keyText, fingerprint: signer.fingerprint }
	routes.add(
		{
			method: 'get',
			path: '/',
			id: 'readKey',
			summary: 'The key that this server signs with',
			words:
				'As the server tells it: whoever wants to be sure compares it with one that came another way.',
			answers: { 200: json(KeyJson, 'The public key and its fingerprint.') },
		},
		(c) => c.json(answer)
	)
	return routes
}
