import type * as z from 'zod/mini'
import { askPages } from './api.ts'
import { untilAnswered } from './untilAnswered.ts'

/** A page of a list of all that was decided, with the position of the newest decision about any of it. */
export interface DecisionPage {
	readonly next: string | null
	readonly changedAt: number
}

/** What becomes of decisions of one kind. */
export interface DecisionKeeper<Page, News, Change> {
	/** A list that was asked for takes the place of all that was known. */
	readonly start: (pages: readonly Page[]) => void
	/** A decision is announced that is not known yet. Gives what it changed. */
	readonly take: (news: News) => Change
	/** The list was taken, with what was announced meanwhile. */
	readonly loaded?: () => void
}

/**
 * Decisions of one kind as they come: a list that is asked for, and each decision that is announced behind it, in their order and once. What
 * is announced while the list is asked for is not lost.
 */
export class DecisionFeed<
	Page extends DecisionPage,
	News extends { readonly position: number },
	Change,
> {
	readonly #ask: () => Promise<readonly Page[] | null>
	readonly #keeper: DecisionKeeper<Page, News, Change>
	/** The newest decision that is known, by its position; −1 before the first answer. */
	#known = -1
	/** Decisions that were announced while the list was asked for; null while it is not. */
	#heard: News[] | null = null
	/** The newest position that was named while the list was asked for; −1 where none was. */
	#wanted = -1

	/** @param signal ends all asking */
	constructor(
		list: z.ZodMiniType<Page>,
		path: string,
		signal: AbortSignal,
		keeper: DecisionKeeper<Page, News, Change>
	) {
		this.#ask = () => untilAnswered(() => askPages(list, path, signal), signal)
		this.#keeper = keeper
	}

	/** Gets the list as the server has it. */
	async load(): Promise<void> {
		if (this.#heard !== null) return
		this.#heard = []
		// a server that was restored from an older copy never has what was named before
		this.#wanted = -1
		const pages = await this.#ask()
		const heard = this.#heard
		this.#heard = null
		if (pages === null) return
		// what was decided between two pages was announced, or is asked for again once the line is up
		this.#known = pages[0]?.changedAt ?? 0
		this.#keeper.start(pages)
		for (const news of heard) this.#take(news)
		this.#keeper.loaded?.()
		if (this.#wanted > this.#known) await this.load()
	}

	/** The newest decision has this position: the line is new. */
	newest(position: number): void {
		this.#wanted = Math.max(this.#wanted, position)
		if (position > this.#known) void this.load()
	}

	/** A decision was announced. Gives what it changed at once; null where it is known, or waits for the list. */
	hear(news: News): Change | null {
		this.#wanted = Math.max(this.#wanted, news.position)
		if (this.#heard === null) return this.#take(news)
		this.#heard.push(news)
		return null
	}

	#take(news: News): Change | null {
		if (news.position <= this.#known) return null
		this.#known = news.position
		return this.#keeper.take(news)
	}
}
