import { ParleyError, parseLogPosition, type LogPosition } from '@parley/domain'
import { type LogId } from '@parley/protocol'
import { fingerprint, toHex, verifyCheckpoint } from '@parley/snapshot'
import { Chain, digestAsItStands } from '../negotiation/chain.ts'
import { assertStands, readStanding } from '../negotiation/standingLog.ts'
import { isWithholding, NOT_WITHHELD, WithheldCheck } from '../negotiation/withheldCheck.ts'
import { type Checkpoint, type LogStore } from '../storage/ports.ts'
import { checkArchive } from './checkArchive.ts'
import { configOf, counted, type Console } from './console.ts'
import { withData } from './openData.ts'
import { createProgress } from './progress.ts'
import { assertNoFreezeNear } from './still.ts'
import { readKey, VERIFY_EXIT } from './verify.ts'

/** What is wrong with a log, and from which position on. */
export interface LogFault {
	readonly position: number
	readonly fault: string
}

/** What a log was found to be. */
export interface LogFinding {
	readonly log: LogId
	readonly entries: number
	readonly checkpoints: number
	/** The first thing that is wrong, or null. */
	readonly fault: LogFault | null
}

/** Recomputes every log's chain and checks every checkpoint's signature. Gives the exit code: 0 where all hold. */
export async function logCheck(console: Console): Promise<number> {
	return withData(configOf(console), async (data) => {
		await assertNoFreezeNear(data)
		const { storage, signer } = data
		let faults = 0
		for (const log of await storage.log.logs()) {
			const bar = createProgress(`Checking ${log}`)
			const finding = await checkLog(storage.log, log, signer.publicKey, (done, total) => {
				bar.update(done, total)
			}).finally(() => {
				bar.stop()
			})
			const { entries, checkpoints, fault } = finding
			if (fault === null) {
				const checked = counted(checkpoints, 'checkpoint')
				console.say(`${log}: ${entries} entries and ${checked}, as they were written.`)
			} else {
				faults++
				console.say(`${log}: NOT as it was written, at position ${fault.position}: ${fault.fault}`)
			}
		}
		return faults === 0 ? 0 : 1
	})
}

/**
 * Checks an archive, without a data folder. Gives the exit code as `verify` does: valid 0, not as it was written 1, not to be read 2,
 * consistent but no key to check against 3.
 */
export async function archiveCheck(
	console: Console,
	file: string,
	key: string | undefined
): Promise<number> {
	try {
		const outside = key === undefined ? undefined : await readKey(console, key)
		const found = await checkArchive(console.pathOf(file), outside)
		const { title, negotiation, entries, checkpoints, snapshots, isTrusted } = found
		const verdict = isTrusted ? 'VALID' : 'CONSISTENT, key not checked'
		console.say(
			`${verdict}: ${negotiation} ${title}: ${entries} entries, ${counted(checkpoints, 'checkpoint')} and ${counted(snapshots, 'frozen text')}, as they were written.`
		)
		console.say(`Signed with the key whose fingerprint is ${fingerprint(found.keyId)}.`)
		return isTrusted ? VERIFY_EXIT.valid : VERIFY_EXIT.consistent
	} catch (error) {
		if (!(error instanceof ParleyError)) throw error
		console.complain(error.message)
		return error.code === 'bad-backup' ? VERIFY_EXIT.invalid : VERIFY_EXIT.unreadable
	}
}

/**
 * Checks one log from its first entry: positions without gaps, the chain through every checkpoint, each checkpoint's signature, and that what
 * stands in the place of withheld words is what their act names. What was
 * appended while it ran is left for the next time; where that withheld words of what was read, it is checked anew.
 *
 * @throws ParleyError `log-changed` where that happens again and again, `erased` where the log went meanwhile.
 */
export function checkLog(
	store: LogStore,
	log: LogId,
	publicKey: Uint8Array,
	onProgress?: (done: number, total: number) => void
): Promise<LogFinding> {
	return readStanding(async () => {
		const end = (await store.last(log))?.checkpoint.position ?? parseLogPosition(0)
		const finding = await checkUntil(end, store, log, publicKey, onProgress)
		if (finding.fault !== null && end > 0) await assertStands(store, log, end)
		return finding
	})
}

async function checkUntil(
	end: LogPosition,
	store: LogStore,
	log: LogId,
	publicKey: Uint8Array,
	onProgress?: (done: number, total: number) => void
): Promise<LogFinding> {
	const checkpoints = await readCheckpoints(store, log, end)
	const chain = Chain.start(log)
	const withheld = new WithheldCheck()
	let position = 0
	let checked = 0
	const found = (fault: LogFault | null): LogFinding => {
		return { log, entries: position, checkpoints: checked, fault }
	}
	const range = { after: parseLogPosition(0), until: end }
	for await (const entry of store.read(log, range)) {
		if (entry.position !== position + 1) {
			return found({ position: position + 1, fault: 'an entry is missing.' })
		}
		position = entry.position
		chain.add(entry)
		const { payload } = entry
		if (payload.kind === 'act' && isWithholding(payload.act)) withheld.named(position, payload.act)
		if (payload.digestAsItCame !== undefined) {
			const act = payload.kind === 'act' ? payload.act : null
			withheld.found(position, toHex(digestAsItStands(payload)), act)
		}
		const checkpoint = checkpoints.get(position)
		if (checkpoint !== undefined) {
			const fault = faultIn(checkpoint, log, chain.hex, publicKey)
			if (fault !== null) return found({ position, fault })
			checked++
		}
		onProgress?.(position, end)
	}
	if (position < end) return found({ position: position + 1, fault: 'an entry is missing.' })
	if (checked < checkpoints.size) return found({ position, fault: 'a checkpoint has no entry.' })
	const wrong = withheld.fault()
	return found(wrong === null ? null : { position: wrong, fault: NOT_WITHHELD })
}

async function readCheckpoints(
	store: LogStore,
	log: LogId,
	end: number
): Promise<ReadonlyMap<number, Checkpoint>> {
	const checkpoints = new Map<number, Checkpoint>()
	for await (const checkpoint of store.checkpoints(log)) {
		if (checkpoint.position <= end) checkpoints.set(checkpoint.position, checkpoint)
	}
	return checkpoints
}

function faultIn(
	{ position, chain, note }: Checkpoint,
	log: LogId,
	computed: string,
	publicKey: Uint8Array
): string | null {
	if (chain !== computed) return 'the chain does not lead to its checkpoint.'
	const checked = verifyCheckpoint(note, publicKey)
	if (checked.kind === 'invalid') {
		return checked.reason === 'malformed'
			? 'its checkpoint cannot be read.'
			: 'the signature of its checkpoint does not hold under this key.'
	}
	const signed = checked.checkpoint
	const isSame =
		signed.log === log && signed.position === position && toHex(signed.chain) === computed
	return isSame ? null : 'its checkpoint was signed for something else.'
}
