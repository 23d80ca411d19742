import { type DocumentName } from '@parley/protocol'
import { createDocument, modelDigest, plainText, readBlocks } from '@parley/schema'
import { vi } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { PATIENCE_MS } from './patience.ts'

/** How a plain client connects. */
export interface PlainClientOptions {
	/** E.g. `ws://127.0.0.1:4000/yjs`. */
	readonly url: string
	readonly document: DocumentName
	/** The token that opens the document, as `POST …/document-tokens` gives it. */
	readonly token: string
	/** The digest of the text model that it claims to know: ours by default, none where null. */
	readonly model?: string | null
	/** The Y.Doc: a silent reader of ours by default; a plain `new Y.Doc()` is what strangers have. */
	readonly doc?: Y.Doc
}

/** The provider that most of the world uses, as it comes from its package; and what has happened to it. */
export class PlainClient {
	readonly doc: Y.Doc
	readonly provider: WebsocketProvider
	/** The codes and reasons with which sockets were closed, in order. */
	readonly closes: { readonly code: number; readonly reason: string }[] = []
	/** How often it has been in sync with the server. */
	syncs = 0

	constructor({ url, document, token, model = modelDigest(), doc }: PlainClientOptions) {
		this.doc = doc ?? createDocument()
		const params: Record<string, string> = { token, ...(model === null ? {} : { model }) }
		this.provider = new WebsocketProvider(url, document, this.doc, {
			params,
			disableBc: true,
			maxBackoffTime: 100,
			WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
		})
		this.provider.on('connection-close', (event) => {
			if (event !== null) this.closes.push({ code: event.code, reason: event.reason })
		})
		this.provider.on('sync', (isSynced) => {
			if (isSynced) this.syncs++
		})
	}

	/** The plain text of the document as this client has it now. */
	get text(): string {
		return plainText(readBlocks(this.doc))
	}

	/** Whether it has given up: the server said that coming back is of no use. */
	get hasStopped(): boolean {
		return !this.provider.shouldConnect
	}

	/** Types at the end of the text. */
	type(words: string): void {
		const text = this.doc.getText('text')
		text.insert(text.length, words)
	}

	/** Resolves once `condition` holds, which is looked at again and again; rejects after a minute. */
	async until(condition: () => boolean, what: string): Promise<void> {
		const look = (): void => {
			if (!condition())
				throw new Error(`waited in vain for ${what}: ${JSON.stringify(this.closes)}`)
		}
		await vi.waitFor(look, { timeout: PATIENCE_MS, interval: 10 })
	}

	/** Leaves for good. */
	close(): void {
		this.provider.destroy()
		this.doc.destroy()
	}
}
