import { createContext } from 'svelte'
import { type HeldSelection } from './heldSelection.ts'
import { type ScrollHold } from './scrollHold.ts'

/** What the screen can ask of a clause that is drawn. */
export interface Frame {
	readonly element: HTMLElement
	/** Puts the caret into the text, once the clause is live. */
	readonly enterText: () => void
	/** Where the caret of a seat is on the screen, or null where it is not in this clause or not known yet. */
	readonly caretOf: (seat: string) => DOMRect | null
}

const [readContext, setContext] = createContext<RoomView>()
export const getView = readContext
export const setView = setContext

/** A jump lands with its line at this part of the height. */
const JUMP_AT = 0.4
const HEAD_PX = 44
const OUTLINE_MS = 1_000
const WAIT_MS = 3_000

/** What this page looks at: nothing of it leaves the page. */
export class RoomView {
	/** The clause whose frame or text has focus; else the one that is read. */
	current = $state<string | null>(null)
	/** The clause whose frame or text has focus now. */
	focused: string | null = null
	/** The clause whose text has the caret. */
	inText = $state<string | null>(null)
	/** Clauses that carry an editor now. */
	live = $state.raw<readonly string[]>([])
	outlineOpen = $state(false)
	keysOpen = $state(false)
	lateOpen = $state(false)
	stage = $state.raw<HTMLElement | null>(null)
	/** Keeps the text in place while it changes above. */
	hold: ScrollHold | null = null
	/** What was selected when the freeze came, until the frozen text is there. */
	held: HeldSelection | null = null
	readonly #frames: Record<string, Frame> = {}

	/** Takes a clause's frame in. Returns the way to let go of it. */
	add(clause: string, frame: Frame): () => void {
		this.#frames[clause] = frame
		return () => {
			if (this.#frames[clause] === frame) Reflect.deleteProperty(this.#frames, clause)
		}
	}

	frame(clause: string): Frame | null {
		return this.#frames[clause] ?? null
	}

	/** Scrolls a clause to the top and gives its frame the focus. */
	goTo(clause: string): void {
		const frame = this.frame(clause)
		if (frame === null || this.stage === null) return
		this.#scrollBy(frame.element.getBoundingClientRect().top - this.#top() - HEAD_PX)
		frame.element.focus({ preventScroll: true })
		this.current = clause
		this.outlineOpen = false
	}

	/** Goes to where `seat` is in `clause`: its line at two fifths of the height, outlined for a second. */
	jumpTo(seat: string, clause: string): void {
		this.goTo(clause)
		const until = performance.now() + WAIT_MS
		const look = (): void => {
			const caret = this.frame(clause)?.caretOf(seat) ?? null
			if (caret !== null && this.stage !== null) {
				this.#scrollBy(caret.top - this.#top() - this.stage.clientHeight * JUMP_AT)
				this.#outline(clause, seat)
			} else if (performance.now() < until) requestAnimationFrame(look)
		}
		look()
	}

	#outline(clause: string, seat: string): void {
		const frame = this.frame(clause)
		const caret = frame?.caretOf(seat)
		if (frame === null || caret === undefined || caret === null) return
		const box = frame.element.getBoundingClientRect()
		const mark = document.createElement('div')
		mark.className = 'jump-outline'
		mark.style.top = `${caret.top - box.top - 4}px`
		mark.style.height = `${caret.height + 8}px`
		frame.element.append(mark)
		setTimeout(() => {
			mark.remove()
		}, OUTLINE_MS)
	}

	#top(): number {
		return this.stage?.getBoundingClientRect().top ?? 0
	}

	#scrollBy(px: number): void {
		this.stage?.scrollBy({ top: px, behavior: 'instant' })
		this.hold?.capture()
	}
}
