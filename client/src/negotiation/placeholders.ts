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
import { type ContentBlock } from '@parley/snapshot'
import { createSubscriber } from 'svelte/reactivity'
import { askPages, negotiationPath } from './api.ts'
import { untilAnswered } from './untilAnswered.ts'

/** A decision about a placeholder that was announced. */
export type PlaceholderNews = Extract<Announcement, { type: 'placeholder-changed' }>

/** A placeholder that stands in the text. */
export type OpenPlaceholder = readonly [PlaceholderId, Placeholder]

/**
 * What is missing from the text of a room: what was decided about each placeholder, those that were filled included. Which of them stand in a text,
 * that text says. Reading it in a component follows the decisions.
 */
export class RoomPlaceholders {
	readonly #negotiation: string
	readonly #signal: AbortSignal
	#all: Placeholders = NO_PLACEHOLDERS
	/** The newest decision that is known, by its position; −1 before the first answer. */
	#known = -1
	#wanted = -1
	/** Decisions that were announced while the list was asked for; null while it is not. */
	#heard: PlaceholderNews[] | null = null
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

	/** All that were placed, in the order in which they were. */
	get all(): Placeholders {
		this.#watch()
		return this.#all
	}

	/** Those that stand in a text, each once, in its order. */
	in(blocks: readonly ContentBlock[]): readonly OpenPlaceholder[] {
		const { all } = this
		const ids = new Set(blocks.flatMap(({ content }) => content.flatMap(idsOf)))
		return [...ids].flatMap((id) => {
			const placeholder = all.get(id)
			return placeholder === undefined ? [] : [[id, placeholder] as const]
		})
	}

	/** The newest decision has this position: the line is new. Where there is none, nothing is asked. */
	newest(position: number): void {
		this.#wanted = Math.max(this.#wanted, position)
		if (position > Math.max(0, this.#known)) void this.#load()
	}

	/** A decision was announced. */
	hear(news: PlaceholderNews): void {
		this.#wanted = Math.max(this.#wanted, news.position)
		if (this.#heard !== null) this.#heard.push(news)
		else this.#take(news)
	}

	/** Gets them as the server has them. Decisions that are announced meanwhile are not lost. */
	async #load(): Promise<void> {
		if (this.#heard !== null) return
		this.#heard = []
		const path = `${negotiationPath(this.#negotiation)}/placeholders`
		const asked = () => askPages(PlaceholderList, path, this.#signal)
		const pages = await untilAnswered(asked, this.#signal)
		const heard = this.#heard
		this.#heard = null
		if (pages === null) return
		// what was decided between two pages was announced, or is asked for again
		this.#known = pages[0]?.changedAt ?? 0
		this.#all = fromPlaceholdersJson(pages.flatMap(({ placeholders }) => placeholders))
		for (const news of heard) this.#take(news)
		this.#tell?.()
		if (this.#wanted > this.#known) await this.#load()
	}

	#take({ act: told, by, at, position }: PlaceholderNews): void {
		if (position <= this.#known) return
		this.#known = position
		const seat = by === null ? null : parseSeatId(by)
		this.#all = foldPlaceholders(this.#all, fromPlaceholderActJson(told), seat, parseInstant(at))
		this.#tell?.()
	}
}

function idsOf(piece: ContentBlock['content'][number]): readonly PlaceholderId[] {
	if ('text' in piece || piece.inline !== 'placeholder') return []
	const id = piece.attrs?.['id']
	return typeof id === 'string' && /^[0-9A-Za-z]{8,64}$/.test(id) ? [parsePlaceholderId(id)] : []
}
