// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AuthorBands, type AuthorBand, type BandSurface } from './authorBands.ts'
import { type Box } from './clauseEditor.ts'

const WIDTH = 10
const LINE = 30

/** One block, each character as wide as the next, in lines of `inLine` of them. */
class Surface implements BandSurface {
	readonly dom = document.createElement('div')
	length = 10
	inLine = Infinity
	/** How often somebody asked where words are. */
	asked = 0

	blockSpans() {
		return new Map([['first000', { from: 1, to: 1 + this.length }]])
	}

	rectsIn(from: number, to: number): readonly Box[] {
		this.asked++
		const { top, bottom } = this.boxAt(from)
		return [{ left: from * WIDTH, right: to * WIDTH, top, bottom }]
	}

	boxAt(position: number): Box {
		const top = scrolled + LINE * Math.floor((position - 1) / this.inLine)
		return { left: position * WIDTH, right: position * WIDTH, top, bottom: top + LINE }
	}
}

/** Where the text begins on the screen. */
let scrolled = 0
let host: HTMLElement
let surface: Surface
let bands: AuthorBands

function band(
	offset: number,
	length: number,
	author: string,
	more: Partial<AuthorBand> = {}
): AuthorBand {
	return {
		block: 'first000',
		offset,
		length,
		author,
		slot: 1,
		isFaint: false,
		say: () => author,
		...more,
	}
}

const lefts = (): readonly string[] =>
	Array.from(
		host.querySelectorAll<HTMLElement>('.author-band'),
		(one) => `${one.style.left} ${one.style.width}`
	)
const card = (): string | null => {
	const shown = host.querySelector<HTMLElement>('.author-card')
	return shown === null || shown.hidden ? null : shown.textContent
}

beforeEach(() => {
	vi.useFakeTimers()
	vi.stubGlobal(
		'ResizeObserver',
		class {
			observe(): void {
				// jsdom has no sizes that could change
			}
			disconnect(): void {
				// nothing was observed
			}
		}
	)
	Element.prototype.scrollIntoView = () => undefined
	host = document.body.appendChild(document.createElement('div'))
	// jsdom lays nothing out
	scrolled = 0
	host.getBoundingClientRect = () =>
		new DOMRect(0, scrolled, 300, LINE * Math.max(1, Math.ceil(surface.length / surface.inLine)))
	surface = new Surface()
	bands = new AuthorBands(host, surface)
})

afterEach(() => {
	bands.destroy()
	host.remove()
	vi.unstubAllGlobals()
	vi.useRealTimers()
})

test('[E50] words have a band for each author, a glyph where another one begins, a notch where words are gone', () => {
	expect(
		bands.setBands([
			band(0, 4, 'anna'),
			band(4, 2, 'anna'),
			band(6, 4, 'borys'),
			band(6, 0, 'anna'),
		])
	).toBe(true)
	vi.runAllTimers()
	expect(lefts()).toEqual(['10px 40px', '50px 20px', '70px 40px'])
	const begins = Array.from(host.querySelectorAll('.author-band'), (one) => one.children.length)
	expect(begins).toEqual([1, 0, 1])
	expect(host.querySelectorAll('.author-notch')).toHaveLength(1)
})

test('[E50] the wash of brackets is off under the bands, and comes back once they are gone', () => {
	expect(host.matches('[data-authors]')).toBe(true)
	bands.destroy()
	expect(host.matches('[data-authors]')).toBe(false)
})

test('[E51] bands go along with the text, what is new has none; a block of another length is left out', () => {
	bands.setBands([band(0, 4, 'anna'), band(4, 6, 'borys')])
	bands.follow((position, side) =>
		position > 5 || (position === 5 && side === 1) ? position + 3 : position
	)
	vi.runAllTimers()
	expect(lefts()).toEqual(['10px 40px', '80px 60px'])
	surface.length = 13
	expect(bands.setBands([band(0, 4, 'anna'), band(4, 6, 'borys')])).toBe(false)
	vi.runAllTimers()
	expect(lefts()).toEqual([])
})

test('[E52] what is under a pointer that rests stays named when the server tells it anew', () => {
	bands.setBands([band(0, 10, 'anna')])
	vi.runAllTimers()
	host.dispatchEvent(new MouseEvent('pointermove', { clientX: 25, clientY: 5 }))
	expect(card()).toBe('anna')
	bands.setBands([band(0, 1, 'anna'), band(1, 9, 'borys')])
	vi.runAllTimers()
	expect(card()).toBe('borys')
	host.dispatchEvent(new MouseEvent('pointerleave'))
	expect(card()).toBeNull()
})

