import { type Instant } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { formatKey, parseKey, verifyFile } from '@parley/snapshot'
import { type Storage } from '../storage/ports.ts'
import { counted } from './console.ts'
import { checkLog } from './logCheck.ts'

/** What a storage was found to hold. */
export interface RecordFinding {
	/** One line about each negotiation, without a judgement. */
	readonly holding: readonly string[]
	/** A sentence about each thing that is not as it was written. */
	readonly faults: readonly string[]
}

/** Reads everything that is signed in a storage, every log from its first entry and every frozen text, and checks it against a key. */
export async function checkRecord(
	storage: Pick<Storage, 'log' | 'negotiations' | 'snapshots'>,
	publicKey: Uint8Array,
	onProgress: (done: number, total: number) => void
): Promise<RecordFinding> {
	const holding: string[] = []
	const faults: string[] = []
	const key = parseKey(formatKey(publicKey))
	for (const { id, title } of await storage.negotiations.list()) {
		const log = sharedLog(id)
		const { entries, fault } = await checkLog(storage.log, log, publicKey, onProgress)
		if (fault !== null) {
			faults.push(`${log} is not as it was written, at position ${fault.position}: ${fault.fault}`)
		}
		const snapshots = await storage.snapshots.list(id)
		for (const { id: snapshot, digest, file } of snapshots) {
			const result = verifyFile(file, { key })
			if (result.kind !== 'valid' || result.digest !== digest) {
				faults.push(`The frozen text ${snapshot} of ${id} does not verify.`)
			}
		}
		holding.push(`${id} ${title}: ${entries} entries, ${counted(snapshots.length, 'frozen text')}`)
	}
	return { holding, faults }
}

/** Ends every session and every link that could still be redeemed at `now`. */
export async function endAccess(
	{ negotiations, seats }: Pick<Storage, 'negotiations' | 'seats'>,
	now: Instant
): Promise<void> {
	for (const { id } of await negotiations.list()) {
		for (const seat of await seats.seats(id)) {
			for (const session of await seats.sessionsOf(seat.id, now)) {
				await seats.revokeSession(session.id, now)
			}
		}
		for (const { id: invitation } of await seats.invitations(id)) {
			await seats.revokeInvitation(invitation, now)
		}
	}
}
