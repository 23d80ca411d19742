// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Box } from './clauseEditor.ts'
import { type Peer } from './cursorBadge.ts'
import { Cursors, type CursorSurface } from './cursors.ts'

/** Places of these tests are points on the page. */
const at = (left: number, top: number) => ({ left, top })
const LINE = 30

/** A text of which only the places are known. */
class Surface implements CursorSurface {
	readonly dom = document.createElement('div')
	own = at(0, 600)

	coordsAt(place: Readonly<Record<string, unknown>>): Box | undefined {
		const { left, top } = place
		if (typeof left !== 'number' || typeof top !== 'number') return undefined
		return { left, right: left, top, bottom: top + LINE }
	}

	rectsBetween(...[anchor, head]: Parameters<CursorSurface['rectsBetween']>): readonly Box[] {
		const [from, to] = [this.coordsAt(anchor), this.coordsAt(head)]
		return from && to && from.left !== to.left ? [{ ...from, right: to.left }] : []
	}

	relativeSelection() {
		return { anchor: this.own, head: this.own }
	}
}

let host: HTMLElement
let surface: Surface
let cursors: Cursors

function peer(clientId: number, left: number, top: number, more: Partial<Peer> = {}): Peer {
	const place = at(left, top)
	return {
		clientId,
		initials: 'A1',
		code: 'UA',
		name: 'Advisor 1',
		slot: 1,
		anchor: place,
		head: place,
		...more,
	}
}

function carets(): HTMLElement[] {
	return Array.from(host.querySelectorAll<HTMLElement>('.remote-caret'))
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
	host = document.body.appendChild(document.createElement('div'))
	surface = new Surface()
	surface.dom.tabIndex = 0
	host.append(surface.dom)
	cursors = new Cursors(host, surface)
})

afterEach(() => {
	cursors.destroy()
	expect(host.childElementCount).toBe(1)
	host.remove()
	vi.unstubAllGlobals()
	vi.useRealTimers()
})

test('[E40] a caret shows initials, code, glyph and colour beside the text, and the full name on hover; nothing is in the text', () => {
	cursors.setPeers([peer(1, 100, 300)])
	vi.advanceTimersByTime(60)
	const [caret] = carets()
	expect(caret?.textContent).toBe('A1 UA')
	expect(caret?.dataset['slot']).toBe('1')
	expect(caret?.querySelector('.remote-glyph')).not.toBe(null)
	expect(caret?.querySelector<HTMLElement>('.remote-label')?.title).toBe('Advisor 1 (UA)')
	expect(caret?.style.translate).toBe('100px 300px')
	expect(caret?.parentElement?.getAttribute('aria-hidden')).toBe('true')
	expect(surface.dom.childNodes.length).toBe(0)
})

test('[E41] the label shows when its person moves, and fades after 2.5 s; "Who is here" brings it back', () => {
	cursors.setPeers([peer(1, 100, 300)])
	vi.advanceTimersByTime(2_499)
	expect(carets()[0]?.dataset['label']).toBe('shown')
	vi.advanceTimersByTime(1)
	expect(carets()[0]?.dataset['label']).toBe(undefined)
	cursors.setPeers([peer(1, 100, 300)])
	expect(carets()[0]?.dataset['label']).toBe(undefined)
	cursors.setPeers([peer(1, 110, 300)])
	expect(carets()[0]?.dataset['label']).toBe('shown')
	vi.advanceTimersByTime(2_500)
	cursors.showLabels()
	expect(carets()[0]?.dataset['label']).toBe('shown')
})

test("[E42] it stands below on the first line, and where it would cover the reader's own line", () => {
	surface.dom.focus()
	surface.own = at(300, 90)
	cursors.setPeers([peer(1, 100, 0), peer(2, 100, 120), peer(3, 100, 300)])
	vi.advanceTimersByTime(60)
	expect(carets().map((caret) => caret.dataset['side'])).toEqual(['below', 'below', 'above'])
	surface.dom.blur()
	cursors.refresh()
	vi.advanceTimersByTime(60)
	expect(carets().map((caret) => caret.dataset['side'])).toEqual(['below', 'above', 'above'])
})

test('[E43] labels nearer than 40 px on one line stand one over the other', () => {
	cursors.setPeers([peer(1, 100, 300), peer(2, 130, 300), peer(3, 400, 300)])
	vi.advanceTimersByTime(60)
	expect(carets().map((caret) => caret.style.getPropertyValue('--stack'))).toEqual(['0', '1', '0'])
})

test('[E44] a selection is a tint in the colour of its slot, without a label of its own', () => {
	cursors.setPeers([peer(1, 200, 300, { anchor: at(100, 300) })])
	vi.advanceTimersByTime(60)
	const tint = host.querySelector<HTMLElement>('.remote-selection')
	expect(tint?.dataset['slot']).toBe('1')
	const [piece] = Array.from(tint?.children ?? [])
	expect(piece?.getAttribute('style')).toBe('left: 100px; top: 300px; width: 100px; height: 30px;')
})

test('[E45] who leaves is gone, a place that is not here yet is not drawn, and moves come at most every 60 ms', () => {
	cursors.setPeers([peer(1, 100, 300), peer(2, 100, 400, { head: { unknown: true } })])
	expect(carets()[0]?.style.translate).toBe('')
	vi.advanceTimersByTime(60)
	expect(carets().map((caret) => caret.hidden)).toEqual([false, true])
	cursors.setPeers([peer(1, 120, 300)])
	expect(carets().length).toBe(1)
	expect(carets()[0]?.style.translate).toBe('100px 300px')
	vi.advanceTimersByTime(60)
	expect(carets()[0]?.style.translate).toBe('120px 300px')
})
