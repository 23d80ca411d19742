import {
	type Act,
	type Negotiation,
	type Phase,
	type SeatId,
	type SnapshotId,
} from '@parley/domain'
import { type Head } from '../negotiation/head.ts'
import { type AnswerOf } from '../negotiation/liveLog.ts'

/** The steps of rule F5, in order: a process can end after any of them, and its successor goes on from there. */
export type FreezeStep =
	'entry-stored' | 'told' | 'text-read' | 'snapshot-stored' | 'announced' | 'audited'

/** What a freeze needs of the room that it freezes. */
export interface FreezeHost {
	readonly negotiation: Negotiation
	/** The head through the last numbered entry. */
	head(): Head
	/**
	 * Numbers `act` in this turn, as the last entry of its commit, which keeps what `answer` gives; resolves once that is on disk.
	 */
	number(act: Act, seat: SeatId | null, answer: AnswerOf | undefined): Promise<void>
	/** Set while the head is being read again after a failed commit. */
	recovering(): Promise<void> | null
	/** Reads the frozen text, stores its snapshot and gives its id; doing it twice gives the same one. */
	seal(onStep: (step: FreezeStep) => void): Promise<SnapshotId>
	/** Replays the log from its first entry and shouts where it does not give the snapshot's text. */
	audit(): Promise<void>
	tell(phase: Phase): void
	onStep(step: FreezeStep): void
}
