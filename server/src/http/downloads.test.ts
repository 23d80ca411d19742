import { OUTPUTS, readJson } from '@parley/formats'
import { verifySnapshot } from '@parley/snapshot'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { openTestApp, type TestApp } from './testApp.ts'
import { suggest } from './testSuggestion.ts'

const FORMATS = ['txt', 'md', 'html', 'json'] as const

const Rows = z.object({ snapshots: z.array(z.object({ id: z.string() })) })
const Position = z.object({ position: z.number() })

async function positionOf(t: TestApp, as: string): Promise<number> {
	return Position.parse((await t.ask('GET', t.at('/text'), { as })).json).position
}

test('[H70] the text of any position is a file in each format, and says which state it is', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Observer')
	const before = await positionOf(t, as)
	const secretariat = await t.signIn('Secretariat')
	const [clause] = t.framework.clauses
	await t.ask('PATCH', t.at(`/clauses/${clause?.id ?? ''}`), {
		as: secretariat,
		body: { status: 'agreed' },
	})
	for (const format of FORMATS) {
		const now = await t.ask('GET', t.at(`/text?format=${format}`), { as })
		expect(now.status).toBe(200)
		expect(now.headers.get('content-type')).toBe(OUTPUTS[format].mediaType)
		expect(now.headers.get('x-content-type-options')).toBe('nosniff')
		const named = await t.ask('GET', t.at(`/text?format=${format}&at=${before + 1}`), { as })
		expect(named.text).toBe(now.text)
		const then = await t.ask('GET', t.at(`/text?format=${format}&at=${before}`), { as })
		expect(then.text).not.toBe(now.text)
		if (format !== 'json') expect(then.text).toContain(`Draft at position ${before} of round 1`)
	}
	const statusAt = async (position: number) => {
		const answer = await t.ask('GET', t.at(`/text?format=json&at=${position}`), { as })
		return readJson(answer.text).clauses.find(({ id }) => id === clause?.id)?.status
	}
	expect([await statusAt(before), await statusAt(before + 1)]).toEqual(['not-discussed', 'agreed'])
	const beyond = await t.ask('GET', t.at(`/text?format=md&at=${before + 2}`), { as })
	expect(beyond.code).toBe('bad-request')
	expect((await t.ask('GET', t.at('/text?format=docx'), { as })).code).toBe('bad-request')
	expect((await t.ask('GET', t.at('/text?format=md'))).code).toBe('not-signed-in')
})

test('[H70] [H71] from the freeze on it is the frozen text, the same as that of the snapshot', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Secretariat')
	const last = await positionOf(t, as)
	const draft = await t.ask('GET', t.at(`/text?format=json&at=${last}`), { as })
	expect((await t.ask('POST', t.at('/freeze'), { as, body: { reason: 'Done.' } })).status).toBe(200)
	const list = await t.ask('GET', t.at('/snapshots'), { as })
	const id = Rows.parse(list.json).snapshots[0]?.id ?? ''
	const signed = await t.ask('GET', t.at(`/snapshots/${id}`), { as })
	const checked = verifySnapshot(new TextEncoder().encode(signed.text))
	if (checked.kind === 'invalid') throw new Error(checked.reason)
	const names = new Set([signed.headers.get('content-disposition')])
	for (const format of FORMATS) {
		const ofText = await t.ask('GET', t.at(`/text?format=${format}`), { as })
		const ofSnapshot = await t.ask('GET', t.at(`/snapshots/${id}?format=${format}`), { as })
		expect(ofText.text).toBe(ofSnapshot.text)
		expect(ofText.text).toContain(checked.digest)
		expect(ofText.headers.get('content-disposition')).toMatch(/-round-1-frozen-[\dTZ-]+(-data)?\./)
		names.add(ofText.headers.get('content-disposition'))
	}
	expect(names.size).toBe(FORMATS.length + 1)
	const then = await t.ask('GET', t.at(`/text?format=json&at=${last}`), { as })
	expect(then.text).toBe(draft.text)
})

test('[H70] [H71] what is said about a suggestion is in every file, with who said it and when, and as it was said when the text froze', async () => {
	const t = await openTestApp()
	const [as, ukraine, france] = [
		await t.signIn('Secretariat'),
		await t.signIn('Advisor 1'),
		await t.signIn('Advisor 3'),
	]
	const suggestion = await suggest(t, 'All ')
	const clause = t.framework.clauses[0]?.id ?? ''
	const at = t.at(`/clauses/${clause}/suggestions/${suggestion}`)
	const body = { title: 'Winter', suggestions: [{ clause, suggestion }] }
	const made = await t.ask('POST', t.at('/proposals'), { as: ukraine, body })
	const why = { reason: 'As in Vienna.', counters: null }
	const explained = await t.ask('PUT', `${at}/reason`, { as: ukraine, body: why })
	const asked = { as: france, body: { words: 'Which ones?' } }
	const said = await t.ask('POST', `${at}/comments`, asked)
	expect([made.status, explained.status, said.status]).toEqual([201, 200, 201])
	const words = ['Winter', 'As in Vienna.', 'Which ones?', 'FR']
	const draft = await Promise.all(
		FORMATS.map(async (format) => {
			const { text } = await t.ask('GET', t.at(`/text?format=${format}`), { as })
			for (const one of words) expect(text).toContain(one)
			const unnamed = await t.ask('GET', t.at(`/text?format=${format}&attributed=false`), { as })
			expect(unnamed.status).toBe(200)
			for (const one of words.slice(0, 3)) expect(unnamed.text).not.toContain(one)
			return text
		})
	)
	expect((await t.ask('POST', t.at('/freeze'), { as, body: { reason: 'Done.' } })).status).toBe(200)
	for (const [i, format] of FORMATS.entries()) {
		const { text } = await t.ask('GET', t.at(`/text?format=${format}`), { as })
		if (format !== 'json') {
			const linesOf = (file = '') => file.split('\n').filter((line) => /Vienna|Which/.test(line))
			expect(linesOf(text)).toEqual(linesOf(draft[i]))
			expect(linesOf(text)).toHaveLength(2)
		} else {
			const ofText = (file: string) => readJson(file).clauses.map((one) => one.suggestions)
			expect(ofText(text)).toEqual(ofText(draft[i] ?? ''))
		}
	}
})

test('[H71] a page comes as a file and in a sandbox, and a title in any script names it', async () => {
	const t = await openTestApp({ title: 'Угода про "мир"/2025' })
	const as = await t.signIn('Observer')
	const page = await t.ask('GET', t.at('/text?format=html'), { as })
	expect(page.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
	const position = await positionOf(t, as)
	const name = page.headers.get('content-disposition') ?? ''
	expect(name).toMatch(/^attachment; filename="[a-z0-9_.-]+"; filename\*=UTF-8''[\w%.-]+$/)
	expect(decodeURIComponent(name.split("''")[1] ?? '')).toBe(
		`Угода-про-мир-2025-round-1-draft-at-${position}.html`
	)
})
