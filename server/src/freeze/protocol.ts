import { toIso, type Instant } from '@parley/domain'
import { PROTOCOL_FORMAT, type FreezeProtocol } from '@parley/snapshot'
import { type LateEdit } from '../negotiation/room.ts'
import { type Checkpoint, type StoredSnapshot } from '../storage/ports.ts'
import { type AuditResult } from './audit.ts'
import { type FrozenAct, type FrozenRound } from './seal.ts'

/**
 * How a freeze went, for everybody: the late edits are listed without names or words (rule F4). It is issued anew whenever it is asked
 * for, since late edits go on arriving.
 *
 * @param now when it is issued
 * @param end the log's newest checkpoint, through which late edits are listed
 */
export function freezeProtocol(
	round: Pick<FrozenRound, 'negotiation' | 'deadline' | 'log'>,
	act: FrozenAct,
	snapshot: StoredSnapshot,
	audit: AuditResult | null,
	late: readonly LateEdit[],
	end: Checkpoint,
	now: Instant
): FreezeProtocol {
	return {
		format: PROTOCOL_FORMAT,
		negotiation: round.negotiation.id,
		round: snapshot.round,
		snapshot: snapshot.digest,
		issuedAt: toIso(now),
		cause: act.cause,
		deadline: { at: toIso(round.deadline.at), zone: round.deadline.zone },
		frozenAt: toIso(act.at),
		position: snapshot.position,
		reason: act.reason,
		account: act.account,
		outages: act.outages.map(({ from, to }) => ({ from: toIso(from), to: toIso(to) })),
		replay: audit?.kind ?? null,
		log: { id: round.log, position: end.position, chain: end.chain },
		lateEdits: late
			.filter(({ position }) => position <= end.position)
			.map(({ position, clause, receivedAt, size }) => ({
				position,
				clause,
				receivedAt: toIso(receivedAt),
				size,
			})),
	}
}
