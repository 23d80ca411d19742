import { type Page } from '@playwright/test'
import { type Way } from './ways.ts'

/** Smaller than this, in px, fingers miss; half a pixel is rounding. */
const TOUCH_PX = 43.5
const LEAST_PX = 23.5

/** What is wrong with a screen as it is drawn, that no rule of axe looks at; empty where all is well. */
export async function faultsOf(page: Page, way: Way): Promise<readonly string[]> {
	return [
		...(await page.evaluate(sideways)),
		...(await page.evaluate(unseen)),
		...(await page.evaluate(tooSmall, way.touch ? TOUCH_PX : LEAST_PX)),
		...(way.colours === 'forced' ? await page.evaluate(colourless) : []),
	]
}

/** What is wrong once words are spaced as WCAG 1.4.12 has it. */
export async function faultsOfSpacing(page: Page): Promise<readonly string[]> {
	await page.evaluate(() => {
		const sheet = new CSSStyleSheet()
		sheet.replaceSync(`* {
			line-height: 1.5 !important;
			letter-spacing: 0.12em !important;
			word-spacing: 0.16em !important;
		}
		p { margin-bottom: 2em !important; }`)
		document.adoptedStyleSheets.push(sheet)
	})
	const found = [...(await page.evaluate(sideways)), ...(await page.evaluate(cutOff))]
	await page.evaluate(() => {
		document.adoptedStyleSheets.pop()
	})
	return found.map((fault) => `spaced: ${fault}`)
}

/** Controls of which nothing is seen when they have the focus: something lies over them. */
export async function hiddenFocus(page: Page): Promise<readonly string[]> {
	return page.evaluate(() => {
		const before = document.activeElement
		const stage = document.querySelector('.stage')
		const scrolled = stage?.scrollTop ?? 0
		const hidden: string[] = []
		const all = document.querySelectorAll<HTMLElement>(
			'a[href], button, input, textarea, [tabindex="0"]'
		)
		for (const control of all) {
			if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
			if (control.closest('[inert], .sr-only, .skip, [data-sonner-toaster]') !== null) continue
			control.focus()
			if (document.activeElement !== control) continue
			const { left, right, top, bottom } = control.getBoundingClientRect()
			const xs = [left + 3, (left + right) / 2, right - 3]
			const ys = [top + 3, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2, bottom - 3]
			const isSeen = xs.some((x) =>
				ys.some((y) => {
					const over = document.elementFromPoint(x, y)
					return over !== null && (control.contains(over) || over.contains(control))
				})
			)
			if (!isSeen) hidden.push(`focus is hidden: ${control.outerHTML.slice(0, 90)}`)
		}
		// what a control says of itself while it has the focus goes with it
		if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
		if (before instanceof HTMLElement) before.focus({ preventScroll: true })
		if (stage !== null) stage.scrollTop = scrolled
		return hidden
	})
}

function sideways(): readonly string[] {
	const places = [
		document.documentElement,
		...document.querySelectorAll('.stage, .dialog, .palette, .menu, .bar, .status'),
	]
	return places
		.filter((place) => place.scrollWidth > place.clientWidth)
		.map((place) => {
			const { className, scrollWidth, clientWidth } = place
			const edge = place.getBoundingClientRect().left + clientWidth
			const beyond = [...place.querySelectorAll('*')].find(
				(part) => part.getBoundingClientRect().right > edge + 0.5
			)
			const what = beyond?.outerHTML.slice(0, 90) ?? 'nothing that has a box'
			return `${className || 'the page'} scrolls sideways: ${scrollWidth} in ${clientWidth}, with ${what}`
		})
}

/** In a room, how long is left and whether words have arrived is on the screen, whatever else is. */
function unseen(): readonly string[] {
	if (document.querySelector('.frame.room') === null) return []
	return ['[role="timer"]', '[data-testid="delivery"]'].flatMap((selector) => {
		const box = document.querySelector(selector)?.getBoundingClientRect()
		const isSeen =
			box !== undefined &&
			box.width > 0 &&
			box.left >= 0 &&
			box.right <= innerWidth + 0.5 &&
			box.top >= 0 &&
			box.bottom <= innerHeight + 0.5
		return isSeen ? [] : [`${selector} is not on the screen: ${JSON.stringify(box ?? null)}`]
	})
}

function tooSmall(least: number): readonly string[] {
	const controls = document.querySelectorAll<HTMLElement>(
		'button, a.button, a[download], [role="menuitem"], [role="menuitemradio"], [role="treeitem"], input:not([type="file"], [type="checkbox"], [type="radio"]), textarea'
	)
	return [...controls].flatMap((control) => {
		if (!control.checkVisibility({ visibilityProperty: true })) return []
		if (control.closest('.sr-only, [data-sonner-toaster]') !== null) return []
		// a word in a line of text is as high as its line, and a glyph of the outline is within its row
		if (getComputedStyle(control).display === 'inline' || control.closest('.who') !== null)
			return []
		const { height } = control.getBoundingClientRect()
		return height < least ? [`${height} px high: ${control.outerHTML.slice(0, 90)}`] : []
	})
}

/** Words that do not fit into the control that holds them, or that a bar cuts off without saying so. */
function cutOff(): readonly string[] {
	return [...document.querySelectorAll<HTMLElement>('button, .status > span, [role="timer"] > b')]
		.filter((box) => box.checkVisibility({ visibilityProperty: true }))
		.flatMap((box) => {
			if (box.closest('.sr-only, [data-sonner-toaster]') !== null) return []
			const style = getComputedStyle(box)
			if (style.textOverflow === 'ellipsis' || box.querySelector('.title') !== null) return []
			const outer = box.getBoundingClientRect()
			const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT)
			let isCut = false
			for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
				if (node.parentElement?.closest('.sr-only, .word') !== null) continue
				// white space that is not drawn has no place
				if (node.nodeValue?.trim() === '') continue
				const words = document.createRange()
				words.selectNodeContents(node)
				const inner = words.getBoundingClientRect()
				isCut ||= inner.bottom > outer.bottom + 4 || inner.right > outer.right + 4
			}
			return isCut ? [`words are cut off: ${box.innerText} in ${box.outerHTML.slice(0, 60)}`] : []
		})
}

/** In the system's colours: what says who somebody is, or where, must still be drawn. */
function colourless(): readonly string[] {
	const ground = getComputedStyle(document.body).backgroundColor
	const marks = document.querySelectorAll<HTMLElement>(
		'.glyph, .remote-glyph, .remote-tint, .margin .tick'
	)
	return [...marks]
		.filter((mark) => mark.checkVisibility({ visibilityProperty: true }))
		.filter((mark) => {
			const { backgroundColor, forcedColorAdjust } = getComputedStyle(mark)
			return forcedColorAdjust !== 'none' || backgroundColor === ground
		})
		.map(({ className }) => `${className} has lost its colour`)
}
