import type { ClauseId, NegotiationId } from '@parley/domain'
import { parseDocumentName, type DocumentName } from '@parley/protocol'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { toActBytes } from '../actJson.ts'
import type { Commit, Entry, StandIn, Storage } from '../ports.ts'
import type { Ground } from './place.ts'
import { at, everyEntry, instant, Samples } from './samples.ts'

const FAILED = { name: 'ParleyError', code: 'log-append-failed' }

/** A log whose entries 1, 2 and 4 are updates of one document and 3 is a note, with a cache behind each update. */
async function fill(storage: Storage, samples: Samples) {
	const { negotiation, ...creation } = samples.creation()
	await storage.negotiations.create({ negotiation, ...creation })
	const { log } = creation.opening
	const document = samples.document(negotiation.id)
	const payloads = [
		samples.update(document),
		samples.update(document),
		samples.note(),
		samples.update(document),
	]
	const commit = samples.commit(log, 1, payloads)
	await storage.log.append(commit)
	for (const position of [2, 3, 5]) {
		await storage.caches.put(document, { position: at(position), state: samples.bytes(30) })
	}
	return { log, document, entries: commit.entries, negotiation }
}

type Filled = Awaited<ReturnType<typeof fill>>

function bytesOf(entries: readonly Entry[], position: number): Uint8Array {
	const payload = entries.find((entry) => entry.position === position)?.payload
	if (payload?.kind !== 'update') throw new RangeError(`no update at ${position}`)
	return payload.bytes
}

function clauseOf(document: DocumentName): ClauseId {
	const address = parseDocumentName(document)
	if (address.kind !== 'clause') throw new RangeError('the document of a clause')
	return address.clause
}

function sha256(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex')
}

/** A commit behind `last` with an act that withholds something of the entries at `positions`. */
function withholding(
	{ log, document }: Filled,
	samples: Samples,
	last: number,
	positions: readonly number[]
): Commit & { readonly standIns: readonly StandIn[] } {
	const act = at(last + 1)
	const standIns = positions.map((position) => {
		return { position: at(position), document, bytes: samples.bytes(12), act }
	})
	const [, seat] = samples.creation().seats
	if (seat === undefined) throw new RangeError('a sample has seats')
	const payload = {
		kind: 'act',
		act: {
			kind: 'passage-withheld',
			clause: clauseOf(document),
			author: seat.id,
			passage: [{ client: 7, from: 0, to: 9 }],
			entries: standIns.map(({ position, bytes }) => ({ position, digest: sha256(bytes) })),
			reason: '',
		},
	} as const
	return { ...samples.commit(log, last, [payload]), standIns }
}

