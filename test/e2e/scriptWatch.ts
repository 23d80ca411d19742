import { expect, type Page } from '@playwright/test'

/** What a page does that only a script or an address of someone else's can do: it asks for nothing but from `origins`. */
export function watchScripts(page: Page, ...origins: readonly string[]): string[] {
	const ran: string[] = []
	page.on('dialog', (dialog) => {
		ran.push(dialog.type())
		void dialog.dismiss()
	})
	page.on('pageerror', (error) => ran.push(error.message))
	page.on('popup', (popup) => ran.push(popup.url()))
	page.on('request', (request) => {
		const url = request.url()
		if (/^(?:file|data|blob):/.test(url) || origins.includes(new URL(url).origin)) return
		ran.push(url)
	})
	return ran
}

/** Nothing ran in a page that is text alone, and nothing in it could. */
export async function expectQuiet(page: Page, ran: readonly string[]): Promise<void> {
	const found = await page.evaluate(async () => {
		await new Promise((resolve) => {
			requestAnimationFrame(() => requestAnimationFrame(resolve))
		})
		const elements = Array.from(document.querySelectorAll('*'))
		return {
			foreign: document.querySelectorAll(
				'script, iframe, object, embed, link, form, input, img, svg, math, video, audio, base'
			).length,
			handlers: elements.filter(({ attributes }) =>
				Array.from(attributes).some(({ name }) => /^on|^style$/i.test(name))
			).length,
			// a link that was pasted stays one where it leads to a page or to somebody's mail
			addresses: Array.from(
				document.querySelectorAll('[href], [src]'),
				(element) => element.getAttribute('href') ?? ''
			).filter((href) => !/^(?:https?:\/\/|mailto:)[^\s<>"]+$/i.test(href)).length,
		}
	})
	expect(found).toEqual({ foreign: 0, handlers: 0, addresses: 0 })
	expect(ran).toEqual([])
}
