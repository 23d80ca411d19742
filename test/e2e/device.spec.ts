import { expect, type CDPSession } from '@playwright/test'
import { openTcpProxy } from '../support/tcpProxy.ts'
import { Observer } from './headless.ts'
import { test } from './party.ts'
import { type Person } from './person.ts'
import { SEATS } from './venue.ts'

const KEPT = /^Not sent — \d+ edits? kept on this device$/

test('[W16] two windows of one seat send the same edits once, whichever of them has a connection', async ({
	venue,
}) => {
	const place = await venue()
	const observer = await Observer.enter(place)
	const first = await place.newcomer('ukraine')
	await first.enterByPage(place.link(SEATS.ukraine))
	await first.clickBehind(1, 'cease fire')
	const line = await openLine(first)
	await cut(line, first)
	await first.page.keyboard.type(' at noon')
	await expect(first.delivery).toHaveText(KEPT)

	// The second window finds what the first has left on the device, and sends it.
	const second = await first.newWindow()
	await second.comeBack(place.room)
	const atNoon = 'The parties cease fire at noon along the whole line.'
	await expect.poll(() => observer.read(1)).toBe(atNoon)
	await second.whenSent()
	await expect(first.delivery).toHaveText(KEPT)
	await first.page.keyboard.type(' sharp')
	await second.clickBehind(1, 'whole line')
	await second.page.keyboard.type(' and beyond')
	await second.whenSent()

	await setOffline(line, false)
	await first.whenSent()
	const whole = 'The parties cease fire at noon sharp along the whole line and beyond.'
	await expect.poll(() => observer.read(1)).toBe(whole)
	for (const window of [first, second]) await expect.poll(() => window.read(1)).toBe(whole)
	await expect.poll(() => second.copies()).toBe(0)

	// What one window signs out of, the other cannot keep.
	await cut(line, first)
	await first.page.keyboard.type('!')
	await expect(first.delivery).toHaveText(KEPT)
	await second.signOut()
	await expect(first.delivery).toHaveText('Not sent and not kept')
	await expect.poll(() => second.copies()).toBeNull()
})

test('[W17] a proxy that cuts idle connections is not noticed', async ({ venue }) => {
	const place = await venue()
	const observer = await Observer.enter(place)
	const proxy = await openTcpProxy(Number(new URL(place.url).port), 1_500)
	const ukraine = await place.newcomer('ukraine', place.through(proxy))
	await ukraine.enterByPage(place.link(SEATS.ukraine, place.through(proxy)))
	await ukraine.clickBehind(1, 'cease fire')
	const seen = await watchDelivery(ukraine)
	for (const word of [' today', ' and', ' tomorrow']) {
		const before = proxy.cuts
		await expect.poll(() => proxy.cuts, { intervals: [50] }).toBeGreaterThan(before)
		await ukraine.page.keyboard.type(word)
		await ukraine.whenSent()
	}
	await expect
		.poll(() => observer.read(1))
		.toBe('The parties cease fire today and tomorrow along the whole line.')
	for (const state of await seen())
		expect(['sent', 'sending', 'slow', 'reconnecting']).toContain(state)
	await expect(ukraine.page.locator('[data-sonner-toast]')).toHaveCount(0)
	await ukraine.page.close()
	await proxy.close()
})

test('[W18] a reload in the middle of a paste loses and doubles nothing of it', async ({
	venue,
}) => {
	const place = await venue()
	const observer = await Observer.enter(place)
	const proxy = await openTcpProxy(Number(new URL(place.url).port))
	const ukraine = await place.newcomer('ukraine', place.through(proxy))
	await ukraine.enterByPage(place.link(SEATS.ukraine, place.through(proxy)))
	ukraine.page.on('dialog', (dialog) => void dialog.accept())
	await ukraine.clickBehind(5, 'legally binding')
	const lines = Array.from({ length: 300 }, (_, index) => `<${index}> ${'word '.repeat(80)}.`)
	// Large enough to go out in three updates, of which one comes through.
	proxy.blackHoleAfter(60 * 1024)
	await ukraine.text(5).evaluate((text, pasted) => {
		const clipboardData = new DataTransfer()
		clipboardData.setData('text/plain', pasted)
		text.dispatchEvent(
			new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
		)
	}, lines.join('\n'))
	await expect(ukraine.delivery).toHaveText(KEPT)
	proxy.cut()
	proxy.heal()
	await ukraine.page.reload()
	await ukraine.whenSent()
	await expect
		.poll(() => observer.read(5))
		.toBe(`The guarantees are legally binding${lines.join('\n')}.`)
	await expect.poll(() => ukraine.copies()).toBe(0)
	await ukraine.page.close()
	await proxy.close()
})

test('[W19] a session that has ended takes the copies off the device; what is left can be copied', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine')
	await ukraine.context.grantPermissions(['clipboard-read', 'clipboard-write'])
	await ukraine.enterByPage(place.link(SEATS.ukraine))
	await ukraine.clickBehind(1, 'cease fire')
	await ukraine.loseLine()
	await ukraine.page.keyboard.type(' at noon')
	await expect(ukraine.delivery).toHaveText(KEPT)
	const { request } = ukraine.context
	const ended = await request.delete('/api/v1/sessions/current', { headers: { origin: place.url } })
	expect(ended.ok()).toBe(true)
	expect(await ukraine.copies()).toBeGreaterThan(0)
	await ukraine.context.setOffline(false)
	await expect(ukraine.delivery).toHaveText('Not sent and not kept')
	await expect(ukraine.page.getByTestId('banner-stopped')).toContainText('no longer signed in')
	await expect.poll(() => ukraine.copies()).toBeNull()
	await ukraine.page.getByRole('button', { name: 'Copy my edits' }).click()
	await expect(ukraine.toast('Your edits are on the clipboard.')).toBeVisible()
	expect(await ukraine.page.evaluate(() => navigator.clipboard.readText())).toContain('at noon')
})

