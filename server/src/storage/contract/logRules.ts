import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Commit, EntryRange, Storage } from '../ports.ts'
import type { Ground } from './place.ts'
import { at, collect, everyEntry, instant, Samples } from './samples.ts'

const RUNS = process.env['PARLEY_SCALE'] === 'long' ? 500 : 15
const FAILED = { name: 'ParleyError', code: 'log-append-failed' }

/** Everything that storage has of a commit's log and its writers. */
async function whole({ log: store }: Storage, { log, writers }: Commit): Promise<unknown> {
	const [first] = writers
	return {
		entries: await everyEntry(store, log),
		checkpoints: await collect(store.checkpoints(log)),
		last: await store.last(log),
		logs: await store.logs(),
		writers: first === undefined ? [] : await store.writers(first.document),
	}
}

/** Rules S1 to S8. */
export function logRules(ground: Ground): void {
	test('[S1] a commit comes back as it was given', async () => {
		const samples = new Samples()
		const document = samples.document()
		const commit = samples.commit(samples.log(), 0, [samples.update(document), samples.note()])
		const writers = [{ document, clientId: 4_294_967_295, seat: samples.seatId(), position: at(1) }]
		const { log: store } = await ground.open()
		await store.append({ ...commit, writers })

		expect(await everyEntry(store, commit.log)).toEqual(commit.entries)
		expect(await store.writers(document)).toEqual(writers)
		expect(await collect(store.checkpoints(commit.log))).toEqual([commit.checkpoint])
	})

	test('[S1] an entry of the server itself has no seat', async () => {
		const samples = new Samples()
		const commit = samples.commit(samples.log(), 0, [samples.note(), samples.note()])
		const entries = commit.entries.map((entry) => ({ ...entry, seat: null }))
		const { log: store } = await ground.open()
		await store.append({ ...commit, entries })
		expect(await everyEntry(store, commit.log)).toEqual(entries)
	})

	test('[S1] a rejected commit leaves nothing behind and nothing in the way', async () => {
		const samples = new Samples()
		const document = samples.document()
		const storage = await ground.open()
		const first = samples.commit(samples.log(), 0, [samples.update(document)])
		const bound = { document, clientId: 7, seat: samples.seatId(), position: at(1) }
		await storage.log.append({ ...first, writers: [bound] })
		const before = await whole(storage, { ...first, writers: [bound] })

		const next = samples.commit(first.log, 1, [samples.update(document), samples.note()])
		const stranger = { document, clientId: 8, seat: samples.seatId(), position: at(2) }
		const forged = { ...bound, seat: samples.seatId(), position: at(3) }
		const rejected: Commit[] = [
			{ ...next, writers: [stranger, forged] },
			{ ...next, writers: [{ ...stranger, position: at(4) }] },
			{ ...next, writers: [{ ...stranger, position: at(1) }] },
			{ ...next, checkpoint: samples.checkpoint(2) },
			{ ...next, entries: next.entries.slice(0, 1) },
			{ ...next, entries: next.entries.slice(1) },
			{ ...next, entries: [...next.entries].reverse() },
			{ ...next, entries: [] },
			{ ...next, log: samples.log() },
			{
				...next,
				entries: [
					...next.entries,
					...samples.commit(next.log, 3, [samples.note('\ud800')]).entries,
				],
				checkpoint: samples.checkpoint(4),
			},
		]
		for (const commit of rejected) {
			await expect(storage.log.append(commit)).rejects.toMatchObject(FAILED)
			expect(await whole(storage, { ...first, writers: [bound] })).toEqual(before)
		}
		await storage.log.append({ ...next, writers: [stranger] })
		expect(await everyEntry(storage.log, first.log)).toEqual([...first.entries, ...next.entries])
		expect(await storage.log.writers(document)).toEqual([bound, stranger])
	})

	test('[S2] of two commits at once for one position, one stands', async () => {
		const samples = new Samples()
		const log = samples.log()
		const { log: store } = await ground.open()
		const commits = [1, 2, 3].map(() => samples.commit(log, 0, [samples.note()]))
		const outcomes = await Promise.allSettled(commits.map((commit) => store.append(commit)))
		expect(outcomes.map(({ status }) => status).sort()).toEqual([
			'fulfilled',
			'rejected',
			'rejected',
		])
		const stood = commits.filter((_, index) => outcomes[index]?.status === 'fulfilled')
		expect(await everyEntry(store, log)).toEqual(stood.flatMap(({ entries }) => entries))
	})

	test('[S2] whatever is appended at once, positions have no gaps and no doubles', async () => {
		const samples = new Samples()
		const { log: store } = await ground.open()
		// What is offered: a few entries, at the next position that is thought free or next to it.
		const offers = fc.array(
			fc.record({ size: fc.integer({ min: 1, max: 4 }), shift: fc.integer({ min: -1, max: 1 }) }),
			{ minLength: 1, maxLength: 30 }
		)
		await fc.assert(
			fc.asyncProperty(offers, async (given) => {
				const log = samples.log()
				let last = 0
				const expected: Commit[] = []
				const appends = given.map(async ({ size, shift }) => {
					const commit = samples.commit(
						log,
						Math.max(0, last + shift),
						Array.from({ length: size }, () => samples.note())
					)
					const fits = commit.entries[0]?.position === last + 1
					if (fits) {
						last += size
						expected.push(commit)
					}
					const took = await store.append(commit).then(
						() => true,
						() => false
					)
					expect(took).toBe(fits)
				})
				await Promise.all(appends)
				expect(await everyEntry(store, log)).toEqual(expected.flatMap(({ entries }) => entries))
			}),
			{ numRuns: RUNS }
		)
	})

	test('[S3] a range gives what lies in it, of the document and the kind asked for', async () => {
		const samples = new Samples()
		const documents = [samples.document(), samples.document(), samples.document()] as const
		const payloads = Array.from({ length: 60 }, (_, index) =>
			index % 4 === 3 ? samples.note() : samples.update(documents[index % 2 === 0 ? 0 : 1])
		)
		const commit = samples.commit(samples.log(), 0, payloads)
		const other = samples.commit(samples.log(), 0, [samples.update(documents[0]), samples.note()])
		const { log: store } = await ground.open()
		await store.append(other)
		await store.append(commit)

		const place = fc.integer({ min: 0, max: 65 }).map(at)
		const ranges: fc.Arbitrary<EntryRange> = fc.record(
			{
				after: place,
				until: place,
				document: fc.constantFrom(...documents),
				kind: fc.constantFrom('update' as const, 'act' as const),
			},
			{ requiredKeys: ['after', 'until'] }
		)
		await fc.assert(
			fc.asyncProperty(ranges, async (range) => {
				const { after, until, document, kind } = range
				const expected = commit.entries.filter(({ position, payload }) => {
					if (position <= after || position > until) return false
					if (kind !== undefined && payload.kind !== kind) return false
					if (document === undefined) return true
					return payload.kind === 'update' && payload.document === document
				})
				expect(await collect(store.read(commit.log, range))).toEqual(expected)
			}),
			{ numRuns: RUNS * 10 }
		)
	})

	test('[S3] the log keeps the bytes as they were when they were handed over', async () => {
		const samples = new Samples()
		const document = samples.document()
		const frame = samples.bytes(100)
		const given = frame.slice(10, 40)
		const view = frame.subarray(10, 40)
		const commit = samples.commit(samples.log(), 0, [{ kind: 'update', document, bytes: view }])
		const { log: store } = await ground.open()
		const appended = store.append(commit)
		frame.fill(0)
		await appended
		const [entry] = await everyEntry(store, commit.log)
		expect(entry?.payload).toEqual({ kind: 'update', document, bytes: given })
	})

	test('[S4] a read goes on in order while others append', async () => {
		const samples = new Samples()
		const log = samples.log()
		const { log: store } = await ground.open()
		const payloads = Array.from({ length: 300 }, () => samples.note())
		for (let last = 0; last < 1500; last += 300) {
			await store.append(samples.commit(log, last, payloads))
		}
		const appends: Promise<void>[] = []
		let expected = 0
		let known = 1500
		for await (const entry of store.read(log, { after: at(0), until: at(1800) })) {
			expected++
			expect(entry.position).toBe(expected)
			if (entry.position % 10 === 0 && known < 1900) {
				appends.push(store.append(samples.commit(log, known, payloads.slice(0, 10))))
				known += 10
			}
		}
		await Promise.all(appends)
		expect(expected).toBeGreaterThanOrEqual(1500)
		expect(expected).toBeLessThanOrEqual(1800)
		expect((await everyEntry(store, log)).map(({ position }) => position)).toEqual(
			Array.from({ length: 1900 }, (_, index) => index + 1)
		)
	})

	test('[S5] the newest time of receiving is the greatest, not the last', async () => {
		const samples = new Samples()
		const log = samples.log()
		const { log: store } = await ground.open()
		expect(await store.last(log)).toBeNull()
		const first = samples.commit(log, 0, [samples.note(), samples.note()])
		const [early, late] = [instant(5000), instant(9000)]
		const entries = first.entries.map((entry, index) => ({
			...entry,
			receivedAt: index === 0 ? late : early,
		}))
		await store.append({ ...first, entries })
		expect(await store.last(log)).toEqual({ checkpoint: first.checkpoint, receivedAt: late })
		const second = samples.commit(log, 2, [samples.note()])
		await store.append(second)
		expect(await store.last(log)).toEqual({ checkpoint: second.checkpoint, receivedAt: late })
	})

	test('[S6] a clientID keeps its seat in a document, and may have another elsewhere', async () => {
		const samples = new Samples()
		const [here, there] = [samples.document(), samples.document()]
		const log = samples.log()
		const { log: store } = await ground.open()
		const mine = { document: here, clientId: 5, seat: samples.seatId(), position: at(1) }
		const theirs = { document: there, clientId: 5, seat: samples.seatId(), position: at(1) }
		const servers = { document: here, clientId: 4, seat: null, position: at(1) }
		await store.append({
			...samples.commit(log, 0, [samples.update(here)]),
			writers: [mine, theirs, servers],
		})
		await store.append({
			...samples.commit(log, 1, [samples.update(here)]),
			writers: [
				{ ...mine, position: at(2) },
				{ ...servers, position: at(2) },
			],
		})
		const next = samples.commit(log, 2, [samples.update(here)])
		for (const taken of [
			{ ...mine, seat: null },
			{ ...servers, seat: samples.seatId() },
		]) {
			const writers = [{ ...taken, position: at(3) }]
			await expect(store.append({ ...next, writers })).rejects.toMatchObject(FAILED)
		}
		expect(await store.writers(here)).toEqual([servers, mine])
		expect(await store.writers(there)).toEqual([theirs])
		expect(await store.writers(samples.document())).toEqual([])
	})

	test('[S7] checkpoints come oldest first and are found where they stand', async () => {
		const samples = new Samples()
		const log = samples.log()
		const { log: store } = await ground.open()
		const commits = [0, 2, 4].map((last) =>
			samples.commit(log, last, [samples.note(), samples.note()])
		)
		for (const commit of commits) await store.append(commit)
		const checkpoints = commits.map(({ checkpoint }) => checkpoint)
		expect(await collect(store.checkpoints(log))).toEqual(checkpoints)
		expect(await store.checkpointAt(log, at(4))).toEqual(checkpoints[1])
		expect(await store.checkpointAt(log, at(3))).toBeNull()
		expect(await store.checkpointAt(samples.log(), at(4))).toBeNull()
		expect(await collect(store.checkpoints(samples.log()))).toEqual([])
	})

	test('[S8] logs stand side by side', async () => {
		const samples = new Samples()
		const { log: store } = await ground.open()
		expect(await store.logs()).toEqual([])
		const commits = [1, 2, 3].map(() => samples.commit(samples.log(), 0, [samples.note()]))
		for (const commit of commits) await store.append(commit)
		expect(await store.logs()).toEqual(commits.map(({ log }) => log))
		for (const { log, entries, checkpoint } of commits) {
			expect(await everyEntry(store, log)).toEqual(entries)
			expect((await store.last(log))?.checkpoint).toEqual(checkpoint)
		}
		expect(await everyEntry(store, samples.log())).toEqual([])
	})
}
