import { createContext } from 'svelte'
import { TypedOn } from './typedOn.ts'

/** A note that is being written: about a point as it stood at a log position. */
export interface Draft {
	readonly clause: string
	/** The position of the text when the author began. */
	readonly seen: Promise<number>
}

const [readContext, setContext] = createContext<NoteDesk>()
export const getDesk = readContext
export const setDesk = setContext

/** What the margin shows on this page, and what is being written there. */
export class NoteDesk {
	/** Only notes of my own. */
	onlyMine = $state(false)
	/** On narrow screens the margin is a drawer. */
	isOpen = $state(false)
	/** The note whose point is shown as it stood. */
	openNote = $state<string | null>(null)
	#draft = $state.raw<Draft | null>(null)
	/** The margin was opened for the draft, and goes with it. */
	#openedForDraft = false
	readonly #letters = new TypedOn()
	readonly #written: Record<string, string> = {}
	/** The position of a point's text when what was written to it was begun, by clause. */
	readonly #seen: Record<string, Promise<number>> = {}
	readonly #lineOf: (clause: string) => HTMLElement | null
	readonly #positionOf: (clause: string) => Promise<number>
	readonly #goTo: (clause: string) => void
	readonly #isUnderText: () => boolean

	/**
	 * @param parts.lineOf the line of a point that cards stand beside
	 * @param parts.positionOf the log position of a point's text as it stands now
	 * @param parts.goTo shows a point
	 * @param parts.isUnderText whether a note is written under its point, and the margin stays as it is
	 */
	constructor(parts: {
		readonly lineOf: (clause: string) => HTMLElement | null
		readonly positionOf: (clause: string) => Promise<number>
		readonly goTo: (clause: string) => void
		readonly isUnderText: () => boolean
	}) {
		this.#lineOf = parts.lineOf
		this.#positionOf = parts.positionOf
		this.#goTo = parts.goTo
		this.#isUnderText = parts.isUnderText
	}

	get draft(): Draft | null {
		return this.#draft
	}

	/** The line of a point, to stand beside; null where it is not drawn. */
	lineOf(clause: string): HTMLElement | null {
		return this.#lineOf(clause)
	}

	/** Shows a point, where the margin lay over it. */
	goTo(clause: string): void {
		this.isOpen = false
		this.#goTo(clause)
	}

	/** Begins a note on a point, or goes on with the one that was put away. */
	begin(clause: string): void {
		this.openNote = null
		if (!this.#isUnderText()) {
			if (!this.isOpen) this.#openedForDraft = true
			this.isOpen = true
		}
		if (this.#draft?.clause === clause) return
		const begun = this.written(clause) === '' ? undefined : this.#seen[clause]
		const seen = begun ?? this.#positionOf(clause)
		this.#seen[clause] = seen
		this.#draft = { clause, seen }
	}

	/** What was written to a point and not taken yet. */
	written(clause: string): string {
		return this.#written[clause] ?? ''
	}

	write(clause: string, text: string): void {
		this.#written[clause] = text
	}

	/** Puts the field away; what stands in it is kept. */
	putAway(): void {
		this.#draft = null
		if (this.#openedForDraft) this.isOpen = false
		this.#openedForDraft = false
	}

	/** A letter was typed into a note, or right after it was taken. */
	typedOn(): void {
		this.#letters.typed(performance.now())
	}

	/** Whether letters may still be meant for the note that was taken just now. */
	get isTypedOn(): boolean {
		return this.#letters.isOn(performance.now())
	}

	/** The note was taken. */
	taken(clause: string): void {
		this.#written[clause] = ''
		this.putAway()
	}
}
