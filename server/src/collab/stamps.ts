import { type Frames, type Stamp } from '../negotiation/frames.ts'

/** The stamps of what one connection to a document has sent and the gate has not dealt with. */
export type Pending = Set<Uint8Array>

/**
 * The receive times of one socket's frames (rule F2), keyed by the buffer that the frame was read into: Hocuspocus hands
 * the same one to its hooks, after queueing it for as long as it likes.
 *
 * A frame counts from the moment its last byte was read, but not before its document has let the connection in: who has not
 * authenticated must not be able to hold up a freeze. What came before that is stamped when it does.
 */
export class Stamps {
	readonly #frames: Frames
	readonly #stamps = new WeakMap<Uint8Array, Stamp>()
	readonly #open = new Map<string, Pending>()
	readonly #early = new Map<string, Uint8Array[]>()

	constructor(frames: Frames) {
		this.#frames = frames
	}

	/** Stamps `frame`, which has just been read and is for `document`. */
	receive(frame: Uint8Array, document: string): void {
		const pending = this.#open.get(document)
		if (pending !== undefined) {
			this.#stamp(frame, pending)
			return
		}
		const early = this.#early.get(document)
		if (early === undefined) this.#early.set(document, [frame])
		else early.push(frame)
	}

	/** From now on frames for `document` count; those that came early are stamped now. */
	open(document: string): Pending {
		const pending: Pending = new Set()
		this.#open.set(document, pending)
		for (const frame of this.#early.get(document) ?? []) this.#stamp(frame, pending)
		this.#early.delete(document)
		return pending
	}

	/** The stamp of a frame, as long as it is pending. */
	of(frame: Uint8Array): Stamp | undefined {
		return this.#stamps.get(frame)
	}

	/** The frame has been numbered, answered or dropped. */
	done(frame: Uint8Array, pending: Pending): void {
		this.#stamps.get(frame)?.done()
		this.#stamps.delete(frame)
		pending.delete(frame)
	}

	/** The document will handle no more of what was sent. */
	close(document: string, pending: Pending): void {
		for (const frame of pending) this.done(frame, pending)
		// A provider that left and came back has opened the document again before its old connection is through.
		if (this.#open.get(document) === pending) this.#open.delete(document)
	}

	/** Forgets frames that came early for `document`, which was not opened; for every document where none is named. */
	forget(document?: string): void {
		if (document === undefined) this.#early.clear()
		else this.#early.delete(document)
	}

	#stamp(frame: Uint8Array, pending: Pending): void {
		this.#stamps.set(frame, this.#frames.receive())
		pending.add(frame)
	}
}
