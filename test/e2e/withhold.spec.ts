import { expect, type Page } from '@playwright/test'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runParley } from '../support/parley.ts'
import { agreeOn, gather, test } from './party.ts'
import { type Person } from './person.ts'
import { SEATS, type Venue } from './venue.ts'

const SECRET = 'SECRET: Paris accepts eighteen months'
const BEFORE = 'The guarantees are legally binding.'

/** Pastes words behind others in a point, as from another window. */
async function paste(person: Person, number: number, behind: string, words: string): Promise<void> {
	await person.clickBehind(number, behind)
	await person.text(number).evaluate((text, pasted) => {
		const clipboardData = new DataTransfer()
		clipboardData.setData('text/plain', pasted)
		text.dispatchEvent(
			new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
		)
	}, words)
}

/** The files of a folder in which the words stand, byte by byte. */
function filesWith(folder: string): readonly string[] {
	return readdirSync(folder).filter((name) => {
		const bytes = readFileSync(join(folder, name))
		return bytes.includes('SECRET') || bytes.includes(Buffer.from('SECRET', 'utf16le'))
	})
}

/** Whatever a page holds of the words: drawn, in fields, and on the device. */
async function heldBy(page: Page): Promise<boolean> {
	return page.evaluate(async () => {
		const found: string[] = [document.documentElement.outerHTML]
		for (const store of [localStorage, sessionStorage])
			found.push(JSON.stringify(Object.entries(store)))
		for (const { name } of await indexedDB.databases()) {
			if (name === undefined) continue
			const database = await new Promise<IDBDatabase>((resolve, reject) => {
				const opening = indexedDB.open(name)
				opening.onsuccess = () => {
					resolve(opening.result)
				}
				opening.onerror = () => {
					reject(new Error('the device cannot be read'))
				}
			})
			for (const store of database.objectStoreNames) {
				const rows = await new Promise<unknown[]>((resolve, reject) => {
					const reading = database.transaction(store).objectStore(store).getAll()
					reading.onsuccess = () => {
						resolve(reading.result)
					}
					reading.onerror = () => {
						reject(new Error('the device cannot be read'))
					}
				})
				const texts = rows.map((row) =>
					JSON.stringify(row, (_, value: unknown) =>
						value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value
					)
				)
				found.push(...texts)
			}
			database.close()
		}
		return found.some((text) => text.includes('SECRET'))
	})
}

/** Every answer about the negotiation that a seat can get, at every position and in every form. */
async function everyAnswer(person: Person, { prepared }: Venue): Promise<string> {
	const root = `/api/v1/negotiations/${prepared.negotiation.id}`
	const get = async (path: string): Promise<string> => {
		const answer = await person.context.request.get(root + path)
		expect(answer.status(), path).toBeLessThan(300)
		return answer.text()
	}
	const text = JSON.parse(await get('/text')) as {
		position: number
		clauses: { clause: { id: string; number: string } }[]
	}
	const clause = text.clauses.find((one) => one.clause.number === '5')?.clause.id ?? ''
	const answers = [
		await get(''),
		await get('/notes'),
		await get('/late'),
		await get('/changes?since=1'),
	]
	for (const at of [...Array(text.position).keys()].map((index) => index + 1)) {
		answers.push(await get(`/text?at=${at}`), await get(`/clauses/${clause}?at=${at}`))
		answers.push(await get(`/clauses/${clause}/authorship?at=${at}`))
	}
	for (const format of ['txt', 'md', 'html', 'json'])
		answers.push(await get(`/text?format=${format}`))
	// Of words that are none of one's own one is refused the list.
	const insertions = await person.context.request.get(`${root}/clauses/${clause}/insertions`)
	answers.push(await insertions.text())
	return answers.join('\n')
}

/** Opens what takes words out, and takes those out that are chosen at first. */
async function takeOut(person: Person, open: () => Promise<void>): Promise<void> {
	await open()
	const dialog = person.page.getByRole('dialog', { name: 'Take words out of the record' })
	await expect(dialog.getByText(SECRET)).toBeVisible()
	await dialog.getByRole('textbox', { name: /^Why/ }).fill('Pasted into the wrong window')
	await dialog.getByRole('button', { name: 'Take out of the record' }).click()
	await expect(dialog).toHaveCount(0)
	await expect(person.toast('Taken out of the record.')).toBeVisible()
}

