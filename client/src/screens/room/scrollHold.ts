/** What stays where it is on the screen. */
type Anchor =
	/** The line of the caret. */
	| { readonly kind: 'caret'; readonly top: number }
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
 */
export class ScrollHold {
	readonly #stage: HTMLElement
	readonly #frames = new Set<HTMLElement>()
	readonly #resize: ResizeObserver
	#anchor: Anchor | null = null
	#scrollTop = 0

	constructor(stage: HTMLElement) {
		this.#stage = stage
		this.#resize = new ResizeObserver(() => {
			this.restore()
		})
		// the browser would move it as well, by other rules
		stage.style.overflowAnchor = 'none'
		stage.addEventListener('scroll', this.#onScroll, { passive: true })
		document.addEventListener('selectionchange', this.capture)
	}

	observe(frame: HTMLElement): void {
		this.#frames.add(frame)
		this.#resize.observe(frame)
	}

	/** Remembers where things are now: after the person moved the caret or typed. */
	readonly capture = (): void => {
		this.#anchor = this.#caret() ?? this.#firstBlock()
		this.#scrollTop = this.#stage.scrollTop
	}

	/** Puts things back to where they were remembered: after the text changed by itself. */
	restore(): void {
		const moved = this.#anchor === null ? 0 : this.#movedBy(this.#anchor)
		if (Math.abs(moved) >= 1) this.#stage.scrollBy({ top: moved, behavior: 'instant' })
		this.capture()
	}

	/** The person scrolled, by as much as the remembered places are to move; what moved them otherwise is put right. */
	readonly #onScroll = (): void => {
		const by = this.#stage.scrollTop - this.#scrollTop
		if (by === 0) return
		if (this.#anchor !== null) this.#anchor = movedUp(this.#anchor, by)
		this.restore()
	}

	close(): void {
		this.#resize.disconnect()
		this.#stage.removeEventListener('scroll', this.#onScroll)
		document.removeEventListener('selectionchange', this.capture)
	}

	#movedBy(anchor: Anchor): number {
		if (anchor.kind === 'caret') {
			const now = this.#caret()
			return now === null ? 0 : now.top - anchor.top
		}
		if (anchor.block.isConnected) return anchor.block.getBoundingClientRect().top - anchor.top
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
		return rect.bottom > stage.top && rect.top < stage.bottom
			? { kind: 'caret', top: rect.top }
			: null
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
	const top = anchor.top - px
	if (anchor.kind === 'caret') return { ...anchor, top }
	return { ...anchor, top, frameTop: anchor.frameTop - px }
}
