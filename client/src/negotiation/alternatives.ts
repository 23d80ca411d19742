import {
	foldAlternatives,
	NO_ALTERNATIVES,
	parseInstant,
	parseLogPosition,
	parseSeatId,
	type AlternativeAct,
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
import type * as z from 'zod/mini'
import { createSubscriber } from 'svelte/reactivity'
import { negotiationPath } from './api.ts'
import { DecisionFeed } from './decisionFeed.ts'

/** A decision about alternatives that was announced. */
export type AlternativesNews = Extract<Announcement, { type: 'alternatives-changed' }>

/** What a decision changed, for whoever is told of it. */
export interface AlternativesChange {
	readonly act: AlternativeAct
	readonly by: string | null
	/** The group behind it, closed or not, with all that were ever offered; undefined where it is not known here. */
	readonly group: AlternativeGroup | undefined
}

/**
 * The alternatives of a room: what was decided about each group. Which words are whose the text says, by the ids of their containers. Reading
 * it in a component follows it.
 */
export class RoomAlternatives {
	#groups: AlternativeGroups = NO_ALTERNATIVES
	readonly #feed: DecisionFeed<
		z.infer<typeof AlternativesList>,
		AlternativesNews,
		AlternativesChange
	>
	#news: AlternativesChange | null = null
	#tell: (() => void) | null = null
	readonly #watch = createSubscriber((update) => {
		this.#tell = update
		return () => (this.#tell = null)
	})

	/** @param signal ends all asking */
	constructor(negotiation: string, signal: AbortSignal) {
		const path = `${negotiationPath(negotiation)}/alternatives`
		this.#feed = new DecisionFeed(AlternativesList, path, signal, {
			start: (pages) => {
				this.#groups = fromAlternativesJson(pages.flatMap(({ groups }) => groups))
			},
			take: ({ act: json, by, at, position }: AlternativesNews) => {
				const act = fromAlternativeActJson(json)
				this.#groups = foldAlternatives(this.#groups, act, {
					by: by === null ? null : parseSeatId(by),
					at: parseInstant(at),
					position: parseLogPosition(position),
				})
				return { act, by, group: this.#groups.get(act.group) }
			},
			loaded: () => this.#tell?.(),
		})
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

	/** The newest decision that was announced; null where there was none. */
	get news(): AlternativesChange | null {
		this.#watch()
		return this.#news
	}

	/** Gets the groups as the server has them. Decisions that are announced meanwhile are not lost. */
	load(): Promise<void> {
		return this.#feed.load()
	}

	/** The newest decision has this position: the line is new. */
	newest(position: number): void {
		this.#feed.newest(position)
	}

	/** A decision was announced. */
	hear(news: AlternativesNews): void {
		const change = this.#feed.hear(news)
		if (change === null) return
		this.#news = change
		this.#tell?.()
	}
}
