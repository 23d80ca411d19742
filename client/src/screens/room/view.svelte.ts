import { type BracketId, type PlaceholderId } from '@parley/domain'
import { createContext, flushSync } from 'svelte'
import { type ClauseEditor } from '../../editor/clauseEditor.ts'
import { type Answered } from '../../negotiation/answered.ts'
import type { RoomAnswers } from '../../negotiation/answers.ts'
import type { BracketChange } from '../../negotiation/brackets.ts'
import { type Room } from '../../negotiation/room.svelte.ts'
import { bracketBox, paragraphBox, paragraphOf } from '../../text/paragraphs.ts'
import { Following } from './follow.svelte.ts'
import type AuthorsOverText from './AuthorsOver.svelte'
import { type HeldSelection } from './heldSelection.ts'
import { wasSuggesting } from './keptMode.ts'
import type { OpenPoint } from './open/openInRoom.ts'
import { type ScrollHold } from './scrollHold.ts'
import type { Viewing } from './views/viewing.svelte.ts'

/** What the screen can ask of a clause that is drawn. */
export interface Frame {
	readonly element: HTMLElement
	/** Puts the caret into the text, once the clause is live: right behind the first words of the suggestion `behind`, where one is named. */
	readonly enterText: (behind?: string) => void
	/** Where the caret of a seat is on the screen, or null where it is not in this clause or not known yet. */
	readonly caretOf: (seat: string) => DOMRect | null
	/** The editor of a live clause; null where it is drawn only, or frozen. */
	readonly editor: () => ClauseEditor | null
	/** Asks where the words selected in its text are to lead. */
	readonly askLink: () => void
}

/** What is opened over the room by a command, one at a time. */
export type RoomDialog =
	| 'keys'
	| 'settings'
	| 'activity'
	| 'copies'
	| 'leaving'
	| 'holding'
	| 'withhold'
	| 'brackets'
	| 'place-bracket'
	| 'offer-words'
	| 'alternatives'
	| 'standing'
	| 'ladder'
	| 'capitals'
	| 'place-placeholder'
	| 'placeholder'
	| 'missing'
	| 'suggestions'
	| 'open'

/** A bracket, and the clause it is in. */
export interface BracketPlace {
	readonly clause: string
	readonly id: BracketId
}

/** A suggestion, and the clause it is in. */
export interface SuggestionPlace {
	readonly clause: string
	readonly id: string
}

/** A suggestion in whose place another one is offered. */
export interface Countering extends SuggestionPlace {
	/** The one that was begun for that; null while none was. */
	readonly by: string | null
	/** Whether what was typed before was a suggestion, too: so it is again afterwards. */
	readonly suggestedBefore: boolean
}

/** What others decided about what my side has suggested, or holds, and the ways to it. */
export interface AnswersAtHand {
	readonly answers: RoomAnswers
	/** Goes to where it was, or to what is offered there. */
	readonly goTo: (answered: Answered) => void
	/** Goes to the first that was not gone to yet. */
	readonly goOn: () => void
}

/** A placeholder, and the clause it is in. */
export interface PlaceholderPlace {
	readonly clause: string
	readonly id: PlaceholderId
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
	/** Another way in which the text is looked at, only to read; null while it is shown as it is written. */
	viewing = $state.raw<Viewing | null>(null)
	/** Draws who wrote what over the text of a clause; null until it was fetched. */
	AuthorsOver = $state.raw<typeof AuthorsOverText | null>(null)
	outlineOpen = $state(false)
	dialog = $state<RoomDialog | null>(null)
	/** What stands in the palette's field at first; null while it is closed. */
	palette = $state<string | null>(null)
	lateOpen = $state(false)
	/** My words that the server did not take are shown. */
	draftsOpen = $state(false)
	/** The point that is to be held, or released where it is held. */
	holding = $state.raw<{ readonly clause: string; readonly isHeld: boolean } | null>(null)
	/** The group that its dialog is about; null for the blocks that are selected. */
	alternatives = $state.raw<{ readonly group: string } | null>(null)
	/** The point whose standing is looked at. */
	standing = $state<string | null>(null)
	/** The bracket whose card is open. */
	bracket = $state.raw<BracketPlace | null>(null)
	/** The bracket that was gone to last. */
	reached: BracketPlace | null = null
	/** The placeholder that is looked at. */
	placeholder = $state.raw<PlaceholderPlace | null>(null)
	/** The decisions about brackets that a message has told of: what was missed is not asked for to tell them again. */
	bracketsTold: readonly BracketChange[] = []
	/** The brackets at the caret, from outside in. */
	bracketsAtCaret = $state.raw<readonly string[]>([])
	/** The register shows only what waits for me, or all. */
	onlyAsked = $state(false)
	/** What is open in the text; null until that was looked at. */
	open = $state.raw<readonly OpenPoint[] | null>(null)
	/** The point of which alone what is open is shown; empty for all. */
	openIn = $state('')
	/** What I type is a suggestion, also where I might edit. */
	suggests = $state(false)
	/** What I type next is offered in the place of a suggestion; `by` is the one that I have begun for that. */
	countering = $state.raw<Countering | null>(null)
	/** The suggestion that is in hand: its card has the focus, or was gone to. */
	suggestion = $state.raw<SuggestionPlace | null>(null)
	/** What became of what my side has suggested, or holds; null until it is looked at. */
	answers = $state.raw<AnswersAtHand | null>(null)
	stage = $state.raw<HTMLElement | null>(null)
	/** Draws the clauses that are not drawn yet, at once: for whoever goes there. */
	drawAll: () => void = () => undefined
	/** Keeps the text in place while it changes above. */
	hold: ScrollHold | null = null
	/** What was selected when the freeze came, until the frozen text is there. */
	held: HeldSelection | null = null
	/** The person I follow, if any. */
	readonly following: Following
	/** Whom I went to last: choosing them again follows them. */
	#met: string | null = null
	readonly #frames: Record<string, Frame> = {}

