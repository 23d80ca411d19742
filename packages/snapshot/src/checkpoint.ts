import { type LogPosition, parseLogPosition } from '@parley/domain'
import { fromBase64, toBase64 } from './base64.ts'
import { sha256 } from './digest.ts'
import { isSignature, type Signer } from './ed25519.ts'

/** Where a log stood at a commit: its newest entry's position and the chain's digest through it (32 bytes). */
export interface Checkpoint {
	readonly log: string
	readonly position: LogPosition
	readonly chain: Uint8Array
}

/** The answer about a checkpoint's text. */
export type CheckedCheckpoint =
	| { readonly kind: 'valid'; readonly checkpoint: Checkpoint }
	| { readonly kind: 'invalid'; readonly reason: 'malformed' | 'bad-signature' }

const ORIGIN = 'parley-log/1/'
const ED25519 = 0x01
const NOTE =
	/^parley-log\/1\/([!-*,-~]+)\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/]{43}=)\n\n\u2014 (\S+) (\S+)\n$/

const encoder = new TextEncoder()

/**
 * A checkpoint as text: a signed note (C2SP signed-note) of the shape of a C2SP tlog-checkpoint. Three lines, the origin
 * `parley-log/1/<log>`, the position and the chain's digest in base64; a blank line; one signature line, whose key name is the
 * origin. The digest is the head of a hash chain and not of a Merkle tree, which the origin tells apart.
 *
 * @throws RangeError where the log's id is not visible ASCII without `+`, which a key name cannot hold.
 */
export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): string {
	const text = noteText(checkpoint)
	const name = ORIGIN + checkpoint.log
	const signature = signer.sign(encoder.encode(text))
	const blob = new Uint8Array(4 + signature.length)
	blob.set(ownKeyId(name, signer))
	blob.set(signature, 4)
	return `${text}\n\u2014 ${name} ${toBase64(blob)}\n`
}

/** Reads a checkpoint without checking its signature; null where the text is not exactly of the form. */
export function parseCheckpoint(note: string): Checkpoint | null {
	return readNote(note)?.checkpoint ?? null
}

/** Checks a checkpoint against the server's public key (32 bytes). */
export function verifyCheckpoint(note: string, publicKey: Uint8Array): CheckedCheckpoint {
	const read = readNote(note)
	if (read === null) return { kind: 'invalid', reason: 'malformed' }
	const { checkpoint, blob } = read
	const hint = noteKeyId(ORIGIN + checkpoint.log, publicKey)
	const isOurs = hint.every((byte, i) => byte === blob[i])
	const text = encoder.encode(noteText(checkpoint))
	if (!isOurs || !isSignature(blob.subarray(4), text, publicKey)) {
		return { kind: 'invalid', reason: 'bad-signature' }
	}
	return { kind: 'valid', checkpoint }
}

/**
 * Whether the signature line of a checkpoint of `log` names another key than `publicKey`. It says nothing of the signature itself: false
 * also for a text that is no checkpoint, since that was signed by nobody.
 */
export function namesOtherKey(note: string, log: string, publicKey: Uint8Array): boolean {
	const read = readNote(note)
	if (read === null) return false
	const hint = noteKeyId(ORIGIN + log, publicKey)
	return !hint.every((byte, i) => byte === read.blob[i])
}

function noteText({ log, position, chain }: Checkpoint): string {
	if (!/^[!-*,-~]+$/.test(log)) throw new RangeError(`not a log id: ${JSON.stringify(log)}`)
	if (chain.length !== 32) throw new RangeError(`a chain digest has 32 bytes, not ${chain.length}`)
	return `${ORIGIN}${log}\n${position}\n${toBase64(chain)}\n`
}

/** The key id by which each signer signed last: it is the same for every checkpoint of a log. */
const ownKeyIds = new WeakMap<Signer, { readonly name: string; readonly id: Uint8Array }>()

function ownKeyId(name: string, signer: Signer): Uint8Array {
	const last = ownKeyIds.get(signer)
	if (last?.name === name) return last.id
	const id = noteKeyId(name, signer.publicKey)
	ownKeyIds.set(signer, { name, id })
	return id
}

/** C2SP signed-note, section "Signatures": SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), the first four bytes. */
function noteKeyId(name: string, publicKey: Uint8Array): Uint8Array {
	const prefix = encoder.encode(`${name}\n`)
	const bytes = new Uint8Array(prefix.length + 1 + publicKey.length)
	bytes.set(prefix)
	bytes[prefix.length] = ED25519
	bytes.set(publicKey, prefix.length + 1)
	return sha256(bytes).subarray(0, 4)
}

function readNote(note: string): { checkpoint: Checkpoint; blob: Uint8Array } | null {
	const [, log, position, chain, name, signature] = NOTE.exec(note) ?? []
	if (log === undefined || position === undefined || chain === undefined) return null
	if (name !== ORIGIN + log || signature === undefined) return null
	try {
		const checkpoint = {
			log,
			position: parseLogPosition(Number(position)),
			chain: fromBase64(chain),
		}
		const blob = fromBase64(signature)
		return blob.length === 4 + 64 ? { checkpoint, blob } : null
	} catch (error) {
		if (error instanceof RangeError) return null
		throw error
	}
}
