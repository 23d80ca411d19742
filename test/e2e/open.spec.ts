import { AxeBuilder } from '@axe-core/playwright'
import { type Locator, type Page } from '@playwright/test'
import { importMarkdown, placeBrackets } from '@parley/formats'
import { mkdirSync } from 'node:fs'
import { expect } from './expect.ts'
import { gather, test, type Party } from './party.ts'
import { type Person } from './person.ts'
import { TEXT } from './text.ts'
import { COLOURS, show, WIDTHS } from './ways.ts'

const RADA = 'Рада ще не голосувала за цей пункт'
/** From the edge of the words to the middle of a bracket's sign. */
const SIGN_PX = 4
const MISSING = 'сума в євро, яку має назвати Україна'

/** The counter in the bar. */
const counter = ({ page }: Person): Locator => page.getByRole('button', { name: /^Open \d/ })

/** The list of all that is open. */
const list = ({ page }: Person): Locator => page.getByRole('dialog', { name: /open$/ })

const rows = (where: Locator): Locator => where.getByRole('listitem')

/** What axe finds in a part of a page. */
async function faultsOf(page: Page, part = '[role="dialog"]'): Promise<readonly string[]> {
	const { violations } = await new AxeBuilder({ page }).setLegacyMode().include(part).analyze()
	return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
}

/** Chooses a line of the palette. */
async function command({ page }: Person, words: string, name: RegExp): Promise<void> {
	await page.keyboard.press('Control+k')
	await page.keyboard.type(words)
	await page.getByRole('option', { name }).first().click()
}

/** Ukraine disputes words, says that a sum is missing, reserves; the secretariat says that Congress has to approve. */
async function fill({
	ukraine,
	secretariat,
}: Pick<Party, 'ukraine' | 'secretariat'>): Promise<void> {
	const { page } = ukraine
	await ukraine.clickBehind(2, 'watches')
	await page.keyboard.press('Control+Shift+ArrowLeft')
	await page.keyboard.press('Control+e')
	await page.getByRole('dialog').getByRole('button', { name: 'Place the bracket' }).click()
	await expect(ukraine.clause(2).locator('[data-brackets]').first()).toBeVisible()
	await ukraine.clickBehind(2, 'every day')
	await command(ukraine, 'blank', /^Placeholder/)
	const dialog = page.getByRole('dialog')
	await dialog.getByLabel('In words').fill(MISSING)
	await dialog.getByLabel('Who is to say it').selectOption('France')
	await dialog.getByRole('button', { name: 'Place it' }).click()
	await expect(dialog).toHaveCount(0)
	await ukraine.clause(1).focus()
	await page.keyboard.press('r')
	await dialog.getByLabel('Reservation of my delegation').selectOption('parliamentary')
	await dialog.getByLabel('What it is about').fill(RADA)
	await dialog.getByRole('button', { name: 'Reserve' }).click()
	await page.keyboard.press('Escape')
	await secretariat.clause(3).focus()
	await command(secretariat, 'congress', /^How this point stands/)
	const standing = secretariat.page.getByRole('dialog')
	const force = standing.getByRole('region', { name: 'Legal force' })
	await force.getByLabel('Meant to be').selectOption('Subject to approval')
	await force.getByLabel('Body that has to approve it').fill('US Congress')
	await force.getByRole('button', { name: 'Set' }).click()
	await secretariat.page.keyboard.press('Escape')
}

