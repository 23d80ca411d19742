import { expect, test } from 'vitest'
import { type Draft, type DraftStore } from './draftStore.ts'
import { SetAsideWords } from './setAside.ts'

const REFUSED = { kind: 'refused', edits: [], reason: 'held' } as const

/** A device that outlives pages. */
class Device implements DraftStore {
	readonly drafts = new Map<string, Draft>()

	keepDraft(draft: Draft): Promise<void> {
		this.drafts.set(draft.id, draft)
		return Promise.resolve()
	}

	readDrafts(seat: string, prefix: string): Promise<readonly Draft[]> {
		const all = [...this.drafts.values()]
		return Promise.resolve(
			all.filter((one) => one.seat === seat && one.document.startsWith(prefix))
		)
	}

	removeDraft({ id }: Draft): Promise<void> {
		this.drafts.delete(id)
		return Promise.resolve()
	}
}

function openPage(seat = 'st_1'): SetAsideWords {
	return new SetAsideWords({
		seat,
		documentOf: (clause) => `ng_1/1/${clause}`,
		clauseOf: (document) => document.split('/')[2] ?? null,
		now: () => 1000,
	})
}

test('[G3] refused words lie on the device until they are let go, for their seat alone', async () => {
	const device = new Device()
	const page = openPage()
	await page.keepIn(device, 'ng_1/')
	page.add('cl_1', REFUSED, 'my words')
	expect(page.refused.map(({ why }) => why.isKept)).toEqual([false])
	await page.written()
	expect(page.refused.map(({ why }) => [why.isKept, why.isOld])).toEqual([[true, false]])

	const other = openPage('st_2')
	await other.keepIn(device, 'ng_1/')
	expect(other.isEmpty).toBe(true)

	const next = openPage()
	await next.keepIn(device, 'ng_1/')
	const [draft] = next.refused
	expect(draft).toMatchObject({ clause: 'cl_1', words: 'my words' })
	expect(draft?.why).toMatchObject({ reason: 'held', at: 1000, isKept: true, isOld: true })
	next.dismiss(draft?.id ?? '')
	await next.written()
	expect(device.drafts.size).toBe(0)
	expect(next.isEmpty).toBe(true)
})

test('[G3] words are shown to be let go once the device has answered', async () => {
	const device = new Device()
	const page = openPage()
	await page.keepIn(device, 'ng_1/')
	page.add('cl_1', REFUSED, 'mine')
	await page.written()
	const [id = ''] = page.refused.map((one) => one.id)
	const removed = Promise.withResolvers<undefined>()
	device.removeDraft = () => removed.promise
	page.dismiss(id)
	expect(page.isEmpty).toBe(false)
	removed.resolve(undefined)
	await page.written()
	expect(page.isEmpty).toBe(true)
})

test('[G3] words that the device could not let go of are shown again on the next visit', async () => {
	const device = new Device()
	const page = openPage()
	await page.keepIn(device, 'ng_1/')
	page.add('cl_1', REFUSED, 'mine')
	await page.written()
	device.removeDraft = () => Promise.reject(new Error('the device is closed'))
	page.dismiss(page.refused[0]?.id ?? '')
	await page.written()
	expect(page.isEmpty).toBe(true)
	const next = openPage()
	await next.keepIn(device, 'ng_1/')
	expect(next.refused.map(({ words }) => words)).toEqual(['mine'])
})

test('[G3] words that lie nowhere but in the page are gone at once', async () => {
	const page = openPage()
	page.add('cl_1', REFUSED, 'mine')
	const [id = ''] = page.refused.map((one) => one.id)
	page.dismiss(id)
	expect(page.isEmpty).toBe(true)
	await page.keepIn(new Device(), 'ng_1/')
	expect(page.isEmpty).toBe(true)
})

test('[G3] words that came back before the device was ready are kept once it is, and none where it is not wanted', async () => {
	const device = new Device()
	const page = openPage()
	page.add('cl_1', REFUSED, 'early')
	await page.keepIn(device, 'ng_1/')
	await page.written()
	expect([...device.drafts.values()].map(({ words }) => words)).toEqual(['early'])
	page.stopKeeping()
	page.add('cl_1', REFUSED, 'later')
	await page.written()
	expect(device.drafts.size).toBe(1)
	expect(page.refused.map(({ why }) => why.isKept)).toEqual([false, false])
})

test('[G3] a device that takes nothing is said to keep nothing, and the words stay in the page', async () => {
	const device = new Device()
	device.keepDraft = () => Promise.reject(new Error('the device is full'))
	const page = openPage()
	await page.keepIn(device, 'ng_1/')
	page.add('cl_1', REFUSED, 'mine')
	await page.written()
	expect(page.refused.map(({ words, why }) => [words, why.isKept])).toEqual([['mine', false]])
})
