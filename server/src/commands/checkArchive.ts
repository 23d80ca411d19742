import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import {
	ParleyError,
	parseInstant,
	parseLogPosition,
	parseSeatId,
	type NegotiationId,
} from '@parley/domain'
import { documentName, parseDocumentName, parseLogId, type LogId } from '@parley/protocol'
import {
	canonicalBytes,
	chainDigest,
	chainStart,
	fromHex,
	keyId,
	parseKey,
	PROTOCOL_FORMAT,
	isSnapshot,
	toHex,
	verifyCheckpoint,
	verifyFile,
	type OutsideKey,
	type Snapshot,
	type VerifyResult,
} from '@parley/snapshot'
import * as z from 'zod'
import { ARCHIVE_FORMAT, ARCHIVE_FORMAT_1, ARCHIVE_FORMAT_2 } from '../negotiation/archive.ts'
import { sha256 } from '../negotiation/chain.ts'
import { NOT_WITHHELD, WithheldCheck } from '../negotiation/withheldCheck.ts'

const Header = z.object({
	format: z.enum([ARCHIVE_FORMAT, ARCHIVE_FORMAT_2, ARCHIVE_FORMAT_1]),
	key: z.string(),
	log: z.object({ id: z.string(), position: z.int(), chain: z.string() }),
	negotiation: z.object({ id: z.string(), title: z.string() }),
})
const ofEntry = { position: z.int(), receivedAt: z.int(), seat: z.string().nullable() }
const FreezeAct = z.object({ kind: z.literal('frozen') })
/** An act as far as a check of what is withheld looks at it. */
const AnyAct = z.object({
	kind: z.string(),
	clause: z.optional(z.string()),
	suggestion: z.optional(z.string()),
	words: z.optional(z.string()),
})
const WithheldAct = AnyAct.extend({
	kind: z.enum(['passage-withheld', 'comment-withheld']),
	entries: z.array(z.object({ position: z.int(), digest: z.string() })),
})
const EntryLine = z.object({
	entry: z.discriminatedUnion('kind', [
		z.object({
			...ofEntry,
			kind: z.literal('update'),
			document: z.string(),
			payloadDigest: z.string(),
			/** Where words are withheld: the update, or below the act, is what is left, and the digest that of what came. */
			withheld: z.optional(z.literal(true)),
			update: z.base64(),
		}),
		z.object({
			...ofEntry,
			kind: z.literal('act'),
			document: z.null(),
			payloadDigest: z.string(),
			withheld: z.optional(z.literal(true)),
			act: z.json(),
		}),
	]),
})
const CheckpointLine = z.object({
	checkpoint: z.object({ position: z.int(), chain: z.string(), note: z.string() }),
})
const SnapshotLine = z.object({
	snapshot: z.object({ id: z.string(), digest: z.string(), file: z.string() }),
})
const ProtocolLine = z.object({ protocol: z.string() })
const OtherLine = z.union([z.object({ writer: z.unknown() }), z.object({ late: z.unknown() })])
const EndLine = z.object({ end: z.object({ lines: z.int(), sha256: z.string() }) })
const Line = z.union([EntryLine, CheckpointLine, SnapshotLine, ProtocolLine, EndLine, OtherLine])

/** What an archive was found to be. */
export interface ArchiveFinding {
	readonly title: string
	readonly negotiation: NegotiationId | string
	readonly entries: number
	readonly checkpoints: number
	readonly snapshots: number
	/** The key that the archive says it is signed with. */
	readonly keyId: string
	/** Whether a key from outside was given, and it is that one. */
	readonly isTrusted: boolean
}

/**
 * Reads an archive line by line and checks everything in it: that no byte was changed, the chain from the first entry on, every checkpoint and
 * its signature, and every frozen text.
 *
 * @throws ParleyError `not-found` where it cannot be read, `bad-backup` with the line and what is wrong there.
 */
export async function checkArchive(path: string, key?: OutsideKey): Promise<ArchiveFinding> {
	const file = await open(path).catch((cause: unknown) => {
		throw new ParleyError('not-found', `The archive ${path} cannot be read.`, { cause })
	})
	const check = new Check(path, key)
	try {
		for await (const line of linesOf(file)) check.take(line)
	} finally {
		await file.close()
	}
	return check.finding()
}

const CHUNK_BYTES = 1_048_576

