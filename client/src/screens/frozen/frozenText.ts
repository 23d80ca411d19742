import { type RoomJson, type SnapshotRow } from '@parley/protocol'
import {
	countClauses,
	describeInstant,
	describeResult,
	verifySnapshot,
	type Description,
	type Snapshot,
	type Verified,
} from '@parley/snapshot'
import { downloadSnapshot, listSnapshots, readRoom } from '../../negotiation/api.ts'

/** What there is to show of a negotiation's frozen text. */
export type FrozenText =
	/** The round goes on, or its snapshot is not written yet (`freezing`, at most some seconds). */
	| { readonly kind: 'not-yet'; readonly room: RoomJson; readonly isSealing: boolean }
	/** The file as it was downloaded, checked here, whatever the check found. */
	| {
			readonly kind: 'sealed'
			readonly room: RoomJson
			readonly row: SnapshotRow
			readonly bytes: Uint8Array
			readonly result: Verified<Snapshot>
	  }

/**
 * Downloads the newest round's signed file and checks it in this browser. What the screen shows comes from these bytes alone and
 * never from the live documents.
 */
export async function readFrozenText(
	negotiation: string,
	signal: AbortSignal
): Promise<FrozenText> {
	const room = await readRoom(negotiation, signal)
	const { kind } = room.phase
	if (kind !== 'frozen') return { kind: 'not-yet', room, isSealing: kind === 'freezing' }
	const snapshots = await listSnapshots(negotiation, signal)
	const row = snapshots.find(({ round }) => round === room.round)
	if (row === undefined) return { kind: 'not-yet', room, isSealing: true }
	const bytes = await downloadSnapshot(row.href, signal)
	return { kind: 'sealed', room, row, bytes, result: verifySnapshot(bytes) }
}

/** How many points stand on each step of the ladder, in its order from agreed to open: `6 agreed · 4 open`. A preamble is no point. */
export function sayStanding({ ladder, clauses }: Snapshot): string {
	return ladder
		.toReversed()
		.map(({ status, name }) => {
			const count = clauses.filter(
				(clause) => clause.kind === 'clause' && clause.status === status
			).length
			return { count, words: `${count} ${name.toLowerCase()}` }
		})
		.filter(({ count }) => count > 0)
		.map(({ words }) => words)
		.join(' · ')
}

/** What the check of the file found, for the side of the text that shows the rest: short where all is well. */
export function describeOwnCheck(result: Verified<Snapshot>): Description {
	if (result.kind === 'invalid') return describeResult(result)
	const { clauses, frozenAt, deadline } = result.document
	const whole = `${countClauses(clauses)}: every digest and the signature match.`
	if (result.kind === 'valid') {
		return {
			verdict: 'Valid',
			headline: `This is the text frozen on ${describeInstant(frozenAt, deadline.zone)}.`,
			details: [whole, 'The key is the one you were given.'],
		}
	}
	return {
		verdict: 'Consistent, key not checked',
		headline: `The file holds together: ${whole}`,
		details: [
			'Whether the key is the right one, this server cannot tell you: compare its fingerprint with the one you were given.',
		],
	}
}
