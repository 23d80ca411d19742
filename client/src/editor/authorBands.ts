import { type Box, type ClauseEditor, type MapPosition } from './clauseEditor.ts'
import './authorBands.css'
import { element } from './cursorBadge.ts'
import { drawNever, drawSoon, type Overlay } from './drawTogether.ts'
import { nearBands } from './nearBands.ts'

/** Bands are placed again at most this often while others write, or the text is scrolled. */
const MOVE_MS = 120

/** Bands are drawn as far as this around the window, in px, and anew once less than half of it is left: there may be thousands. */
const AROUND_PX = 800

/** Words by one author, or the place where words were deleted, as the server has them. */
export interface AuthorBand {
	readonly block: string
	readonly offset: number
	/** 0 where words were deleted. */
	readonly length: number
	/** Who wrote or deleted it: neighbours of one author are one band. */
	readonly author: string
	/** The slot of the delegation; null for the secretariat and for the imported text. */
	readonly slot: number | null
	/** Not of those who are looked for. */
	readonly isFaint: boolean
	/** What is said of it, e.g. `Advisor 1, Ukraine · Mon 14:02`; worked out only for those that somebody asks about. */
	readonly say: () => string
}

/** What of a text the bands need: of an editor, or of text that is only drawn. */
export type BandSurface = Pick<ClauseEditor, 'dom' | 'blockSpans' | 'rectsIn' | 'boxAt'>

interface Placed extends AuthorBand {
	from: number
	to: number
	/** It is the first of its author's words in a row. */
	readonly begins: boolean
	/** Where it is in the host, as far as it is near the window; nowhere while it is not drawn. */
	boxes: readonly Box[]
	/** Its first line is the first of the boxes. */
	isWholeFrom: boolean
}

/**
 * Who wrote what in one clause, drawn in an overlay over the text and never in it, so that no letter moves: a tint and a line for each
 * author, a glyph over their first letter, a notch where words were deleted. Between two answers of the server they go along with
 * the text; what was written since has none. Only what is near the window is measured and drawn.
 */
export class AuthorBands implements Overlay {
	readonly #host: HTMLElement
	#surface: BandSurface
	readonly #overlay: HTMLElement
	readonly #card: HTMLElement
	readonly #resize: ResizeObserver
	readonly #stop = new AbortController()
	/** In the order of the text; what was deleted stands before the words that follow it. */
	#bands: readonly Placed[] = []
	#drawn: readonly Placed[] = []
	/** How much of the host is drawn, in px from its top; null where that has to be done anew. */
	#covered: { readonly top: number; readonly bottom: number } | null = null
	#shown: Placed | null = null
	/** What was shown while its words have no band: from where the key goes on, and shown again once the server has told of them anew. */
	#missed: Placed | null = null
	/** Where the pointer is, while it says what is shown. */
	#pointer: Pick<PointerEvent, 'clientX' | 'clientY'> | null = null

