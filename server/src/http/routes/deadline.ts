import { DeadlineRequest, FreezeRequest } from '@parley/protocol'
import { Hono } from 'hono'
import { parseDeadline } from '../../deadline.ts'
import { parseProse } from '../../words.ts'
import { allow } from '../access.ts'
import { type Env, type HttpParts } from '../parts.ts'
import { notNow, RequestProblem } from '../problem.ts'
import { readJson } from '../request.ts'
import { toPhaseAnswer } from '../views.ts'

/** When the text freezes: the deadline moved, and the freeze before it or after an outage. */
export function deadlineRoutes({ clock }: HttpParts): Hono<Env> {
	const app = new Hono<Env>()

	app.put('/deadline', async (c) => {
		const place = c.get('place')
		const request = readJson(c, DeadlineRequest)
		const { room, seat } = place
		allow(place, 'move-deadline')
		const parsed = parseDeadline(request.at, request.zone ?? room.phase.deadline.zone)
		if (parsed.kind === 'refused') {
			throw new RequestProblem('bad-request', parsed.fault, { at: parsed.at })
		}
		const reason = parseProse(request.reason)
		if (reason === '') {
			throw new RequestProblem('bad-request', 'Say why the deadline moves.', { at: 'reason' })
		}
		const act = { kind: 'deadline-moved', deadline: parsed.deadline, reason } as const
		const { receivedAt } = c.get('stamp')
		const recorded = await room.record({ act, seat: seat.id, receivedAt })
		if (recorded.kind === 'refused') throw notNow(recorded.reason)
		return c.json(toPhaseAnswer(room, clock.now()))
	})

	app.post('/freeze', async (c) => {
		const place = c.get('place')
		const { reason = '' } = readJson(c, FreezeRequest)
		const { room, seat } = place
		allow(place, 'freeze')
		const stamp = c.get('stamp')
		const freezing = room.freeze(seat.id, stamp.receivedAt, parseProse(reason))
		// The room knows of it now; other rooms that freeze meanwhile need not wait for its snapshot.
		stamp.done()
		const answer = await freezing
		if (answer.kind === 'refused') throw notNow(answer.reason)
		return c.json(toPhaseAnswer(room, clock.now()))
	})

	return app
}
