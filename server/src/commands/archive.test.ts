import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSuggestionId } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { suggestionKey } from '@parley/schema'
import { expect, test } from 'vitest'
import { archiveLines } from '../negotiation/archive.ts'
import { openTestRoom, TestEditor, testSigner } from '../negotiation/testRoom.ts'
import { checkArchive } from './checkArchive.ts'
import { checkLog } from './logCheck.ts'
import { freshFolder, run } from './testCommand.ts'
import { EXPECTED_ROOM, layRoom } from './testFixture.ts'

const { negotiation: NEGOTIATION } = EXPECTED_ROOM
const data = freshFolder()
layRoom(data)
const environment = { PARLEY_DATA: data }
const file = join(data, 'record.jsonl')
const made = await run(['archive', NEGOTIATION, file], environment)
const key = /parley-key-1:\w+/.exec((await run(['key'], environment)).out)?.[0] ?? ''

function lines(): readonly Record<string, unknown>[] {
	const text = readFileSync(file, 'utf8').trimEnd().split('\n')
	return text.map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('[K18] an archive has the whole record, and the same bytes each time', async () => {
	expect(made).toMatchObject({ code: 0, err: '' })
	expect(statSync(file).mode & 0o777).toBe(0o600)
	const kinds = lines().map((line) => Object.keys(line)[0] ?? '')
	const count = (kind: string): number => kinds.filter((one) => one === kind).length
	expect([kinds[0], kinds.at(-1)]).toEqual(['format', 'end'])
	expect(count('entry')).toBe(19)
	expect(count('checkpoint')).toBeGreaterThan(10)
	expect([count('snapshot'), count('protocol'), count('late')]).toEqual([1, 1, 1])
	const [header] = lines()
	expect(header).toMatchObject({
		negotiation: { id: NEGOTIATION, title: 'Framework, format 1' },
		seats: expect.arrayContaining([expect.objectContaining({ name: 'Note-taker' })]) as unknown,
	})
	const text = readFileSync(file, 'utf8')
	expect(text).toContain('UA: not before Tuesday')
	expect(text).toContain('and these came late')
	expect(text).not.toContain('PRIVATE')

	const again = join(data, 'again.jsonl')
	await run(['archive', NEGOTIATION, again], environment)
	expect(readFileSync(again)).toEqual(readFileSync(file))
})

test('[K18] it is checked without a server: valid only against a key from outside', async () => {
	const valid = await run(['log', 'check', file, '--key', key], {})
	expect(valid).toMatchObject({ code: 0, err: '' })
	expect(valid.out).toMatch(
		/^VALID: ng_\w+ Framework, format 1: 19 entries, \d+ checkpoints and 1 frozen text/
	)
	const consistent = await run(['log', 'check', file], {})
	expect(consistent.code).toBe(3)
	expect(consistent.out).not.toMatch(/\bVALID/)
	const other = await run(['log', 'check', file, '--key', '0'.repeat(64)], {})
	expect([other.code, other.err]).toEqual([1, expect.stringContaining('another key')])
	expect((await run(['log', 'check', join(data, 'none')], {})).code).toBe(2)
})

test('[K18] no line of it can be changed, missing, moved or added', async () => {
	const text = readFileSync(file, 'utf8')
	const all = text.trimEnd().split('\n')
	const changed = join(data, 'changed.jsonl')
	const expectRefused = async (content: string, what: string): Promise<void> => {
		writeFileSync(changed, content)
		const ran = await run(['log', 'check', changed, '--key', key], {})
		expect([ran.code, ran.out], what).toEqual([1, ''])
		expect(ran.err, what).toMatch(/is not as it was written, at line \d+: .*\.$/m)
	}
	for (const [index, line] of all.entries()) {
		const others = (replaced: readonly string[]): string =>
			`${[...all.slice(0, index), ...replaced, ...all.slice(index + 1)].join('\n')}\n`
		await expectRefused(others([]), `line ${index} missing`)
		await expectRefused(others([line, line]), `line ${index} twice`)
		// A digit or letter in the middle: inside a name, a digest, a payload or a number.
		const at = line.slice(line.length >> 1).search(/[0-9a-f]/) + (line.length >> 1)
		const bent = `${line.slice(0, at)}${line[at] === '1' ? '2' : '1'}${line.slice(at + 1)}`
		await expectRefused(others([bent]), `line ${index} changed`)
	}
	await expectRefused(`${text}{"late":{}}\n`, 'a line behind')
	await expectRefused(text.slice(0, text.length >> 1), 'cut off')
	await expectRefused(text.slice(0, -1), 'without its last line feed')
	await expectRefused(text.replaceAll('\n', '\r\n'), 'with other line ends')
	await expectRefused('', 'empty')
})

test("[K18] it takes no file's place unasked, and names what there is", async () => {
	const before = readFileSync(file)
	const ran = await run(['archive', NEGOTIATION, file], environment)
	expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('There is a file')])
	expect(readFileSync(file)).toEqual(before)
	const none = await run(['archive', 'ng_none', join(data, 'x')], environment)
	expect(none.err).toContain(`There are: ${NEGOTIATION} (Framework, format 1).`)
})

