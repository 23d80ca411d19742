import { ParleyError } from '@parley/domain'
import { type LogId } from '@parley/protocol'
import {
	canonicalBytes,
	chainDigest,
	chainStart,
	fromHex,
	signCheckpoint,
	toHex,
	type Signer,
} from '@parley/snapshot'
import { hash } from 'node:crypto'
import { type Checkpoint, type Entry, type Payload } from '../storage/ports.ts'

/** SHA-256 by node:crypto, which is several times faster than the portable one: it runs once an entry. */
export function sha256(bytes: Uint8Array): Uint8Array {
	return hash('sha256', bytes, 'buffer')
}

/** The digest of a payload as it came, also where words of it are withheld since: of an update's bytes, of an act's canonical JSON. */
export function payloadDigest(payload: Payload): Uint8Array {
	const { digestAsItCame } = payload
	return digestAsItCame === undefined ? digestAsItStands(payload) : fromHex(digestAsItCame)
}

/** The digest of what stands in the log, which is another one where words are withheld. */
export function digestAsItStands(payload: Payload): Uint8Array {
	return sha256(payload.kind === 'act' ? canonicalBytes(payload.act) : payload.bytes)
}

/** The hash chain of one log, carried on entry by entry. */
export class Chain {
	readonly #log: LogId
	#digest: Uint8Array

	private constructor(log: LogId, digest: Uint8Array) {
		this.#log = log
		this.#digest = digest
	}

	/** The chain before a log's first entry. */
	static start(log: LogId): Chain {
		return new Chain(log, chainStart(sha256, log))
	}

	/** The chain as it stood at a stored checkpoint. */
	static at(log: LogId, checkpoint: Checkpoint): Chain {
		return new Chain(log, fromHex(checkpoint.chain))
	}

	/** The digest through the last entry that was added, lower-case hex. */
	get hex(): string {
		return toHex(this.#digest)
	}

	/** Chains one more entry. */
	add(entry: Entry): void {
		const { position, receivedAt, seat, payload } = entry
		const document = payload.kind === 'update' ? payload.document : null
		const header = { log: this.#log, position, receivedAt, seat, kind: payload.kind, document }
		this.#digest = chainDigest(sha256, this.#digest, header, payloadDigest(payload))
	}

	/** The signed checkpoint after `entries`, which are chained by this. Throws `RangeError` where there are none. */
	seal(entries: readonly Entry[], signer: Signer): Checkpoint {
		for (const entry of entries) this.add(entry)
		const last = entries.at(-1)
		if (last === undefined) throw new RangeError('a commit has at least one entry')
		const { position } = last
		const note = signCheckpoint({ log: this.#log, position, chain: this.#digest }, signer)
		return { position, chain: this.hex, note }
	}
}

/** The error that a commit failed with, as one of ours. */
export function commitError(cause: unknown, log: LogId): ParleyError {
	if (cause instanceof ParleyError) return cause
	return new ParleyError('log-append-failed', `append to ${log}`, { cause })
}
