import { NoteList, type NoteJson } from '@parley/protocol'
import { openTestApp } from '@parley/server/src/http/testApp.ts'
import { parseLine, parseProse } from '@parley/server/src/words.ts'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeWithData } from '../support/data.ts'
import { isLong } from '../support/scale.ts'

describeWithData('[H14] naughty strings', ['security/blns.json'], (path) => {
	const strings = (): readonly string[] => {
		const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
		return Array.isArray(parsed) ? parsed.filter((each) => typeof each === 'string') : []
	}
	// Each goes through the whole server and back: in the short scale, every fifth.
	const some = (): readonly string[] => strings().filter((_, i) => isLong || i % 5 === 0)

	test('there are some', () => {
		expect(strings().length).toBeGreaterThan(500)
	})

	test('no line or prose made of them holds a control character, and making it twice changes nothing', () => {
		for (const string of strings()) {
			const line = parseLine(string)
			const prose = parseProse(string)
			expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
			expect(prose).not.toMatch(/(?![\n\t])\p{Cc}/u)
			expect([parseLine(line), parseProse(prose)]).toEqual([line, prose])
			expect(line.isWellFormed() && prose.isWellFormed()).toBe(true)
		}
	})

	test('as notes they come back as they were, or are refused with a problem', async () => {
		const t = await openTestApp()
		const as = await t.signIn('Note-taker')
		const clause = t.framework.clauses[0]?.id
		const taken: string[] = []
		for (const text of some()) {
			const answer = await t.ask('POST', t.at('/notes'), { as, body: { clause, seen: 1, text } })
			const fits = parseProse(text) !== '' && text.length <= 2000
			expect(answer.status, JSON.stringify(text)).toBe(fits ? 201 : 400)
			if (fits) taken.push(parseProse(text))
		}
		const notes: NoteJson[] = []
		for (let next: string | null = ''; next !== null;) {
			const cursor = next === '' ? '' : `?cursor=${next}`
			const page = NoteList.parse((await t.ask('GET', t.at(`/notes${cursor}`), { as })).json)
			notes.push(...page.notes)
			next = page.next
		}
		expect(notes.map(({ text }) => text)).toEqual(taken)
		expect(taken.length).toBeGreaterThan(80)
	})

	test('as contacts, reasons and codes they break nothing', async () => {
		const t = await openTestApp()
		const as = await t.signIn('Secretariat')
		for (const text of some()) {
			const contact = await t.ask('PUT', t.at('/contact'), { as, body: { contact: text } })
			expect(contact.status < 500, text).toBe(true)
			const body = { code: text, kind: text }
			expect((await t.ask('POST', '/api/v1/sessions', { body })).status < 500, text).toBe(true)
			const deadline = { at: text, zone: text, reason: text }
			const moved = await t.ask('PUT', t.at('/deadline'), { as, body: deadline })
			expect(moved.status, text).toBe(400)
		}
	})
})
