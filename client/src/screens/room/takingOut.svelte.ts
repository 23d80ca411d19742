import { type ClockRangeJson, type OccurrenceJson, type OccurrencesJson } from '@parley/protocol'
import { findOccurrences, listInsertions, withholdWords } from '../../negotiation/api.ts'
import { clauseLabel } from '../../negotiation/clauseName.ts'
import { type Room } from '../../negotiation/room.svelte.ts'
import { pastedWords, selectedWords, type OwnWords } from './ownWords.ts'

/** A copy of the chosen words, and whether it is taken out with them. */
export interface Copy {
	readonly words: OccurrenceJson
	/** Whether it is of the seat whose words are taken out. */
	readonly isOwn: boolean
	/** Why it cannot be taken out with them, in plain words; null where it can. */
	readonly bar: string | null
}

/** Words that are taken out by one request: all of one author in one clause. */
interface Job {
	readonly clause: string
	readonly author: string
	readonly passage: ClockRangeJson[]
}

/** Ranges that one request names at most. */
const MOST_RANGES = 1000

/** Taking words out of the record: which there are to choose from, where else they stand, and what of it goes. */
export class TakingOut {
	readonly #room: Room
	/** The point it is about. */
	#clause = $state<string | null>(null)
	#selection: readonly ClockRangeJson[] | null = null
	#author = $state('')
	#choices = $state.raw<readonly OwnWords[] | null>(null)
	#chosen = $state(0)
	#places = $state.raw<OccurrencesJson | null>(null)
	#picked = $state.raw<readonly OccurrenceJson[]>([])
	#busy = $state(false)
	#failure = $state.raw<unknown>(null)
	#stop = new AbortController()

	constructor(room: Room) {
		this.#room = room
	}

	get clause(): string | null {
		return this.#clause
	}

	/** The seat whose words they are. */
	get author(): string {
		return this.#author
	}

	get isMine(): boolean {
		return this.#author === this.#room.info.me.id
	}

	/** What can be chosen; null until it is known. */
	get choices(): readonly OwnWords[] | null {
		return this.#choices
	}

	get chosen(): number {
		return this.#chosen
	}

	/** Where else the chosen words stand or stood; null until it is known. */
	get places(): OccurrencesJson | null {
		return this.#places
	}

	/** The copies of the chosen words that were found. */
	get copies(): readonly Copy[] {
		return this.#places?.copies.map((words) => this.#toCopy(words)) ?? []
	}

	get busy(): boolean {
		return this.#busy
	}

	get failure(): unknown {
		return this.#failure
	}

	/** Why the chosen words cannot be taken out by this seat now, in plain words; null where they can. */
	get bar(): string | null {
		const words = this.#choices?.[this.#chosen]
		const along = this.#places?.along ?? []
		const visible = (words?.visible ?? 0) + along.reduce((sum, one) => sum + one.visible, 0)
		return this.#clause === null || visible === 0 ? null : this.#barIn(this.#clause)
	}

