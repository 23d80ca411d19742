import { readFile, writeFile } from 'node:fs/promises'
import { expect } from '@playwright/test'
import { LateLane } from '@parley/protocol'
import { parseKey, verifySnapshot, type ContentBlock } from '@parley/snapshot'
import { Observer } from './headless.ts'
import { agreeOn, gather, test } from './party.ts'
import { runParley } from './serve.ts'
import { approachDeadline } from './venue.ts'

/** Bytes of the file that are changed one by one; the unit tests of the proof change all of them. */
const SAMPLE = 40

test('[W10] the deadline freezes every screen; who comes back late keeps their words beside the text', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
	const { ukraine, france, noteTaker, secretariat, all } = await gather(place)
	const observer = await Observer.enter(place)
	const inTime = 'The parties cease fire at noon along the whole line.'
	const lateWords = ' in secret'

	await test.step('one comes back before the deadline, another does not', async () => {
		await ukraine.clickBehind(1, 'cease fire')
		await ukraine.loseLine()
		await ukraine.page.keyboard.type(' at noon')
		await france.clickBehind(5, 'legally binding')
		await france.loseLine()
		await france.page.keyboard.type(lateWords)
		await ukraine.context.setOffline(false)
		await ukraine.whenSent()
		await expect.poll(() => secretariat.read(1)).toBe(inTime)
		await expect(france.delivery).toHaveText('Not sent — 1 edit kept on this device')
	})

	await test.step('the deadline passes on every screen', async () => {
		const connected = [ukraine, noteTaker, secretariat]
		const before = await ukraine.caretOffset(1)
		approachDeadline(place)
		for (const person of connected) {
			await expect(person.heading).toHaveText(/Frozen \w+ .*\d\d:\d\d:\d\d\s+London/)
			await expect(person.text(1)).toHaveAccessibleName(/, frozen$/)
		}
		await agreeOn(connected, 1, inTime)
		expect(await observer.read(1)).toBe(inTime)
		// The caret is where it was, and writes no more.
		await expect(ukraine.text(1)).toBeFocused()
		expect(await ukraine.caretOffset(1)).toEqual(before)
		await ukraine.page.keyboard.type('!')
		await expect(ukraine.page.getByText('The text is frozen.', { exact: true })).toBeVisible()
		expect(await ukraine.read(1)).toBe(inTime)
		// The keyboard leads out to the point and into its text again.
		await ukraine.page.keyboard.press('Escape')
		await expect(ukraine.clause(1)).toBeFocused()
		await ukraine.page.keyboard.press('Enter')
		await expect(ukraine.text(1)).toBeFocused()
	})

	await test.step('late words are shown to their author, and are in no text', async () => {
		await france.context.setOffline(false)
		const dialog = france.page.getByRole('dialog', {
			name: '1 edit of yours arrived after the freeze',
		})
		await expect(dialog).toContainText(lateWords.trim())
		await dialog.getByRole('button', { name: 'View beside the text' }).click()
		await expect(france.page.getByTestId('late-edit')).toContainText(lateWords.trim())
		const binding = 'The guarantees are legally binding.'
		await agreeOn(all, 5, binding)
		expect(await observer.read(5)).toBe(binding)
		for (const person of [ukraine, noteTaker, secretariat]) {
			await expect(person.page.locator('body')).not.toContainText(lateWords.trim())
		}
	})

	await test.step('the secretariat sees that late words exist, and not the words', async () => {
		await secretariat.page.goto(`${place.room}/secretariat`)
		const section = secretariat.page.getByRole('region', { name: 'Late edits' })
		await expect(section).toContainText('1 edit arrived after the freeze.')
		await expect(section).toContainText('FR')
		await expect(section).toContainText('Point 5')
		await expect(secretariat.page.locator('body')).not.toContainText(lateWords.trim())
		const answer = await secretariat.page.request.get(`/api/v1${negotiationPath(place.room)}/late`)
		const { edits } = LateLane.parse(await answer.json())
		expect(edits.map(({ delegation, words }) => ({ delegation, words }))).toEqual([
			{ delegation: 'FR', words: null },
		])
	})

	await test.step('the snapshot holds what every screen shows, and proves it', async () => {
		const key = await secretariat.page.locator('.fingerprint').innerText()
		const link = secretariat.page.getByRole('link', { name: /^Frozen text, signed/ })
		const file = test.info().outputPath('frozen.json')
		await (await secretariat.download(link)).saveAs(file)
		const bytes = new Uint8Array(await readFile(file))

		const result = verifySnapshot(bytes, { key: parseKey(key) })
		expect(result.kind).toBe('valid')
		const clauses = result.kind === 'invalid' ? [] : result.document.clauses
		expect(clauses).toHaveLength(12)
		for (const { number, content } of clauses) {
			const words = content.map(wordsOf).join('\n')
			for (const person of [ukraine, france, noteTaker]) {
				expect(await person.read(Number(number))).toBe(words)
			}
		}
		expect(new TextDecoder().decode(bytes)).not.toContain(lateWords.trim())

		const genuine = await runParley('verify', file, '--key', key)
		expect(genuine.output).toContain('VALID')
		expect(genuine.code).toBe(0)
		const places = Array.from({ length: SAMPLE }, (_, index) =>
			Math.floor((index * (bytes.length - 1)) / (SAMPLE - 1))
		)
		for (const at of places) {
			expect(verifySnapshot(changed(bytes, at), { key: parseKey(key) }).kind, `byte ${at}`).toBe(
				'invalid'
			)
		}
		const forged = test.info().outputPath('forged.json')
		await writeFile(forged, changed(bytes, Math.floor(bytes.length / 2)))
		const answer = await runParley('verify', forged, '--key', key)
		expect(answer.output).toContain('INVALID')
		expect(answer.code).toBe(1)

		// Anybody, on a page that lost its server.
		const outsider = await place.newcomer('outsider')
		await outsider.page.goto('/verify')
		await outsider.page.getByRole('heading', { name: 'Is this the frozen text?' }).waitFor()
		await outsider.context.setOffline(true)
		const verdict = outsider.page.locator('.verdict')
		await outsider.page.locator('input[type=file]').setInputFiles(file)
		await expect(verdict).toHaveClass(/consistent/)
		await outsider.page.getByLabel('Key or fingerprint you were given').fill(key)
		await expect(verdict).toHaveClass(/\bvalid\b/)
		await outsider.page.locator('input[type=file]').setInputFiles(forged)
		await expect(verdict).toHaveClass(/\binvalid\b/)
	})
})

/** The words of a block of a snapshot. */
function wordsOf({ content }: ContentBlock): string {
	return content.map((inline) => ('text' in inline ? inline.text : '')).join('')
}

function changed(bytes: Uint8Array, at: number): Uint8Array {
	const copy = bytes.slice()
	copy[at] = (copy[at] ?? 0) ^ 1
	return copy
}

/** The path of a negotiation in the API, from that of its room. */
function negotiationPath(room: string): string {
	return room.replace('/n/', '/negotiations/')
}