test('[W130] all that is open is counted in the bar and listed in one place, what waits for me first, and leads there', async ({
	venue,
}) => {
	const party = await gather(await venue(), ['ukraine', 'france', 'secretariat'])
	const { ukraine, france, secretariat } = party
	await expect(counter(france)).toHaveText(/Open 0/)
	await fill(party)
	for (const person of party.all) await expect(counter(person)).toHaveText(/Open 4/)
	await expect(counter(france)).toHaveAccessibleName(/1 waiting for me/)

	await france.page.keyboard.press('F9')
	const open = list(france)
	await expect(open.getByRole('heading', { level: 2 })).toHaveText('4 things are open')
	await expect(rows(open)).toHaveCount(4)
	const mine = open.getByRole('region', { name: 'Waits for France' })
	await expect(rows(mine)).toHaveText([new RegExp(MISSING)])
	await expect(rows(open).first()).toContainText(MISSING)
	expect(await faultsOf(france.page)).toEqual([])
	await pictures(france.page, 'open')
	await show(france.page, { size: WIDTHS[0], colours: 'light', touch: false })

	// by kind, by point and by delegation
	await open.getByRole('button', { name: '1 reservation' }).click()
	await expect(rows(open)).toHaveText([new RegExp(RADA)])
	await open.getByRole('button', { name: /^All/ }).click()
	await open.getByLabel('In', { exact: true }).selectOption({ index: 3 })
	await expect(rows(open)).toHaveText([/Subject to approval by US Congress: not asked/])
	await open.getByLabel('In', { exact: true }).selectOption('all points')
	await open.getByLabel(/waiting for/).selectOption('Ukraine')
	await expect(rows(open)).toHaveCount(2)
	await open.getByLabel(/waiting for/).selectOption('anybody')

	// it follows what others do while it is looked at
	await ukraine.clause(1).focus()
	await ukraine.page.keyboard.press('r')
	await ukraine.page.getByRole('dialog').getByRole('button', { name: 'Lift' }).click()
	await expect(rows(open)).toHaveCount(3)
	await ukraine.page.keyboard.press('Escape')

	await rows(open).filter({ hasText: 'watches' }).getByRole('button').click()
	await expect(france.page.getByRole('dialog', { name: /Bracket/ })).toBeVisible()
	await expect(france.clause(2)).toBeInViewport()
	await secretariat.clause(1).focus()
	await command(secretariat, 'unresolved', /still open/)
	await rows(list(secretariat)).filter({ hasText: 'Congress' }).getByRole('button').click()
	await expect(secretariat.page.getByRole('heading', { name: 'Legal force' })).toBeVisible()
})

test('[W130] the sign of a bracket that nobody holds opens its card, and the words in it do not; alternatives are offered from the controls over selected words', async ({
	venue,
}) => {
	const { clauses } = placeBrackets(
		importMarkdown(TEXT.replace('It reports every day.', '[It reports every day.]')),
		['UA', 'FR']
	)
	const { ukraine } = await gather(await venue({ imported: clauses }), ['ukraine'])
	const { page } = ukraine
	const card = page.getByRole('dialog', { name: 'Bracket that nobody holds' })
	const begin = await ukraine.boxBefore(2, 'It reports')
	const end = await ukraine.boxBehind(2, 'every day.')
	for (const [place, beside] of [
		[begin, -SIGN_PX],
		[end, SIGN_PX],
	] as const) {
		await page.mouse.click(place.x + beside, place.y)
		await expect(card).toBeVisible()
		await page.keyboard.press('Escape')
		await expect(card).toHaveCount(0)
	}
	await ukraine.clickBehind(2, 'reports')
	await expect(card).toHaveCount(0)

	await ukraine.clickBehind(1, 'cease fire')
	await page.keyboard.press('Control+Shift+ArrowLeft')
	const toolbar = page.getByRole('toolbar', { name: 'Format' })
	await toolbar.getByRole('button', { name: 'Offer an alternative…' }).click()
	const offering = page.getByRole('dialog', { name: 'Offer an alternative' })
	await expect(offering).toBeVisible()
	await offering
		.getByRole('textbox', { name: /words of the alternative/ })
		.fill('Сторони припиняють вогонь.')
	await offering.getByRole('button', { name: 'Offer it' }).click()
	await expect(ukraine.clause(1).locator('.alternative')).toHaveCount(2)
	await expect(counter(ukraine)).toHaveText(/Open 2/)
})

/** Ukraine offers an alternative to the words of a point, and suggests words in another. */
async function offer(ukraine: Person): Promise<void> {
	const { page } = ukraine
	await ukraine.clickBehind(4, 'A fund is set up')
	await page.keyboard.press('Control+Shift+ArrowLeft')
	const toolbar = page.getByRole('toolbar', { name: 'Format' })
	await toolbar.getByRole('button', { name: 'Offer an alternative…' }).click()
	const offering = page.getByRole('dialog', { name: 'Offer an alternative' })
	await offering
		.getByRole('textbox', { name: /words of the alternative/ })
		.fill('Фонду не створюють.')
	await offering.getByRole('button', { name: 'Offer it' }).click()
	await expect(ukraine.clause(4).locator('.alternative')).toHaveCount(2)
	await ukraine.clickBehind(5, 'legally')
	await page.keyboard.press('Control+.')
	await page.keyboard.type(' і політично')
	await expect(ukraine.clause(5).locator('ins.suggestion')).toHaveText('і політично')
	await ukraine.whenSent()
}

