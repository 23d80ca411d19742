import { parseLogPosition, type Delegation, type Negotiation } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { toHex, type SignedFile } from '@parley/snapshot'
import { createHash } from 'node:crypto'
import { pino } from 'pino'
import { FrozenText } from '../freeze/frozenText.ts'
import { type ServerSigner } from '../freeze/signer.ts'
import { systemRandom } from '../random.ts'
import { type Entry, type Storage } from '../storage/ports.ts'
import { payloadDigest } from './chain.ts'
import { Documents } from './documents.ts'
import { readHead } from './readHead.ts'
import { assertStands } from './standingLog.ts'
import { type LateEdit } from './room.ts'
import { RoomReader } from './roomReader.ts'

/** The format's name, in an archive's first line. `docs/retention.md` describes it. */
export const ARCHIVE_FORMAT = 'parley-archive/3'

/** The format before, in which words of updates were withheld, and of no act. */
export const ARCHIVE_FORMAT_2 = 'parley-archive/2'

/** The first format, in which nothing was withheld. */
export const ARCHIVE_FORMAT_1 = 'parley-archive/1'

/** What an archive is written from. */
export interface ArchiveParts {
	readonly storage: Storage
	readonly signer: ServerSigner
}

/**
 * A negotiation's whole record as lines of JSON, each ended by a line break: what it is and who sat in it; every entry of the log with its
 * header and the digest of its payload, and every checkpoint behind its entry; writers, frozen texts, the freeze protocol and the late
 * lane; at last the SHA-256 of all lines before. One state of the log gives the same bytes, whenever it is asked; no more than a chunk
 * of it is in memory. The last line comes only where nothing was withheld of those before, so that a whole archive is one state of the log
 * and has no words that were withheld before it was made.
 *
 * @throws ParleyError `log-changed` in its place where that was so, or `erased`.
 */
export async function* archiveLines(
	{ storage, signer }: ArchiveParts,
	negotiation: Negotiation
): AsyncIterable<string> {
	const hash = createHash('sha256')
	let lines = 0
	const log = sharedLog(negotiation.id)
	const asOf = await readHead(storage.log, log)
	for await (const value of archiveParts({ storage, signer }, negotiation, asOf)) {
		const line = `${JSON.stringify(value)}\n`
		hash.update(line)
		lines++
		yield line
	}
	await assertStands(storage.log, log, asOf.checkpoint.position)
	yield `${JSON.stringify({ end: { lines, sha256: hash.digest('hex') } })}\n`
}

async function* archiveParts(
	{ storage, signer }: ArchiveParts,
	negotiation: Negotiation,
	{ head, checkpoint }: Awaited<ReturnType<typeof readHead>>
): AsyncIterable<object> {
	const log = sharedLog(negotiation.id)
	const end = checkpoint.position
	yield {
		format: ARCHIVE_FORMAT,
		key: signer.keyText,
		log: { id: log, position: end, chain: checkpoint.chain },
		negotiation,
		delegations: await storage.negotiations.delegations(negotiation.id),
		seats: await storage.seats.seats(negotiation.id),
	}
	const written = new Set<Parameters<Storage['log']['writers']>[0]>()
	const checkpoints = storage.log.checkpoints(log)[Symbol.asyncIterator]()
	let next = await checkpoints.next()
	for await (const entry of storage.log.read(log, { after: parseLogPosition(0), until: end })) {
		if (entry.payload.kind === 'update') written.add(entry.payload.document)
		yield { entry: entryJson(entry) }
		while (next.done !== true && next.value.position <= entry.position) {
			yield { checkpoint: next.value }
			next = await checkpoints.next()
		}
	}
	await checkpoints.return?.()
	for (const document of written) {
		for (const writer of await storage.log.writers(document)) {
			if (writer.position <= end) yield { writer }
		}
	}
	// A text that is frozen while this is written belongs to what comes behind `end`.
	const all = await storage.snapshots.list(negotiation.id)
	const snapshots = all.filter(({ position }) => position <= end)
	for (const { file, ...snapshot } of snapshots.toReversed()) {
		yield { snapshot: { ...snapshot, file: new TextDecoder().decode(file) } }
	}
	if (head.frozen === null) return
	const extent = { committed: end, frozen: head.frozen.position }
	const documents = new Documents(storage, log, () => extent)
	const delegations = await storage.negotiations.delegations(negotiation.id)
	const reader = new RoomReader(
		negotiation.id,
		storage.log,
		{ id: log, head, committed: end },
		documents,
		delegations
	)
	const late = await reader.lateLane()
	if (snapshots.some(({ position }) => position === extent.frozen)) {
		const protocol = await protocolOf({ storage, signer }, negotiation, delegations, late, {
			head,
			checkpoint,
		})
		yield { protocol: new TextDecoder().decode(protocol.bytes) }
	}
	for (const edit of late) yield { late: edit }
}

/** The freeze protocol as of the end of the archive and the newest instant in it, so that one log gives one protocol. */
async function protocolOf(
	{ storage, signer }: ArchiveParts,
	negotiation: Negotiation,
	delegations: readonly Delegation[],
	late: readonly LateEdit[],
	{ head, checkpoint }: Awaited<ReturnType<typeof readHead>>
): Promise<SignedFile> {
	const unused = (): never => {
		throw new RangeError('an archive waits for nothing')
	}
	const clock = {
		now: () => head.receivedAt,
		monotonicMs: unused,
		schedule: unused,
		delay: unused,
		close: unused,
	}
	const parts = { storage, signer, clock, random: systemRandom, log: pino({ level: 'silent' }) }
	return new FrozenText(parts, negotiation, delegations, () => Promise.resolve([])).protocol(
		head,
		late,
		checkpoint
	)
}

function entryJson({ position, receivedAt, seat, payload }: Entry): object {
	const digest = toHex(payloadDigest(payload))
	const head = { position, receivedAt, seat, kind: payload.kind }
	return payload.kind === 'update'
		? {
				...head,
				document: payload.document,
				payloadDigest: digest,
				...(payload.digestAsItCame !== undefined && { withheld: true }),
				update: Buffer.from(payload.bytes).toString('base64'),
			}
		: {
				...head,
				document: null,
				payloadDigest: digest,
				...(payload.digestAsItCame !== undefined && { withheld: true }),
				act: payload.act,
			}
}
