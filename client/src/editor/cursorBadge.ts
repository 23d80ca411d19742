/** One remote person's mark in the overlay: a caret, a label over it, the tint of a selection. */
import { type Box } from './clauseEditor.ts'

/** Someone else in this clause, as presence names them. */
export interface Peer {
	readonly clientId: number
	/** One or two characters, e.g. `A1`. */
	readonly initials: string
	/** The code of the delegation, e.g. `UA`; empty for seats without one. */
	readonly code: string
	/** The full name, shown on hover. */
	readonly name: string
	/** The slot of the palette; `null` for seats without a delegation: ink on paper. */
	readonly slot: number | null
	readonly anchor: Readonly<Record<string, unknown>>
	readonly head: Readonly<Record<string, unknown>>
}

/** How long a label stays after its person moved or typed. */
const LABEL_MS = 2_500

/** The elements of one person. They carry `data-slot`, from which the palette gives colour and glyph. */
export class CursorBadge {
	readonly caret: HTMLElement
	readonly label: HTMLElement
	readonly tint: HTMLElement
	readonly #text: HTMLElement
	#hiding: ReturnType<typeof setTimeout> | undefined
	#place = ''
	#called = ''

	constructor(overlay: HTMLElement) {
		this.tint = overlay.appendChild(element('remote-selection'))
		this.caret = overlay.appendChild(element('remote-caret'))
		this.label = this.caret.appendChild(element('remote-label'))
		this.label.appendChild(element('remote-glyph'))
		this.#text = this.label.appendChild(element('remote-name'))
	}

	/** Names the person; shows the label when they have moved. */
	update(peer: Peer): void {
		this.#callIt(peer)
		const place = JSON.stringify([peer.anchor, peer.head])
		if (place === this.#place) return
		this.#place = place
		this.showLabel()
	}

	/** Names the person where they are called otherwise than before: people move often and are renamed hardly ever. */
	#callIt({ slot, code, initials, name }: Peer): void {
		const called = JSON.stringify([slot, code, initials, name])
		if (called === this.#called) return
		this.#called = called
		for (const part of [this.caret, this.tint]) {
			if (slot === null) delete part.dataset['slot']
			else part.dataset['slot'] = String(slot)
		}
		this.#text.textContent = code === '' ? initials : `${initials} ${code}`
		this.label.title = code === '' ? name : `${name} (${code})`
	}

	/** Shows the label for a while. */
	showLabel(): void {
		clearTimeout(this.#hiding)
		this.caret.dataset['label'] = 'shown'
		this.#hiding = setTimeout(() => {
			delete this.caret.dataset['label']
		}, LABEL_MS)
	}

	/** Shows no caret: its place is not known here. `frame` is what the overlay lies over. */
	hide(tint: readonly Box[], frame: DOMRect): void {
		this.caret.hidden = true
		drawTint(this.tint, tint, frame)
	}

	/** Puts the caret to `box` and the tint over `tint`, in the viewport as `frame` is. */
	place(
		box: Box,
		tint: readonly Box[],
		frame: DOMRect,
		label: { readonly isBelow: boolean; readonly isAtEdge: boolean; readonly stack: number }
	): void {
		const { caret } = this
		caret.hidden = false
		caret.style.translate = `${String(box.left - frame.left)}px ${String(box.top - frame.top)}px`
		caret.style.height = `${String(box.bottom - box.top)}px`
		caret.dataset['side'] = label.isBelow ? 'below' : 'above'
		caret.dataset['edge'] = label.isAtEdge ? 'right' : 'left'
		caret.style.setProperty('--stack', String(label.stack))
		drawTint(this.tint, tint, frame)
	}

	get isLabelShown(): boolean {
		return this.caret.dataset['label'] === 'shown'
	}

	remove(): void {
		clearTimeout(this.#hiding)
		this.caret.remove()
		this.tint.remove()
	}
}

/** A named piece of the overlay. */
export function element(name: string): HTMLElement {
	const made = document.createElement('span')
	made.className = name
	return made
}

function drawTint(tint: HTMLElement, boxes: readonly Box[], frame: DOMRect): void {
	if (boxes.length === 0 && tint.childElementCount === 0) return
	tint.replaceChildren(
		...boxes.map((box) => {
			const piece = element('remote-tint')
			piece.style.left = `${String(box.left - frame.left)}px`
			piece.style.top = `${String(box.top - frame.top)}px`
			piece.style.width = `${String(box.right - box.left)}px`
			piece.style.height = `${String(box.bottom - box.top)}px`
			return piece
		})
	)
}
