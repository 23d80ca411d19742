/** One remote person's mark in the overlay: a caret, a label over it, the tint of a selection. */

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

	constructor(overlay: HTMLElement) {
		this.tint = overlay.appendChild(element('remote-selection'))
		this.caret = overlay.appendChild(element('remote-caret'))
		this.label = this.caret.appendChild(element('remote-label'))
		this.label.appendChild(element('remote-glyph'))
		this.#text = this.label.appendChild(element('remote-name'))
	}

	/** Names the person; shows the label when they have moved. */
	update(peer: Peer): void {
		for (const part of [this.caret, this.tint]) {
			if (peer.slot === null) delete part.dataset['slot']
			else part.dataset['slot'] = String(peer.slot)
		}
		this.#text.textContent = peer.code === '' ? peer.initials : `${peer.initials} ${peer.code}`
		this.label.title = peer.code === '' ? peer.name : `${peer.name} (${peer.code})`
		const place = JSON.stringify([peer.anchor, peer.head])
		if (place === this.#place) return
		this.#place = place
		this.showLabel()
	}

	/** Shows the label for a while. */
	showLabel(): void {
		clearTimeout(this.#hiding)
		this.caret.dataset['label'] = 'shown'
		this.#hiding = setTimeout(() => {
			delete this.caret.dataset['label']
		}, LABEL_MS)
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
