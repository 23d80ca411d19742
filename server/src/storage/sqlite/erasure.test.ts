import Database from 'better-sqlite3'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { at, instant, Samples } from '../contract/samples.ts'
import type { Creation, Storage } from '../ports.ts'
import { openSqliteStorage } from './openSqliteStorage.ts'

let folder: string
let storage: Storage
let samples: Samples
let creation: Creation
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'parley-erasure-'))
	storage = await openSqliteStorage({ folder, role: 'server' })
	samples = new Samples()
	creation = samples.creation()
	await storage.negotiations.create(creation)
})
afterEach(async () => {
	await storage.close()
	rmSync(folder, { recursive: true })
})

const WORDS = 'Wörter, die verschwinden'

/** Writes words into everything that can hold some, several times over, so that pages are split, merged and rewritten. */
async function write(): Promise<void> {
	const { negotiation, opening, seats } = creation
	const bytes = new TextEncoder().encode(WORDS.repeat(20))
	const document = samples.document(negotiation.id)
	for (let last = 1; last < 200; last += 2) {
		const update = { kind: 'update', document, bytes } as const
		await storage.log.append(samples.commit(opening.log, last, [update, samples.note(WORDS)]))
		await storage.caches.put(document, { position: at(last), state: bytes })
	}
	await storage.snapshots.save({ ...samples.snapshot(negotiation.id, 1, 3), file: bytes })
	await storage.negotiations.setContact(negotiation.id, WORDS)
	for (const { id } of seats) await storage.seats.invite(samples.invitation(id))
}

/** The files of the folder in which `words` stand somewhere. */
function filesWith(words: string): readonly string[] {
	return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(words))
}

async function erase(): Promise<void> {
	const record = { erasedAt: instant(9000), file: samples.bytes(60) }
	const left = await storage.negotiations.erase(creation.negotiation.id, () => record)
	expect(left).not.toBeNull()
}

