import { toIso, type Instant } from '@parley/domain'
import { SnapshotList } from '@parley/protocol'
import * as z from 'zod/mini'
import { type StoredSnapshot } from '../../storage/ports.ts'
import { allow } from '../access.ts'
import { json } from '../operation.ts'
import { type HttpParts, type Place, type RequestContext } from '../parts.ts'
import { notFound } from '../request.ts'
import { RouteGroup } from '../routeGroup.ts'
import { toSnapshotRow } from '../views.ts'

/** Frozen texts and the protocols of their freezes, as signed files. */
export function snapshotRoutes(parts: HttpParts): RouteGroup {
	const { storage, clock } = parts
	const routes = new RouteGroup(parts, 'Snapshots', 'seat')

	routes.add(
		{
			method: 'get',
			path: '/snapshots',
			id: 'listSnapshots',
			summary: 'The frozen texts',
			answers: { 200: json(SnapshotList, 'The snapshots, newest round first.') },
		},
		async (c) => {
			const place = c.get('place')
			allow(place, 'read')
			const stored = await storage.snapshots.list(place.room.negotiation.id)
			return c.json({ snapshots: stored.map(toSnapshotRow) })
		}
	)

	routes.add(
		{
			method: 'get',
			path: '/snapshots/:snapshot',
			id: 'downloadSnapshot',
			summary: 'A frozen text as a signed file',
			words:
				'Byte for byte as it was signed: `parley verify FILE` and the page `/verify` say whether it is the text that was frozen.',
			answers: { 200: json(SIGNED_FILE, 'The file.') },
			tagged: true,
		},
		async (c) => {
			const place = c.get('place')
			const snapshot = await find(place, c.req.param('snapshot'))
			const name = fileName(place, snapshot.round, 'frozen', snapshot.frozenAt)
			return sendFile(c, snapshot.file, name)
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
			const name = fileName(place, snapshot.round, 'freeze-protocol', clock.now())
			return sendFile(c, file.bytes, name)
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

/** The bytes as they were signed: nothing may be added or compressed away on their way to the disk of whoever verifies them. */
function sendFile(c: RequestContext, bytes: Uint8Array, name: string): Response {
	c.header('content-type', 'application/json')
	c.header('content-disposition', `attachment; filename="${name}"`)
	c.header('cache-control', 'no-store, no-transform')
	return c.body(new Uint8Array(bytes))
}

/** E.g. `london-20-point-framework-round-1-frozen-2025-12-09T180000Z.json`: plain letters, which every disk takes. */
function fileName({ room }: Place, round: number, what: string, at: Instant): string {
	const { title, id } = room.negotiation
	const words = title
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, 60)
		.replace(/^-+|-+$/g, '')
	const time = toIso(at)
		.replace(/\.\d+Z$/, 'Z')
		.replaceAll(':', '')
	return `${words === '' ? id : words}-round-${round}-${what}-${time}.json`
}
