import { type CloseReason } from '@parley/protocol'
import { type Answer } from '../negotiation/room.ts'

/**
 * What has gone over the sockets of this process since it began. Plain numbers, counted where frames pass, so that counting costs next to
 * nothing; whoever shows them reads them when asked.
 */
export class Traffic {
	framesIn = 0
	bytesIn = 0
	framesOut = 0
	bytesOut = 0
	/** Updates by what became of them. */
	readonly answers = new Map<Answer['kind'], number>()
	/** Refused updates by the reason. */
	readonly refusals = new Map<string, number>()
	/** Updates that said of what they bring back what cannot be true. */
	notesDropped = 0
	/** Sockets that the server closed, by its reason. */
	readonly closes = new Map<CloseReason, number>()

	answered(answer: Answer): void {
		count(this.answers, answer.kind)
		if (answer.kind === 'accepted' && answer.isNoteDropped) this.notesDropped++
		if (answer.kind === 'refused') count(this.refusals, answer.reason)
	}

	closed(reason: CloseReason): void {
		count(this.closes, reason)
	}
}

function count<K>(counts: Map<K, number>, key: K): void {
	counts.set(key, (counts.get(key) ?? 0) + 1)
}
