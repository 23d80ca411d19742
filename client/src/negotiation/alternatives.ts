import {
	foldAlternatives,
	NO_ALTERNATIVES,
	parseInstant,
	parseLogPosition,
	parseSeatId,
	type AlternativeGroup,
	type AlternativeGroups,
	type GroupId,
} from '@parley/domain'
import {
	AlternativesList,
	fromAlternativeActJson,
	fromAlternativesJson,
	type Announcement,
} from '@parley/protocol'
import { createSubscriber } from 'svelte/reactivity'
import { askPages, negotiationPath } from './api.ts'
import { untilAnswered } from './untilAnswered.ts'

/** A decision about alternatives that was announced. */
export type AlternativesNews = Extract<Announcement, { type: 'alternatives-changed' }>

/**
 * The alternatives of a room: what was decided about each group. Which words are whose the text says, by the ids of their containers. Reading
 * it in a component follows it.
 */
export class RoomAlternatives {
	readonly #negotiation: string
	readonly #signal: AbortSignal
	#groups: AlternativeGroups = NO_ALTERNATIVES
	/** The newest decision that is known, by its position; −1 before the first answer. */
	#known = -1
	/** Decisions that were announced while the list was asked for; null while it is not. */
	#heard: AlternativesNews[] | null = null
	/** The newest position that was named while the list was asked for. */
	#wanted = -1
	#tell: (() => void) | null = null
	readonly #watch = createSubscriber((update) => {
		this.#tell = update
		return () => (this.#tell = null)
	})

	/** @param signal ends all asking */
	constructor(negotiation: string, signal: AbortSignal) {
		this.#negotiation = negotiation
		this.#signal = signal
	}

	/** All groups, closed ones included, in the order in which they were opened. */
	get groups(): AlternativeGroups {
		this.#watch()
		return this.#groups
	}

	/** A group by the id of its container; undefined where no act opened it. */
	group(id: string): AlternativeGroup | undefined {
		const byId: ReadonlyMap<string, AlternativeGroup> = this.groups
		return byId.get(id)
	}

	/** The groups of a clause that are open. */
	openIn(clause: string): readonly (readonly [GroupId, AlternativeGroup])[] {
		return [...this.groups].filter(([, group]) => group.clause === clause && group.closed === null)
	}

	/** Gets the groups as the server has them. Decisions that are announced meanwhile are not lost. */
	async load(): Promise<void> {
		if (this.#heard !== null) return
		this.#heard = []
		const path = `${negotiationPath(this.#negotiation)}/alternatives`
		const asked = () => askPages(AlternativesList, path, this.#signal)
		const pages = await untilAnswered(asked, this.#signal)
		const heard = this.#heard
		this.#heard = null
		if (pages === null) return
		// what was decided between two pages was announced, or is asked for again once the line is up
		this.#known = pages[0]?.changedAt ?? 0
		this.#groups = fromAlternativesJson(pages.flatMap(({ groups }) => groups))
		for (const news of heard) this.#take(news)
		this.#tell?.()
		if (this.#wanted > this.#known) await this.load()
	}

	/** The newest decision has this position: the line is new. */
	newest(position: number): void {
		this.#wanted = Math.max(this.#wanted, position)
		if (position > this.#known) void this.load()
	}

	/** A decision was announced. */
	hear(news: AlternativesNews): void {
		this.#wanted = Math.max(this.#wanted, news.position)
		if (this.#heard === null) {
			this.#take(news)
			this.#tell?.()
		} else this.#heard.push(news)
	}

	#take({ act, by, at, position }: AlternativesNews): void {
		if (position <= this.#known) return
		this.#known = position
		this.#groups = foldAlternatives(this.#groups, fromAlternativeActJson(act), {
			by: by === null ? null : parseSeatId(by),
			at: parseInstant(at),
			position: parseLogPosition(position),
		})
	}
}
