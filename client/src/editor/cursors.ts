import { type Box, type ClauseEditor, type Place } from './clauseEditor.ts'
import './cursors.css'
import { CursorBadge, element, type Peer } from './cursorBadge.ts'
import { drawNever, drawSoon, type Overlay } from './drawTogether.ts'

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
export class Cursors implements Overlay {
	readonly #surface: CursorSurface
	readonly #host: HTMLElement
	readonly #overlay: HTMLElement
	readonly #badges = new Map<number, CursorBadge>()
	readonly #resize: ResizeObserver
	#peers: readonly Peer[] = []

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
		drawSoon(this, MOVE_MS)
	}

	destroy(): void {
		drawNever(this)
		this.#resize.disconnect()
		for (const badge of this.#badges.values()) badge.remove()
		this.#badges.clear()
		this.#overlay.remove()
	}

	measure(): () => void {
		const frame = this.#host.getBoundingClientRect()
		const text = this.#surface.dom.getBoundingClientRect()
		const own = this.#ownLine()
		const placed: { readonly left: number; readonly top: number }[] = []
		const ways = this.#peers.flatMap((peer) => {
			const badge = this.#badges.get(peer.clientId)
			if (!badge) return []
			const caret = this.#surface.coordsAt(peer.head)
			const tint = this.#surface.rectsBetween(peer.anchor, peer.head)
			if (!caret) {
				return [
					() => {
						badge.hide(tint, frame)
					},
				]
			}
			const near = placed.filter(
				(other) => Math.abs(other.left - caret.left) < STACK_PX && other.top === caret.top
			)
			if (badge.isLabelShown) placed.push({ left: caret.left, top: caret.top })
			const isBelow = caret.top - text.top < LABEL_PX || coversOwn(caret, own)
			const isAtEdge = frame.right - caret.left < 2 * STACK_PX
			const label = { isBelow, isAtEdge, stack: near.length }
			return [
				() => {
					badge.place(caret, tint, frame, label)
				},
			]
		})
		return () => {
			for (const place of ways) place()
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
