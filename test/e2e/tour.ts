import { readFile } from 'node:fs/promises'
import { type Browser, type Page } from '@playwright/test'
import { pastAuthors } from './authorTour.ts'
import { expect } from './expect.ts'
import { type Preparation } from '../support/server/negotiation.ts'
import { pastOpenings, pastPhone, pastReference, pastRights, pastWall } from './openings.ts'
import { gather, type Party } from './party.ts'
import { type Visit } from './ways.ts'
import {
	approachDeadline,
	openOwnVenue,
	SEATS,
	startTimed,
	type OwnVenue,
	type Venue,
} from './venue.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A paragraph as long as they come, in the other script of the room. */
const UKRAINIAN =
	'Сторони домовляються, що спостережна місія, склад якої визначається за згодою всіх делегацій, щодня доповідає про дотримання режиму припинення вогню, а також про перешкоди в доступі до населених пунктів, об’єктів критичної інфраструктури та місць утримання осіб, позбавлених свободи.'

/** Leads past every screen in every state that it has. Gives what pages did that no page may do. */
export async function tour(
	browser: Browser,
	visit: Visit,
	preparation: Partial<Preparation> = {}
): Promise<readonly string[]> {
	const faults: (readonly string[])[] = []
	const at = async (
		what: (venue: OwnVenue, visit: Visit) => Promise<void>,
		more: Partial<Preparation> = {}
	): Promise<void> => {
		const venue = await openOwnVenue(browser, startTimed, more)
		try {
			await what(venue, visit)
		} finally {
			await venue.close()
			faults.push(venue.faults)
		}
	}
	await at(pastNegotiation, preparation)
	await at(pastAuthors)
	await at(pastBadRoom)
	await at(pastEmptyRoom, { clauses: 0, text: '' })
	await at(pastOutage, { now: Date.now() - 3 * HOUR_MS, deadlineInMs: HOUR_MS })
	await at(pastExpiredLink, { now: Date.now() - 40 * DAY_MS, deadlineInMs: 20 * DAY_MS })
	return faults.flat()
}

async function pastNegotiation(venue: OwnVenue, visit: Visit): Promise<void> {
	await pastDoor(venue, visit)
	const party = await gather(venue)
	await pastRoom(party, visit)
	await pastOpenings(party, visit)
	await pastPhone(venue, party, visit)
	await pastRights(party, visit)
	const wall = await pastWall(venue, visit)
	await pastPanel(venue, party, visit)
	await pastFreeze(venue, party, visit)
	await expect(wall.page.getByRole('timer')).toContainText(/^Frozen/)
	await visit('wall-frozen', wall.page)
	await pastReference(venue, visit)
}

async function pastDoor(venue: Venue, visit: Visit): Promise<void> {
	const { page } = await venue.newcomer('stranger')
	await page.goto('/')
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
	await visit('negotiations-none', page)
	await page.goto('/enter')
	await expect(page.getByRole('heading', { name: 'Open your link' })).toBeVisible()
	await visit('enter-no-link', page)
	await page.goto(venue.link(SEATS.ukraine))
	await expect(page.getByText('Is this you?')).toBeVisible()
	await visit('enter', page)
	await page.getByRole('button', { name: 'Not me' }).click()
	await visit('enter-not-me', page)
	await page.goto(venue.room)
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
	await visit('room-no-access', page)
	await page.goto('/nowhere')
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
	await visit('missing', page)
}

