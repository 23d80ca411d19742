import { DeadlineRequest, FreezeRequest, PhaseAnswer } from '@parley/protocol'
import { parseDeadline } from '../../deadline.ts'
import { parseProse } from '../../words.ts'
import { allow } from '../access.ts'
import { json } from '../operation.ts'
import { type HttpParts } from '../parts.ts'
import { notNow, RequestProblem } from '../problem.ts'
import { RouteGroup } from '../routeGroup.ts'
import { toPhaseAnswer } from '../views.ts'

/** When the text freezes: the deadline moved, and the freeze before it or after an outage. */
export function deadlineRoutes(parts: HttpParts): RouteGroup {
	const { clock } = parts
	const routes = new RouteGroup(parts, 'Deadline and freeze', 'seat')

	routes.add(
		{
			method: 'put',
			path: '/deadline',
			id: 'moveDeadline',
			summary: 'Move the deadline',
			words: 'To at least a minute ahead. Everybody in the room is told, with the reason.',
			body: DeadlineRequest,
			answers: { 200: json(PhaseAnswer, 'Where the round stands now.') },
			problems: ['not-allowed', 'frozen', 'freezing', 'phase-changed', 'deadline-too-near'],
		},
		async (c, { body: request }) => {
			const place = c.get('place')
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
			const recorded = await room.record({
				act,
				seat: seat.id,
				receivedAt,
				expects: request.expects,
				answer: ({ position }) => {
					const phase = { kind: 'drafting', deadline: act.deadline } as const
					return c.get('keyed')?.settle(200, { phase, position, now: clock.now() })
				},
			})
			if (recorded.kind === 'refused') throw notNow(recorded.reason)
			return c.json(toPhaseAnswer(room, clock.now()))
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/freeze',
			id: 'freeze',
			summary: 'Freeze the text',
			words:
				'Now; where the server was not running at the deadline, as of the deadline. It cannot be taken back. The answer comes when the snapshot is signed and stored.',
			body: FreezeRequest,
			answers: { 200: json(PhaseAnswer, 'The round is frozen, and its snapshot is there.') },
			problems: ['not-allowed', 'frozen', 'freezing', 'phase-changed'],
		},
		async (c, { body: { reason = '', expects } }) => {
			const place = c.get('place')
			const { room, seat } = place
			allow(place, 'freeze')
			const stamp = c.get('stamp')
			const freezing = room.freeze(
				seat.id,
				stamp.receivedAt,
				parseProse(reason),
				expects,
				// The snapshot is not there yet: the answer below takes the place of this one.
				(phase) =>
					c.get('keyed')?.settle(200, { phase, position: phase.position, now: clock.now() })
			)
			// The room knows of it now; other rooms that freeze meanwhile need not wait for its snapshot.
			stamp.done()
			const answer = await freezing
			if (answer.kind === 'refused') throw notNow(answer.reason)
			return c.json(toPhaseAnswer(room, clock.now()))
		}
	)

	return routes
}
