import { expect } from '@playwright/test'
import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runParley } from '../support/parley.ts'
import { agreeOn, gather, test } from './party.ts'
import {
	BEFORE,
	everyAnswer,
	filesWith,
	heldBy,
	pair,
	paste,
	SECRET,
	takeOut,
} from './withholding.ts'

test('[W56] a mis-pasted passage that its author takes out is found nowhere afterwards, and what others type stays', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
	const { folder } = place.prepared
	const { ukraine, france, secretariat, all } = await gather(place, [
		'ukraine',
		'france',
		'secretariat',
	])
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
	await expect(secretariat.toast('took words of their own out of Point 5')).toBeVisible()
	await france.page.keyboard.type(' four')
	await france.whenSent()
	const after = BEFORE.replace('guarantees', 'guarantees of all four')
	await agreeOn(all, 5, after)

	await expect.poll(() => filesWith(folder)).toEqual([])
	for (const person of all) {
		expect(await everyAnswer(person, place)).not.toContain('SECRET')
		await expect.poll(() => heldBy(person.page)).toBe(false)
	}
	// Not by undoing either.
	await ukraine.text(5).focus()
	for (const key of ['ControlOrMeta+z', 'ControlOrMeta+Shift+z', 'ControlOrMeta+Shift+z']) {
		await ukraine.page.keyboard.press(key)
	}
	await ukraine.whenSent()
	await agreeOn(all, 5, after)
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

test('[W57] what is selected and still stands is taken out by its author, without what others wrote between', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
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
	await agreeOn([ukraine, france], 5, BEFORE.replace('binding', 'binding (France asks)'))
	await expect.poll(() => filesWith(place.prepared.folder)).toEqual([])
})

test('[W58] a page that was away with the words loses them when it comes back, and brings its own', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
	const [ukraine, france] = await pair(place)
	await paste(ukraine, 5, 'legally binding', ` ${SECRET}`)
	await ukraine.whenSent()
	await expect(france.clause(5)).toContainText(SECRET)
	await france.loseLine()
	await france.clickBehind(5, 'The guarantees')
	await france.page.keyboard.type(' of all')
	await takeOut(ukraine, async () => {
		await ukraine.page.keyboard.press('ControlOrMeta+k')
		await ukraine.page.keyboard.type('take words of mine')
		await ukraine.page.keyboard.press('Enter')
	})
	await france.context.setOffline(false)
	await agreeOn([ukraine, france], 5, BEFORE.replace('guarantees', 'guarantees of all'))
	await france.whenSent()
	await expect.poll(() => heldBy(france.page)).toBe(false)
	await expect.poll(() => filesWith(place.prepared.folder)).toEqual([])
})
