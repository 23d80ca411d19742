import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { type DocumentName } from '@parley/protocol'
import * as Y from 'yjs'
import { connectClient, type TestClient } from '../support/client.ts'

/** People do not write as fast as a loop can: between two words there is a moment. */
const PAUSE_MS = 25

/** Where a pair edits, and as whom. */
export interface PairPlace {
	readonly url: string
	readonly document: DocumentName
	/** The sessions of the two. */
	readonly tokens: readonly [string, string]
}

/** Two people who write in one clause in turn, whatever happens around them, each waiting for the receipt of each edit. */
export class HonestPair {
	readonly #place: PairPlace
	readonly #clients: readonly [TestClient, TestClient]
	/** What stood in the clause when they came. */
	readonly #before: string
	readonly #written: string[] = []
	/** How long each receipt took, in ms. */
	readonly latenciesMs: number[] = []

	private constructor(place: PairPlace, clients: readonly [TestClient, TestClient]) {
		this.#place = place
		this.#clients = clients
		this.#before = clients[0].text(place.document)
	}

	static async open(place: PairPlace): Promise<HonestPair> {
		const { url, document, tokens } = place
		const [one, other] = await Promise.all(
			tokens.map((token) => connectClient({ url, token, documents: [document], awareness: true }))
		)
		if (one === undefined || other === undefined) throw new RangeError('a pair is two')
		for (const { awareness } of [one.provider(document), other.provider(document)]) {
			awareness?.setLocalState({ cursor: null })
		}
		return new HonestPair(place, [one, other])
	}

	/** How many edits have their receipt. */
	get edits(): number {
		return this.#written.length
	}

	/** The clientID under which the first of the two writes. */
	get clientId(): number {
		return this.#clients[0].doc(this.#place.document).clientID
	}

	/** How many clocks the first of the two has used up. */
	get clock(): number {
		return Y.getState(this.#clients[0].doc(this.#place.document).store, this.clientId)
	}

	/** Writes until `over` is settled, and `least` edits at least. Rejects where one gets no receipt. */
	async writeUntil(over: Promise<unknown>, least: number): Promise<void> {
		const ending = new AbortController()
		const end = (): void => {
			ending.abort()
		}
		over.then(end, end)
		for (let count = 0; count < least || !ending.signal.aborted; count++) await this.#write()
	}

	async #write(): Promise<void> {
		const writer = this.#clients[this.#written.length % 2 === 0 ? 0 : 1]
		const word = `(${this.clientId}.${this.#written.length})`
		const began = performance.now()
		const text = writer.doc(this.#place.document).getText('text')
		text.insert(text.length, word)
		await writer.whenSent()
		this.latenciesMs.push(performance.now() - began)
		this.#written.push(word)
		await pause(PAUSE_MS)
	}

	/**
	 * Expects that no edit was lost, that neither was ever sent away, and that both, and somebody who comes now, read the same: all that
	 * the two wrote and nothing else.
	 */
	async expectWhole(): Promise<void> {
		const { url, document, tokens } = this.#place
		const [one, other] = this.#clients
		const isWhole = (client: TestClient): boolean =>
			this.#written.every((word) => client.text(document).includes(word))
		for (const client of this.#clients) {
			await client.until(() => isWhole(client), 'all words of the pair')
			expect(client.closes).toEqual([])
			expect(client.receipts.map(({ receipt: { type } }) => type)).not.toContain('refused')
		}
		const fresh = await connectClient({ url, token: tokens[0], documents: [document] })
		const texts = [one, other, fresh].map((client) => client.text(document))
		fresh.close()
		expect(new Set(texts).size).toBe(1)
		const others = this.#written.reduce((text, word) => text.replace(word, ''), texts[0] ?? '')
		expect(others).toBe(this.#before)
	}

	close(): void {
		for (const client of this.#clients) client.close()
	}
}
