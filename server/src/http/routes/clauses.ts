import { type Clause, type LogPosition } from '@parley/domain'
import { StatusRequest, type ClauseTextJson } from '@parley/protocol'
import { Hono } from 'hono'
import { accepts } from 'hono/accepts'
import { compress } from 'hono/compress'
import { type Room } from '../../negotiation/room.ts'
import { allow } from '../access.ts'
import { type Env } from '../parts.ts'
import { notNow } from '../problem.ts'
import { notFound, readJson, readPosition } from '../request.ts'
import { toClauseJson, toClauseTextJson } from '../views.ts'

/** The text, as a whole and by clause, now and at any position of the log; and the status of a clause. */
export function clauseRoutes(): Hono<Env> {
	const app = new Hono<Env>()

	app.get('/text', compress(), async (c) => {
		const place = c.get('place')
		allow(place, 'read')
		const { room } = place
		const position = readPosition(c, room.position) ?? room.position
		const clauses: ClauseTextJson[] = []
		for (const clause of room.clauses) clauses.push(await readText(room, clause, position))
		return c.json({ position, clauses })
	})

	app.get('/clauses', (c) => {
		const place = c.get('place')
		allow(place, 'read')
		const { negotiation, clauses } = place.room
		return c.json({ clauses: clauses.map((clause) => toClauseJson(clause, negotiation)) })
	})

	app.get('/clauses/:clause', async (c) => {
		const place = c.get('place')
		allow(place, 'read')
		const { room } = place
		const position = readPosition(c, room.position) ?? room.position
		const read = await readText(room, clauseOf(room, c.req.param('clause')), position)
		const supports = ['application/json', 'text/plain']
		const type = accepts(c, { header: 'Accept', supports, default: 'application/json' })
		c.header('vary', 'accept')
		return type === 'text/plain' ? c.text(read.text) : c.json(read)
	})

	app.patch('/clauses/:clause', async (c) => {
		const place = c.get('place')
		const { status } = readJson(c, StatusRequest)
		const { room, seat } = place
		const clause = clauseOf(room, c.req.param('clause'))
		allow(place, 'set-status')
		const act = { kind: 'status-set', clause: clause.id, status } as const
		const { receivedAt } = c.get('stamp')
		const recorded = await room.record({ act, seat: seat.id, receivedAt })
		if (recorded.kind === 'refused') throw notNow(recorded.reason)
		return c.json(toClauseJson({ ...clause, status }, room.negotiation))
	})

	return app
}

function clauseOf(room: Room, id: string): Clause {
	const clause = room.clauses.find((candidate) => candidate.id === id)
	if (clause === undefined) throw notFound('There is no such clause in this round.')
	return clause
}

async function readText(room: Room, clause: Clause, at: LogPosition): Promise<ClauseTextJson> {
	const read = await room.readClause(clause.id, at)
	if (read === null) throw notFound('This clause did not exist yet at that position.')
	return toClauseTextJson(read, room.negotiation)
}
