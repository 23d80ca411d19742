import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseDocumentName, sharedLog } from '@parley/protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eraseNegotiation } from '../negotiation/eraseNegotiation.ts'
import { openTestRoom, TestEditor, testSigner, type TestRoom } from '../negotiation/testRoom.ts'
import { createMemory } from '../storage/memory/memory.ts'
import { openMemoryStorage } from '../storage/memory/openMemoryStorage.ts'
import { type Entry, type EntryRange, type Storage } from '../storage/ports.ts'
import { openSqliteStorage } from '../storage/sqlite/openSqliteStorage.ts'
import { writeArchive } from './archive.ts'
import { checkArchive } from './checkArchive.ts'
import { checkLog } from './logCheck.ts'

/** More edits than a storage reads at once (500), so that there are entries before and behind the end of what it read. */
const EDITS = 620
const SECRET = 'SECRET of a capital'

let folder = ''
let file = ''
let t: TestRoom
let editor: TestEditor
/** Where in the entries of `editor` the words of each edit are. */
let words: readonly { readonly from: number; readonly to: number }[]

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'parley-archive-'))
	file = join(folder, 'record.jsonl')
})
afterEach(async () => {
	await t.rooms.close()
	await t.storage.close()
	rmSync(folder, { recursive: true })
})

/** A room kept where `open` says, in which one seat has written a secret often. */
async function fill(open: () => Promise<Storage>): Promise<void> {
	t = await openTestRoom({ open })
	editor = await TestEditor.open(t, 0, 11)
	const said: { readonly from: number; readonly to: number }[] = []
	const offers: Promise<unknown>[] = []
	for (let at = 0, from = 0; at < EDITS; at++) {
		const text = ` ${at} ${SECRET}`
		offers.push(editor.say(text))
		said.push({ from: from + text.length - SECRET.length, to: from + text.length })
		from += text.length
	}
	await Promise.all(offers)
	words = said
}

/** Takes the secret out of the record that the edit at `index` wrote. */
async function withhold(index: number): Promise<void> {
	const range = words[index]
	const address = parseDocumentName(t.document)
	if (range === undefined || address.kind !== 'clause') throw new RangeError(`no edit ${index}`)
	const { seat } = editor
	const request = {
		...{ clause: address.clause, passage: [{ client: 11, ...range }], author: seat.id, seat },
		...{ reason: '', receivedAt: t.clock.now() },
	}
	expect(await t.room.withhold(request)).toMatchObject({ kind: 'withheld' })
}

/** The storage of the room, in which `meanwhile` happens before the entry at a position of a log is handed out, each time all of it is read. */
function interrupted(at: number, meanwhile: (time: number) => Promise<void>): Storage {
	const { log, ...rest } = t.storage
	let time = 0
	async function* read(...[id, range]: Parameters<typeof log.read>): AsyncIterable<Entry> {
		for await (const entry of log.read(id, range)) {
			if (isAll(range) && entry.position === at) await meanwhile(time++)
			yield entry
		}
	}
	return { ...rest, log: { ...log, read } }
}

const isAll = ({ after, kind, document }: EntryRange): boolean =>
	after === 0 && kind === undefined && document === undefined

/** The edits whose secret stands in the archive. */
function secretsIn(path: string): readonly number[] {
	const found = readFileSync(path, 'utf8').matchAll(/"update":"([^"]+)"/g)
	const text = [...found].map(([, update = '']) => Buffer.from(update, 'base64').toString('latin1'))
	return [...text.join('\n').matchAll(/ (\d+) SECRET/g)].map(([, edit]) => Number(edit))
}

const kinds = {
	memory: () => {
		const memory = createMemory()
		return () => Promise.resolve(openMemoryStorage(memory))
	},
	sqlite: () => () => openSqliteStorage({ folder: join(folder, 'data'), role: 'server' }),
}

describe.each(Object.entries(kinds))('kept in %s', (_, kind) => {
	beforeEach(() => fill(kind()))

	test.each([
		['was written already', 20],
		['is still to be read', 600],
	])(
		'[K77] words withheld in an entry that %s are not in the archive, and it holds',
		async (_, edit) => {
			const storage = interrupted(300, async (time) => {
				if (time === 0) await withhold(edit)
			})
			const source = { storage, signer: testSigner() }
			await writeArchive(file, source, t.negotiation)
			const { entries } = await checkArchive(file)
			expect(entries).toBe(
				(await t.storage.log.last(sharedLog(t.negotiation.id)))?.checkpoint.position
			)
			expect(secretsIn(file)).toEqual([...words.keys()].filter((at) => at !== edit))
		}
	)

	test('[K77] words withheld a second time of the same entry, too', async () => {
		await withhold(600)
		const storage = interrupted(300, async (time) => {
			const range = words[600]
			if (time > 0 || range === undefined) return
			words = words.with(600, { from: range.from - 2, to: range.from })
			await withhold(600)
		})
		await writeArchive(file, { storage, signer: testSigner() }, t.negotiation)
		await checkArchive(file)
	})

	test('[K77] a log is not called faulty because words are withheld while it is checked', async () => {
		for (const edit of [20, 600]) {
			const { log } = interrupted(300, async (time) => {
				if (time === 0) await withhold(edit)
			})
			const found = await checkLog(log, sharedLog(t.negotiation.id), testSigner().publicKey)
			expect(found.fault).toBeNull()
		}
	})

	test('[K77] where words are withheld each time it is read there is no archive, and that is said', async () => {
		const storage = interrupted(300, (time) => withhold(600 + time))
		const source = { storage, signer: testSigner() }
		await expect(writeArchive(file, source, t.negotiation)).rejects.toMatchObject({
			code: 'log-changed',
			message: expect.stringContaining('try again in a moment') as unknown,
		})
		expect(readdirSync(folder).filter((name) => name.includes('record'))).toEqual([])
		const later = interrupted(300, (time) => withhold(610 + time))
		const checked = checkLog(later.log, sharedLog(t.negotiation.id), testSigner().publicKey)
		await expect(checked).rejects.toMatchObject({ code: 'log-changed' })
	})

	test('[K77] of a negotiation that is erased meanwhile there is none', async () => {
		const { storage, clock, negotiation } = t
		const signer = testSigner()
		const erases = interrupted(300, async () => {
			await eraseNegotiation({ storage, clock, signer }, negotiation.id, 'operator')
		})
		const written = writeArchive(file, { storage: erases, signer }, negotiation)
		await expect(written).rejects.toMatchObject({ code: 'erased' })
		expect(readdirSync(folder).filter((name) => name.includes('record'))).toEqual([])
	})
})
