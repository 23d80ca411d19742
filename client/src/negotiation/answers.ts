import { type Suggestions } from '@parley/domain'
import { AnswerList, type ClauseJson, type SeatJson } from '@parley/protocol'
import {
	answeredBy,
	answeredOf,
	answersIn,
	isStanding,
	keyOf,
	type Answered,
	type Side,
} from './answered.ts'
import { askPages, negotiationPath } from './api.ts'
import { type BracketChange } from './brackets.ts'
import { createSubscriber } from 'svelte/reactivity'
import { untilAnswered } from './untilAnswered.ts'

/** What the answers of a room need of it. */
export interface AnswersRoom {
	readonly negotiation: string
	readonly side: Side
	/** The position up to which this page knew the text when it was opened. */
	readonly from: number
	readonly seats: () => readonly SeatJson[]
	/** In the order of the text. */
	readonly clauses: () => readonly Pick<ClauseJson, 'id'>[]
	/** The suggestions as this page knows them. */
	readonly suggestions: () => Suggestions
	/** The decisions about brackets that a message on this page has told of. */
	readonly bracketsTold: () => readonly Pick<BracketChange, 'act' | 'by' | 'at'>[]
}

/**
 * What others decided about what my side has suggested, or holds, since its person last looked.
 *
 * While the page follows the room, the suggestions that it knows say what became of them, and nothing is asked. The server is asked for what was
 * decided while nobody looked here, and behind each gap of the line: from there on the suggestions that are open are listed anew, and of those that were
 * answered meanwhile the list says nothing. What is heard of in both ways is told once.
 */
export class RoomAnswers {
	readonly #room: AnswersRoom
	readonly #signal: AbortSignal
	/** Oldest first, each once. */
	#heard: readonly Answered[] = []
	/** By their keys, as those below. */
	#away: ReadonlySet<string> = new Set()
	#reached: ReadonlySet<string> = new Set()
	/** With those that were gone to. */
	#said: ReadonlySet<string> = new Set()
	#at: Answered | null = null
	/** What stood already when the suggestions were listed last: the server says which of it is news. */
	#before: ReadonlySet<string> = new Set()
	/** The server was asked for all that lies between these positions. */
	#asked: { readonly from: number; readonly upTo: number }
	#wanted: number | null = null
	#isAsking = false
	#tell: (() => void) | null = null
	readonly #watch = createSubscriber((update) => {
		this.#tell = update
		return () => (this.#tell = null)
	})

	/** @param signal ends all asking */
	constructor(room: AnswersRoom, signal: AbortSignal) {
		this.#room = room
		this.#signal = signal
		this.#asked = { from: room.from, upTo: room.from }
	}

	/** All that was heard of, oldest first, put away or not. */
	get all(): readonly Answered[] {
		this.#watch()
		const mine = this.#room.side.delegation
		const suggestions = this.#room.suggestions()
		return this.#heard.filter((one) => {
			const by = this.#room.seats().find(({ id }) => id === one.by)
			const isOwn = one.by === this.#room.side.id || (mine !== null && by?.delegation?.id === mine)
			return !isOwn && isStanding(one, suggestions)
		})
	}

	/** What is told: all but what was put away. */
	get told(): readonly Answered[] {
		return this.all.filter((one) => !this.#away.has(keyOf(one)))
	}

	/** What of it was not gone to yet, in the order of the text. */
	get pending(): readonly Answered[] {
		const order = this.#room.clauses().map(({ id }) => id)
		return this.told
			.filter((one) => !this.#reached.has(keyOf(one)))
			.sort((a, b) => order.indexOf(a.clause) - order.indexOf(b.clause))
	}

	/** The one that was gone to last; null where something is told since, or where it is told no more. */
	get at(): Answered | null {
		this.#watch()
		const at = this.#at
		return at !== null && this.told.some((one) => keyOf(one) === keyOf(at)) ? at : null
	}

	/** Goes to the first that is pending. Gives it; null where there is none. */
	goOn(): Answered | null {
		const [next] = this.pending
		if (next === undefined) return null
		this.#reached = new Set([...this.#reached, keyOf(next)])
		this.#at = next
		this.#tell?.()
		return next
	}

	/**
	 * Whether anything is told, or was gone to, that was not when this was asked last. That an answer is told no more, or that a point is called otherwise,
	 * is no news.
	 */
	takeNews(): boolean {
		const { at, pending } = this
		const shown = at === null ? pending.map(keyOf) : [`at ${keyOf(at)}`]
		const isNews = shown.some((key) => !this.#said.has(key))
		this.#said = new Set([...this.#said, ...shown])
		return isNews
	}

	/** Its person has heard of what is told. */
	putAway(): void {
		this.#away = new Set([...this.#away, ...this.told.map(keyOf)])
		this.#at = null
		this.#tell?.()
	}

	/** The suggestions were listed anew. */
	listed(): void {
		this.#before = new Set(this.#inRoom().map(keyOf))
	}

	/** A decision about suggestions was announced. */
	look(): void {
		this.#add(this.#inRoom().filter((one) => !this.#before.has(keyOf(one))))
	}

	/** Asks for what was decided behind `since`, where that was not asked for, and since the last answer. */
	async ask(since: number): Promise<void> {
		const from = since < this.#asked.from ? since : this.#asked.upTo
		this.#wanted = Math.min(from, this.#wanted ?? from)
		if (this.#isAsking) return
		this.#isAsking = true
		try {
			while (this.#wanted !== null) {
				const behind = this.#wanted
				this.#wanted = null
				await this.#askBehind(behind)
			}
		} finally {
			this.#isAsking = false
		}
	}

	async #askBehind(behind: number): Promise<void> {
		const path = `${negotiationPath(this.#room.negotiation)}/answers?since=${behind}`
		const pages = await untilAnswered(() => askPages(AnswerList, path, this.#signal), this.#signal)
		if (pages === null) return
		const upTo = Math.max(this.#asked.upTo, pages.at(-1)?.position ?? 0)
		this.#asked = { from: Math.min(this.#asked.from, behind), upTo }
		const toldOf = new Set(
			this.#room.bracketsTold().flatMap(({ act, by, at }) => answeredBy(act, by, at).map(keyOf))
		)
		const answers = pages.flatMap((page) => page.answers.flatMap(answeredOf))
		this.#add(answers.filter((one) => !toldOf.has(keyOf(one))))
	}

	#inRoom(): readonly Answered[] {
		return answersIn(this.#room.suggestions(), this.#room.side)
	}

	#add(answers: readonly Answered[]): void {
		const known = new Set(this.#heard.map(keyOf))
		const news = answers.filter((one) => {
			const key = keyOf(one)
			const isNew = !known.has(key)
			known.add(key)
			return isNew
		})
		if (news.length === 0) return
		this.#heard = [...this.#heard, ...news].sort((a, b) => a.at - b.at)
		this.#at = null
		this.#tell?.()
	}
}