describe('erasure', () => {
	test('[S42] the words of an erased negotiation stand in no file of the folder, not by a byte', async () => {
		await write()
		expect(filesWith(WORDS)).not.toEqual([])
		await erase()
		// Deleting alone leaves them where they were: what follows clears something.
		expect(filesWith(WORDS)).not.toEqual([])
		await storage.scrub()
		for (const word of [
			WORDS,
			'London, 20-point',
			'Delegation UA',
			'agreed',
			creation.seats[0]?.id ?? '',
		]) {
			expect([word, filesWith(word)]).toEqual([word, []])
		}
	})

	test('[S43] ended between the two, clearing is done at the next start', async () => {
		await write()
		await erase()
		await storage.close()
		expect(filesWith(WORDS)).not.toEqual([])
		storage = await openSqliteStorage({ folder, role: 'server' })
		expect(filesWith(WORDS)).toEqual([])
	})

	test('[S43] a reader in the way is told of, and clearing can be done again', async () => {
		await write()
		const reader = new Database(join(folder, 'parley.sqlite'), { readonly: true })
		reader.exec('BEGIN')
		reader.prepare('SELECT count(*) FROM entry').get()
		await erase()
		await expect(storage.scrub()).rejects.toMatchObject({ code: 'storage-failed' })
		reader.exec('COMMIT')
		reader.close()
		await storage.scrub()
		expect(filesWith(WORDS)).toEqual([])
	})

	test('[S20] [S23] closed while it holds off others, it is not erased, and nobody waits on', async () => {
		const erasing = expect(erase()).rejects.toMatchObject({ code: 'storage-failed' })
		await storage.close()
		await erasing
		storage = await openSqliteStorage({ folder, role: 'server' })
		expect(await storage.negotiations.read(creation.negotiation.id)).not.toBeNull()
		await erase()
	})

	test('[S37] [S42] the database takes no part of an erasure for the whole', async () => {
		await write()
		const { id } = creation.negotiation
		const database = new Database(join(folder, 'parley.sqlite'))
		const attempts = [
			`INSERT INTO erasing VALUES (1)`,
			`DELETE FROM entry`,
			`DELETE FROM checkpoint`,
			`DELETE FROM snapshot`,
		]
		for (const sql of attempts) expect(() => database.exec(sql), sql).toThrow()
		const other = samples.creation()
		await storage.negotiations.create(other)
		database.exec('BEGIN')
		database
			.prepare(`INSERT INTO erasure (negotiation, erased_at, file) VALUES (?, 1, x'00')`)
			.run(other.negotiation.id)
		database.exec('INSERT INTO erasing VALUES (1)')
		// What is being erased is the other one: this one's record stays refused.
		const own = `log = (SELECT number FROM log WHERE name = '${id}/shared')`
		expect(() => database.exec(`DELETE FROM entry WHERE ${own}`)).toThrow(/never deleted/)
		expect(() => database.exec(`DELETE FROM checkpoint WHERE ${own}`)).toThrow(/never deleted/)
		expect(() => database.exec(`DELETE FROM snapshot WHERE negotiation = '${id}'`)).toThrow()
		expect(() => database.exec(`UPDATE erasing SET erasure = 2`)).toThrow()
		database.exec('ROLLBACK')
		await erase()
		for (const sql of [
			`DELETE FROM erasure`,
			`UPDATE erasure SET file = x'00'`,
			`INSERT OR REPLACE INTO erasure SELECT number, negotiation, 0, x'00', 0 FROM erasure`,
		]) {
			expect(() => database.exec(sql), sql).toThrow()
		}
		await storage.scrub()
		expect(() => database.exec(`UPDATE erasure SET scrubbed = 0`)).toThrow()
		expect(() => database.exec(`INSERT INTO erasing SELECT number FROM erasure`)).toThrow()
		database.close()
	})

	test('[S42] [S43] withheld words stand in no file either, nor in a copy kept before an upgrade', async () => {
		await write()
		const { opening, negotiation } = creation
		const document = samples.document(negotiation.id)
		const SECRET = 'misplaced words of a capital'
		const bytes = new TextEncoder().encode(SECRET.repeat(300))
		await storage.log.append(
			samples.commit(opening.log, 201, [{ kind: 'update', document, bytes }])
		)
		for (const position of [202, 203]) {
			await storage.caches.put(document, { position: at(position), state: bytes })
		}
		writeFileSync(join(folder, 'parley.sqlite.before-2'), SECRET)
		expect(filesWith(SECRET)).not.toEqual([])
		const act = samples.note()
		const standIn = { position: at(202), document, bytes: samples.bytes(40), act: at(203) }
		await storage.log.append({ ...samples.commit(opening.log, 202, [act]), standIns: [standIn] })
		// Not asked for any more, and there all the same.
		expect(filesWith(SECRET)).not.toEqual([])
		await storage.close()
		storage = await openSqliteStorage({ folder, role: 'server' })
		expect(filesWith(SECRET)).toEqual([])
		expect(filesWith(WORDS)).not.toEqual([])
	})

	test('[S37] the database takes a stand-in from an act behind its entry alone, and lets none go', async () => {
		const { opening, negotiation } = creation
		const document = samples.document(negotiation.id)
		const commit = samples.commit(opening.log, 1, [
			samples.update(document),
			samples.note(),
			samples.update(document),
		])
		await storage.log.append(commit)
		const standIn = { position: at(2), document, bytes: samples.bytes(40), act: at(5) }
		await storage.log.append({
			...samples.commit(opening.log, 4, [samples.note()]),
			standIns: [standIn],
		})
		const database = new Database(join(folder, 'parley.sqlite'))
		const attempts = [
			`UPDATE stand_in SET payload = x'00'`,
			`INSERT OR REPLACE INTO stand_in SELECT entry, act, x'00' FROM stand_in`,
			`DELETE FROM stand_in`,
			`DELETE FROM withholding`,
			`UPDATE withholding SET act = act + 1`,
			`INSERT INTO withholding SELECT seq, 0 FROM entry WHERE kind = 'update'`,
			// one whose words nobody withheld, and one that is older than its entry
			`INSERT INTO stand_in SELECT seq, (SELECT act FROM withholding), x'00' FROM entry WHERE position = 4`,
			`INSERT INTO withholding SELECT seq, 0 FROM entry WHERE position = 1;
			 UPDATE stand_in SET act = (SELECT seq FROM entry WHERE position = 1)`,
			`UPDATE entry SET payload = x'00', payload_digest = NULL WHERE position = 2`,
		]
		for (const sql of attempts) {
			expect(() => database.exec(sql), sql).toThrow()
			if (database.inTransaction) database.exec('ROLLBACK')
		}
		database.close()
	})
})
