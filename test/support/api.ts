import { setTimeout } from 'node:timers/promises'
import { SessionAnswer } from '@parley/protocol'

/** A program that speaks the HTTP API of one server under one seat. */
export class ApiClient {
	readonly #url: string
	readonly #token: string
	/** The id of the negotiation that the seat belongs to. */
	readonly negotiation: string

	private constructor(url: string, token: string, negotiation: string) {
		this.#url = url
		this.#token = token
		this.negotiation = negotiation
	}

	/** Redeems a joining code for a token. */
	static async redeem(url: string, code: string): Promise<ApiClient> {
		const answer = await fetch(`${url}/api/v1/sessions`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ code, kind: 'token' }),
		})
		if (!answer.ok) throw new Error(`no session: ${await answer.text()}`)
		const { token, negotiation } = SessionAnswer.parse(await answer.json())
		if (token === undefined) throw new Error('the server answered no token')
		return new ApiClient(url, token, negotiation)
	}

	/** The session's token, for sockets. */
	get token(): string {
		return this.#token
	}

	/** The same seat at another address: the server was started again. */
	at(url: string): ApiClient {
		return new ApiClient(url, this.#token, this.negotiation)
	}

	/** Ends the session. */
	async signOut(): Promise<void> {
		const headers = { authorization: `Bearer ${this.#token}` }
		const answer = await fetch(`${this.#url}/api/v1/sessions/current`, {
			method: 'DELETE',
			headers,
		})
		if (!answer.ok) throw new Error(`still signed in: ${await answer.text()}`)
	}

	/** Asks for `path` under the negotiation; gives the answer as it came. */
	fetch(path: string, init: { method?: string; body?: unknown } = {}): Promise<Response> {
		const { method = 'GET', body } = init
		const ask = (): Promise<Response> =>
			fetch(`${this.#url}/api/v1/negotiations/${this.negotiation}${path}`, {
				method,
				headers: {
					authorization: `Bearer ${this.#token}`,
					...(body === undefined ? {} : { 'content-type': 'application/json' }),
				},
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			})
		// A connection that was kept from before a restart may be dead: what only reads is asked again (RFC 9110, section 9.2.2).
		return method === 'GET' ? ask().catch(ask) : ask()
	}

	/** Asks for what may be dear, and again after the time that it is told to wait, as a slow machine is; gives the text of the answer. */
	async text(path: string): Promise<string> {
		const answer = await this.fetch(path)
		const waitS = Number(answer.headers.get('retry-after'))
		if (answer.status !== 429 || !(waitS > 0)) return answer.text()
		await setTimeout(waitS * 1000)
		return this.text(path)
	}

	/** Asks for `path` and reads the JSON of the answer. Throws with the problem where there is one. */
	async json<T>(
		path: string,
		shape: { parse(value: unknown): T },
		init: { method?: string; body?: unknown } = {}
	): Promise<T> {
		const answer = await this.fetch(path, init)
		if (!answer.ok) throw new Error(`${answer.status} ${path}: ${await answer.text()}`)
		return shape.parse(await answer.json())
	}
}