test('[W133] whoever freezes reads what is open, and the page of the frozen text lists the same, on paper too', async ({
	venue,
}) => {
	const host = await venue()
	const party = await gather(host, ['ukraine', 'secretariat'])
	await fill(party)
	await offer(party.ukraine)
	const { page } = party.secretariat
	await expect(counter(party.secretariat)).toHaveText(/Open 6/)
	await command(party.secretariat, 'finish', /^Freeze the text/)
	const dialog = page.getByRole('dialog', { name: /Freeze the text now/ })
	const before = dialog.getByRole('region', { name: /Still open/ })
	const counts =
		'1 bracket · 1 place with alternatives · 1 suggestion · 1 thing missing · 1 reservation · 1 point waiting for approval'
	await expect(before.getByText(counts)).toBeVisible()
	const named = [
		new RegExp(`${RADA}.*Reservation.*Ukraine.*parliamentary`, 's'),
		/watches.*Bracket.*Ukraine/s,
		new RegExp(`${MISSING}.*waits for.*France`, 's'),
		/Approval by US Congress|approval by US Congress: not asked/,
		/A · B UA.*waits for.*France/s,
		/insert “\s?і політично”.*Suggestion.*Ukraine/s,
	]
	await expect(rows(before)).toHaveText(named)
	expect(await faultsOf(page)).toEqual([])
	await pictures(page, 'freeze')
	await show(page, { size: WIDTHS[0], colours: 'light', touch: false })

	// it follows what others do while it is looked at
	await party.ukraine.clause(1).focus()
	await party.ukraine.page.keyboard.press('r')
	await party.ukraine.page.getByRole('dialog').getByRole('button', { name: 'Lift' }).click()
	await expect(rows(before)).toHaveText(named.slice(1), { timeout: 15_000 })
	await party.ukraine.page
		.getByRole('dialog')
		.getByLabel('Reservation of my delegation')
		.selectOption('parliamentary')
	await party.ukraine.page.getByRole('dialog').getByLabel('What it is about').fill(RADA)
	await party.ukraine.page.getByRole('dialog').getByRole('button', { name: 'Reserve' }).click()
	await expect(rows(before)).toHaveText(named, { timeout: 15_000 })

	await dialog.getByLabel(/^Type the word/).fill('freeze')
	await dialog.getByRole('button', { name: 'Freeze now' }).click()
	await expect(dialog).toHaveCount(0)
	await page.goto(`/n/${host.prepared.negotiation.id}/frozen`)
	const open = page.getByRole('region', { name: 'Open when it was frozen' })
	await expect(rows(open)).toHaveText(named)
	await page.getByRole('region', { name: 'Freeze' }).getByRole('link', { name: counts }).click()
	await expect(rows(open).first()).toBeInViewport()
	expect(await faultsOf(page, 'main')).toEqual([])
	await pictures(page, 'frozen-open', rows(open).last())
	await pictures(page, 'frozen-top', page.getByRole('region', { name: 'Freeze' }))
	await show(page, { size: WIDTHS[0], colours: 'light', touch: false })
	await rows(open).nth(3).getByRole('link').click()
	await expect(page.getByRole('article', { name: '3 Prisoners' })).toBeInViewport()
	await page.emulateMedia({ media: 'print' })
	await expect(rows(open)).toHaveText(named)
	await expect(rows(open).last()).toBeVisible()
})

/** For people to look at, where a folder is named. */
async function pictures(page: Page, name: string, shown?: Locator): Promise<void> {
	const folder = process.env['PARLEY_LOOK']
	if (folder === undefined) return
	mkdirSync(folder, { recursive: true })
	for (const size of WIDTHS.filter(({ width }) => width !== 768)) {
		for (const colours of COLOURS.filter((one) => one !== 'forced')) {
			await show(page, { size, colours, touch: size.width < 1000 })
			await shown?.scrollIntoViewIfNeeded()
			await page.screenshot({ path: `${folder}/${name}-${size.width}-${colours}.png` })
		}
	}
}
