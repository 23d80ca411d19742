import { expect } from '@playwright/test'
import { LateLane, TextJson } from '@parley/protocol'
import { openTcpProxy, type TcpProxy } from '../support/tcpProxy.ts'
import { Observer } from './headless.ts'
import { test } from './party.ts'
import { type Person } from './person.ts'
import { approachDeadline, SEATS, type OwnVenue } from './venue.ts'

/** Somebody who loses the connection in one of three ways, and the point that they write in. */
interface Away {
	person: Person
	readonly point: number
	/** Words of the point that they write behind, and those that come after. */
	readonly behind: string
	readonly rest: string
}

const KEPT = /^Not sent — \d+ edits? kept on this device$/

/** Fifty words that stand nowhere else. */
function fiftyWords(point: number): string {
	return Array.from({ length: 50 }, (_, index) => `p${point}w${index + 1}`).join(' ')
}

/** The text of a point in which the fifty words came once, in their order and in their place. */
function withWords({ point, behind, rest }: Away): string {
	return `${behind} ${fiftyWords(point)}${rest}`
}

/**
 * Ukraine is offline, France's network swallows every byte, the secretariat's server is killed; each types fifty words and closes the
 * window. Afterwards the server runs again and the ways are free.
 */
async function typeAndLeave(place: OwnVenue): Promise<{ all: readonly Away[]; proxy: TcpProxy }> {
	const proxy = await openTcpProxy(Number(new URL(place.url).port))
	const ukraine = await place.newcomer('ukraine')
	const france = await place.newcomer('france', place.through(proxy))
	const secretariat = await place.newcomer('secretariat')
	await ukraine.enterByPage(place.link(SEATS.ukraine))
	await france.enterByPage(place.link(SEATS.france, place.through(proxy)))
	await secretariat.enterByPage(place.link(SEATS.secretariat))
	const all: readonly Away[] = [
		{ person: ukraine, point: 1, behind: 'The parties cease fire', rest: ' along the whole line.' },
		{ person: france, point: 5, behind: 'The guarantees are', rest: ' legally binding.' },
		{
			person: secretariat,
			point: 3,
			behind: 'All prisoners',
			rest: ' are exchanged within thirty days.',
		},
	]
	await ukraine.loseLine()
	await typeFifty(all[0])
	await france.whenSent()
	proxy.blackHole()
	await typeFifty(all[1])
	await secretariat.whenSent()
	await place.server.kill()
	await typeFifty(all[2])
	for (const { person } of all) {
		await expect(person.delivery).toHaveText(KEPT)
		expect(await person.copies()).toBeGreaterThan(0)
		await person.page.close()
	}
	await place.startAgain()
	proxy.heal()
	await ukraine.context.setOffline(false)
	for (const away of all) away.person = await away.person.newWindow()
	return { all, proxy }
}

async function typeFifty(away: Away | undefined): Promise<void> {
	if (away === undefined) throw new RangeError('nobody types')
	await away.person.clickBehind(away.point, away.behind)
	await away.person.page.keyboard.type(` ${fiftyWords(away.point)}`)
}

test('[W14] who types fifty words without a line, leaves and comes back has delivered them all, once', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
	const { all, proxy } = await typeAndLeave(place)
	const observer = await Observer.enter(place)
	for (const away of all) {
		await away.person.comeBack(place.room)
		await expect.poll(() => observer.read(away.point)).toBe(withWords(away))
		await away.person.whenSent()
		await expect.poll(() => away.person.read(away.point)).toBe(withWords(away))
		await expect.poll(() => away.person.copies()).toBe(0)
	}
	for (const { person } of all) {
		await person.signOut()
		await expect.poll(() => person.copies()).toBeNull()
	}
	for (const away of all) expect(await observer.read(away.point)).toBe(withWords(away))
	await proxy.close()
})

test('[W15] [D3] where the freeze passes meanwhile the words are late, and kept for the next round by their delegation', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
	const { all, proxy } = await typeAndLeave(place)
	const observer = await Observer.enter(place)
	const frozen = (await observer.api.json('/text', TextJson)).clauses.map(({ text }) => text)
	approachDeadline(place)
	await expect.poll(() => observer.phase()).toBe('frozen')
	for (const { person, point } of all) {
		await person.comeBack(place.room)
		const dialog = person.page.getByRole('dialog', {
			name: '1 edit of yours arrived after the freeze',
		})
		await expect(dialog).toContainText(fiftyWords(point))
		await expect.poll(() => person.copies()).toBe(0)
		const late = await person.page.request.get(
			`/api/v1${place.room.replace('/n/', '/negotiations/')}/late`
		)
		const { edits } = LateLane.parse(await late.json())
		const mine = edits.filter(({ whose }) => whose === 'mine')
		expect(mine.map(({ words }) => words)).toEqual([fiftyWords(point)])
	}
	const [ukraine, france, secretariat] = all.map(({ person }) => person)
	if (!ukraine || !france || !secretariat) throw new RangeError('three people')

	const dialog = ukraine.page.getByRole('dialog')
	await dialog.getByRole('button', { name: 'Keep for the next round' }).click()
	await expect(ukraine.toast('Kept for the next round.')).toBeVisible()
	await ukraine.page.reload()
	await expect(ukraine.page.getByTestId('late-edit')).toContainText('Kept for the next round')
	await expect(ukraine.page.getByRole('dialog')).toHaveCount(0)
	await france.page.reload()
	await expect(france.page.getByRole('dialog')).toContainText(fiftyWords(5))

	await secretariat.page.goto(`${place.room}/secretariat`)
	const section = secretariat.page.getByRole('region', { name: 'Late edits' })
	await expect(section).toContainText(fiftyWords(1))
	await expect(section).not.toContainText(fiftyWords(5))
	const now = (await observer.api.json('/text', TextJson)).clauses.map(({ text }) => text)
	expect(now).toEqual(frozen)
	await proxy.close()
})
