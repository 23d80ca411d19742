import { InvitationPreview, RightsAnswer, RoomJson } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { START } from '../negotiation/testRoom.ts'
import { openTestApp, STORAGES, type TestApp } from './testApp.ts'

function clauseId(t: TestApp): string {
	const [clause] = t.framework.clauses
	if (clause === undefined) throw new RangeError('no clause')
	return clause.id
}

describe.each(STORAGES)('on %s storage', (storage) => {
	test('[H29] a level is set with its reason, seen by everybody, and set back', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Chair')
		const { id, delegation } = t.seat('Advisor 2')
		const put = (path: string, body: unknown) => t.ask('PUT', t.at(path), { as, body })
		const reason = ' Not accredited\r\nyet. '
		const set = await put(`/seats/${id}/level`, { level: 'read', reason, expects: null })
		expect(set.status).toBe(200)
		const by = t.seat('Chair').id
		const advisor = { seat: id, level: 'read', reason: 'Not accredited\nyet.', by, at: START }
		expect(RightsAnswer.parse(set.json).rights).toEqual({
			seats: [advisor],
			delegations: [],
			clauses: [],
			held: [],
		})
		await put(`/delegations/${delegation ?? ''}/level`, { level: 'read', reason: 'Away.' })
		await put(`/clauses/${clauseId(t)}/level`, { level: 'read', reason: 'Done.' })
		const observer = await t.signIn('Observer')
		const room = RoomJson.parse((await t.ask('GET', t.at(), { as: observer })).json)
		expect(room.rights.delegations).toMatchObject([{ delegation, level: 'read' }])
		expect(room.rights.clauses).toMatchObject([{ clause: clauseId(t), reason: 'Done.' }])
		const read = RightsAnswer.parse((await t.ask('GET', t.at('/rights'), { as: observer })).json)
		expect(read).toMatchObject({ rights: room.rights, position: room.position })
		const back = await put(`/seats/${id}/level`, { level: null, expects: 'read' })
		expect(RightsAnswer.parse(back.json).rights.seats).toEqual([])
	})

	test('[H29] a link to a seat says what was set for it, by itself or by its delegation', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Chair')
		const { id, delegation } = t.seat('Advisor 2')
		const code = await t.code('Advisor 2')
		const level = async (): Promise<unknown> => {
			const seen = await t.ask('POST', '/api/v1/invitations/preview', { body: { code } })
			return InvitationPreview.parse(seen.json).level
		}
		expect(await level()).toBe(null)
		const body = { level: 'read', reason: 'Away.' }
		await t.ask('PUT', t.at(`/delegations/${delegation ?? ''}/level`), { as, body })
		expect(await level()).toBe('read')
		await t.ask('PUT', t.at(`/seats/${id}/level`), { as, body: { level: 'edit' } })
		expect(await level()).toBe('edit')
	})

	test('[H29] a clause is held with a reason and its holder, and released by whoever runs the room', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Chair')
		const post = (path: string, body: unknown, who = as) =>
			t.ask('POST', t.at(`/clauses/${clauseId(t)}/${path}`), { as: who, body })
		const held = await post('hold', { reason: 'The lawyers look.' })
		const holder = t.seat('Chair').id
		const hold = { clause: clauseId(t), holder, since: START, reason: 'The lawyers look.' }
		expect(RightsAnswer.parse(held.json).rights.held).toEqual([hold])
		expect((await post('hold', { reason: 'Again.' })).code).toBe('rights-changed')
		const secretariat = await t.signIn('Secretariat')
		const released = await post('release', {}, secretariat)
		expect(RightsAnswer.parse(released.json).rights.held).toEqual([])
		expect((await post('release', {})).code).toBe('rights-changed')
	})

	test('[H5] [H29] nobody else sets rights, and reading only wants a reason', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Advisor 2')
		const body = { level: 'edit', reason: 'Me.' }
		const own = t.at(`/seats/${t.seat('Advisor 2').id}/level`)
		expect((await t.ask('PUT', own, { as, body })).code).toBe('not-allowed')
		const hold = t.at(`/clauses/${clauseId(t)}/hold`)
		expect((await t.ask('POST', hold, { as, body: { reason: 'Mine.' } })).code).toBe('not-allowed')
		const chair = await t.signIn('Chair')
		const ask = (path: string, sent: unknown, method = 'PUT') =>
			t.ask(method, path, { as: chair, body: sent })
		const bad = { code: 'bad-request', at: 'reason' }
		expect((await ask(own, { level: 'read', reason: ' ' })).json).toMatchObject(bad)
		expect((await ask(own, { level: 'read' })).json).toMatchObject(bad)
		expect((await ask(hold, { reason: '\n' }, 'POST')).json).toMatchObject(bad)
		expect((await ask(own, { level: 'suggest' })).json).toMatchObject(bad)
		expect((await ask(own, { level: 'own' })).json).toMatchObject({ at: 'level' })
		for (const path of ['/seats/st_000000000000/level', '/delegations/x/level', '/clauses/x/level'])
			expect((await ask(t.at(path), { level: 'read', reason: 'x' })).code, path).toBe('not-found')
	})
})