	constructor(host: HTMLElement, surface: BandSurface) {
		this.#host = host
		this.#surface = surface
		this.#overlay = host.appendChild(element('author-bands'))
		this.#overlay.setAttribute('aria-hidden', 'true')
		host.dataset['authors'] = ''
		this.#card = element('author-card')
		this.#resize = new ResizeObserver(() => {
			this.refresh()
		})
		this.#resize.observe(surface.dom)
		const { signal } = this.#stop
		const point = ({ clientX, clientY }: PointerEvent): void => {
			this.#pointer = { clientX, clientY }
			this.#lookUnder(this.#pointer)
		}
		const leave = (): void => {
			this.#pointer = null
			this.#show(null)
		}
		host.addEventListener('pointermove', point, { signal })
		// a finger that taps does not move, and has left as soon as it is lifted: what it tapped stays until it taps elsewhere
		host.addEventListener('pointerdown', point, { signal })
		host.addEventListener(
			'pointerleave',
			({ pointerType }) => {
				if (pointerType !== 'touch') leave()
			},
			{ signal }
		)
		document.addEventListener(
			'pointerdown',
			({ target }) => {
				if (this.#pointer !== null && !(target instanceof Node && host.contains(target))) leave()
			},
			{ signal, capture: true }
		)
		const scrolled = (): void => {
			if (this.#bands.length > 0) drawSoon(this, MOVE_MS)
		}
		document.addEventListener('scroll', scrolled, { signal, capture: true, passive: true })
		addEventListener('resize', scrolled, { signal })
	}

	/**
	 * Shows these bands. Those of a block whose text is not as long as the server says are left out: it has something that I do not, or the
	 * other way round. Gives whether all are shown.
	 */
	setBands(bands: readonly AuthorBand[]): boolean {
		const spans = this.#surface.blockSpans()
		const lengths = new Map<string, number>()
		for (const { block, length } of bands) lengths.set(block, (lengths.get(block) ?? 0) + length)
		const agrees = (block: string): boolean => {
			const span = spans.get(block)
			return span !== undefined && span.to - span.from === lengths.get(block)
		}
		let before: AuthorBand | undefined
		this.#bands = bands
			.filter(({ block }) => agrees(block))
			.map((band) => {
				const from = (spans.get(band.block)?.from ?? 0) + band.offset
				const begins =
					band.length > 0 && (before?.author !== band.author || before.block !== band.block)
				if (band.length > 0) before = band
				const to = from + band.length
				return { ...band, from, to, begins, boxes: [], isWholeFrom: false }
			})
			.sort((a, b) => a.from - b.from || a.length - b.length)
		const sought = this.#shown ?? this.#missed
		const found = sought === null ? null : this.#found(sought)
		this.#show(found)
		this.#missed = found === null ? sought : null
		this.refresh()
		return [...spans].every(([block, { from, to }]) => from === to || agrees(block))
	}

	/** The text has been drawn anew, in the same element: the bands go over what is there now, and what has been come to stays. */
	lieOver(surface: BandSurface): void {
		this.#surface = surface
		this.refresh()
	}

	/** The text has changed: takes the bands along. */
	follow(map: MapPosition): void {
		for (const band of this.#missed === null ? this.#bands : [...this.#bands, this.#missed]) {
			band.from = map(band.from, 1)
			band.to = Math.max(band.from, map(band.to, -1))
		}
		this.refresh()
	}

	/** Goes to the next band of those that are looked for, round at the end; gives what it says, or null where there is none. */
	step(): string | null {
		const { length } = this.#bands
		const at = this.#at()
		const last = this.#bands.slice(0, at + 1).findLast((band) => band.length > 0)
		for (let i = 1; i <= length; i++) {
			const band = this.#bands[(at + i) % length]
			if (band === undefined || band.isFaint) continue
			const isSame = band.length > 0 && band.author === last?.author
			if (isSame && at >= 0 && i < length) continue
			this.#pointer = null
			this.#show(band)
			this.#card.scrollIntoView({ block: 'nearest' })
			return band.say()
		}
		return null
	}

	/** Shows the card of the band at the caret. */
	showAt(position: number): void {
		this.#pointer = null
		const holds = ({ from, to }: Placed): boolean => from <= position && position < to
		this.#show(this.#bands.find(holds) ?? null)
	}

	/** Places everything again, soon. */
	refresh(): void {
		this.#covered = null
		drawSoon(this, MOVE_MS)
	}

	measure(): () => void {
		const frame = this.#host.getBoundingClientRect()
		if (this.#covers(near(frame, AROUND_PX / 2))) return () => undefined
		this.#covered = near(frame, AROUND_PX)
		for (const band of this.#drawn) band.boxes = []
		const { top, bottom } = this.#covered
		const area = { top: frame.top + top, bottom: frame.top + bottom }
		const boxAt = (position: number) => this.#surface.boxAt(position)
		this.#drawn = top < bottom ? nearBands(this.#bands, boxAt, area) : []
		for (const band of this.#drawn) this.#place(band, frame, area)
		return () => {
			this.#overlay.replaceChildren(...this.#drawn.flatMap(draw), this.#card)
			// a pointer that rests stays on what it is on, though the server has told it anew
			if (this.#pointer !== null) this.#lookUnder(this.#pointer)
			this.#placeCard()
		}
	}

	destroy(): void {
		this.#stop.abort()
		drawNever(this)
		this.#resize.disconnect()
		this.#overlay.remove()
		delete this.#host.dataset['authors']
	}

	#covers({ top, bottom }: { readonly top: number; readonly bottom: number }): boolean {
		const covered = this.#covered
		return covered !== null && (top >= bottom || (covered.top <= top && bottom <= covered.bottom))
	}

	/** Finds out where a band is; where it lies in `area` alone, if that is given. */
	#place(
		band: Placed,
		frame: DOMRect,
		area?: { readonly top: number; readonly bottom: number }
	): void {
		const all =
			band.length === 0
				? [this.#surface.boxAt(band.from)]
				: this.#surface.rectsIn(band.from, band.to)
		const boxes = all.filter(
			({ top, bottom }) => area === undefined || (bottom >= area.top && top <= area.bottom)
		)
		band.isWholeFrom = boxes[0] === all[0]
		band.boxes = boxes.map((box) => ({
			left: box.left - frame.left,
			right: box.right - frame.left,
			top: box.top - frame.top,
			bottom: box.bottom - frame.top,
		}))
	}

	#lookUnder({ clientX, clientY }: Pick<PointerEvent, 'clientX' | 'clientY'>): void {
		const { left, top } = this.#host.getBoundingClientRect()
		const [x, y] = [clientX - left, clientY - top]
		const holds = ({ length, boxes }: Placed): boolean =>
			boxes.some((box) => {
				const around = length === 0 ? 4 : 0
				return x >= box.left - around && x <= box.right + around && y >= box.top && y <= box.bottom
			})
		const notch = this.#drawn.find((band) => band.length === 0 && holds(band))
		this.#show(notch ?? this.#drawn.find(holds) ?? null)
	}

	/** Which of the bands the key has come to; -1 where it begins. */
	#at(): number {
		if (this.#shown !== null) return this.#bands.indexOf(this.#shown)
		const from = this.#missed?.from ?? -1
		return this.#bands.findLastIndex((band) => band.from <= from)
	}

	/** What was shown, among the bands as they are now. */
	#found({ from, length }: Placed): Placed | null {
		const holds = (band: Placed): boolean =>
			!band.isFaint &&
			(length === 0 ? band.length === 0 && band.from === from : band.from <= from && from < band.to)
		return this.#bands.find(holds) ?? null
	}

	#show(band: Placed | null): void {
		this.#missed = null
		if (band === this.#shown) return
		this.#shown = band
		this.#placeCard()
	}

	#placeCard(): void {
		const band = this.#shown
		// what has just been told, or is far from the window, is not drawn yet
		if (band?.boxes.length === 0) this.#place(band, this.#host.getBoundingClientRect())
		const box = band?.boxes[0]
		this.#card.hidden = box === undefined
		if (band === null || box === undefined) return
		this.#card.textContent = band.say()
		this.#card.style.left = `${Math.max(0, Math.min(box.left, this.#host.clientWidth - 240))}px`
		this.#card.style.top = `${box.bottom + 4}px`
	}
}

/** What of a host is within `around` px of the window, in px from the top of the host. */
function near(frame: DOMRect, around: number): { readonly top: number; readonly bottom: number } {
	return {
		top: Math.max(0, -around - frame.top),
		bottom: Math.min(frame.height, innerHeight + around - frame.top),
	}
}

/** The glyph over an author's first letter, in px. */
const GLYPH_PX = 7

/** The marks of a band, one for each line. */
function draw(band: Placed): HTMLElement[] {
	// a space that ends a line has no letter for the glyph to stand over
	const first = band.boxes.find(({ left, right }) => right - left >= GLYPH_PX) ?? band.boxes[0]
	return band.boxes.map((box) => {
		const mark = element(band.length === 0 ? 'author-notch' : 'author-band')
		if (band.slot !== null) mark.dataset['slot'] = String(band.slot)
		if (band.isFaint) mark.dataset['faint'] = ''
		mark.style.left = `${box.left}px`
		mark.style.top = `${box.top}px`
		if (band.length > 0) mark.style.width = `${box.right - box.left}px`
		mark.style.height = `${box.bottom - box.top}px`
		if (band.begins && band.isWholeFrom && box === first) mark.append(element('author-glyph'))
		return mark
	})
}
