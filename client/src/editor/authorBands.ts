import { type Box, type ClauseEditor, type MapPosition } from './clauseEditor.ts'
import './authorBands.css'
import { element } from './cursorBadge.ts'
import { drawNever, drawSoon, type Overlay } from './drawTogether.ts'

/** Bands are placed again at most this often while others write. */
const MOVE_MS = 120

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
	/** In words, e.g. `Advisor 1, Ukraine · Mon 14:02`. */
	readonly label: string
}

/** What of an editor the bands need. */
export type BandSurface = Pick<ClauseEditor, 'dom' | 'blockSpans' | 'rectsIn' | 'boxAt'>

interface Placed extends AuthorBand {
	from: number
	to: number
	boxes: readonly Box[]
}

/**
 * Who wrote what in one clause, drawn in an overlay over the text and never in it, so that no letter moves: a tint and a line for each
 * author, a glyph over their first letter, a notch where words were deleted. Between two answers of the server they go along with
 * the text; what was written since has none.
 */
export class AuthorBands implements Overlay {
	readonly #host: HTMLElement
	readonly #surface: BandSurface
	readonly #overlay: HTMLElement
	readonly #card: HTMLElement
	readonly #resize: ResizeObserver
	readonly #stop = new AbortController()
	#bands: readonly Placed[] = []
	#shown = -1
	#pointer: Pick<PointerEvent, 'clientX' | 'clientY'> | null = null

	constructor(host: HTMLElement, surface: BandSurface) {
		this.#host = host
		this.#surface = surface
		this.#overlay = host.appendChild(element('author-bands'))
		this.#overlay.setAttribute('aria-hidden', 'true')
		this.#card = element('author-card')
		this.#resize = new ResizeObserver(() => {
			this.refresh()
		})
		this.#resize.observe(surface.dom)
		const { signal } = this.#stop
		host.addEventListener(
			'pointermove',
			({ clientX, clientY }) => {
				this.#pointer = { clientX, clientY }
				this.#lookUnder(this.#pointer)
			},
			{ signal }
		)
		host.addEventListener(
			'pointerleave',
			() => {
				this.#pointer = null
				this.#show(-1)
			},
			{ signal }
		)
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
		this.#bands = bands
			.filter(({ block }) => agrees(block))
			.map((band) => {
				const from = (spans.get(band.block)?.from ?? 0) + band.offset
				return { ...band, from, to: from + band.length, boxes: [] }
			})
		this.#show(-1)
		this.refresh()
		return [...spans].every(([block, { from, to }]) => from === to || agrees(block))
	}

	/** The text has changed: takes the bands along. */
	follow(map: MapPosition): void {
		for (const band of this.#bands) {
			band.from = map(band.from, 1)
			band.to = Math.max(band.from, map(band.to, -1))
		}
		this.refresh()
	}

	/** Goes to the next band of those that are looked for, round at the end; gives what it says, or null where there is none. */
	step(): string | null {
		const { length } = this.#bands
		for (let i = 1; i <= length; i++) {
			const index = (this.#shown + i) % length
			const band = this.#bands[index]
			const isSame = band?.author === this.#bands[this.#shown]?.author && band?.length !== 0
			if (band === undefined || band.isFaint || (isSame && this.#shown >= 0 && i < length)) continue
			this.#show(index)
			this.#card.scrollIntoView({ block: 'nearest' })
			return band.label
		}
		return null
	}

	/** Shows the card of the band at the caret. */
	showAt(position: number): void {
		this.#show(this.#bands.findIndex(({ from, to }) => from <= position && position < to))
	}

	/** Places everything again, soon. */
	refresh(): void {
		drawSoon(this, MOVE_MS)
	}

	measure(): () => void {
		const frame = this.#host.getBoundingClientRect()
		const { left, top } = frame
		for (const band of this.#bands) {
			const boxes =
				band.length === 0
					? [this.#surface.boxAt(band.from)]
					: this.#surface.rectsIn(band.from, band.to)
			band.boxes = boxes.map((box) => ({
				left: box.left - left,
				right: box.right - left,
				top: box.top - top,
				bottom: box.bottom - top,
			}))
		}
		return () => {
			let before: Placed | undefined
			const marks = this.#bands.flatMap((band) => {
				const drawn = draw(band, before)
				if (band.length > 0) before = band
				return drawn
			})
			this.#overlay.replaceChildren(...marks, this.#card)
			// a pointer that rests stays on what it is on, though the server has told it anew
			if (this.#pointer !== null && this.#shown === -1) this.#lookUnder(this.#pointer)
			this.#placeCard()
		}
	}

	destroy(): void {
		this.#stop.abort()
		drawNever(this)
		this.#resize.disconnect()
		this.#overlay.remove()
	}

	#lookUnder({ clientX, clientY }: Pick<PointerEvent, 'clientX' | 'clientY'>): void {
		const { left, top } = this.#host.getBoundingClientRect()
		const [x, y] = [clientX - left, clientY - top]
		const holds = ({ length, boxes }: Placed): boolean =>
			boxes.some((box) => {
				const around = length === 0 ? 4 : 0
				return x >= box.left - around && x <= box.right + around && y >= box.top && y <= box.bottom
			})
		const notch = this.#bands.findIndex((band) => band.length === 0 && holds(band))
		this.#show(notch >= 0 ? notch : this.#bands.findIndex(holds))
	}

	#show(index: number): void {
		if (index === this.#shown) return
		this.#shown = index
		this.#placeCard()
	}

	#placeCard(): void {
		const band = this.#bands[this.#shown]
		const box = band?.boxes[0]
		this.#card.hidden = band === undefined || box === undefined
		if (band === undefined || box === undefined) return
		this.#card.textContent = band.label
		this.#card.style.left = `${Math.max(0, Math.min(box.left, this.#host.clientWidth - 240))}px`
		this.#card.style.top = `${box.bottom + 4}px`
	}
}

/** The marks of a band, one for each line; `before` is the last one of words before it. */
function draw(band: Placed, before: Placed | undefined): HTMLElement[] {
	const begins = band.length > 0 && (before?.author !== band.author || before.block !== band.block)
	return band.boxes.map((box, i) => {
		const mark = element(band.length === 0 ? 'author-notch' : 'author-band')
		if (band.slot !== null) mark.dataset['slot'] = String(band.slot)
		if (band.isFaint) mark.dataset['faint'] = ''
		mark.style.left = `${box.left}px`
		mark.style.top = `${box.top}px`
		if (band.length > 0) mark.style.width = `${box.right - box.left}px`
		mark.style.height = `${box.bottom - box.top}px`
		if (begins && i === 0) mark.append(element('author-glyph'))
		return mark
	})
}
