import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deflateRaw, gzip } from 'node:zlib'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { isLong, scaled } from '../support/scale.ts'
import { prepare } from '../support/server/negotiation.ts'
import { startServer } from '../support/server/process.ts'
import { arena, type Field } from './arena.ts'

const attack = arena()
const folder = mkdtempSync(join(tmpdir(), 'parley-imports-'))
afterAll(() => {
	rmSync(folder, { recursive: true, force: true })
})

/** Has a file read in the server's process, and gives what is said of it. */
function hand(
	field: Field,
	name: string,
	bytes: string | Uint8Array,
	room = name
): Promise<string> {
	const path = join(folder, name)
	writeFileSync(path, bytes)
	return field.server.importFile(path, room)
}

// Beside the honest pair, which would not be heard of otherwise: gigabytes take their time.
const pack = promisify(deflateRaw)

/** One file in a zip archive, whose header claims `size`. */
async function zipped(
	name: string,
	content: Uint8Array,
	size = content.length
): Promise<Uint8Array> {
	const packed = await pack(content)
	const header = Buffer.alloc(30)
	header.writeUInt32LE(0x04034b50, 0)
	header.writeUInt16LE(20, 4)
	header.writeUInt16LE(8, 8)
	header.writeUInt32LE(packed.length, 18)
	header.writeUInt32LE(size, 22)
	header.writeUInt16LE(name.length, 26)
	return Buffer.concat([header, Buffer.from(name), packed])
}

function filled(piece: string, megabytes: number): string {
	return piece.repeat(Math.floor((megabytes * 2 ** 20) / Buffer.byteLength(piece)))
}

