import {
	foldPlaceholders,
	NO_PLACEHOLDERS,
	parseInstant,
	parsePlaceholderId,
	parseSeatId,
	type Placeholder,
	type PlaceholderId,
	type Placeholders,
} from '@parley/domain'
import {
	fromPlaceholderActJson,
	fromPlaceholdersJson,
	PlaceholderList,
	type Announcement,
} from '@parley/protocol'
import { placeholderIdsIn, type ContentBlock } from '@parley/snapshot'
import type * as z from 'zod/mini'
import { createSubscriber } from 'svelte/reactivity'
import { negotiationPath } from './api.ts'
import { DecisionFeed } from './decisionFeed.ts'

/** A decision about a placeholder that was announced. */
export type PlaceholderNews = Extract<Announcement, { type: 'placeholder-changed' }>

/** A placeholder that stands in the text. */
export type OpenPlaceholder = readonly [PlaceholderId, Placeholder]

/**
 * What is missing from the text of a room: what was decided about each placeholder, those that were filled included. Which of them stand in a text,
 * that text says. Reading it in a component follows the decisions.
 */
export class RoomPlaceholders {
	#all: Placeholders = NO_PLACEHOLDERS
	readonly #feed: DecisionFeed<z.infer<typeof PlaceholderList>, PlaceholderNews, void>
	#tell: (() => void) | null = null
	readonly #watch = createSubscriber((update) => {
		this.#tell = update
		return () => (this.#tell = null)
	})

	/** @param signal ends all asking */
	constructor(negotiation: string, signal: AbortSignal) {
		const path = `${negotiationPath(negotiation)}/placeholders`
		this.#feed = new DecisionFeed(PlaceholderList, path, signal, {
			start: (pages) => {
				this.#all = fromPlaceholdersJson(pages.flatMap(({ placeholders }) => placeholders))
			},
			take: ({ act, by, at }: PlaceholderNews) => {
				const seat = by === null ? null : parseSeatId(by)
				const told = fromPlaceholderActJson(act)
				this.#all = foldPlaceholders(this.#all, told, seat, parseInstant(at))
				this.#tell?.()
			},
			loaded: () => this.#tell?.(),
		})
	}

	/** All that were placed, in the order in which they were. */
	get all(): Placeholders {
		this.#watch()
		return this.#all
	}

	/** Those that stand in a text, each once, in its order. */
	in(blocks: readonly ContentBlock[]): readonly OpenPlaceholder[] {
		const { all } = this
		return placeholderIdsIn(blocks).flatMap((name) => {
			const id = parsePlaceholderId(name)
			const placeholder = all.get(id)
			return placeholder === undefined ? [] : [[id, placeholder] as const]
		})
	}

	/** The newest decision has this position: the line is new. Where there is none, nothing is asked. */
	newest(position: number): void {
		if (position > 0) this.#feed.newest(position)
	}

	/** A decision was announced. */
	hear(news: PlaceholderNews): void {
		this.#feed.hear(news)
	}
}