async function pastRoom(party: Party, visit: Visit): Promise<void> {
	const { ukraine, france, noteTaker, secretariat } = party
	await ukraine.text(2).click()
	await ukraine.page.keyboard.press('Control+End')
	await ukraine.page.keyboard.press('Enter')
	await ukraine.page.keyboard.insertText(UKRAINIAN)
	await ukraine.whenSent()
	for (const note of ['Kyiv asks for the mission every day.', 'Paris will answer in writing.']) {
		await noteTaker.clause(2).focus()
		const field = noteTaker.page.getByRole('textbox', { name: 'Note on Point 2' })
		// letters right behind a note that was sent are taken for the end of it (rule N5)
		await expect(async () => {
			await noteTaker.page.keyboard.press('n')
			await expect(field).toBeFocused({ timeout: 500 })
		}).toPass({ intervals: [1_000] })
		await noteTaker.page.keyboard.type(note)
		await noteTaker.page.keyboard.press('Enter')
		await expect(noteTaker.page.getByRole('article').filter({ hasText: note })).toBeVisible()
		await expect(field).toHaveCount(0)
	}
	await france.text(1).click()
	await france.page.keyboard.press('Shift+Home')
	await expect(france.page.getByRole('toolbar', { name: 'Format' })).toBeVisible()
	await expect(ukraine.row(1)).toHaveAccessibleName(/Advisor 2, France/)
	await visit('room', ukraine.page)
	await visit('room-toolbar', france.page)
	await visit('room-reading', noteTaker.page)
	const notes = secretariat.page.getByRole('button', { name: /Kyiv asks/ })
	await notes.click()
	await expect(secretariat.page.getByRole('region', { name: /as it stood at/ })).toBeVisible()
	await visit('room-note-then', secretariat.page)
	await secretariat.page.keyboard.press('Escape')
	await france.page.getByRole('button', { name: /^Who is here/ }).click()
	await expect(france.page.getByRole('menu')).toBeVisible()
	await visit('room-people', france.page)
	await france.page.keyboard.press('Escape')
	await france.page.keyboard.press('Control+/')
	await expect(france.page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
	await visit('room-keys', france.page)
	await france.page.keyboard.press('Escape')
	await ukraine.clause(3).focus()
	await ukraine.page.keyboard.press('n')
	await expect(ukraine.page.getByRole('textbox', { name: 'Note on Point 3' })).toBeFocused()
	await visit('room-note-composer', ukraine.page)
	await ukraine.page.keyboard.press('Escape')
}

async function pastPanel(
	venue: Venue,
	{ ukraine, secretariat }: Party,
	visit: Visit
): Promise<void> {
	const { page } = secretariat
	await page.goto(`${venue.room}/secretariat`)
	await expect(page.getByRole('region', { name: 'People and links' })).toBeVisible()
	await visit('secretariat', page)
	await page.getByRole('button', { name: /^Point 2.*: release$/ }).click()
	await page.getByRole('button', { name: 'Release it' }).click()
	await expect(page.getByRole('dialog')).toHaveCount(0)
	await page.getByRole('button', { name: 'Move the deadline…' }).click()
	await visit('secretariat-deadline', page)
	await page.keyboard.press('Escape')
	await page.getByRole('button', { name: 'Freeze now…' }).click()
	await visit('secretariat-freeze', page)
	await page.keyboard.press('Escape')
	await page.getByRole('button', { name: 'New link for France, Advisor 2' }).click()
	await expect(page.getByRole('dialog')).toBeVisible()
	await visit('secretariat-link', page)
	await page.getByRole('button', { name: 'Done' }).click()
	await page.getByRole('button', { name: 'More for France, Advisor 2' }).click()
	await expect(page.getByRole('menu')).toBeVisible()
	await visit('secretariat-more', page)
	await page.getByRole('menuitem', { name: 'Take the seat away…' }).click()
	await expect(page.getByRole('dialog')).toBeVisible()
	await visit('secretariat-revoke', page)
	await page.getByRole('button', { name: 'Keep the seat' }).click()
	const list = await ukraine.context.newPage()
	await list.goto('/')
	await expect(list.getByRole('link', { name: /Drafting/ })).toBeVisible()
	await visit('negotiations', list)
	await list.goto(`${venue.room}/frozen`)
	await expect(list.getByRole('heading', { level: 1 })).toBeVisible()
	await visit('frozen-not-yet', list)
	await list.goto(venue.link(SEATS.ukraine))
	await expect(list.getByRole('heading', { level: 1 })).toBeVisible()
	await visit('enter-link-used', list)
	await list.close()
}

async function pastFreeze(venue: OwnVenue, party: Party, visit: Visit): Promise<void> {
	const { ukraine, france, secretariat } = party
	await france.clickBehind(1, (await france.read(1)).slice(0, 20))
	await france.loseLine()
	await france.page.keyboard.type(' (too late)')
	await expect(france.delivery).toHaveAttribute('data-delivery', 'unsent')
	await visit('room-offline', france.page)
	approachDeadline(venue)
	await expect(ukraine.text(1)).toHaveAccessibleName(/, frozen$/)
	await visit('room-frozen', ukraine.page)
	await france.context.setOffline(false)
	await expect(france.page.getByRole('dialog', { name: /arrived after the freeze/ })).toBeVisible()
	await visit('room-late', france.page)
	await france.page.getByRole('button', { name: 'View beside the text' }).click()
	await visit('room-late-card', france.page)
	await expect(secretariat.page.getByText('1 edit arrived after the freeze.')).toBeVisible()
	await visit('secretariat-frozen', secretariat.page)
	await france.page.goto(`${venue.room}/frozen`)
	await expect(france.page.getByRole('heading', { name: /^Frozen/ })).toBeVisible()
	await expect(france.page.getByText('1 edit of your delegation')).toBeVisible()
	await visit('frozen', france.page)
	await france.page.goto('/')
	await expect(france.page.getByRole('link', { name: /Frozen/ })).toBeVisible()
	await visit('negotiations-frozen', france.page)
	await pastVerify(venue, secretariat.page, visit)
}

async function pastVerify(venue: Venue, panel: Page, visit: Visit): Promise<void> {
	const key = await panel.locator('.fingerprint').innerText()
	const [download] = await Promise.all([
		panel.waitForEvent('download'),
		panel.getByRole('link', { name: /^Frozen text, signed/ }).click(),
	])
	const buffer = await readFile(await download.path())
	const file = { name: 'frozen-text.json', mimeType: 'application/json', buffer }
	const { page } = await venue.newcomer('recipient')
	await page.goto('/verify')
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
	await visit('verify', page)
	const input = page.locator('input[type=file]')
	await input.setInputFiles(file)
	await expect(page.locator('.verdict')).toBeVisible()
	await visit('verify-consistent', page)
	await page.getByLabel('Key or fingerprint you were given').fill(key)
	await expect(page.locator('.verdict.valid')).toBeVisible()
	await visit('verify-valid', page)
	const middle = buffer.length >> 1
	buffer[middle] = (buffer[middle] ?? 0) ^ 1
	await input.setInputFiles({ ...file, buffer })
	await expect(page.locator('.verdict.invalid')).toBeVisible()
	await visit('verify-invalid', page)
}

async function pastEmptyRoom(venue: Venue, visit: Visit): Promise<void> {
	const { page } = await venue.newcomer('ukraine')
	await page.goto(venue.link(SEATS.ukraine))
	await page.getByRole('button', { name: 'Enter', exact: true }).click()
	await expect(page.getByText('No points yet.')).toBeVisible()
	await visit('room-empty', page)
}

/** What is seen while the server takes its time, and where it fails. */
async function pastBadRoom(venue: Venue, visit: Visit): Promise<void> {
	const ukraine = await venue.newcomer('ukraine')
	await ukraine.enter(venue.link(SEATS.ukraine))
	const { page } = ukraine
	const room = `**/api/v1/negotiations/${venue.prepared.negotiation.id}`
	let letGo: () => void = () => undefined
	const held = new Promise<void>((resolve) => {
		letGo = resolve
	})
	await page.route(room, async (route) => {
		await held
		await route.continue()
	})
	await page.reload()
	await expect(page.getByRole('status').first()).toBeVisible()
	await visit('room-loading', page)
	letGo()
	await expect(ukraine.clause(1)).toBeVisible()
	await page.unrouteAll({ behavior: 'wait' })
	const problem = {
		status: 500,
		contentType: 'application/problem+json',
		body: JSON.stringify({
			type: 'about:blank',
			title: 'Something broke',
			status: 500,
			code: 'internal',
			detail: 'Something broke on the server, and nothing more is known here.',
			reference: '7f3a90c1d2',
		}),
	}
	await page.route(`${room}/text`, (route) => route.fulfill(problem))
	await page.reload()
	await expect(page.getByRole('heading', { name: 'Something broke on the server.' })).toBeVisible()
	await expect(page.getByText('Reference 7f3a90c1d2')).toBeVisible()
	await visit('room-text-error', page)
	await page.route(room, (route) => route.fulfill(problem))
	await page.reload()
	await expect(page.getByRole('button', { name: 'Copy details' })).toBeVisible()
	await visit('room-error', page)
}

async function pastOutage(venue: Venue, visit: Visit): Promise<void> {
	const france = await venue.newcomer('france')
	await france.enter(venue.link(SEATS.france))
	await expect(france.page.getByTestId('banner-awaiting')).toBeVisible()
	await visit('room-awaiting-chair', france.page)
	const secretariat = await venue.newcomer('secretariat')
	await secretariat.enter(venue.link(SEATS.secretariat))
	await secretariat.page.goto(`${venue.room}/secretariat`)
	await expect(secretariat.page.getByText('The server was not running')).toBeVisible()
	await visit('secretariat-awaiting-chair', secretariat.page)
}

async function pastExpiredLink(venue: Venue, visit: Visit): Promise<void> {
	const { page } = await venue.newcomer('latecomer')
	await page.goto(venue.link(SEATS.ukraine))
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
	await visit('enter-link-expired', page)
}