attack(
	'[X65] files that unfold to more than they are: nothing of them is unfolded',
	async (field) => {
		const zeros = new Uint8Array(scaled(64, 512) * 2 ** 20)
		const inner = await zipped('word/document.xml', zeros)
		const entities = Array.from(
			{ length: 10 },
			(_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`
		)
		const xml = `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "ha">${entities.join('')}]><d>&e10;</d>`
		const said = {
			'zeros.docx': [inner, /this is a Word file/],
			'nested.zip': [await zipped('a.zip', await zipped('b.zip', inner)), /this is a zip archive/],
			'lying.docx': [
				await zipped('word/document.xml', new Uint8Array(9), 0xffff_fff0),
				/a Word file/,
			],
			'endless.docx': [
				await zipped('word/document.xml', Buffer.from(`<w:document>${filled('<w:p>', 16)}`)),
				/this is a Word file/,
			],
			'entities.xml': [xml, /this is an XML file/],
			'entities.html': [`<!DOCTYPE html>${xml}`, /this is a web page/],
			'zeros.md': [await promisify(gzip)(zeros), /is not UTF-8|control character/],
		} as const
		for (const [name, [bytes, sentence]] of Object.entries(said)) {
			expect(await hand(field, name, bytes)).toMatch(sentence)
		}
	}
)

/** Files that cost more to read than to write, by how many MB they have. */
const DEAR: Readonly<Record<string, (megabytes: number) => string>> = {
	'tables.md': (mb) => filled('| a | b |\n|---|---|\n| 1 | 2 |\n\n', mb),
	'headings.md': (mb) => filled('# a\n\n', mb),
	'lists.md': (mb) => filled('- a\n\nb\n\n', mb),
	'addresses.md': (mb) => filled('[a]: http://a.b/\n\n[x][a]\n\n', mb),
	'quotes.md': (mb) => filled('> > > > a\n', mb),
	'deep.md': (mb) => filled('> ', mb),
	'deeper.md': (mb) => filled('- ', mb),
	'inward.md': (mb) =>
		Array.from({ length: mb * 1000 }, (_, i) => `${' '.repeat(2 * (i % 1000))}- a`).join('\n'),
	'stars.md': (mb) => filled('*a **b ', mb),
	'brackets.md': (mb) => filled('[', mb),
	'links.md': (mb) => filled('[a](', mb),
	'ticks.md': (mb) => filled('`a ``b ', mb),
	'tags.md': (mb) => filled('<a ', mb),
	'fences.md': (mb) => filled('```\n', mb),
	'entities.md': (mb) => filled('&amp;', mb),
	'lines.txt': (mb) => filled('a\n', mb),
	'labels.txt': (mb) => filled('1. a\n2. b\n', mb),
	'articles.txt': (mb) => filled('Article 1\nThe Parties shall.\n\n', mb),
	'spaces.txt': (mb) => `a${filled(' ', mb)}b`,
	'contents.txt': (mb) => filled('Article 1 ..... 5\n', mb),
	'combining.txt': (mb) => filled('a\u0323\u0301', mb),
	'numerals.txt': (mb) => filled('I', mb),
}

/** What may be said of a file: that it was read, or why it was not, in a sentence that names it. */
const ANSWER =
	/^\d+ clauses$|^In \S+: (?:reading it took (?:more than 512 MiB of memory|longer than 60 seconds)|the file has [\d,]+ (?:clauses|paragraphs); at most)[^\n]*\.$/

attack('[X66] text that costs more to read than to write', async (field) => {
	// each is read by a process of its own: at the short scale a third of them
	const names = Object.keys(DEAR).filter((_, i) => isLong || i % 3 === 0)
	expect(names.length).toBeGreaterThan(isLong ? 20 : 7)
	const dear = (name: string, megabytes: number, room: string): Promise<string> =>
		hand(field, name, DEAR[name]?.(megabytes) ?? '', room)
	const said = await Promise.all(
		names.map((name, i) => dear(name, isLong ? 19 : 0.2, `room ${i % 2}`))
	)
	for (const [i, sentence] of said.entries()) expect(sentence, names[i]).toMatch(ANSWER)
	console.log(names.map((name, i) => `${name}: ${said[i] ?? ''}`).join('\n'))
	// of memory, or of time where the machine has much else to do
	expect(await dear('lists.md', 8, 'room')).toMatch(/reading it took/)
	// an honest file of a statistician's
	const tables = filled('| a |\n|---|\n| 1 |\n\n', 0.2)
	expect(tables.split('|---|').length).toBeGreaterThan(10_000)
	expect(await hand(field, 'ten-thousand.md', tables)).toBe('1 clauses')
})

attack('[X67] fifty files at once, in one room and in fifty', async (field) => {
	const text = DEAR['tables.md']?.(isLong ? 19 : 0.1) ?? ''
	const small = '## 1. Purpose\n\nThe parties agree.\n\n## 2. Territory\n\nTo be settled.\n'
	for (const room of [() => 'one room', (i: number) => `room ${i}`]) {
		const said = await Promise.all(
			Array.from({ length: 50 }, (_, i) =>
				hand(field, `${i}.md`, i % 10 === 0 ? text : small, room(i))
			)
		)
		for (const [i, sentence] of said.entries()) {
			if (i % 10 === 0) expect(sentence).toMatch(ANSWER)
			else expect(sentence).toBe('2 clauses')
		}
	}
})

attack(
	'[X68] fifty files of a text asked for at once, and nobody waits for half of them',
	async (field) => {
		const { id } = field.prepared.negotiation
		for (let round = 0; round < scaled(1, 5); round++) {
			const { token } = await field.freshSeat()
			const statuses = await Promise.all(
				Array.from({ length: 50 }, async (_, i) => {
					const format = ['html', 'md', 'txt', 'json'][i % 4] ?? ''
					const answer = await fetch(
						`${field.server.url}/api/v1/negotiations/${id}/text?format=${format}`,
						{
							headers: { authorization: `Bearer ${token}` },
							...(i % 2 === 0 && { signal: AbortSignal.timeout(50 + i) }),
						}
					).catch(() => null)
					await answer?.body?.cancel()
					return answer?.status ?? null
				})
			)
			expect(new Set(statuses)).toEqual(new Set([null, 200, 429]))
			const after = await fetch(`${field.server.url}/api/v1/negotiations/${id}/text?format=md`, {
				headers: { authorization: `Bearer ${(await field.freshSeat()).token}` },
			})
			expect(after.status).toBe(200)
		}
	}
)

test.for([
	['begins to', 0],
	['is about to', 30 * 2 ** 20],
	['does', 180 * 2 ** 20],
] as const)(
	'[X69] a server that is killed while it %s read a file leaves no process behind',
	async ([, bytes]) => {
		const prepared = await prepare({ advisors: 1, clauses: 1, deadlineInMs: 86_400_000 })
		onTestFinished(() => prepared.remove())
		const server = await startServer({ folder: prepared.folder })
		const path = join(folder, 'dear.md')
		writeFileSync(path, DEAR['tables.md']?.(3) ?? '')
		const read = expect(server.importFile(path, 'room')).rejects.toThrow('is gone')
		const working = () => childrenOf(server.pid).filter((pid) => residentBytes(pid) > bytes)
		await expect.poll(working, { timeout: 30_000, interval: 5 }).not.toEqual([])
		const [pid = 0] = working()
		await server.kill()
		await read
		const spent = processorSeconds(pid)
		let last = spent
		const lives = () => {
			last = Math.max(last, processorSeconds(pid))
			return residentBytes(pid) > 0
		}
		await expect.poll(lives).toBe(false)
		// reading the file would take several times as much, and on a busy machine no more of the processor
		expect(last - spent).toBeLessThan(3)
	}
)

/** The processes that a process has started and that still run. */
function childrenOf(pid: number): number[] {
	const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
	return listed.split(' ').map(Number).filter(Boolean)
}

/** What a process has used of the processor, in seconds; nothing once it is gone. The fields of `stat` are those of proc(5), in hundredths of a second. */
function processorSeconds(pid: number): number {
	const stat = told(pid, 'stat')
	if (stat === null) return 0
	// what stands before the last bracket is the name, which may hold anything
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
	return (Number(fields[11]) + Number(fields[12])) / 100
}

/** What a process has of the machine's memory; nothing once it is gone, whether or not that was taken note of. */
function residentBytes(pid: number): number {
	const [, pages = '0'] = (told(pid, 'statm') ?? '').split(' ')
	return Number(pages) * 4096
}

/** What the system tells of a process in one of its files; null once it is gone. */
function told(pid: number, file: string): string | null {
	try {
		return readFileSync(`/proc/${pid}/${file}`, 'utf8')
	} catch {
		return null
	}
}
