import { type APIResponse, type Locator, type Page } from '@playwright/test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from './expect.ts'
import { type Person } from './person.ts'
import { SEATS, type Venue } from './venue.ts'

/** The words that are taken out; `SECRET` stands in no other text. */
export const SECRET = 'SECRET: Paris accepts eighteen months'
/** What the point says without them. */
export const BEFORE = 'The guarantees are legally binding.'

/** Pastes words behind others in a point, as from another window. */
export async function paste(
	person: Person,
	number: number,
	behind: string,
	words: string
): Promise<void> {
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
export function filesWith(folder: string): readonly string[] {
	return readdirSync(folder).filter((name) => {
		const bytes = readFileSync(join(folder, name))
		return bytes.includes('SECRET') || bytes.includes(Buffer.from('SECRET', 'utf16le'))
	})
}

/** Whatever a page holds of the words: drawn, in fields, and on the device. */
export async function heldBy(page: Page): Promise<boolean> {
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
export async function everyAnswer(person: Person, { prepared }: Venue): Promise<string> {
	const root = `/api/v1/negotiations/${prepared.negotiation.id}`
	const get = async (path: string): Promise<string> => {
		const ask = (): Promise<APIResponse> => person.context.request.get(root + path)
		let answer = await ask()
		// what is dear to read is counted by the time that it takes, for all who come from one address: on a busy machine that is much
		if (answer.status() === 429) {
			const again = async (): Promise<number> => {
				answer = await ask()
				return answer.status()
			}
			await expect.poll(again, { timeout: 120_000, intervals: [5_000] }).not.toBe(429)
		}
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
export async function takeOut(person: Person, open: () => Promise<void>): Promise<void> {
	await open()
	const dialog = person.page.getByRole('dialog', { name: 'Take words out of the record' })
	await expect(dialog.getByText(SECRET).first()).toBeVisible()
	await dialog.getByRole('textbox', { name: /^Why/ }).fill('Pasted into the wrong window')
	await dialog.getByRole('button', { name: 'Take out of the record' }).click()
	await expect(dialog).toHaveCount(0)
	await expect(person.toast('Taken out of the record.')).toBeVisible()
}

/** Opens what takes words out from anywhere in the room; `number` is the point that it is about. */
export async function openDialog(person: Person, number: number): Promise<Locator> {
	await person.clause(number).scrollIntoViewIfNeeded()
	await person.text(number).focus()
	await person.page.keyboard.press('ControlOrMeta+k')
	await person.page.keyboard.type('take words of mine')
	await person.page.keyboard.press('Enter')
	const dialog = person.page.getByRole('dialog', { name: 'Take words out of the record' })
	await expect(dialog).toBeVisible()
	return dialog
}

/** Brings in the advisors of Ukraine and France alone. */
export async function pair(place: Venue): Promise<[Person, Person]> {
	const [ukraine, france] = [await place.newcomer('ukraine'), await place.newcomer('france')]
	await ukraine.enter(place.link(SEATS.ukraine))
	await france.enter(place.link(SEATS.france))
	return [ukraine, france]
}
