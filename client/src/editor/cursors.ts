import { type Box, type ClauseEditor, type Place } from './clauseEditor.ts'
import './cursors.css'
import { CursorBadge, element, type Peer } from './cursorBadge.ts'

/** Remote carets move at most this often. */
const MOVE_MS = 60

/** Labels nearer to each other than this stand one over the other. */
const STACK_PX = 40

/** The height of a label: it fits between the ink of two lines. */
const LABEL_PX = 14

/** What of an editor the overlay needs. */
export type CursorSurface = Pick<
	ClauseEditor,
	'dom' | 'coordsAt' | 'rectsBetween' | 'relativeSelection'
>

/**
 * Carets and selections of the others in one clause, drawn in an overlay beside the text and never in it: so they cannot split
 * words, wrap lines, be copied or be read aloud. The overlay lies over `host`, which must be positioned and hold the editor.
 */
export class Cursors {
	readonly #surface: CursorSurface
	readonly #host: HTMLElement
	readonly #overlay: HTMLElement
	readonly #badges = new Map<number, CursorBadge>()
	readonly #resize: ResizeObserver
	#peers: readonly Peer[] = []
	#drawing: ReturnType<typeof setTimeout> | undefined

	constructor(host: HTMLElement, surface: CursorSurface) {
		this.#host = host
		this.#surface = surface
		this.#overlay = host.appendChild(element('remote-cursors'))
		this.#overlay.setAttribute('aria-hidden', 'true')
		this.#resize = new ResizeObserver(() => {
			this.refresh()
		})
		this.#resize.observe(surface.dom)
	}

	/** Shows these people and no others. */
	setPeers(peers: readonly Peer[]): void {
		this.#peers = peers
		const present = new Set(peers.map(({ clientId }) => clientId))
		for (const [clientId, badge] of this.#badges) {
			if (present.has(clientId)) continue
			badge.remove()
			this.#badges.delete(clientId)
		}
		for (const peer of peers) {
			const badge = this.#badges.get(peer.clientId) ?? new CursorBadge(this.#overlay)
			this.#badges.set(peer.clientId, badge)
			badge.update(peer)
		}
		this.refresh()
	}

	/** Brings back the labels of all, for "Who is here". */
	showLabels(): void {
		for (const badge of this.#badges.values()) badge.showLabel()
		this.refresh()
	}

	/** Places everything again, soon: call it when the text has changed or moved. */
	refresh(): void {
		this.#drawing ??= setTimeout(() => {
			this.#drawing = undefined
			this.#draw()
		}, MOVE_MS)
	}

	destroy(): void {
		clearTimeout(this.#drawing)
		this.#resize.disconnect()
		for (const badge of this.#badges.values()) badge.remove()
		this.#badges.clear()
		this.#overlay.remove()
	}

	#draw(): void {
		const frame = this.#host.getBoundingClientRect()
		const text = this.#surface.dom.getBoundingClientRect()
		const own = this.#ownLine()
		const placed: { readonly left: number; readonly top: number }[] = []
		for (const peer of this.#peers) {
			const badge = this.#badges.get(peer.clientId)
			if (!badge) continue
			const caret = this.#surface.coordsAt(peer.head)
			badge.caret.hidden = caret === undefined
			drawTint(badge.tint, this.#surface.rectsBetween(peer.anchor, peer.head), frame)
			if (!caret) continue
			badge.caret.style.translate = `${String(caret.left - frame.left)}px ${String(caret.top - frame.top)}px`
			badge.caret.style.height = `${String(caret.bottom - caret.top)}px`
			const isBelow = caret.top - text.top < LABEL_PX || coversOwn(caret, own)
			badge.caret.dataset['side'] = isBelow ? 'below' : 'above'
			const near = placed.filter(
				(other) => Math.abs(other.left - caret.left) < STACK_PX && other.top === caret.top
			)
			badge.caret.style.setProperty('--stack', String(near.length))
			if (badge.isLabelShown) placed.push({ left: caret.left, top: caret.top })
			badge.caret.dataset['edge'] = frame.right - caret.left < 2 * STACK_PX ? 'right' : 'left'
		}
	}

	/** The line of the reader's own caret, when it is in this text. */
	#ownLine(): Box | undefined {
		if (!this.#surface.dom.contains(document.activeElement)) return undefined
		const { head }: { readonly head: Place } = this.#surface.relativeSelection()
		return this.#surface.coordsAt(head)
	}
}

/** Whether a label over `caret` would lie on the line of the reader's own caret. */
function coversOwn(caret: Box, own: Box | undefined): boolean {
	return own !== undefined && own.bottom <= caret.top + 2 && caret.top - own.bottom < LABEL_PX
}

function drawTint(tint: HTMLElement, boxes: readonly Box[], frame: DOMRect): void {
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
