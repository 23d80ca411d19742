import { readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { expect, type Browser, type Page } from '@playwright/test'
import { parseBracketId } from '@parley/domain'
import {
	normaliseForComparison,
	OUTPUTS,
	readingText,
	withBracketSigns,
	type BracketedClause,
} from '@parley/formats'
import { NoteList, TextJson } from '@parley/protocol'
import { readText } from '@parley/server/src/commands/readText.ts'
import { openWorkshop } from '@parley/server/src/textWork/workshop.ts'
import { parseLine, parseProse } from '@parley/server/src/words.ts'
import { isLong, share } from '../support/scale.ts'
import { type Preparation } from '../support/server/negotiation.ts'
import { Observer } from './headless.ts'
import { hostileText, oneLine, pictured, readCorpora, sampleOf } from './hostileWords.ts'
import { gather, test, type Party } from './party.ts'
import { pasteInto, textOfFragments, type Clipboard } from './pasting.ts'
import { expectQuiet, watchScripts } from './scriptWatch.ts'
import { runParleyOn } from './serve.ts'
import { approachDeadline, SEATS, type OwnVenue } from './venue.ts'

/** How many strings go into one room: each is a clause, a name, a line of a note and pasted in three ways. */
const ROOM_SIZE = 400
/** Of each corpus, at the short scale. */
const SAMPLE = 20

/** A form has its fields as properties of their names: what looks for those of the form itself finds a field. */
const CLOBBERING = ['nodeType', 'childNodes', 'removeAttribute'].map(
	(name) => `<form id=x><input name=${name}>words beside a field</form>`
)

/** The points that others are pasted into stand before those that were imported. */
const POINTS = [1, 2, 3].map((number) => `## ${number}. Point ${number}\n\nBehind this:\n`)

test('[W72] [W73] hostile words run nothing and lose nothing, as headings, text, names, notes and pasted, in every page and output', async ({
	ownVenue,
	browser,
}) => {
	const corpora = await readCorpora()
	test.skip(corpora === null, 'needs the security corpora of the test data')
	if (corpora === null) return
	test.setTimeout(isLong ? 3_600_000 : 600_000)
	const words = [...CLOBBERING, ...(isLong ? corpora.all : sampleOf(corpora, SAMPLE))]
	const { index, of } = share()
	for (let from = index * ROOM_SIZE; from < words.length; from += of * ROOM_SIZE) {
		const some = words.slice(from, from + ROOM_SIZE)
		const opened = await openHostile(ownVenue, some)
		const { place, party, ran } = opened
		await test.step(`what was imported, from ${from}`, () => seeImported(opened))
		await test.step('names', () => seeNames(opened))
		await test.step('pasted', () => pasteAll(opened, some))
		await test.step('notes', () => takeNotes(opened, some))
		const before = await textOf(opened)
		await test.step('frozen', async () => {
			approachDeadline(place)
			await expect(party.secretariat.heading).toHaveText(/Frozen \w+ /)
			expect(await textOf(opened)).toEqual(before)
			await party.ukraine.page.goto(`${place.room}/frozen`)
			await expect(party.ukraine.page.getByRole('heading', { name: /^Frozen/ })).toBeVisible()
			const after = await shown(party.ukraine.page)
			expect(after.map(wordsAlone)).toEqual(before.map(wordsAlone))
		})
		await test.step('taken along', () => seeOutputs(opened, before, browser))
		expect(ran).toEqual([])
		console.log(`${some.length} strings from ${from}: no script ran, no text was lost`)
		for (const { context } of party.all) await context.close()
	}
})

/** A room full of hostile words with its people in it, and what their pages did that only a script can do. */
interface Hostile {
	readonly place: OwnVenue
	readonly party: Party
	readonly observer: Observer
	readonly names: readonly string[]
	readonly imported: readonly BracketedClause[]
	readonly ran: readonly string[]
}

async function openHostile(
	venue: (preparation?: Partial<Preparation>) => Promise<OwnVenue>,
	words: readonly string[]
): Promise<Hostile> {
	const names = words.map((one) => parseLine(one)).filter((name) => name !== '')
	const imported = await importWords(words)
	const place = await venue({
		title: parseLine(words.filter((_, i) => i % 20 === 0).join(' ')).slice(0, 200),
		notice: names[5] ?? '',
		contact: names[6] ?? '',
		imported,
		delegations: names.slice(0, 90).map((name, i) => ({ code: codeOf(i), name })),
		others: [
			{ role: 'note-taker', name: names[1] ?? '', delegationCode: null },
			{ role: 'observer', name: names[2] ?? '', delegationCode: null },
			...names.map((name, i) => ({
				role: 'advisor' as const,
				name,
				delegationCode: codeOf(i % 90),
			})),
		],
	})
	const everybody = ['ukraine', 'france', 'noteTaker', 'secretariat'] as const
	const party = await gather(place, everybody, { bypassCSP: true }, 'enterByPage')
	const origin = new URL(place.url).origin
	const ran = party.all.map(({ page }) => watchScripts(page, origin))
	return {
		place,
		party,
		observer: await Observer.enter(place),
		names,
		imported,
		get ran() {
			return ran.flat()
		},
	}
}

/** Codes of delegations: those of the two advisors, and as many others as are wanted. */
function codeOf(index: number): string {
	if (index < 2) return ['UA', 'FR'][index] ?? ''
	return `Q${String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26))}`
}

/** The words as they come out of files that are read as `create` reads them: Markdown of our own, and plain text. */
async function importWords(words: readonly string[]): Promise<readonly BracketedClause[]> {
	const workshop = openWorkshop()
	try {
		const markdown = test.info().outputPath('words.md')
		const text = hostileText(words)
		await writeFile(markdown, OUTPUTS.md.write(text))
		const { imported } = await readText(workshop, markdown)
		expect(imported.clauses.map(({ heading }) => heading)).toEqual(words.map(oneLine))
		expect(imported.clauses.map((clause) => bare(wordsOf(withSigns(clause).blocks)))).toEqual(
			words.map((word) => bare(pictured(word).repeat(2)))
		)
		const plain = test.info().outputPath('words.txt')
		// what no text file may hold is refused with its place (rules I2 and I3)
		const lines = words.filter((word) => !/(?![\t\n\r])\p{Cc}|\ufffd/u.test(word)).map(parseProse)
		const written = lines.filter((line) => line !== '').join('\n\n')
		await writeFile(plain, `Words\n\n${written}`)
		const read = await readText(workshop, plain)
		const drawn = { ...read.imported, clauses: read.imported.clauses.map(withSigns) }
		expect(normaliseForComparison(readingText(drawn))).toBe(
			normaliseForComparison(`Words\n\n${written}`)
		)
		await writeFile(plain, POINTS.join('\n'))
		const points = await readText(workshop, plain, { format: 'markdown' })
		return [...points.imported.clauses, ...imported.clauses, ...read.imported.clauses]
	} finally {
		await workshop.close()
	}
}

/** A clause as its file had it: with the square brackets as characters that became brackets of the room. */
function withSigns<T extends BracketedClause>(clause: T): T {
	const brackets = clause.brackets.map(({ key, holders }) => ({
		id: parseBracketId(key.slice('bracket:'.length)),
		holders,
	}))
	return { ...clause, blocks: withBracketSigns({ blocks: clause.blocks, brackets }) }
}

/** Words without white space and without square brackets, which a file has as characters and a text as marks. */
function withoutSigns(words: string): string {
	return bare(words).replace(/[[\]]/g, '')
}

/** What was imported is what the server has and the room shows: heading and text of every clause. */
async function seeImported(opened: Hostile): Promise<void> {
	const { party, imported } = opened
	const expected = imported.map(({ number, heading, blocks }) => ({
		heading: bare(`${number}${heading}`),
		text: bare(wordsOf(blocks)),
	}))
	const stored = await textOf(opened)
	expect(stored.map(({ heading, text }) => ({ heading, text }))).toEqual(expected)
	for (const { page } of [party.ukraine, party.noteTaker]) expect(await shown(page)).toEqual(stored)
}

/** Every name stands in the panel of the secretariat, of people and of delegations. */
async function seeNames({ party, place, names }: Hostile): Promise<void> {
	const { page } = party.secretariat
	await page.goto(`${place.room}/secretariat`)
	await expect(page.getByRole('region', { name: 'People and links' })).toBeVisible()
	await expect.poll(() => page.locator('.people > li').count()).toBeGreaterThan(names.length)
	const people = await page.locator('.people > li b').allTextContents()
	for (const name of names) expect(people.map(bare)).toContain(bare(name))
	const all = bare((await page.locator('main').textContent()) ?? '')
	for (const name of names.slice(0, 90)) expect(all).toContain(bare(name))
	await party.secretariat.comeBack(place.room)
}

/** Pastes all words as text, as HTML that shows them, and as HTML that they are; everybody sees what of it is text. */
async function pasteAll({ party, observer }: Hostile, words: readonly string[]): Promise<void> {
	const { ukraine, france } = party
	const ways: readonly ((word: string, i: number) => Clipboard)[] = [
		(word) => ({ text: `${word}\n` }),
		(word) => ({ html: `<p>${escaped(word)}</p>` }),
		(word, i) => ({ html: word, ...(i % 2 === 1 && { text: word }) }),
	]
	const inert = await textOfFragments(
		ukraine.context,
		words.map((word) => word)
	)
	for (const [at, way] of ways.entries()) {
		const number = at + 1
		await ukraine.clickBehind(number, 'Behind this:')
		await pasteInto(ukraine, number, words.map(way))
		await ukraine.whenSent()
		const expected = words.map((word, i) => bare(cleaned(at === 2 ? (inert[i] ?? '') : word)))
		const stored = piecesOf(await observer.read(number))
		const wrong = words.filter((_, i) => stored[i] !== expected[i])
		expect(wrong, `lost or changed in point ${number}`).toEqual([])
		expect(stored).toEqual(expected)
		for (const { page } of [ukraine, france]) {
			await expect
				.poll(async () =>
					piecesOf(
						(await page.locator('article.clause').nth(at).locator('.body').textContent()) ?? ''
					)
				)
				.toEqual(expected)
		}
	}
}

/** Takes notes of all words: the first few by hand, the rest by the API. Each stands in everybody's margin. */
async function takeNotes({ party, observer }: Hostile, words: readonly string[]): Promise<void> {
	const { noteTaker, france } = party
	const said = words.map(parseProse).filter((word) => word !== '')
	const byHand = said.filter((word) => !/\s/.test(word)).slice(0, 3)
	for (const word of byHand) {
		await noteTaker.clause(2).focus()
		const field = noteTaker.page.getByRole('textbox', { name: 'Note on Point 2' })
		await expect(async () => {
			await noteTaker.page.keyboard.press('n')
			await expect(field).toBeFocused({ timeout: 500 })
		}).toPass({ intervals: [1_000] })
		await field.fill(word)
		await field.press('Enter')
		await expect(field).toHaveCount(0)
	}
	const { clauses, position } = await observer.api.json('/text', TextJson)
	const notes = inNotes(said)
	for (const text of notes) {
		const body = { clause: clauses[2]?.clause.id, seen: position, text }
		const answer = await observer.api.fetch('/notes', { method: 'POST', body })
		expect(answer.status, await answer.text()).toBe(201)
	}
	const listed = await observer.api.json('/notes?limit=500', NoteList)
	const all = [...byHand, ...notes]
	expect(listed.notes.map(({ text }) => text)).toEqual(all)
	for (const { page } of [noteTaker, france]) {
		await page.locator('article.clause').nth(2).focus()
		await expect.poll(() => page.locator('article .say').count()).toBe(all.length)
		const cards = await page.locator('article .say').allTextContents()
		expect(cards.map(bare).toSorted()).toEqual(all.map(bare).toSorted())
	}
}

/** Opens every output of the frozen text as whoever gets it would: nothing runs, and all of it is there. */
async function seeOutputs(
	{ observer }: Hostile,
	text: readonly ShownClause[],
	browser: Browser
): Promise<void> {
	const context = await browser.newContext()
	const page = await context.newPage()
	const ran = watchScripts(page)
	const whole = text.map((clause) => clause.text).join('')
	for (const format of ['html', 'md', 'txt', 'json'] as const) {
		const file = test.info().outputPath(`frozen.${format === 'md' ? 'txt' : format}`)
		await writeFile(file, await observer.api.text(`/text?format=${format}`))
		await page.goto(pathToFileURL(file).href)
		if (format === 'html') {
			await expectQuiet(page, ran)
			const words = await page.locator('.text').allTextContents()
			expect(withoutSigns(words.join(''))).toBe(withoutSigns(pictured(whole)))
		}
		expect(ran).toEqual([])
		expect((await readFile(file, 'utf8')).length).toBeGreaterThan(whole.length)
	}
	await context.close()
}

/** A clause as it is shown or stored: its heading and text without white space. */
interface ShownClause {
	readonly id: string
	readonly heading: string
	readonly text: string
}

function wordsAlone({ heading, text }: ShownClause): readonly string[] {
	return [heading, text]
}

/** The text as the server has it. */
async function textOf({ observer }: Hostile): Promise<readonly ShownClause[]> {
	const { clauses } = await observer.api.json('/text', TextJson)
	return clauses.map(({ clause, blocks }) => ({
		id: clause.id,
		heading: bare(`${clause.number}${clause.heading}`),
		text: bare(wordsOf(blocks)),
	}))
}

/** The text as a page shows it. */
async function shown(page: Page): Promise<readonly ShownClause[]> {
	const read = await page.locator('article.clause').evaluateAll((articles) =>
		articles.map((article) => ({
			id: article.getAttribute('data-clause') ?? '',
			heading: article.querySelector('.clause-heading')?.textContent ?? '',
			text: Array.from(
				article.querySelectorAll(':is(.body, .clause-text) :is(p, h3, h4)'),
				(block) => block.textContent
			).join(''),
		}))
	)
	return read.map(({ id, heading, text }) => ({
		id,
		heading: bare(heading),
		text: bare(text),
	}))
}

/** All characters of blocks, of whatever shape. */
function wordsOf(value: unknown): string {
	if (Array.isArray(value)) return value.map(wordsOf).join('')
	if (typeof value !== 'object' || value === null) return ''
	if ('text' in value && typeof value.text === 'string') return value.text
	return 'content' in value ? wordsOf(value.content) : ''
}

/** What is written between the marks that `pasteInto` puts behind each piece. */
function piecesOf(text: string): string[] {
	const from = text.indexOf('Behind this:') + 'Behind this:'.length
	return text.slice(from).split(/⟦\d+⟧/).slice(0, -1).map(bare)
}

/** Notes of at most 2,000 characters, with as many of the words as fit, a line each. */
function inNotes(words: readonly string[]): readonly string[] {
	const notes: string[] = []
	let note = ''
	for (const word of words.map((one) => one.slice(0, 1900))) {
		if (note !== '' && note.length + word.length > 1900) {
			notes.push(parseProse(note))
			note = ''
		}
		note += `${word}\n`
	}
	return [...notes, parseProse(note)]
}

/** As the editor takes in what is pasted (rule E32). */
function cleaned(text: string): string {
	return text
		.toWellFormed()
		.normalize('NFC')
		.replace(/(?![\t\n])\p{Cc}/gu, '')
}

function bare(text: string): string {
	return text.replace(/\s+/g, '').normalize('NFC')
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

test('[W74] hostile files are read or refused in one sentence, and nothing of them runs or stays', async ({
	ownVenue,
}) => {
	const corpora = await readCorpora()
	test.skip(corpora === null, 'needs the security corpora of the test data')
	if (corpora === null) return
	const words = sampleOf(corpora, 40).map(parseProse)
	const place = await ownVenue()
	const page = `<!doctype html><body>${words.join('\n')}`
	const { folder } = place.prepared
	for (const [name, content, sentence] of [
		['page.html', page, /this is a web page \(HTML\)/],
		[
			'words.docx',
			Buffer.concat([Buffer.from('PK\x03\x04word/document.xml'), Buffer.from(page)]),
			/this is a Word file/,
		],
		['page.md', page, /this is a web page \(HTML\)/],
	] as const) {
		const file = test.info().outputPath(name)
		await writeFile(file, content)
		const ran = await runParleyOn(
			folder,
			'create',
			'--text',
			file,
			'--delegations',
			'UA:Ukraine',
			'--title',
			'x'
		)
		expect([ran.code, ran.output.trimEnd().split('\n').length]).toEqual([1, 1])
		expect(ran.output).toMatch(sentence)
	}
	const secretariat = await place.newcomer('secretariat')
	await secretariat.enter(place.link(SEATS.secretariat))
	await secretariat.page.goto('/')
	await expect(secretariat.page.getByRole('link', { name: /Drafting/ })).toHaveCount(1)
})
