import { type BrowserContext, type Download, type Locator, type Page } from '@playwright/test'
import { SessionAnswer } from '@parley/protocol'
import { expect } from './expect.ts'

/** Someone at a browser of their own: what they see, and what they do with mouse and keys. */
export class Person {
	readonly context: BrowserContext
	readonly page: Page

	constructor(context: BrowserContext, page: Page) {
		this.context = context
		this.page = page
	}

	/** Takes the seat of a joining link for this browser, as its page does, and opens the room, which is there then. */
	async enter(link: string): Promise<void> {
		const { origin, hash } = new URL(link)
		const answer = await this.context.request.post(`${origin}/api/v1/sessions`, {
			headers: { origin },
			data: { code: hash.slice(1), kind: 'browser' },
		})
		if (!answer.ok()) throw new Error(`no session: ${await answer.text()}`)
		const { negotiation } = SessionAnswer.parse(await answer.json())
		await this.page.goto(`${origin}/n/${negotiation}`)
		await this.isIn()
	}

	/** Opens a joining link, confirms and enters, as people do; the room is there then. */
	async enterByPage(link: string): Promise<void> {
		await this.page.goto(link)
		await expect(this.page.getByText('Is this you?')).toBeVisible()
		await this.page.getByRole('button', { name: 'Enter', exact: true }).click()
		await this.isIn()
	}

	/** Resolves once the room is there, and the line to the server. */
	async isIn(): Promise<void> {
		await expect(this.clause(1)).toBeVisible()
		await expect(this.delivery).toHaveAttribute('data-delivery', 'sent')
	}

	/** Cuts the line of this browser; the page knows of it then, and nothing typed before it knew is still on its way. */
	async loseLine(): Promise<void> {
		await this.context.setOffline(true)
		await this.knowsNoLine()
	}

	/** Resolves once the page knows that it has no line. */
	async knowsNoLine(): Promise<void> {
		await expect(this.delivery).not.toHaveAttribute('data-delivery', /^(sent|sending|slow)$/)
	}

	/** Opens another window of the same browser; what stood in this one is left as it is. */
	async newWindow(): Promise<Person> {
		return new Person(this.context, await this.context.newPage())
	}

	/** Opens the room where a seat in it is held already; the text is there then. */
	async comeBack(room: string): Promise<void> {
		await this.page.goto(room)
		await expect(this.clause(1)).toBeVisible()
	}

	/** Leaves this browser for good, by the menu. */
	async signOut(): Promise<void> {
		await this.page.getByRole('button', { name: /^You are/ }).click()
		await this.page.getByRole('menuitem', { name: 'Sign out of this browser' }).click()
		await this.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
		await expect(this.page.getByRole('dialog')).toHaveCount(0)
	}

	/** Undelivered edits that lie on this device; null where there is not even a place for them. */
	copies(): Promise<number | null> {
		return this.page.evaluate(async () => {
			const databases = await indexedDB.databases()
			if (!databases.some(({ name }) => name === 'parley')) return null
			return new Promise<number>((resolve, reject) => {
				const opening = indexedDB.open('parley')
				opening.onerror = () => {
					reject(new Error('the copies cannot be read'))
				}
				opening.onsuccess = () => {
					const counting = opening.result
						.transaction('undelivered')
						.objectStore('undelivered')
						.count()
					counting.onsuccess = () => {
						opening.result.close()
						resolve(counting.result)
					}
				}
			})
		})
	}

	/** The frame of a point on the paper. */
	clause(number: number): Locator {
		return this.page.getByRole('article', { name: new RegExp(`^Point ${number}(,|$)`) })
	}

	/** The text of a point: an editor, or read only. */
	text(number: number): Locator {
		return this.clause(number).getByRole('textbox')
	}

	/** The row of a point in the outline. */
	row(number: number): Locator {
		return this.page.getByRole('treeitem', { name: new RegExp(`^Point ${number}[,.]`) })
	}

	/** The delivery state at the foot. */
	get delivery(): Locator {
		return this.page.getByTestId('delivery')
	}

	/** The caret of someone else in a point, by full name and code, e.g. `Advisor 1 (UA)`. */
	caret(number: number, who: string): Locator {
		const label = this.page.getByTitle(who, { exact: true })
		return this.clause(number).locator('.remote-caret').filter({ has: label })
	}

	/** The heading of the paper: the title, or the seal line. */
	get heading(): Locator {
		return this.page.getByRole('main').getByRole('heading', { level: 1 })
	}

	/** A message that comes and goes. */
	toast(text: string): Locator {
		return this.page.locator('[data-sonner-toast]').filter({ hasText: text })
	}

	/** How many characters of a point stand before their caret; null where it is elsewhere. */
	caretOffset(number: number): Promise<number | null> {
		return this.clause(number)
			.locator('.body')
			.evaluate((body) => {
				const selection = getSelection()
				if (!selection?.focusNode || !body.contains(selection.focusNode)) return null
				const before = document.createRange()
				before.setStart(body, 0)
				before.setEnd(selection.focusNode, selection.focusOffset)
				return before.toString().length
			})
	}

	/** The words of a point as they are drawn, a paragraph a line. */
	async read(number: number): Promise<string> {
		const paragraphs = this.clause(number).locator('.body p')
		return (await paragraphs.allTextContents()).join('\n')
	}

	/** Clicks behind `words` in a point, as someone does who wants to write there. */
	async clickBehind(number: number, words: string): Promise<void> {
		await this.#click(number, await this.boxBehind(number, words))
	}

	/** Clicks before `words` in a point. */
	async clickBefore(number: number, words: string): Promise<void> {
		await this.#click(number, await this.boxBefore(number, words))
	}

	/** Where on the screen `words` begin in a point: in the middle of their line. */
	boxBefore(number: number, words: string): Promise<{ x: number; y: number }> {
		return this.#placeOf(number, words, 'start')
	}

	/** Where on the screen `words` end in a point: in the middle of their line. */
	boxBehind(number: number, words: string): Promise<{ x: number; y: number }> {
		return this.#placeOf(number, words, 'end')
	}

	/** Waits until everything of theirs is on the server's disk, as the status bar has it. */
	async whenSent(): Promise<void> {
		await expect(this.delivery).toHaveText('Sent')
	}

	/** Clicks what leads to a file, and gives the download. */
	async download(link: Locator): Promise<Download> {
		const [download] = await Promise.all([this.page.waitForEvent('download'), link.click()])
		return download
	}

	async #click(number: number, { x, y }: { x: number; y: number }): Promise<void> {
		await this.page.mouse.click(x, y)
		await expect(this.text(number)).toBeFocused()
	}

	async #placeOf(
		number: number,
		words: string,
		edge: 'start' | 'end'
	): Promise<{ x: number; y: number }> {
		await this.text(number).getByText(words).first().scrollIntoViewIfNeeded()
		return this.text(number).evaluate(placeOf, { words, edge })
	}
}

/** Where on the screen `words` begin or end inside `root`. Runs in the page. */
function placeOf(
	root: Element,
	{ words, edge }: { words: string; edge: 'start' | 'end' }
): { x: number; y: number } {
	const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
	for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
		const at = (node.textContent ?? '').indexOf(words)
		if (at === -1) continue
		const range = document.createRange()
		range.setStart(node, at)
		range.setEnd(node, at + words.length)
		const rects = [...range.getClientRects()]
		const rect = edge === 'start' ? rects[0] : rects.at(-1)
		if (rect === undefined) break
		return { x: edge === 'start' ? rect.left : rect.right, y: (rect.top + rect.bottom) / 2 }
	}
	throw new Error(`no "${words}" in "${root.textContent}"`)
}