/** Rule S29. */
export function withholdingRules(ground: Ground): void {
	test('[S29] a stand-in is read in the place of what came, whose digest stays, for ever', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const filled = await fill(storage, samples)
		const first = withholding(filled, samples, 5, [2, 5])
		await storage.log.append(first)
		const second = withholding(filled, samples, 6, [5])
		await storage.log.append(second)
		const check = async ({ log }: Storage): Promise<void> => {
			const entries = await everyEntry(log, filled.log)
			expect(entries).toHaveLength(7)
			const expected = [
				[2, first.standIns[0]?.bytes],
				[5, second.standIns[0]?.bytes],
			] as const
			for (const [position, bytes] of expected) {
				expect(entries[position - 1]).toEqual({
					...filled.entries[position - 2],
					payload: {
						kind: 'update',
						document: filled.document,
						bytes,
						digestAsItCame: sha256(bytesOf(filled.entries, position)),
					},
				})
			}
			expect(entries[2]).toEqual(filled.entries[1])
			expect(entries.slice(5)).toEqual([...first.entries, ...second.entries])
		}
		await check(storage)
		await storage.scrub()
		await storage.close()
		await check(await ground.open())
	})

	test('[S29] caches that could have the words go, and none from before the act comes back', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const filled = await fill(storage, samples)
		const { document } = filled
		const other = samples.document()
		await storage.caches.put(other, { position: at(5), state: samples.bytes(9) })
		await storage.log.append(withholding(filled, samples, 5, [3, 5]))
		const newest = async (): Promise<number | undefined> =>
			(await storage.caches.newest(document, at(99)))?.position
		expect(await newest()).toBe(2)
		await storage.caches.put(document, { position: at(5), state: samples.bytes(30) })
		expect(await newest()).toBe(2)
		await storage.caches.put(document, { position: at(6), state: samples.bytes(30) })
		expect(await newest()).toBe(6)
		expect((await storage.caches.newest(other, at(99)))?.position).toBe(5)
	})

	test('[S29] what cannot be withheld from leaves the commit and the entry as they were', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const filled = await fill(storage, samples)
		const before = await everyEntry(storage.log, filled.log)
		const good = withholding(filled, samples, 5, [2])
		const [standIn] = good.standIns
		if (standIn === undefined) throw new RangeError('one stand-in')
		const faults: StandIn[] = [
			{ ...standIn, position: at(4) }, // a note
			{ ...standIn, position: at(6) }, // the act itself
			{ ...standIn, position: at(9) },
			{ ...standIn, document: samples.document() },
			{ ...standIn, act: at(5) },
		]
		for (const fault of faults) {
			const commit = { ...good, standIns: [standIn, fault] }
			await expect(storage.log.append(commit)).rejects.toMatchObject(FAILED)
		}
		const update = samples.commit(filled.log, 5, [samples.update(filled.document)])
		await expect(storage.log.append({ ...update, standIns: [standIn] })).rejects.toMatchObject(
			FAILED
		)
		expect(await everyEntry(storage.log, filled.log)).toEqual(before)
		expect((await storage.caches.newest(filled.document, at(99)))?.position).toBe(5)
		await storage.log.append(good)
		expect(await everyEntry(storage.log, filled.log)).toHaveLength(6)
	})

	test('[S29] an act without its words is read in the place of one that has them, and the digest of that stays', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const filled = await fill(storage, samples)
		const came = filled.entries[2]?.payload
		if (came?.kind !== 'act' || came.act.kind !== 'note-taken') throw new RangeError('a note')
		const less = { ...came.act, text: '' }
		const commit = withholding(filled, samples, 5, [])
		const standIn = { position: at(4), document: null, bytes: toActBytes(less), act: at(6) }
		await storage.log.append({ ...commit, standIns: [standIn] })
		const check = async ({ log, caches }: Storage): Promise<void> => {
			const entries = await everyEntry(log, filled.log)
			const digestAsItCame = sha256(toActBytes(came.act))
			expect(entries[3]?.payload).toEqual({ kind: 'act', act: less, digestAsItCame })
			// no document has words of it
			expect((await caches.newest(filled.document, at(99)))?.position).toBe(5)
		}
		await check(storage)
		await storage.scrub()
		await storage.close()
		const again = await ground.open()
		await check(again)
		const faults: StandIn[] = [
			{ ...standIn, position: at(5), act: at(7) }, // an update
			{ ...standIn, position: at(7), act: at(7) }, // the act itself
			{ ...standIn, document: samples.document(), act: at(7) }, // a document that nobody knows
		]
		for (const fault of faults) {
			const next = withholding(filled, samples, 6, [])
			await expect(again.log.append({ ...next, standIns: [fault] })).rejects.toMatchObject(FAILED)
		}
	})

	test('[S29] what was answered since an act came goes with its words, of its negotiation and no other', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const filled = await fill(storage, samples)
		const came = filled.entries[2]
		if (came?.payload.kind !== 'act') throw new RangeError('an act')
		const since = came.receivedAt
		const kept = (at: number, negotiation: NegotiationId | null) => {
			return { ...samples.answer(negotiation), at: instant(at) }
		}
		const { id } = filled.negotiation
		const [before, after, elsewhere] = [
			kept(since - 1, id),
			kept(since, id),
			kept(since + 1, null),
		] as const
		for (const answer of [before, after, elsewhere]) await storage.answers.keep(answer)
		const beside = kept(since + 2, id)
		const commit = withholding(filled, samples, 5, [])
		const standIn = {
			...{ position: came.position, document: null, act: at(6) },
			bytes: toActBytes(came.payload.act),
		}
		await storage.log.append({ ...commit, standIns: [standIn], answers: [beside] })
		const left = [before, after, elsewhere, beside].map(({ id: one }) => storage.answers.find(one))
		expect(await Promise.all(left)).toEqual([before, null, elsewhere, null])
	})

	test('[S23] what was withheld goes with its negotiation', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const filled = await fill(storage, samples)
		await storage.log.append(withholding(filled, samples, 5, [2, 3]))
		const { id } = filled.negotiation
		const record = { erasedAt: instant(9000), file: samples.bytes(60) }
		expect(await storage.negotiations.erase(id, () => record)).not.toBeNull()
		await storage.scrub()
		expect(await everyEntry(storage.log, filled.log)).toEqual([])
	})
}
