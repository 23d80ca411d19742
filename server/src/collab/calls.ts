import { actorOf, can, type SeatId } from '@parley/domain'
import { type Announcement, type Remark } from '@parley/protocol'
import { type Clock } from '../freeze/clock.ts'
import { Bucket, type Rate } from './bucket.ts'
import { stampOf, type Participant } from './participant.ts'

/** Whoever runs the room calls this often to a place: in a sitting, not in a game. */
const CALLS: Rate = { burst: 3, perSecond: 1 / 10 }

type Call = Extract<Remark, { type: 'call' }>

/** Decides who may call the room to a place, and how often. Nothing of it is recorded: it says where to look, and decides nothing. */
export class Calls {
	readonly #clock: Clock
	/** By seat, however many windows it calls from. */
	readonly #buckets = new Map<SeatId, Bucket>()

	constructor(clock: Clock) {
		this.#clock = clock
	}

	/** What is told of a call: to everybody where it is a `called`, to the caller alone where it was refused. */
	judge(
		caller: Participant,
		{ clause, paragraph }: Call
	): Extract<Announcement, { type: 'called' | 'call-refused' }> {
		const { room, seat } = caller
		if (!can(actorOf(seat, room.rights), 'call-to-place', { phase: room.phase.kind }).allowed)
			return refused('not-allowed')
		if (!room.clauses.some(({ id }) => id === clause)) return refused('no-such-place')
		const now = this.#clock.now()
		const bucket = this.#buckets.get(seat.id) ?? new Bucket(CALLS, now)
		this.#buckets.set(seat.id, bucket)
		if (!bucket.take(1, now)) return refused('too-often')
		return { type: 'called', clause, paragraph, by: stampOf(caller) }
	}
}

function refused(
	reason: Extract<Announcement, { type: 'call-refused' }>['reason']
): Extract<Announcement, { type: 'call-refused' }> {
	return { type: 'call-refused', reason }
}