test('[W20] "Do not keep copies here" removes and writes none, and no seat sends what was written under another', async ({
	venue,
}) => {
	const place = await venue()
	const observer = await Observer.enter(place)
	const ukraine = await place.newcomer('ukraine')
	await ukraine.enterByPage(place.link(SEATS.ukraine))
	await ukraine.clickBehind(1, 'cease fire')
	const line = await openLine(ukraine)
	await cut(line, ukraine)
	await ukraine.page.keyboard.type(' in Kyiv')
	await expect(ukraine.delivery).toHaveText(KEPT)

	// Somebody else enters in the same browser, and wants no copies on it.
	const france = await ukraine.newWindow()
	await france.page.goto(place.link(SEATS.france))
	await france.page.getByLabel('Do not keep copies here').check()
	await france.page.getByRole('button', { name: 'Enter', exact: true }).click()
	await expect(france.clause(1)).toBeVisible()
	await expect.poll(() => france.copies()).toBeNull()
	await expect(ukraine.delivery).toHaveText('Not sent and not kept')
	await setOffline(line, false)
	await expect(ukraine.page.getByTestId('banner-stopped')).toBeVisible()
	await expect(ukraine.delivery).toHaveText('Not sent and not kept')

	await france.clickBehind(1, 'cease fire')
	const other = await openLine(france)
	await cut(other, france)
	await france.page.keyboard.type(' in Paris')
	await expect(france.delivery).toHaveText('Not sent and not kept')
	expect(await france.copies()).toBeNull()
	const asked = france.page.waitForEvent('dialog')
	await france.page.close({ runBeforeUnload: true })
	const question = await asked
	expect(question.type()).toBe('beforeunload')
	await question.dismiss()
	await setOffline(other, false)
	await france.whenSent()
	await expect
		.poll(() => observer.read(1))
		.toBe('The parties cease fire in Paris along the whole line.')
	expect(await france.copies()).toBeNull()
})

test('[W21] [O16] a seat that is lost takes its own copies off the device, and not those of another', async ({
	venue,
}) => {
	const place = await venue()
	const observer = await Observer.enter(place)
	const ukraine = await place.newcomer('ukraine')
	await ukraine.enterByPage(place.link(SEATS.ukraine))
	await ukraine.clickBehind(1, 'cease fire')
	const line = await openLine(ukraine)
	await cut(line, ukraine)
	await ukraine.page.keyboard.type(' in Kyiv')
	await expect(ukraine.delivery).toHaveText(KEPT)

	// Somebody else enters in the same browser, and writes without a connection as well.
	const france = await ukraine.newWindow()
	await france.enterByPage(place.link(SEATS.france))
	await france.clickBehind(1, 'cease fire')
	const other = await openLine(france)
	await cut(other, france)
	await france.page.keyboard.type(' in Paris')
	await expect(france.delivery).toHaveText(KEPT)
	const both = (await france.copies()) ?? 0

	await setOffline(line, false)
	await expect(ukraine.page.getByTestId('banner-stopped')).toBeVisible()
	await expect(ukraine.delivery).toHaveText('Not sent and not kept')
	await expect.poll(() => france.copies()).toBeLessThan(both)
	expect(await france.copies()).toBeGreaterThan(0)
	await expect(france.delivery).toHaveText(KEPT)
	await setOffline(other, false)
	await france.whenSent()
	await expect
		.poll(() => observer.read(1))
		.toBe('The parties cease fire in Paris along the whole line.')
	await expect.poll(() => france.copies()).toBe(0)
})

/** The network of one window alone. */
async function openLine(person: Person): Promise<CDPSession> {
	const line = await person.context.newCDPSession(person.page)
	await line.send('Network.enable')
	return line
}

/** Cuts the line of one window, which knows of it then. */
async function cut(line: CDPSession, person: Person): Promise<void> {
	await setOffline(line, true)
	await person.knowsNoLine()
}

async function setOffline(line: CDPSession, offline: boolean): Promise<void> {
	await line.send('Network.emulateNetworkConditions', {
		offline,
		latency: 0,
		downloadThroughput: -1,
		uploadThroughput: -1,
	})
}

/** Writes down every delivery state that is shown from now on; gives the way to read them. */
async function watchDelivery(person: Person): Promise<() => Promise<readonly string[]>> {
	await person.delivery.evaluate((element) => {
		const seen: string[] = []
		Object.assign(globalThis, { seen })
		new MutationObserver(() => seen.push(element.getAttribute('data-delivery') ?? '')).observe(
			element,
			{ attributes: true }
		)
	})
	return () =>
		person.page.evaluate(() => {
			const seen: unknown = Reflect.get(globalThis, 'seen')
			return Array.isArray(seen) ? seen.map(String) : []
		})
}
