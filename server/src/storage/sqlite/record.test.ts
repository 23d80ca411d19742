import { canonicalBytes } from '@parley/snapshot'
import Database from 'better-sqlite3'
import { hash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everyEntry, instant, Samples } from '../contract/samples.ts'
import type { Commit, Storage } from '../ports.ts'
import { openSqliteStorage } from './openSqliteStorage.ts'

let folder: string
let storage: Storage
let database: Database.Database
let samples: Samples
let commit: Commit
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'parley-record-'))
	storage = await openSqliteStorage({ folder, role: 'server' })
	samples = new Samples()
	const creation = samples.creation()
	const { id } = creation.negotiation
	await storage.negotiations.create(creation)
	const payloads = [samples.update(samples.document()), samples.note()]
	commit = samples.commit(creation.opening.log, 1, payloads)
	await storage.log.append(commit)
	await storage.snapshots.save(samples.snapshot(id, 1, 3))
	database = new Database(join(folder, 'parley.sqlite'))
})
afterAll(async () => {
	database.close()
	await storage.close()
	rmSync(folder, { recursive: true })
})

/** Everything in the tables that never change. */
function record(): unknown {
	return ['entry', 'checkpoint', 'snapshot'].map((table) =>
		database.prepare(`SELECT * FROM ${table}`).all()
	)
}

const DIGEST = 'ab'.repeat(32)

describe('the record', () => {
	test.each([
		['an entry changed', `UPDATE entry SET received_at = 0 WHERE position = 2`],
		['an entry moved', `UPDATE entry SET position = 9 WHERE position = 3`],
		['a payload changed', `UPDATE entry SET payload = x'00' WHERE position = 2`],
		['a payload gone without its digest', `UPDATE entry SET payload = NULL WHERE position = 2`],
		[
			'a payload gone and more',
			`UPDATE entry SET payload = NULL, payload_digest = '${DIGEST}', seat = NULL WHERE position = 2`,
		],
		[
			'a payload gone and no digest left',
			`UPDATE entry SET payload = NULL, payload_digest = '' WHERE position = 2`,
		],
		['an entry deleted', `DELETE FROM entry WHERE position = 3`],
		['all entries deleted', `DELETE FROM entry`],
		[
			'an entry replaced',
			`INSERT OR REPLACE INTO entry SELECT seq, log, position, 0, seat, kind, document, payload, NULL
			 FROM entry WHERE position = 3`,
		],
		[
			'a row of an entry replaced',
			`INSERT OR REPLACE INTO entry SELECT seq, log, 4, 0, seat, kind, document, payload, NULL
			 FROM entry WHERE position = 3`,
		],
		[
			'a position skipped',
			`INSERT INTO entry (log, position, received_at, kind, payload) VALUES (1, 5, 0, 'act', x'7b7d')`,
		],
		['a checkpoint changed', `UPDATE checkpoint SET note = ''`],
		['a checkpoint deleted', `DELETE FROM checkpoint`],
		['a checkpoint replaced', `INSERT OR REPLACE INTO checkpoint VALUES (1, 3, '', '', 0)`],
		['a checkpoint before the last', `INSERT INTO checkpoint VALUES (1, 2, '', '', 0)`],
		['a snapshot changed', `UPDATE snapshot SET file = x'00'`],
		['a snapshot deleted', `DELETE FROM snapshot`],
		[
			'a snapshot replaced by its id',
			`INSERT OR REPLACE INTO snapshot
			 SELECT number, id, negotiation, round, log, 9, 0, digest, key_id, file FROM snapshot`,
		],
	])('[S37] %s is refused', (_, sql) => {
		const before = record()
		expect(() => database.exec(sql)).toThrow()
		expect(record()).toEqual(before)
	})

	test('[S37] a snapshot is not replaced by another of its freeze', () => {
		const before = record()
		database.exec(
			`INSERT OR REPLACE INTO snapshot
			 SELECT number, id, negotiation, round, log, position, 0, digest, key_id, file FROM snapshot`
		)
		expect(record()).toEqual(before)
	})

	test('[S37] a payload can be withheld once, and leaves its digest', () => {
		const withhold = (digest: string): unknown =>
			database.exec(
				`UPDATE entry SET payload = NULL, payload_digest = '${digest}' WHERE position = 2`
			)
		database.exec('BEGIN')
		withhold(DIGEST)
		const row = database
			.prepare('SELECT payload, payload_digest AS digest FROM entry WHERE position = 2')
			.get()
		expect(row).toEqual({ payload: null, digest: DIGEST })
		expect(() => withhold('cd'.repeat(32))).toThrow()
		expect(() => database.exec(`UPDATE entry SET payload = x'00' WHERE position = 2`)).toThrow()
		database.exec('ROLLBACK')
	})

	test('[S41] the SHA-256 of the stored bytes is the digest that the chain takes', () => {
		const rows = database
			.prepare<[], { payload: Uint8Array }>('SELECT payload FROM entry WHERE position > 1')
			.all()
		const expected = commit.entries.map(({ payload }) =>
			payload.kind === 'update' ? payload.bytes : canonicalBytes(payload.act)
		)
		expect(rows.map(({ payload }) => hash('sha256', payload))).toEqual(
			expected.map((bytes) => hash('sha256', bytes))
		)
	})

	test('[S40] a long read lets the event loop run', async () => {
		const { log } = commit
		const payloads = Array.from({ length: 1000 }, () => samples.note())
		for (let last = 3; last < 6000; last += 1000) {
			await storage.log.append(samples.commit(log, last, payloads))
		}
		let turns = 0
		let reading = true
		const count = (): void => {
			turns++
			if (reading) setImmediate(count)
		}
		setImmediate(count)
		const entries = await everyEntry(storage.log, log)
		reading = false
		expect(entries).toHaveLength(6003)
		expect(turns).toBeGreaterThanOrEqual(10)
		expect(entries.at(-1)?.receivedAt).toBe(instant(6_003_000))
	})
})
