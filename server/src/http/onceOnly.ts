import { addMs, type NegotiationId } from '@parley/domain'
import { ANSWER_KEPT_MS } from '../storage/commit.ts'
import { type StoredAnswer } from '../storage/ports.ts'
import { KEY_HEADER, readIdempotencyKey } from './idempotencyKey.ts'
import { KeyedRequest, type KeptAnswer } from './keyedRequest.ts'
import { type HttpParts, type RequestContext } from './parts.ts'
import { RequestProblem } from './problem.ts'

/** The header of an answer that was given before. */
export const REPLAYED_HEADER = 'Idempotency-Replayed'

/** Who asks. */
export interface Asker {
	/** By whom answers are kept, as ids or hashes: this one's by the first, found by any; none where nothing is kept. */
	readonly holders: readonly string[]
	/** The negotiation of their seat; null where the request finds out itself what it is about. */
	readonly negotiation: NegotiationId | null
}

/**
 * Carries out requests with an idempotency key once: the same one again gets the answer that was kept. A request that was refused changed
 * nothing, and is judged anew.
 */
export class OnceOnly {
	readonly #parts: HttpParts
	/** Requests that are being carried out, by id; only this process does. */
	readonly #running = new Map<string, string>()

	constructor(parts: HttpParts) {
		this.#parts = parts
	}

	/** The answer to the request of `c`, which `carryOut` gives where it does not come again. */
	async answer(
		c: RequestContext,
		asker: Asker,
		carryOut: () => Response | Promise<Response>
	): Promise<Response> {
		const key = readIdempotencyKey(c.req.header(KEY_HEADER))
		const requests =
			key === null
				? []
				: asker.holders.map((holder) => this.#keyed(c, key, holder, asker.negotiation))
		const [own] = requests
		if (own === undefined) return carryOut()
		const running = this.#running.get(own.id)
		if (running !== undefined) throw running === own.request ? inUse() : reused()
		this.#running.set(own.id, own.request)
		try {
			for (const request of requests) {
				const kept = await this.#find(request)
				if (kept !== null) return replay(request.open(kept))
			}
			c.set('keyed', own)
			const answer = await carryOut()
			await this.#keep(own, answer)
			return answer
		} finally {
			this.#running.delete(own.id)
		}
	}

	#keyed(
		c: RequestContext,
		key: string,
		holder: string,
		negotiation: NegotiationId | null
	): KeyedRequest {
		const { pathname, search } = new URL(c.req.url)
		const asked = [c.req.method, pathname + search, c.get('body')].join('\n')
		return new KeyedRequest(key, holder, asked, negotiation, () => this.#parts.clock.now())
	}

	/** Throws where the key was used for another request. */
	async #find({ id, request }: KeyedRequest): Promise<StoredAnswer | null> {
		const { storage, clock } = this.#parts
		const kept = await storage.answers.find(id)
		if (kept === null || addMs(kept.at, ANSWER_KEPT_MS) <= clock.now()) return null
		if (kept.request !== request) throw reused()
		return kept
	}

	/**
	 * Keeps what was not kept with its change: the answer of what changes nothing the second time, and one that has become fuller since.
	 * Where that fails the change is done all the same, and so whoever asked is told.
	 */
	async #keep(request: KeyedRequest, response: Response): Promise<void> {
		if (!response.ok) return
		const body = await response.clone().text()
		const answer = { status: response.status, body, cookies: response.headers.getSetCookie() }
		if (request.isSettled(answer)) return
		try {
			await this.#parts.storage.answers.keep(request.seal(answer))
		} catch (error) {
			this.#parts.log.warn({ err: error }, 'an answer was not kept for a request that comes again')
		}
	}
}

function replay({ status, body, cookies }: KeptAnswer): Response {
	const headers = new Headers({ [REPLAYED_HEADER]: 'true' })
	if (body !== '') headers.set('content-type', 'application/json')
	for (const cookie of cookies) headers.append('set-cookie', cookie)
	return new Response(body === '' ? null : body, { status, headers })
}

function inUse(): RequestProblem {
	const detail = 'This command is still being carried out. Send it again in a few seconds.'
	return new RequestProblem('key-in-use', detail)
}

function reused(): RequestProblem {
	const detail = `This ${KEY_HEADER} came with another request before, so nothing was done. Draw a new one for each command.`
	return new RequestProblem('key-reused', detail)
}