/**
 * The lines of a file, each ended by a line feed and nothing else; what stands behind the last one is none. Node's own reader also ends
 * lines at characters that a text can hold (U+2028, U+2029).
 */
async function* linesOf(file: FileHandle): AsyncIterable<string> {
	const options = { encoding: 'utf8', autoClose: false, highWaterMark: CHUNK_BYTES } as const
	let rest = ''
	for await (const chunk of file.createReadStream(options) as AsyncIterable<string>) {
		const lines = (rest + chunk).split('\n')
		rest = lines.pop() ?? ''
		yield* lines
	}
}

type Valid = Extract<VerifyResult, { readonly kind: 'valid' }>

/** What the first line of an archive says. */
interface Begun {
	readonly log: LogId
	readonly position: number
	readonly chain: string
	readonly title: string
	readonly negotiation: string
	readonly publicKey: Uint8Array
}

class Check {
	readonly #path: string
	readonly #key: OutsideKey | undefined
	readonly #hash = createHash('sha256')
	#lines = 0
	#header: Begun | null = null
	#digest: Uint8Array = new Uint8Array()
	#position = 0
	#checkpoints = 0
	#checked = 0
	#snapshots = 0
	/** The chain through each freeze entry, as the frozen texts name it. */
	readonly #freezes = new Map<number, string>()
	readonly #withheld = new WithheldCheck()
	#isOver = false

	constructor(path: string, key: OutsideKey | undefined) {
		this.#path = path
		this.#key = key
	}