test('[E52] words at the caret, and those next by the key, say whose they are; faint ones are passed over', () => {
	bands.setBands([
		band(0, 4, 'anna'),
		band(4, 2, 'anna'),
		band(6, 2, 'borys', { isFaint: true }),
		band(8, 2, 'cyril'),
	])
	vi.runAllTimers()
	bands.showAt(6)
	expect(card()).toBe('anna')
	expect([bands.step(), bands.step(), bands.step()]).toEqual(['cyril', 'anna', 'cyril'])
	bands.setBands([band(0, 10, 'anna', { isFaint: true })])
	expect(bands.step()).toBeNull()
	expect(card()).toBeNull()
})

test('[E53] of 20,000 bands those near the window are drawn, others once it comes to them', () => {
	surface.length = 20_000
	surface.inLine = 10
	const drawn = () => host.querySelectorAll('.author-band').length
	bands.setBands(
		Array.from({ length: 20_000 }, (_, i) => band(i, 1, i % 2 === 0 ? 'anna' : 'borys'))
	)
	vi.runAllTimers()
	const first = drawn()
	expect(first).toBeGreaterThan(400)
	expect(first).toBeLessThan(800)
	expect(surface.asked).toBeLessThan(800)
	scrolled = -30_000
	document.dispatchEvent(new Event('scroll'))
	vi.runAllTimers()
	expect(lefts().some((place) => place.startsWith('100000px'))).toBe(true)
	expect(drawn()).toBeLessThan(1_000)
	scrolled = -30_020
	const [mark] = host.querySelectorAll('.author-band')
	document.dispatchEvent(new Event('scroll'))
	vi.runAllTimers()
	expect(mark?.isConnected).toBe(true)
})

test('[E53] the key leads on to words that are not drawn yet, and goes on from there when the server has told of all anew', () => {
	surface.length = 1_000
	surface.inLine = 1
	const all = [band(0, 900, 'anna'), band(900, 50, 'borys'), band(950, 50, 'cyril')]
	bands.setBands(all)
	vi.runAllTimers()
	expect([bands.step(), bands.step(), card()]).toEqual(['anna', 'borys', 'borys'])
	bands.setBands(all)
	vi.runAllTimers()
	expect(bands.step()).toBe('cyril')
})

test('[E52] the key goes on from where it was once the text has been drawn anew', () => {
	bands.setBands([band(0, 4, 'anna'), band(4, 3, 'borys'), band(7, 3, 'cyril')])
	vi.runAllTimers()
	expect([bands.step(), bands.step()]).toEqual(['anna', 'borys'])
	bands.lieOver(new Surface())
	vi.runAllTimers()
	expect(card()).toBe('borys')
	expect(bands.step()).toBe('cyril')
})

test('[E52] the key goes on from words that others have changed, before and after the server has told of them', () => {
	const told = [band(0, 4, 'anna'), band(4, 3, 'borys'), band(7, 3, 'cyril')]
	bands.setBands(told)
	vi.runAllTimers()
	expect([bands.step(), bands.step()]).toEqual(['anna', 'borys'])
	surface.length = 12
	bands.setBands(told)
	vi.runAllTimers()
	expect(card()).toBeNull()
	bands.setBands([...told, band(10, 2, 'daria')])
	// at once, and not only when all is drawn
	expect(card()).toBe('borys')
	expect(bands.step()).toBe('cyril')
})

test('[E52] what a finger taps stays named until it taps elsewhere', () => {
	bands.setBands([band(0, 10, 'anna')])
	vi.runAllTimers()
	const touch = (type: string): Event =>
		Object.assign(new MouseEvent(type, { clientX: 25, clientY: 5, bubbles: true }), {
			pointerType: 'touch',
		})
	host.dispatchEvent(touch('pointerdown'))
	host.dispatchEvent(touch('pointerleave'))
	expect(card()).toBe('anna')
	document.body.dispatchEvent(touch('pointerdown'))
	expect(card()).toBeNull()
})

test('[E50] the glyph stands over a letter, not over a space that ends the line before', () => {
	surface.rectsIn = () => [
		{ left: 280, right: 284, top: 0, bottom: LINE },
		{ left: 10, right: 90, top: LINE, bottom: 2 * LINE },
	]
	bands.setBands([band(0, 10, 'anna')])
	vi.runAllTimers()
	const marks = [...host.querySelectorAll('.author-band')]
	expect(marks.map(({ children }) => children.length)).toEqual([0, 1])
})
