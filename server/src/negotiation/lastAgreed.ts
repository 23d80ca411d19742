import {
	effectOf,
	isAgreement,
	type Act,
	type AlternativeGroups,
	type Brackets,
	type ClauseId,
	type Instant,
	type LogPosition,
	type Placeholders,
} from '@parley/domain'
import { type LogId } from '@parley/protocol'
import { type LogStore } from '../storage/ports.ts'
import { type Head } from './head.ts'
import { foldActs } from './readHead.ts'

/** When a clause was agreed last: the text of that position is what was agreed. */
export interface Agreement {
	readonly position: LogPosition
	readonly at: Instant
	/** The brackets, alternatives and placeholders of the round as they were then. */
	readonly brackets: Brackets
	readonly alternatives: AlternativeGroups
	readonly placeholders: Placeholders
}

/**
 * When each clause of the round that is open at `until` was last set to a step that counts as agreed, be it ad referendum, by the ladder of that
 * moment. A clause that never was, in this round, is left out; so is one that came into the round agreed, whose words nobody has decided about in it.
 */
export async function lastAgreed(
	store: Pick<LogStore, 'read'>,
	log: LogId,
	until: LogPosition
): Promise<ReadonlyMap<ClauseId, Agreement>> {
	const found = new Map<ClauseId, Agreement>()
	for await (const [head, act] of foldActs(store, log, until)) {
		if (act.kind === 'round-opened') found.clear()
		// what is numbered behind the freeze is none of the text
		if (act.kind === 'frozen') break
		const clause = agreedBy(act, head)
		if (clause === null) continue
		const { position, receivedAt: at, brackets, alternatives, placeholders } = head
		found.set(clause, { position, at, brackets, alternatives, placeholders })
	}
	return found
}

/** The clause that `act` has set to a step that counts as agreed; null where it has set none. */
function agreedBy(act: Act, { standing }: Head): ClauseId | null {
	if (act.kind !== 'status-set' && act.kind !== 'ad-referendum-opened') return null
	return isAgreement(effectOf(standing.ladder, act.status)) ? act.clause : null
}
