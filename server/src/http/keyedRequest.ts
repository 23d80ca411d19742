import { type Instant, type NegotiationId } from '@parley/domain'
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import * as z from 'zod/mini'
import { type StoredAnswer } from '../storage/ports.ts'

/** What an answer that is kept consists of. */
const KeptAnswer = z.object({
	status: z.int(),
	/** JSON, or empty. */
	body: z.string(),
	/** The values of `Set-Cookie`. */
	cookies: z.array(z.string()),
})
export type KeptAnswer = z.infer<typeof KeptAnswer>

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * A request that named itself by an idempotency key. Its id, the digest of what it asks and the key that its answer is encrypted with
 * follow from the idempotency key and from who asks (HKDF-SHA-256), so that of links, tokens and words in answers nothing can be read
 * in the database without the idempotency key, which is not there.
 */
export class KeyedRequest {
	readonly id: string
	readonly request: string
	/** The negotiation that it is about, once that is known. */
	negotiation: NegotiationId | null
	readonly #holder: string
	readonly #cipherKey: Uint8Array
	readonly #now: () => Instant
	#settled: string | null = null

	/**
	 * @param key the idempotency key
	 * @param holder who asks, see `StoredAnswer`
	 * @param asked all that the request asks, in one text
	 */
	constructor(
		key: string,
		holder: string,
		asked: string,
		negotiation: NegotiationId | null,
		now: () => Instant
	) {
		const derived = Buffer.from(hkdfSync('sha256', key, holder, 'parley kept answer 1', 96))
		this.id = derived.subarray(0, 32).toString('hex')
		this.#cipherKey = derived.subarray(32, 64)
		this.request = createHmac('sha256', derived.subarray(64)).update(asked).digest('hex')
		this.#holder = holder
		this.negotiation = negotiation
		this.#now = now
	}

	/** The answer as it is stored. Whoever changes something hands it on to the transaction that does; the last one counts. */
	settle(status: number, json?: unknown, cookies: readonly string[] = []): StoredAnswer {
		const body = json === undefined ? '' : JSON.stringify(json)
		return this.seal({ status, body, cookies: [...cookies] })
	}

	/** Whether this very answer was settled already. */
	isSettled(answer: KeptAnswer): boolean {
		return this.#settled === JSON.stringify(answer)
	}

	/** See `settle`. */
	seal(answer: KeptAnswer): StoredAnswer {
		const text = JSON.stringify(answer)
		this.#settled = text
		const nonce = randomBytes(NONCE_BYTES)
		const cipher = createCipheriv(CIPHER, this.#cipherKey, nonce).setAAD(Buffer.from(this.request))
		const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final()])
		return {
			id: this.id,
			holder: this.#holder,
			negotiation: this.negotiation,
			at: this.#now(),
			request: this.request,
			sealed: Buffer.concat([sealed, cipher.getAuthTag()]),
		}
	}

	/** Reads an answer that was stored for this very request. */
	open({ sealed, request }: StoredAnswer): KeptAnswer {
		const cipher = createDecipheriv(CIPHER, this.#cipherKey, sealed.subarray(0, NONCE_BYTES))
		cipher.setAAD(Buffer.from(request)).setAuthTag(sealed.subarray(-TAG_BYTES))
		const text = Buffer.concat([
			cipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)),
			cipher.final(),
		])
		return KeptAnswer.parse(JSON.parse(text.toString('utf8')))
	}
}
