/** What stays where it is on the screen. */
type Anchor =
	/** The line of the caret, and its clause while the caret has moved to where nobody has looked yet. */
	| {
			readonly kind: 'caret'
			readonly top: number
			readonly frame: HTMLElement
			readonly frameTop: number
			readonly isMoved: boolean
	  }
	/** The first block that is read, and its clause where the block itself is drawn anew. */
	| {
			readonly kind: 'block'
			readonly block: Element
			readonly top: number
			readonly frame: HTMLElement
			readonly frameTop: number
	  }

/**
 * Keeps the line with the caret, or else the first line on the screen, where it is when text above it grows or shrinks, by others'
 * edits or because a clause is drawn anew. Sizes are seen after layout and before paint, so the move is never visible.
 *
 * Where things are is asked once a frame and never while a key is handled: asking for it then lays the whole text out for that key. Until
 * the frame comes the caret is somewhere in its clause, and what is held is the clause.
 */
export class ScrollHold {
	readonly #stage: HTMLElement
	readonly #frames = new Set<HTMLElement>()
	readonly #resize: ResizeObserver
	#anchor: Anchor | null = null
	#scrollTop = 0
	#looking: number | null = null

	constructor(stage: HTMLElement) {
		this.#stage = stage
		this.#resize = new ResizeObserver(() => {
			this.#look()
		})
		// the browser would move it as well, by other rules
		stage.style.overflowAnchor = 'none'
		stage.addEventListener('scroll', this.#onScroll, { passive: true })
		document.addEventListener('selectionchange', this.moved)
	}

	observe(frame: HTMLElement): void {
		this.#frames.add(frame)
		this.#resize.observe(frame)
	}

	/** The person moved the caret or typed: where it stands then is where it is kept. */
	readonly moved = (): void => {
		if (this.#anchor?.kind === 'caret') this.#anchor = { ...this.#anchor, isMoved: true }
		this.changed()
	}

	/** The text changed by itself: things are put back before it is seen. */
	changed(): void {
		this.#looking ??= requestAnimationFrame(() => {
			this.#looking = null
			this.#look()
		})
	}

	/** The text is about to change by itself: a caret that has moved is kept from where it is now. */
	settle(): void {
		if (this.#anchor?.kind === 'caret' && this.#anchor.isMoved) this.#look()
	}

	/** Remembers where things are now. */
	capture(): void {
		this.#anchor = this.#caret() ?? this.#firstBlock()
		this.#scrollTop = this.#stage.scrollTop
	}

	close(): void {
		this.#resize.disconnect()
		if (this.#looking !== null) cancelAnimationFrame(this.#looking)
		this.#stage.removeEventListener('scroll', this.#onScroll)
		document.removeEventListener('selectionchange', this.moved)
	}

	readonly #onScroll = (): void => {
		if (this.#stage.scrollTop !== this.#scrollTop) this.#look()
	}

	/** Puts things back to where they were remembered. What was scrolled since moved those places as well. */
	#look(): void {
		const by = this.#stage.scrollTop - this.#scrollTop
		const anchor = this.#anchor === null ? null : movedUp(this.#anchor, by)
		const moved = anchor === null ? 0 : this.#movedBy(anchor)
		if (Math.abs(moved) >= 1) this.#stage.scrollBy({ top: moved, behavior: 'instant' })
		this.capture()
	}

	#movedBy(anchor: Anchor): number {
		if (anchor.kind === 'caret' && !anchor.isMoved) {
			const now = this.#caret()
			return now === null ? 0 : now.top - anchor.top
		}
		if (anchor.kind === 'block' && anchor.block.isConnected)
			return anchor.block.getBoundingClientRect().top - anchor.top
		if (!anchor.frame.isConnected) return 0
		return anchor.frame.getBoundingClientRect().top - anchor.frameTop
	}

	#caret(): Extract<Anchor, { kind: 'caret' }> | null {
		const selection = getSelection()
		const node = selection?.focusNode
		if (!selection || !node || !this.#stage.contains(node)) return null
		const focused = document.activeElement
		if (focused === null || !focused.contains(node) || !this.#stage.contains(focused)) return null
		const range = document.createRange()
		range.setStart(node, selection.focusOffset)
		const rect =
			range.getClientRects()[0] ??
			(node instanceof Element ? node : node.parentElement)?.getBoundingClientRect()
		if (rect === undefined) return null
		const stage = this.#stage.getBoundingClientRect()
		const frame = [...this.#frames].find((one) => one.contains(node))
		if (frame === undefined || rect.bottom <= stage.top || rect.top >= stage.bottom) return null
		const frameTop = frame.getBoundingClientRect().top
		return { kind: 'caret', top: rect.top, frame, frameTop, isMoved: false }
	}

	#firstBlock(): Anchor | null {
		const { top } = this.#stage.getBoundingClientRect()
		for (const frame of this.#frames) {
			const box = frame.getBoundingClientRect()
			if (box.bottom <= top) continue
			const blocks = frame.querySelectorAll(
				'.clause-head, .clause-text :is(p, h1, h2, h3, h4, h5, h6)'
			)
			const block = [...blocks].find((one) => one.getBoundingClientRect().bottom > top) ?? frame
			return {
				kind: 'block',
				block,
				top: block.getBoundingClientRect().top,
				frame,
				frameTop: box.top,
			}
		}
		return null
	}
}

/** An anchor that the person moved up by scrolling down, in px. */
function movedUp(anchor: Anchor, px: number): Anchor {
	return { ...anchor, top: anchor.top - px, frameTop: anchor.frameTop - px }
}