test('[W56] a mis-pasted passage that its author takes out is found nowhere afterwards, and what others type stays', async ({
	venue,
}) => {
	const place = await venue()
	const { folder } = place.prepared
	const { ukraine, france, secretariat, all } = await gather(place)
	await paste(ukraine, 5, 'legally binding', ` ${SECRET}`)
	await ukraine.whenSent()
	for (const person of all) await expect(person.clause(5)).toContainText(SECRET)
	expect(filesWith(folder)).not.toEqual([])
	expect(await everyAnswer(france, place)).toContain('SECRET')

	// Deletes it at once, as everybody would: it is in the record all the same. Meanwhile France goes on.
	await ukraine.page.keyboard.press('ControlOrMeta+z')
	await expect(ukraine.clause(5)).not.toContainText('SECRET')
	await france.clickBehind(5, 'The guarantees')
	await france.page.keyboard.type(' of all')
	await ukraine.whenSent()
	await takeOut(ukraine, async () => {
		await ukraine.page.keyboard.press('ControlOrMeta+k')
		await ukraine.page.keyboard.type('take words of mine')
		await ukraine.page.keyboard.press('Enter')
	})
	await france.page.keyboard.type(' four')
	await france.whenSent()
	const after = BEFORE.replace('guarantees', 'guarantees of all four')
	expect(await agreeOn(all, 5)).toBe(after)
	await expect(secretariat.toast('took words of their own out of Point 5')).toBeVisible()

	await expect.poll(() => filesWith(folder)).toEqual([])
	for (const person of all) {
		expect(await everyAnswer(person, place)).not.toContain('SECRET')
		expect(await heldBy(person.page)).toBe(false)
	}
	// Not by undoing either.
	await ukraine.text(5).focus()
	for (const key of ['ControlOrMeta+z', 'ControlOrMeta+Shift+z', 'ControlOrMeta+Shift+z']) {
		await ukraine.page.keyboard.press(key)
	}
	await ukraine.whenSent()
	expect(await agreeOn(all, 5)).toBe(after)
	const other = await mkdtemp(join(tmpdir(), 'parley-withheld-'))
	for (const [command, ...rest] of [
		['log', 'check'],
		['backup', join(other, 'backup')],
		['archive', place.prepared.negotiation.id, join(other, 'record.jsonl')],
		['export', '--format', 'json', '--out', join(other, 'text.json')],
	]) {
		const ran = await runParley(folder, [command ?? '', ...rest])
		expect([command, ran.code, ran.err]).toEqual([command, 0, ''])
	}
	expect(readdirSync(other)).toHaveLength(3)
	expect(filesWith(other)).toEqual([])
	await rm(other, { recursive: true })
	expect(filesWith(folder)).toEqual([])
})

/** Brings in the advisors of Ukraine and France alone. */
async function pair(place: Venue): Promise<[Person, Person]> {
	const [ukraine, france] = [await place.newcomer('ukraine'), await place.newcomer('france')]
	await ukraine.enter(place.link(SEATS.ukraine))
	await france.enter(place.link(SEATS.france))
	return [ukraine, france]
}

test('[W57] what is selected and still stands is taken out by its author, without what others wrote between', async ({
	venue,
}) => {
	const place = await venue()
	const [ukraine, france] = await pair(place)
	await paste(ukraine, 5, 'legally binding', ` ${SECRET}`)
	await expect(france.clause(5)).toContainText(SECRET)
	await france.clickBehind(5, 'SECRET')
	await france.page.keyboard.type(' (France asks)')
	await france.whenSent()
	await expect(ukraine.clause(5)).toContainText('(France asks)')
	await ukraine.clickBehind(5, 'eighteen months')
	await ukraine.page.keyboard.down('Shift')
	for (let i = 0; i < ` ${SECRET} (France asks)`.length; i++) {
		await ukraine.page.keyboard.press('ArrowLeft')
	}
	await ukraine.page.keyboard.up('Shift')
	await ukraine.page.getByRole('button', { name: 'Take out of the record…' }).click()
	const dialog = ukraine.page.getByRole('dialog', { name: 'Take words out of the record' })
	await expect(dialog).toContainText('14 characters between them were written by others and stay.')
	await dialog.getByRole('button', { name: 'Take out of the record' }).click()
	await expect(ukraine.toast('Taken out of the record.')).toBeVisible()
	expect(await agreeOn([ukraine, france], 5)).toBe(
		BEFORE.replace('binding', 'binding (France asks)')
	)
	await expect.poll(() => filesWith(place.prepared.folder)).toEqual([])
})

test('[W58] a page that was away with the words loses them when it comes back, and brings its own', async ({
	venue,
}) => {
	const place = await venue()
	const [ukraine, france] = await pair(place)
	await paste(ukraine, 5, 'legally binding', ` ${SECRET}`)
	await ukraine.whenSent()
	await expect(france.clause(5)).toContainText(SECRET)
	await france.context.setOffline(true)
	await france.clickBehind(5, 'The guarantees')
	await france.page.keyboard.type(' of all')
	await takeOut(ukraine, async () => {
		await ukraine.page.keyboard.press('ControlOrMeta+k')
		await ukraine.page.keyboard.type('take words of mine')
		await ukraine.page.keyboard.press('Enter')
	})
	await france.context.setOffline(false)
	expect(await agreeOn([ukraine, france], 5)).toBe(
		BEFORE.replace('guarantees', 'guarantees of all')
	)
	await france.whenSent()
	expect(await heldBy(france.page)).toBe(false)
	await expect.poll(() => filesWith(place.prepared.folder)).toEqual([])
})
