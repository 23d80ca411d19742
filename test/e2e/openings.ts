import { type Locator, type Page } from '@playwright/test'
import { expect } from './expect.ts'
import { type Party } from './party.ts'
import { type Person } from './person.ts'
import { SEATS, type Venue } from './venue.ts'
import { show, WIDTHS, type Visit, type Way } from './ways.ts'

const PHONE: Way = { size: WIDTHS[3], colours: 'light', touch: true }

/** Leads past what commands open over the room. */
export async function pastOpenings({ ukraine, france }: Party, visit: Visit): Promise<void> {
	const { page } = france
	await page.keyboard.press('Control+k')
	await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible()
	await visit('room-palette', page)
	await page.keyboard.type('gua')
	await expect(page.getByRole('option', { name: /guarantees/i })).toBeVisible()
	await visit('room-palette-found', page)
	await page.keyboard.press('Escape')
	await expect(page.getByRole('dialog')).toHaveCount(0)
	await past(page, 'what others did', 'What others did', async () => {
		await expect(page.getByRole('button', { name: /^Go to Point 2/ }).first()).toBeVisible()
		await visit('room-activity', page)
	})
	await past(page, 'save a copy', 'Save a copy of the text', () => visit('room-copies', page))
	await past(page, 'take words of mine', 'Take words out of the record', async () => {
		await expect(
			page.getByRole('dialog').getByText(/^Which words of|^You have pasted/)
		).toBeVisible()
		await visit('room-withhold', page)
	})
	await pastSuggestions(france, visit)
	await past(page, 'settings', 'Settings', () => visit('room-settings', page))
	await past(page, 'sign out', 'Sign out of this browser?', () => visit('room-leaving', page))
	await ukraine.page.getByRole('button', { name: /^You are/ }).click()
	await expect(ukraine.page.getByRole('menu')).toBeVisible()
	await visit('room-me', ukraine.page)
	await ukraine.page.keyboard.press('Escape')
}

/** Leads past a suggestion with its card, and the list of all; nothing is suggested afterwards. */
async function pastSuggestions(person: Person, visit: Visit): Promise<void> {
	const { page } = person
	await person.text(1).click()
	await page.keyboard.press('Control+.')
	await expect(page.getByTestId('mode')).toHaveText('Suggesting')
	await page.keyboard.type('негайно, ')
	const card = page.getByRole('article', { name: /^Suggestion of France/ })
	await expect(card).toBeVisible()
	await visit('room-suggesting', page)
	await past(page, 'All open suggestions', '1 suggestion open', () =>
		visit('room-suggestions', page)
	)
	await card.getByRole('button', { name: /^Withdraw/ }).click()
	await expect(card).toHaveCount(0)
	await page.keyboard.press('Control+.')
	await expect(page.getByTestId('mode')).toHaveText('Editing')
}

/** Leads past a point that is held, and words that came too late for it; it is held afterwards. */
export async function pastRights({ france, secretariat }: Party, visit: Visit): Promise<void> {
	await france.text(2).click()
	await france.loseLine()
	await france.page.keyboard.type(' as agreed')
	await secretariat.clause(2).focus()
	await secretariat.page.keyboard.press('Control+k')
	await secretariat.page.keyboard.type('Hold this point')
	await secretariat.page.keyboard.press('Enter')
	const holding = secretariat.page.getByRole('dialog', { name: /^Hold Point 2/ })
	await expect(holding).toBeVisible()
	await visit('room-holding', secretariat.page)
	await holding.getByRole('textbox').fill('The lawyers of both sides look at it.')
	await holding.getByRole('button', { name: 'Hold it' }).click()
	await expect(holding).toHaveCount(0)
	await france.context.setOffline(false)
	const refused = france.page.getByRole('dialog', { name: /did not take your words/ })
	await expect(refused).toBeVisible({ timeout: 30_000 })
	await expect(refused).toContainText('This device keeps them')
	await visit('room-refused', france.page)
	await refused.getByRole('button', { name: /^Let go of the words/ }).click()
	await expect(refused).toHaveCount(0)
	await visit('room-held', france.page)
}

/** Shows the place of the first seat on a wall; gives its page, which stays. */
export async function pastWall(venue: Venue, visit: Visit): Promise<Person> {
	const wall = await venue.newcomer('wall')
	await wall.enter(venue.link(SEATS.observer))
	const { page } = wall
	// by its address: the bar where the person is chosen goes by itself after a while
	const seat = venue.prepared.seats[SEATS.ukraine]?.seat.id ?? ''
	await page.goto(`${venue.room}/display?follow=${seat}`)
	await expect(page.getByText('Advisor 1, Ukraine').first()).toBeVisible()
	await expect(page.getByRole('article').first()).toBeVisible()
	await page.mouse.move(200, 200)
	await visit('wall', page)
	return wall
}

/** Leads past what a telephone alone shows: another window of the secretariat. */
export async function pastPhone(venue: Venue, { secretariat }: Party, visit: Visit): Promise<void> {
	const page = await secretariat.context.newPage()
	await show(page, PHONE)
	await page.goto(venue.room)
	const bar = page.getByRole('navigation', { name: 'Views' })
	const opened: readonly (readonly [string, RegExp, Locator])[] = [
		['phone-outline', /^Outline/, page.getByRole('tree')],
		['phone-people', /People \d$/, page.getByRole('menu')],
		['phone-me', /Me$/, page.getByRole('menu')],
	]
	for (const [name, control, what] of opened) {
		await bar.getByRole('button', { name: control }).click()
		await expect(what).toBeVisible()
		await visit(name, page)
		await show(page, PHONE)
		await page.keyboard.press('Escape')
		await expect(what).toBeHidden()
	}
	await page.close()
}

/** Leads past what programs are told of the server. */
export async function pastReference(venue: Venue, visit: Visit): Promise<void> {
	const { page } = await venue.newcomer('programmer')
	await page.goto('/reference')
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
	await visit('reference', page)
}

/** Opens a dialog by the palette, looks at it, and steps out of it again. */
async function past(
	page: Page,
	command: string,
	name: string,
	look: () => Promise<void>
): Promise<void> {
	await page.keyboard.press('Control+k')
	await page.keyboard.type(command)
	await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible()
	await page.keyboard.press('Enter')
	await expect(page.getByRole('dialog', { name })).toBeVisible()
	await look()
	await page.keyboard.press('Escape')
	await expect(page.getByRole('dialog')).toHaveCount(0)
}
