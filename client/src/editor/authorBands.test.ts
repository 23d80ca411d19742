// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AuthorBands, type AuthorBand, type BandSurface } from './authorBands.ts'
import { type Box } from './clauseEditor.ts'

const WIDTH = 10
const LINE = 30

/** One line of one block, each character as wide as the next. */
class Surface implements BandSurface {
	readonly dom = document.createElement('div')
	length = 10

	blockSpans() {
		return new Map([['first000', { from: 1, to: 1 + this.length }]])
	}

	rectsIn(from: number, to: number): readonly Box[] {
		return [{ left: from * WIDTH, right: to * WIDTH, top: 0, bottom: LINE }]
	}

	boxAt(position: number): Box {
		return { left: position * WIDTH, right: position * WIDTH, top: 0, bottom: LINE }
	}
}

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
		label: author,
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