	take(text: string): void {
		this.#lines++
		if (this.#isOver) throw this.#bad('there is more behind its end')
		const json = this.#parse(text)
		if (this.#header === null) {
			this.#begin(json)
		} else {
			const line = Line.safeParse(json)
			if (!line.success) throw this.#bad('it is none that belongs into an archive')
			const { data } = line
			if ('entry' in data) this.#entry(data.entry, this.#header.log)
			else if ('checkpoint' in data) this.#checkpoint(data.checkpoint, this.#header)
			else if ('snapshot' in data) this.#snapshot(data.snapshot, this.#header)
			else if ('protocol' in data) this.#protocol(data.protocol, this.#header)
			else if ('end' in data) {
				this.#end(data.end)
				return
			}
		}
		this.#hash.update(`${text}\n`)
	}

	finding(): ArchiveFinding {
		const header = this.#header
		if (header === null || !this.#isOver) throw this.#bad('it ends before its end: it was cut off')
		return {
			title: header.title,
			negotiation: header.negotiation,
			entries: this.#position,
			checkpoints: this.#checkpoints,
			snapshots: this.#snapshots,
			keyId: keyId(header.publicKey),
			isTrusted: this.#key !== undefined,
		}
	}

	#parse(text: string): unknown {
		try {
			return JSON.parse(text)
		} catch (cause) {
			if (cause instanceof SyntaxError) throw this.#bad('it is not JSON')
			throw cause
		}
	}

	#begin(json: unknown): void {
		const header = Header.safeParse(json)
		if (!header.success) throw this.#bad(`it does not begin as ${ARCHIVE_FORMAT} does`)
		const { key, log, negotiation } = header.data
		const publicKey = this.#keyOf(key)
		const id = this.#try(() => parseLogId(log.id))
		this.#digest = chainStart(sha256, id)
		this.#header = {
			...{ log: id, position: log.position, chain: log.chain, publicKey },
			...{ title: negotiation.title, negotiation: negotiation.id },
		}
	}

	#keyOf(text: string): Uint8Array {
		const given = this.#try(() => parseKey(text))
		if (given.kind === 'fingerprint') throw this.#bad('it names no whole key')
		const publicKey = fromHex(given.publicKey)
		const outside = this.#key
		const isSame =
			outside === undefined ||
			(outside.kind === 'fingerprint'
				? outside.keyId === keyId(publicKey)
				: outside.publicKey === given.publicKey)
		if (!isSame) throw this.#bad('it was signed with another key than the one you gave')
		return publicKey
	}

	#entry(entry: z.infer<typeof EntryLine>['entry'], log: LogId): void {
		const { position, receivedAt, seat, kind, document } = entry
		if (position !== this.#position + 1) throw this.#bad('an entry is missing')
		this.#position = position
		const payload =
			entry.kind === 'update'
				? sha256(Buffer.from(entry.update, 'base64'))
				: sha256(this.#try(() => canonicalBytes(entry.act)))
		const isLess = entry.withheld === true
		if (isLess) {
			const act = entry.kind === 'act' ? AnyAct.safeParse(entry.act) : null
			if (act?.success === false) throw this.#bad('an act of it is none')
			this.#withheld.found(position, toHex(payload), act?.data ?? null)
		} else if (toHex(payload) !== entry.payloadDigest) throw this.#bad('its payload is another one')
		const act = entry.kind === 'act' ? WithheldAct.safeParse(entry.act) : null
		if (act?.success === true) this.#withheld.named(position, act.data)
		const header = this.#try(() => ({
			log,
			position: parseLogPosition(position),
			receivedAt: parseInstant(receivedAt),
			seat: seat === null ? null : parseSeatId(seat),
			kind,
			document: document === null ? null : documentName(parseDocumentName(document)),
		}))
		const came = isLess ? this.#try(() => fromHex(entry.payloadDigest)) : payload
		this.#digest = chainDigest(sha256, this.#digest, header, came)
		if (entry.kind === 'act' && FreezeAct.safeParse(entry.act).success) {
			this.#freezes.set(position, toHex(this.#digest))
		}
	}

	#checkpoint(
		{ position, chain, note }: z.infer<typeof CheckpointLine>['checkpoint'],
		{ log, publicKey }: { readonly log: LogId; readonly publicKey: Uint8Array }
	): void {
		const isHere = position === this.#position && chain === toHex(this.#digest)
		if (!isHere) throw this.#bad('the chain does not lead to its checkpoint')
		const signed = verifyCheckpoint(note, publicKey)
		const holds =
			signed.kind === 'valid' &&
			signed.checkpoint.log === log &&
			signed.checkpoint.position === position &&
			toHex(signed.checkpoint.chain) === chain
		if (!holds) throw this.#bad('the signature of its checkpoint does not hold')
		this.#checkpoints++
		this.#checked = position
	}

	#snapshot({ file, digest }: z.infer<typeof SnapshotLine>['snapshot'], header: Begun): void {
		const { document, digest: signed } = this.#signed(file, header, 'frozen text')
		const holds = isSnapshot(document) && this.#isFreeze(document.log, header)
		if (!holds) throw this.#bad('the frozen text is not of a freeze in this log')
		if (signed !== digest) throw this.#bad('the frozen text has another digest')
		this.#snapshots++
	}

	#isFreeze({ id, position, chain }: Snapshot['log'], { log }: Begun): boolean {
		return id === log && this.#freezes.get(position) === chain
	}

	#protocol(file: string, header: Begun): void {
		const { document } = this.#signed(file, header, 'freeze protocol')
		const { log, position, chain } = header
		const holds =
			document.format === PROTOCOL_FORMAT &&
			this.#freezes.has(document.position) &&
			document.log.id === log &&
			document.log.position === position &&
			document.log.chain === chain
		if (!holds) throw this.#bad('the freeze protocol is not of a freeze in this log')
	}

	#signed(text: string, { publicKey }: Begun, what: string): Valid {
		const key: OutsideKey = { kind: 'public-key', publicKey: toHex(publicKey) }
		const result = verifyFile(new TextEncoder().encode(text), { key })
		if (result.kind !== 'valid') throw this.#bad(`the ${what} does not verify`)
		return result
	}

	#end({ lines, sha256: digest }: z.infer<typeof EndLine>['end']): void {
		const header = this.#header
		const isWhole =
			header !== null &&
			this.#position === header.position &&
			this.#checked === this.#position &&
			toHex(this.#digest) === header.chain
		if (!isWhole) throw this.#bad('the log does not end where it should')
		const wrong = this.#withheld.fault()
		if (wrong !== null) throw this.#bad(`of the entry at ${wrong}, ${NOT_WITHHELD.slice(0, -1)}`)
		if (lines !== this.#lines - 1 || digest !== this.#hash.digest('hex')) {
			throw this.#bad('something before it was changed')
		}
		this.#isOver = true
	}

	#try<T>(parse: () => T): T {
		try {
			return parse()
		} catch (error) {
			if (error instanceof RangeError) throw this.#bad(error.message)
			throw error
		}
	}

	#bad(why: string): ParleyError {
		return new ParleyError(
			'bad-backup',
			`The archive ${this.#path} is not as it was written, at line ${this.#lines}: ${why}.`
		)
	}
}