test('[K18] where words are withheld it has what is left, and that is checked too', async () => {
	const t = await openTestRoom()
	const editor = await TestEditor.open(t, 0, 11)
	await editor.say(' SECRET stays')
	const { clauses, storage, negotiation, clock } = t
	const clause = clauses.find(({ id }) => t.document.endsWith(id))
	if (clause === undefined) throw new Error('the clause that is written in')
	const by = { author: editor.seat.id, seat: editor.seat, reason: '', receivedAt: clock.now() }
	const passage = [{ client: 11, from: 1, to: 7 }]
	expect((await t.room.withhold({ clause: clause.id, passage, ...by })).kind).toBe('withheld')
	const path = join(data, 'withheld.jsonl')
	for await (const line of archiveLines({ storage, signer: testSigner() }, negotiation)) {
		appendFileSync(path, line)
	}
	await t.rooms.close()
	const text = readFileSync(path, 'utf8')
	const words = Buffer.from(text.match(/"withheld":true,"update":"([^"]+)"/)?.[1] ?? '', 'base64')
	expect([words.includes('SECRET'), words.includes(' stays')]).toEqual([false, true])
	expect(await checkArchive(path)).toMatchObject({ entries: 5 })

	const body = (bend: (line: string) => string): string => {
		const bent = text
			.trimEnd()
			.split('\n')
			.slice(0, -1)
			.map((line) => `${bend(line)}\n`)
		const sha256 = createHash('sha256').update(bent.join('')).digest('hex')
		return `${bent.join('')}${JSON.stringify({ end: { lines: bent.length, sha256 } })}\n`
	}
	const other = Buffer.from(words.toString('latin1').replace(' stays', ' leave'), 'latin1')
	writeFileSync(
		path,
		body((line) => line.replace(words.toString('base64'), other.toString('base64')))
	)
	await expect(checkArchive(path)).rejects.toThrow('not what the act that withheld words')
	writeFileSync(
		path,
		body((line) => line.replace('"withheld":true,', ''))
	)
	await expect(checkArchive(path)).rejects.toThrow('its payload is another one')
})

test('[K18] where a comment is withheld it has the act without its words, and that is checked too', async () => {
	const t = await openTestRoom()
	const { clauses, storage, negotiation, clock } = t
	const editor = await TestEditor.open(t, 0, 11)
	const suggestion = parseSuggestionId('suggestion01')
	const update = editor.change((text) => {
		text.insert(1, 'All ', { [suggestionKey('ins', suggestion)]: true })
	})
	expect(await t.room.offer(editor.offer(update))).toMatchObject({ kind: 'accepted' })
	const clause = clauses.find(({ id }) => t.document.endsWith(id))?.id
	if (clause === undefined) throw new Error('the clause that is written in')
	const about = { clause, suggestion, seat: editor.seat, receivedAt: clock.now() }
	const said = await t.room.commentSuggestion({ ...about, words: 'SECRET of a capital' })
	expect(said.kind).toBe('decided')
	const done = await t.room.withholdComment({ ...about, comment: 0, reason: '' })
	expect(done.kind).toBe('withheld')
	expect(
		await checkLog(storage.log, sharedLog(negotiation.id), testSigner().publicKey)
	).toMatchObject({
		fault: null,
	})
	const path = join(data, 'comment.jsonl')
	for await (const line of archiveLines({ storage, signer: testSigner() }, negotiation))
		appendFileSync(path, line)
	await t.rooms.close()
	const text = readFileSync(path, 'utf8')
	expect(text).toMatch(/"withheld":true,"act":\{[^}]*"words":""/)
	expect(text).not.toContain('SECRET')
	await checkArchive(path)
	const bend = (from: string, to: string): void => {
		const lines = text.replace(from, to).trimEnd().split('\n').slice(0, -1)
		const body = lines.map((line) => `${line}\n`).join('')
		const sha256 = createHash('sha256').update(body).digest('hex')
		writeFileSync(path, `${body}${JSON.stringify({ end: { lines: lines.length, sha256 } })}\n`)
	}
	bend('"words":""', '"words":"Forged"')
	await expect(checkArchive(path)).rejects.toThrow('not what the act that withheld words')
	bend('"withheld":true,', '')
	await expect(checkArchive(path)).rejects.toThrow('its payload is another one')
})

test('[K18] characters that some programs end a line at are words like others', async () => {
	const t = await openTestRoom()
	const editor = await TestEditor.open(t, 0, 11)
	expect(await editor.say(' one\u2028two\u2029three\u0085four')).toMatchObject({ kind: 'accepted' })
	const [seat] = t.seats
	await t.room.freeze(seat?.id ?? editor.seat.id, t.clock.now(), '')
	const path = join(data, 'separators.jsonl')
	const source = { storage: t.storage, signer: testSigner() }
	for await (const line of archiveLines(source, t.negotiation)) appendFileSync(path, line)
	expect(readFileSync(path, 'utf8')).toContain('two\u2029')
	expect(await checkArchive(path)).toMatchObject({ snapshots: 1 })
	await t.rooms.close()

	// A frozen text that verifies, of another log: what is signed has to be of a freeze in this one.
	const foreign = readFileSync(file, 'utf8').match(/^\{"snapshot".*$/m)?.[0] ?? ''
	const body = readFileSync(path, 'utf8')
		.trimEnd()
		.split('\n')
		.slice(0, -1)
		.map((line) => `${line.startsWith('{"snapshot"') ? foreign : line}\n`)
	const sha256 = createHash('sha256').update(body.join('')).digest('hex')
	writeFileSync(
		path,
		`${body.join('')}${JSON.stringify({ end: { lines: body.length, sha256 } })}\n`
	)
	await expect(checkArchive(path)).rejects.toThrow('is not of a freeze in this log')
})
