import { type KeyJson } from '@parley/protocol'
import { Hono } from 'hono'
import { type Env, type HttpParts } from '../parts.ts'
import { RequestProblem } from '../problem.ts'

/** Whether the process lives, and whether it takes what people write. */
export function healthRoutes({ storage, health, log }: HttpParts): Hono<Env> {
	const app = new Hono<Env>()

	app.get('/healthz', (c) => c.json({ status: 'alive' }))

	app.get('/readyz', async (c) => {
		try {
			await storage.check()
			const failure = health.lastFailure()
			if (failure !== null) throw failure
		} catch (error) {
			log.warn({ err: error }, 'not ready')
			throw new RequestProblem('not-stored', 'The server cannot write to its disk just now.')
		}
		return c.json({ status: 'ready' })
	})

	return app
}

/** The key that signs here. */
export function keyRoutes({ signer }: HttpParts): Hono<Env> {
	const app = new Hono<Env>()
	const answer: KeyJson = { key: signer.keyText, fingerprint: signer.fingerprint }
	app.get('/', (c) => c.json(answer))
	return app
}