	constructor(room: Room) {
		this.suggests = wasSuggesting(room)
		this.following = new Following(room, {
			stage: () => this.stage,
			bring: (clause) => {
				this.#bring(clause)
			},
			placeOf: (clause, seat) => {
				const frame = this.frame(clause)
				if (frame === null) return null
				return { frame: frame.element.getBoundingClientRect(), caret: frame.caretOf(seat) }
			},
			show: (top) => {
				this.#scrollBy(top - this.#top() - (this.stage?.clientHeight ?? 0) * JUMP_AT)
			},
		})
	}

	/** Takes a clause's frame in. Returns the way to let go of it. */
	add(clause: string, frame: Frame): () => void {
		this.#frames[clause] = frame
		return () => {
			if (this.#frames[clause] === frame) Reflect.deleteProperty(this.#frames, clause)
		}
	}

	/** Opens what can be done with a group of alternatives, or with the paragraphs that are selected. */
	openAlternatives(group: string | null): void {
		this.alternatives = group === null ? null : { group }
		this.dialog = 'alternatives'
	}

	/** Opens the card of a placeholder. */
	openPlaceholder(clause: string, id: PlaceholderId): void {
		this.placeholder = { clause, id }
		this.dialog = 'placeholder'
	}

	frame(clause: string): Frame | null {
		return this.#frames[clause] ?? null
	}

	/** Scrolls a clause to the top and gives its frame the focus. Whoever goes somewhere does not follow meanwhile. */
	goTo(clause: string): void {
		this.following.pause()
		this.drawAll()
		const frame = this.frame(clause)
		if (frame === null || this.stage === null) return
		// where one point at a time is shown, it is drawn first
		if (this.current !== clause) {
			flushSync(() => {
				this.current = clause
			})
		}
		this.#scrollBy(frame.element.getBoundingClientRect().top - this.#top() - HEAD_PX)
		this.outlineOpen = false
		frame.element.focus({ preventScroll: true })
	}

	/** Goes to a paragraph of `clause`, counted from 1: its first line lands where jumps do, outlined for a second. */
	goToParagraph(clause: string, paragraph: number | null): void {
		this.goTo(clause)
		const frame = this.frame(clause)
		if (frame === null || this.stage === null || paragraph === null) return
		const { top } = paragraphBox(frame.element, paragraph)
		this.#scrollBy(top - this.#top() - this.stage.clientHeight * JUMP_AT)
		outline(frame.element, paragraphBox(frame.element, paragraph))
	}

	/** Back to the text as it is written: what is open stands there, and perhaps not in the view that was looked at. */
	showAsWritten(): void {
		this.viewing?.close()
		flushSync(() => {
			this.viewing = null
		})
	}

	/** Goes to a bracket: it begins where jumps land, and is outlined for a second. */
	goToBracket(place: BracketPlace): void {
		const { clause, id } = place
		this.showAsWritten()
		this.goTo(clause)
		this.reached = place
		const frame = this.frame(clause)
		const box = frame === null ? undefined : bracketBox(frame.element, id)
		if (frame === null || this.stage === null || box === undefined) return
		this.#scrollBy(box.top - this.#top() - this.stage.clientHeight * JUMP_AT)
		outline(frame.element, bracketBox(frame.element, id) ?? box)
	}

	/** Goes to the first of a group of alternatives, as to a bracket. */
	goToAlternatives(clause: string, group: string): void {
		this.showAsWritten()
		this.goTo(clause)
		const frame = this.frame(clause)
		const box = frame?.element.querySelector(`.alternatives[data-id="${group}"]`)
		if (frame === null || !box) return
		const { top } = box.getBoundingClientRect()
		this.#scrollBy(top - this.#top() - (this.stage?.clientHeight ?? 0) * JUMP_AT)
		outline(frame.element, box.getBoundingClientRect())
	}

	/** Goes to a suggestion, as to a bracket, and takes its card in hand. */
	goToSuggestion(place: SuggestionPlace): void {
		this.showSuggestion(place)
		this.suggestion = place
	}

	/** Shows the words of a suggestion. */
	showSuggestion({ clause, id }: SuggestionPlace): void {
		this.showAsWritten()
		this.goTo(clause)
		const frame = this.frame(clause)
		const words = frame?.element.querySelector(`[data-suggestion="${id}"]`)
		if (frame === null || !words) return
		const { top } = words.getBoundingClientRect()
		this.#scrollBy(top - this.#top() - (this.stage?.clientHeight ?? 0) * JUMP_AT)
		outline(frame.element, words.getBoundingClientRect())
	}

	/** Goes over to suggesting, in the place of a suggestion: what is typed next is offered instead of it. */
	counter(place: SuggestionPlace): void {
		const suggestedBefore = this.countering?.suggestedBefore ?? this.suggests
		this.suggests = true
		this.suggestion = null
		this.countering = { ...place, by: null, suggestedBefore }
		this.showSuggestion(place)
		this.frame(place.clause)?.enterText(place.id)
	}

	/** What is typed from here on stands in the place of nothing any more, and is what it was before: a suggestion, or the text itself. */
	endCounter(): void {
		if (this.countering === null) return
		this.suggests = this.countering.suggestedBefore
		this.countering = null
	}

	/** Goes to a placeholder, as to a bracket. */
	goToPlaceholder({ clause, id }: PlaceholderPlace): void {
		this.showAsWritten()
		this.goTo(clause)
		const frame = this.frame(clause)
		const box = frame?.element.querySelector(`[data-placeholder="${id}"]`)
		if (frame === null || !box) return
		const { top } = box.getBoundingClientRect()
		this.#scrollBy(top - this.#top() - (this.stage?.clientHeight ?? 0) * JUMP_AT)
		outline(frame.element, box.getBoundingClientRect())
	}

	/** The paragraph of `clause` that has the caret, counted from 1; null where it is in none. */
	paragraphIn(clause: string): number | null {
		const frame = this.frame(clause)
		return frame === null ? null : paragraphOf(frame.element, getSelection()?.focusNode ?? null)
	}

	/** Goes to where `seat` is in `clause`; for the second time, follows them. */
	meet(seat: string, clause: string): void {
		if (this.#met === seat) this.following.start(seat)
		else this.jumpTo(seat, clause)
		this.#met = seat
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

	/** Where one point at a time is shown: shows this one. The focus goes along, since what held it is seen no more. */
	#bring(clause: string): void {
		const frame = this.frame(clause)
		if (frame === null || frame.element.checkVisibility()) return
		const isIn = this.stage?.contains(document.activeElement) ?? false
		flushSync(() => {
			this.current = clause
		})
		if (isIn) frame.element.focus({ preventScroll: true })
	}

	#outline(clause: string, seat: string): void {
		const frame = this.frame(clause)
		const caret = frame?.caretOf(seat)
		if (frame === null || caret === undefined || caret === null) return
		outline(frame.element, caret)
	}

	#top(): number {
		return this.stage?.getBoundingClientRect().top ?? 0
	}

	#scrollBy(px: number): void {
		this.stage?.scrollBy({ top: px, behavior: 'instant' })
		this.hold?.capture()
	}
}

/** Draws a line around what is at `rect` in a clause, for a second. */
function outline(clause: HTMLElement, rect: DOMRect): void {
	const mark = document.createElement('div')
	mark.className = 'jump-outline'
	mark.style.top = `${rect.top - clause.getBoundingClientRect().top - 4}px`
	mark.style.height = `${rect.height + 8}px`
	clause.append(mark)
	setTimeout(() => {
		mark.remove()
	}, OUTLINE_MS)
}
