import { TextJson } from '@parley/protocol'
import { ask, negotiationPath } from '../../../negotiation/api.ts'
import type { Room } from '../../../negotiation/room.svelte.ts'
import type { TextWay } from '../way.ts'
import { toViewed, undrawnIn, type ViewedClause } from './viewedClause.ts'
import ViewedText from './ViewedText.svelte'

/** What follows each other within this time is looked at together. */
const FOLLOW_MS = 1_000

/** The text in a view, as the server has it, read again whenever something was numbered. It cannot be edited. */
export class Viewing {
	/** Draws the text of a clause. */
	readonly Text = ViewedText
	readonly way: TextWay
	readonly #room: Room
	readonly #stop = new AbortController()
	#clauses = $state.raw<Readonly<Record<string, ViewedClause>>>({})
	#isStale = $state(false)
	#following: ReturnType<typeof setTimeout> | undefined
	#isAsking = false

	private constructor(room: Room, way: TextWay) {
		this.#room = room
		this.way = way
	}

	/** Looks at the text in `way`, once it is here. Throws `ApiError`. */
	static async open(room: Room, way: TextWay): Promise<Viewing> {
		const viewing = new Viewing(room, way)
		await viewing.#load()
		return viewing
	}

	/** The text of a clause; undefined where it is not known. */
	of(clause: string): ViewedClause | undefined {
		return this.#clauses[clause]
	}

	/** How many brackets are open around words that are shown, and not drawn in this view. */
	get undrawn(): number {
		return undrawnIn(Object.values(this.#clauses))
	}

	/** Whether what is shown may be older than the text, since the server does not answer. */
	get isStale(): boolean {
		return this.#isStale
	}

	/** Something was numbered: reads the text again, soon. */
	changed(): void {
		this.#following ??= setTimeout(() => {
			this.#following = undefined
			void this.#again()
		}, FOLLOW_MS)
	}

	/** Ends all asking. */
	close(): void {
		clearTimeout(this.#following)
		this.#stop.abort()
	}

	#isClosed(): boolean {
		return this.#stop.signal.aborted
	}

	async #again(): Promise<void> {
		if (this.#isClosed()) return
		if (this.#isAsking) {
			this.changed()
			return
		}
		this.#isAsking = true
		try {
			await this.#load()
			this.#isStale = false
		} catch {
			if (this.#isClosed()) return
			this.#isStale = true
			this.changed()
		} finally {
			this.#isAsking = false
		}
	}

	async #load(): Promise<void> {
		const { shown, attributed } = this.way
		const query = `view=${encodeURIComponent(shown)}&attributed=${String(attributed)}`
		const path = `${negotiationPath(this.#room.id)}/text?${query}`
		const { clauses } = await ask(TextJson, 'GET', path, { signal: this.#stop.signal })
		const { zone } = this.#room.phase.deadline
		const place = { delegations: this.#room.info.delegations, zone }
		this.#clauses = Object.fromEntries(
			clauses.map((one) => [one.clause.id, toViewed(one, attributed, place)])
		)
	}
}
