import { expect } from '@playwright/test'
import { Finger, PHONE } from './finger.ts'
import { Observer } from './headless.ts'
import { test } from './party.ts'
import { SEATS, type Venue } from './venue.ts'

const KEYBOARD_PX = 336

test('[W41] the whole main job is done by touch alone, on telephones', async ({ venue }) => {
	test.slow()
	const place = await venue()
	const observer = await Observer.enter(place)
	const come = async (who: 'ukraine' | 'france' | 'secretariat'): Promise<Finger> => {
		const finger = new Finger(await place.newcomer(who, place.url, PHONE))
		await finger.enterByPage(place.link(SEATS[who]))
		return finger
	}
	const ukraine = await come('ukraine')
	const france = await come('france')
	const secretariat = await come('secretariat')
	const bar = ukraine.page.getByRole('toolbar', { name: 'Format' })

	await test.step('choose a point, write, format', async () => {
		await ukraine.choose(2)
		await ukraine.tapBehind(2, 'every day.')
		await ukraine.write(' Its reports are')
		await bar.getByRole('button', { name: 'Bold' }).tap()
		await expect(bar.getByRole('button', { name: 'Bold' })).toHaveAttribute('aria-pressed', 'true')
		await ukraine.write(' public')
		await bar.getByRole('button', { name: 'Bold' }).tap()
		await ukraine.write(' always.')
		await expect(ukraine.person.text(2).locator('strong')).toHaveText('public')
		await ukraine.person.whenSent()
		await expect
			.poll(() => observer.read(2))
			.toBe('A mission watches the line. It reports every day. Its reports are public always.')
	})

	await test.step('[W42] over a keyboard on the screen stand the controls, delivery and the time that is left', async () => {
		await ukraine.showKeyboard(KEYBOARD_PX)
		const free = PHONE.viewport.height - KEYBOARD_PX
		for (const part of [bar, ukraine.person.delivery, ukraine.page.getByRole('timer')]) {
			await expect
				.poll(async () => {
					const box = await part.boundingBox()
					return box !== null && box.y >= 0 && box.y + box.height <= free + 0.5
				})
				.toBe(true)
		}
		await ukraine.showKeyboard(0)
		await bar.getByRole('button', { name: 'Done writing' }).tap()
		await expect(bar).toHaveCount(0)
		await expect(ukraine.page.getByRole('navigation', { name: 'Views' })).toBeVisible()
	})

	await test.step('[W48] a swipe turns as well, and not from the side of the screen', async () => {
		await ukraine.choose(2)
		await ukraine.swipe(300, 120, 300)
		await expect(ukraine.person.clause(3)).toBeVisible()
		await expect(ukraine.person.clause(2)).toBeHidden()
		await ukraine.swipe(385, 150, 300)
		await ukraine.swipe(120, 300, 300)
		await expect(ukraine.person.clause(2)).toBeVisible()
		await expect(ukraine.person.clause(3)).toBeHidden()
	})

	await test.step('turn to the next point and back', async () => {
		await ukraine.tap('button', /^Next point: 3/)
		await expect(ukraine.person.clause(3)).toBeVisible()
		await expect(ukraine.person.clause(2)).toBeHidden()
		await ukraine.tap('button', /^Back to 2/)
		await expect(ukraine.person.clause(2)).toBeVisible()
	})

	await test.step('take a note under the point, and read it among all notes', async () => {
		await ukraine.tap('button', 'Take a note')
		const field = ukraine.page.getByRole('textbox', { name: /^Note on Point 2/ })
		await expect(field).toBeFocused()
		await ukraine.write('To be checked.')
		await ukraine.tap('button', 'Take note')
		await expect(ukraine.page.getByRole('article', { name: 'Note on Point 2' })).toBeVisible()
		await secretariat.tap('button', 'Notes 1')
		await expect(secretariat.page.getByText('To be checked.')).toBeVisible()
		await secretariat.page.getByRole('button', { name: 'Point 2', exact: true }).tap()
		await expect(secretariat.person.clause(2)).toBeVisible()
	})

	await test.step('read who is where, and go there', async () => {
		await france.choose(4)
		await france.tapBehind(4, 'every quarter.')
		await ukraine.tap('button', /People 3$/)
		await ukraine.tap('menuitem', /Advisor 2 — Point 4/)
		await expect(ukraine.person.clause(4)).toBeVisible()
		await expect(ukraine.person.caret(4, 'Advisor 2 (FR)')).toBeVisible()
	})

	await test.step('move the deadline', async () => {
		await secretariat.tap('button', /Me$/)
		await secretariat.tap('menuitem', 'Secretariat')
		await secretariat.tap('button', 'Move the deadline…')
		const { page } = secretariat
		const later = new Date(place.prepared.deadline.at + 86_400_000).toISOString().slice(0, 10)
		// the wheel of days is the device's own
		await page.getByLabel('Day').fill(later)
		await secretariat.fill(page.getByLabel('Reason'), 'More time.')
		await secretariat.tap('button', 'Move the deadline')
		await expect(ukraine.page.getByTestId('banner-moved')).toContainText('More time.')
		await ukraine.tap('button', 'Put away')
		await expect(ukraine.page.getByTestId('banner-moved')).toHaveCount(0)
	})

	await test.step('freeze, and read late words', async () => {
		await france.person.loseLine()
		await france.write(' Too late.')
		await expect(france.person.delivery).toHaveAttribute('data-delivery', 'unsent')
		await secretariat.tap('button', 'Freeze now…')
		const dialog = secretariat.page.getByRole('dialog')
		await secretariat.fill(dialog.getByLabel(/^Type the word/), 'freeze')
		await dialog.getByRole('button', { name: 'Freeze now' }).tap()
		await expect(ukraine.page.getByRole('timer')).toContainText('Frozen')
		await expect(ukraine.person.text(4)).toHaveAccessibleName(/, frozen$/)
		await france.person.context.setOffline(false)
		const late = france.page.getByRole('dialog', { name: /arrived after the freeze/ })
		await expect(late).toContainText('Too late.')
		await late.getByRole('button', { name: 'View beside the text' }).tap()
		await expect(france.page.getByTestId('late-edit')).toContainText('Too late.')
		await expect(france.person.text(4)).not.toContainText('Too late.')
	})

	await test.step('read the frozen text, take it along, verify it', async () => {
		await readAndVerify(ukraine, place)
	})
})

async function readAndVerify(reader: Finger, place: Venue): Promise<void> {
	const { page } = reader
	await reader.tap('link', /^Frozen text, downloads/)
	await expect(page.getByRole('heading', { name: /^Frozen/ })).toBeVisible()
	await expect(page.getByText('Its reports are public always.')).toBeVisible()
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		reader.tap('link', /^Frozen text, signed/),
	])
	const file = test.info().outputPath('frozen.json')
	await download.saveAs(file)
	// a browser is told beforehand that somebody waits for what it would open: a finger that is quicker opens the system's own, for nobody
	page.on('filechooser', () => undefined)
	await page.goto(`${place.url}/verify`)
	const [chooser] = await Promise.all([
		page.waitForEvent('filechooser'),
		reader.tap('button', /^Choose the file/),
	])
	await chooser.setFiles(file)
	await expect(page.locator('.verdict')).toContainText('it is the text frozen on')
}
