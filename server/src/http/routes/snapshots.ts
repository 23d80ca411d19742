import { SnapshotList } from '@parley/protocol'
import * as z from 'zod/mini'
import { type StoredSnapshot } from '../../storage/ports.ts'
import { allow } from '../access.ts'
import { assertNoFreezeNear, FORMAT, sendSigned, sendText, TEXT_FILES } from '../downloads.ts'
import { json } from '../operation.ts'
import { pageOf } from '../paging.ts'
import { type HttpParts, type Place } from '../parts.ts'
import { notFound } from '../request.ts'
import { RouteGroup } from '../routeGroup.ts'
import { toSnapshotRow } from '../views.ts'

/** Frozen texts and the protocols of their freezes, as signed files. */
export function snapshotRoutes(parts: HttpParts): RouteGroup {
	const { storage, clock } = parts
	const routes = new RouteGroup(parts, 'Snapshots', 'seat')

	routes.addList(
		{
			path: '/snapshots',
			id: 'listSnapshots',
			summary: 'The frozen texts',
			list: SnapshotList,
			order: 'The snapshots, newest round first.',
			mark: z.tuple([z.int(), z.int()]),
		},
		async (c, { limit, after }) => {
			const place = c.get('place')
			allow(place, 'read')
			const stored = await storage.snapshots.list(place.room.negotiation.id)
			const behind = stored.filter(({ round, position }) => {
				if (after === null) return true
				return round < after[0] || (round === after[0] && position < after[1])
			})
			const { rows, next } = pageOf(behind, limit, ({ round, position }): [number, number] => [
				round,
				position,
			])
			return { body: { snapshots: rows.map(toSnapshotRow) }, next }
		}
	)

	routes.add(
		{
			method: 'get',
			path: '/snapshots/:snapshot',
			id: 'downloadSnapshot',
			summary: 'A frozen text as a file',
			words:
				'Without `format` the signed file, byte for byte as it was signed: `parley verify FILE` and the page `/verify` say whether it is the text that was frozen. With it the text to read and work on, which says whose copy it is and proves nothing.',
			query: { format: FORMAT },
			answers: {
				200: {
					words: 'The file.',
					bodies: { 'application/json': SIGNED_FILE, ...TEXT_FILES },
				},
			},
			problems: ['freeze-near'],
			tagged: true,
		},
		async (c, { query: { format } }) => {
			const place = c.get('place')
			if (format !== undefined) assertNoFreezeNear(parts)
			const snapshot = await find(place, c.req.param('snapshot'))
			const { negotiation } = place.room
			if (format !== undefined) {
				return sendText(c, parts, negotiation, format, () => ({ kind: 'frozen', snapshot }))
			}
			const { round, frozenAt: at } = snapshot
			return sendSigned(c, negotiation, snapshot.file, { round, what: 'frozen', at })
		}
	)

	routes.add(
		{
			method: 'get',
			path: '/snapshots/:snapshot/protocol',
			id: 'downloadFreezeProtocol',
			summary: 'The protocol of a freeze as a signed file',
			words:
				'How the freeze went and which edits came late, without their words, as of this moment.',
			answers: { 200: json(SIGNED_FILE, 'The file.') },
		},
		async (c) => {
			const place = c.get('place')
			const snapshot = await find(place, c.req.param('snapshot'))
			const isOfThisRound = snapshot.round === place.room.negotiation.round
			const file = isOfThisRound ? await place.room.freezeProtocol() : null
			if (file === null) throw notFound('There is no freeze protocol of that round here.')
			return sendSigned(c, place.room.negotiation, file.bytes, {
				round: snapshot.round,
				what: 'freeze-protocol',
				at: clock.now(),
			})
		}
	)

	async function find(place: Place, id: string): Promise<StoredSnapshot> {
		allow(place, 'read')
		const stored = await storage.snapshots.list(place.room.negotiation.id)
		const snapshot = stored.find((candidate) => candidate.id === id)
		if (snapshot === undefined) throw notFound('There is no such snapshot.')
		return snapshot
	}

	return routes
}

const SIGNED_FILE = z.record(z.string(), z.unknown())