	/** Begins with a point and what is selected in it. */
	open(clause: string | null, selection: readonly ClockRangeJson[] | null): void {
		this.#clause = clause
		this.#selection = selection
		this.setAuthor(this.#room.info.me.id)
	}

	/** Whose words they are: mine, or a seat's that asked for it. */
	setAuthor(author: string): void {
		this.#author = author
		void this.#load()
	}

	choose(index: number): void {
		this.#chosen = index
		void this.#look()
	}

	isPicked({ words }: Copy): boolean {
		return this.#picked.includes(words)
	}

	/** Takes a copy out with the rest, or leaves it. */
	pick({ words }: Copy, isPicked: boolean): void {
		const others = this.#picked.filter((one) => one !== words)
		this.#picked = isPicked ? [...others, words] : others
	}

	/** Nothing is looked for any more, and nothing kept of what was found. */
	close(): void {
		this.#stop.abort()
		this.#choices = null
		this.#places = null
		this.#picked = []
		this.#selection = null
	}

	/** Takes out what was chosen; gives the points that it left, or null where not all of it was taken out: `failure` says why. */
	async takeOut(reason: string): Promise<readonly string[] | null> {
		this.#busy = true
		this.#failure = null
		const done: string[] = []
		try {
			for (const { clause, author, passage } of this.#jobs()) {
				await withholdWords(this.#room.id, clause, {
					passage,
					...(author !== this.#room.info.me.id && { author }),
					...(reason !== '' && { reason }),
				})
				const label = this.#labelOf(clause)
				if (!done.includes(label)) done.push(label)
			}
			this.close()
			return done
		} catch (error) {
			// What was taken out is not there to be chosen again.
			if (done.length > 0) await this.#load()
			this.#failure = error
			return null
		} finally {
			this.#busy = false
		}
	}

	/** The chosen words first: where they cannot be taken out, nothing is. */
	#jobs(): readonly Job[] {
		const words = this.#choices?.[this.#chosen]
		if (this.#clause === null || words === undefined) return []
		const jobs: Job[] = [
			{ clause: this.#clause, author: this.#author, passage: [...words.passage] },
		]
		for (const { clause, author, passage } of this.#picked) {
			if (author === null) continue
			const job = jobs.find(
				(one) =>
					one.clause === clause &&
					one.author === author.seat &&
					one.passage.length + passage.length <= MOST_RANGES
			)
			if (job === undefined) jobs.push({ clause, author: author.seat, passage: [...passage] })
			else job.passage.push(...passage)
		}
		return jobs
	}

	async #load(): Promise<void> {
		this.#stop.abort()
		this.#stop = new AbortController()
		const { signal } = this.#stop
		const clause = this.#clause
		this.#choices = null
		this.#places = null
		this.#failure = null
		this.#chosen = 0
		if (clause === null) return
		try {
			const author = this.isMine ? null : this.#author
			const { insertions } = await listInsertions(this.#room.id, clause, author, signal)
			const places = await this.#find(clause, this.#selection, signal)
			const selected = places === null ? null : selectedWords(places)
			const pasted = insertions.map(pastedWords)
			this.#choices = selected === null ? pasted : [selected, ...pasted]
			if (selected === null) await this.#look()
			else this.#show(places)
		} catch (error) {
			if (!signal.aborted) this.#failure = error
		}
	}

	async #look(): Promise<void> {
		const { signal } = this.#stop
		const index = this.#chosen
		const words = this.#choices?.[index]
		this.#places = null
		if (this.#clause === null || words === undefined) return
		try {
			const places = await this.#find(this.#clause, words.passage, signal)
			if (this.#chosen === index && !signal.aborted) this.#show(places)
		} catch (error) {
			if (!signal.aborted) this.#failure = error
		}
	}

	async #find(
		clause: string,
		passage: readonly ClockRangeJson[] | null,
		signal: AbortSignal
	): Promise<OccurrencesJson | null> {
		if (passage === null || passage.length === 0) return null
		const asked = { passage: [...passage], ...(!this.isMine && { author: this.#author }) }
		return findOccurrences(this.#room.id, clause, asked, signal)
	}

	#show(places: OccurrencesJson | null): void {
		this.#places = places
		const own = this.copies.filter(({ isOwn, bar }) => isOwn && bar === null)
		this.#picked = own.map(({ words }) => words)
	}

	#toCopy(words: OccurrenceJson): Copy {
		const isOwn = words.author?.seat === this.#author
		const bar = words.author === null ? 'It is in the text that was imported.' : null
		if (bar !== null) return { words, isOwn, bar }
		if (!isOwn && !this.#room.may('withhold-for-others'))
			return { words, isOwn, bar: 'Its author takes it out, or the secretariat or the chair.' }
		return { words, isOwn, bar: words.visible === 0 ? null : this.#barIn(words.clause) }
	}

	/** Why words that stand in a point cannot be taken out by this seat now; null where they can. */
	#barIn(clause: string): string | null {
		const point = this.#room.clauses.find(({ id }) => id === clause)
		if (point === undefined || this.#room.mayTakeOutOf(point)) return null
		return `You may not change ${clauseLabel(point)} now: ask the secretariat or the chair to take them out.`
	}

	#labelOf(clause: string): string {
		const point = this.#room.clauses.find(({ id }) => id === clause)
		return point === undefined ? '' : clauseLabel(point)
	}
}
