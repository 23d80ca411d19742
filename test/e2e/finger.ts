import { type CDPSession, type Locator } from '@playwright/test'
import { expect } from './expect.ts'
import { type Person } from './person.ts'

/** A telephone held upright. */
export const PHONE = {
	viewport: { width: 390, height: 844 },
	hasTouch: true,
	isMobile: true,
	deviceScaleFactor: 1,
} as const

/** Someone at a telephone: they tap, and write on the keyboard of its screen. No mouse, no key, no shortcut. */
export class Finger {
	readonly person: Person
	#session: CDPSession | null = null

	constructor(person: Person) {
		this.person = person
	}

	get page(): Person['page'] {
		return this.person.page
	}

	/** Taps a control by its role and name. */
	async tap(
		role: 'button' | 'link' | 'menuitem' | 'treeitem',
		name: string | RegExp
	): Promise<void> {
		await this.page
			.getByRole(role, { name, exact: typeof name === 'string' })
			.first()
			.tap()
	}

	/** Opens a joining link, confirms and enters, by taps; the room is there then. */
	async enterByPage(link: string): Promise<void> {
		await this.page.goto(link)
		await this.tap('button', 'Enter')
		await this.person.isIn()
	}

	/** Chooses a point in the outline; it is the only one then. */
	async choose(number: number): Promise<void> {
		await this.tap('button', 'Outline')
		await this.person.row(number).tap()
		await expect(this.person.clause(number)).toBeVisible()
		await expect(this.page.getByRole('article', { name: /^Point \d/ })).toHaveCount(1)
	}

	/** Taps behind words of a point: the caret stands there then, and the controls of the text at the foot. */
	async tapBehind(number: number, words: string): Promise<void> {
		const { x, y } = await this.person.boxBehind(number, words)
		await this.page.touchscreen.tap(x, y)
		await expect(this.person.text(number)).toBeFocused()
		await expect(this.page.getByRole('toolbar', { name: 'Format' })).toBeVisible()
	}

	/** Writes as the keyboard of a screen does: a word is composed, shown as it grows, and then put in. */
	async write(words: string): Promise<void> {
		this.#session ??= await this.page.context().newCDPSession(this.page)
		for (const word of words.match(/\s*\S+/g) ?? []) {
			const half = word.slice(0, Math.ceil(word.length / 2))
			for (const text of [half, word]) {
				await this.#session.send('Input.imeSetComposition', {
					text,
					selectionStart: text.length,
					selectionEnd: text.length,
				})
			}
			await this.#session.send('Input.insertText', { text: word })
		}
	}

	/** Moves a finger over the screen from side to side, as one does who turns a page: in a fifth of a second, however busy the machine is. */
	async swipe(from: number, to: number, y: number): Promise<void> {
		this.#session ??= await this.page.context().newCDPSession(this.page)
		const began = Date.now() / 1000
		const touch = async (
			type: 'touchStart' | 'touchMove' | 'touchEnd',
			part: number
		): Promise<void> => {
			await this.#session?.send('Input.dispatchTouchEvent', {
				type,
				touchPoints: type === 'touchEnd' ? [] : [{ x: from + (to - from) * part, y }],
				timestamp: began + part / 5,
			})
		}
		await touch('touchStart', 0)
		for (const part of [0.25, 0.5, 0.75, 1]) await touch('touchMove', part)
		await touch('touchEnd', 1)
	}

	/** Taps into a field and writes in it. */
	async fill(field: Locator, words: string): Promise<void> {
		await field.tap()
		await expect(field).toBeFocused()
		await this.write(words)
		await expect(field).toHaveValue(words)
	}

	/** Tells the page that a keyboard covers the foot of the screen, as the browser of a telephone does; 0 takes it away. */
	async showKeyboard(px: number): Promise<void> {
		await this.page.evaluate((covered) => {
			const seen = window.visualViewport
			if (seen === null) throw new RangeError('no visual viewport')
			Object.defineProperty(seen, 'height', {
				configurable: true,
				get: () => window.innerHeight - covered,
			})
			seen.dispatchEvent(new Event('resize'))
		}, px)
	}
}
