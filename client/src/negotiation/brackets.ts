import {
	foldBrackets,
	NO_BRACKETS,
	parseBracketId,
	parseInstant,
	parseSeatId,
	type Bracket,
	type BracketAct,
	type BracketId,
	type Brackets,
} from '@parley/domain'
import {
	BracketList,
	fromBracketActJson,
	fromBracketsJson,
	type Announcement,
	type DelegationJson,
} from '@parley/protocol'
import { type ContentBlock } from '@parley/snapshot'
import { standingIn, type StandingBracket } from '../text/blockBrackets.ts'
import { NO_LOOKS, type BracketLooks } from '../text/bracketSpans.ts'
import { negotiationPath } from './api.ts'
import { looksByClause, withoutBracket } from './bracketLooks.ts'
import { DecisionFeed } from './decisionFeed.ts'
import type * as z from 'zod/mini'
import { createSubscriber, SvelteMap } from 'svelte/reactivity'

/** A decision about a bracket that was announced. */
export type BracketNews = Extract<Announcement, { type: 'bracket-changed' }>

/** A bracket that is open and has words in the text. */
export interface RegisteredBracket extends StandingBracket {
	readonly id: BracketId
	readonly bracket: Bracket
}

/** What a decision changed, for whoever is told of it. */
export interface BracketChange {
	readonly act: BracketAct
	readonly by: string | null
	/** In ms on the server's clock. */
	readonly at: number
	/** The bracket before it; null where it was placed, or is not known here. */
	readonly before: Bracket | null
	/** The bracket behind it, ended or not; null where it is not known here. */
	readonly after: Bracket | null
}

/** The open brackets of a clause, and what they were made of. */
interface Registered {
	readonly standing: readonly StandingBracket[]
	readonly brackets: readonly RegisteredBracket[]
}

/** What the brackets of a room need of it. */
export interface BracketsRoom {
	readonly negotiation: string
	readonly delegations: () => readonly DelegationJson[]
	/** The text of a clause as it is shown now; null while there is none. */
	readonly textOf: (clause: string) => readonly ContentBlock[] | null
}

const NONE: readonly StandingBracket[] = []

/** The register follows a text within this time, and not at once: a key must not wait for it. */
const FOLLOW_MS = 60

/**
 * The brackets of a room that are open: what was decided about each of them, and the words of the text that it is around. Which words these are
 * the text says, who holds it the decisions; a bracket is counted where both do.
 *
 * Reading it in a component follows it, and that alone which was read: each word of a text under brackets is drawn by a component that asked how
 * they look, so a key that told all of them would cost more than all else that it does.
 */
export class RoomBrackets {
	readonly #room: BracketsRoom
	readonly #feed: DecisionFeed<z.infer<typeof BracketList>, BracketNews, BracketChange>
	#open: Brackets = NO_BRACKETS
	/** By clause, as those below. */
	readonly #looks = new SvelteMap<string, BracketLooks>()
	readonly #standing = new SvelteMap<string, readonly StandingBracket[]>()
	readonly #counts = new SvelteMap<string, number>()
	readonly #wordless = new SvelteMap<string, readonly BracketId[]>()
	/** What `in` gave last. */
	readonly #registered = new Map<string, Registered>()
	#news: BracketChange | null = null
	#changed: readonly string[] = []
	#following: ReturnType<typeof setTimeout> | undefined
	#tell: (() => void) | null = null
	readonly #watch = createSubscriber((update) => {
		this.#tell = update
		return () => (this.#tell = null)
	})

	/** @param signal ends all asking */
	constructor(room: BracketsRoom, signal: AbortSignal) {
		this.#room = room
		const path = `${negotiationPath(room.negotiation)}/brackets`
		this.#feed = new DecisionFeed(BracketList, path, signal, {
			start: (pages) => {
				this.#open = fromBracketsJson(pages.flatMap(({ brackets }) => brackets))
			},
			take: (news: BracketNews) => this.#take(news),
			loaded: () => {
				const holding = [...this.#open.values()].map(({ clause }): string => clause)
				this.#lookAnew([...this.#looks.keys(), ...holding])
			},
		})
		signal.addEventListener('abort', () => {
			clearTimeout(this.#following)
		})
	}

	/** What was decided about each open bracket, in the order in which they were placed, whether it has words or not. */
	get open(): Brackets {
		this.#watch()
		return this.#open
	}

	/** How the brackets of a clause are drawn. */
	looksIn(clause: string): BracketLooks {
		return this.#looks.get(clause) ?? NO_LOOKS
	}

	/**
	 * The open brackets in the text of a clause, in the order in which they begin. One of which nothing has changed is the same object as before, and so is the
	 * list: a decision about one of a thousand does not have all others drawn anew.
	 */
	in(clause: string): readonly RegisteredBracket[] {
		this.#watch()
		const standing = this.#standing.get(clause) ?? NONE
		const before = this.#registered.get(clause)
		if (before !== undefined && this.#isSame(before, standing)) return before.brackets
		const known = new Map(before?.brackets.map((one) => [one.id, one]))
		const brackets = standing.flatMap((one) => {
			const id = parseBracketId(one.id)
			const bracket = this.#open.get(id)
			if (bracket === undefined) return []
			const as = known.get(id)
			const isAsBefore = as !== undefined && as.bracket === bracket && isSameStanding(as, one)
			return [isAsBefore ? as : { ...one, id, bracket }]
		})
		this.#registered.set(clause, { standing, brackets })
		return brackets
	}

	#isSame({ standing, brackets }: Registered, now: readonly StandingBracket[]): boolean {
		return (
			standing === now &&
			brackets.length === now.length &&
			brackets.every(({ id, bracket }) => this.#open.get(id) === bracket)
		)
	}

	/** The open brackets of which no words stand in the text at present, those of a clause together; none where its text is not here. */
	get wordless(): readonly (readonly [BracketId, Bracket])[] {
		this.#watch()
		return [...this.#wordless.values()].flatMap((ids) =>
			ids.flatMap((id) => {
				const bracket = this.#open.get(id)
				return bracket === undefined ? [] : [[id, bracket] as const]
			})
		)
	}

	/** How many brackets are open in the text of a clause. */
	countIn(clause: string): number {
		return this.#counts.get(clause) ?? 0
	}

	/** How many brackets are open in the text. */
	get count(): number {
		return [...this.#counts.values()].reduce((sum, count) => sum + count, 0)
	}

	/** The newest decision that was announced; null where there was none. */
	get news(): BracketChange | null {
		this.#watch()
		return this.#news
	}

	/** Gets the brackets as the server has them. Decisions that are announced meanwhile are not lost. */
	load(): Promise<void> {
		return this.#feed.load()
	}

	/** The newest decision has this position: the line is new. */
	newest(position: number): void {
		this.#feed.newest(position)
	}

	/** A decision was announced. */
	hear(news: BracketNews): void {
		const change = this.#feed.hear(news)
		if (change === null) return
		this.#news = change
		this.#lookAnew([change.act.clause])
	}

	/** The text of a clause has changed. */
	textChanged(clause: string): void {
		this.#changed = [...this.#changed, clause]
		this.#following ??= setTimeout(() => {
			this.#following = undefined
			this.#follow()
		}, FOLLOW_MS)
	}

	#take(news: BracketNews): BracketChange {
		const { by, at } = news
		const act = fromBracketActJson(news.act)
		const before = this.#open.get(act.bracket) ?? null
		const seat = by === null ? null : parseSeatId(by)
		const folded = foldBrackets(this.#open, act, seat, parseInstant(at))
		const after = folded.get(act.bracket) ?? null
		this.#open =
			after !== null && after.ended !== null ? withoutBracket(folded, act.bracket) : folded
		return { act, by, at, before, after }
	}

	/** Draws the brackets of `clauses` anew. */
	#lookAnew(clauses: readonly string[]): void {
		const looks = looksByClause(this.#open, clauses, this.#room.delegations())
		for (const [clause, look] of looks) this.#looks.set(clause, look)
		this.#tell?.()
		this.#changed = [...this.#changed, ...clauses]
		this.#follow()
	}

	/** Looks which brackets stand in the clauses that have changed. What is as it was is not set: nobody is told of it. */
	#follow(): void {
		const changed = new Set(this.#changed)
		this.#changed = []
		for (const clause of changed) {
			const blocks = this.#room.textOf(clause)
			const looks = this.#looks.get(clause) ?? NO_LOOKS
			this.#looks.set(clause, looks)
			const here = blocks === null ? [] : standingIn(blocks, looks)
			if (!sameStanding(this.#standing.get(clause), here)) this.#standing.set(clause, here)
			this.#counts.set(clause, here.length)
			const ids = new Set(here.map(({ id }) => id))
			const missing = blocks === null ? [] : [...looks.keys()].filter((id) => !ids.has(id))
			const before = this.#wordless.get(clause)
			if (before?.join() !== missing.join()) this.#wordless.set(clause, missing.map(parseBracketId))
		}
	}
}

function sameStanding(
	before: readonly StandingBracket[] | undefined,
	now: readonly StandingBracket[]
): boolean {
	return (
		before?.length === now.length &&
		before.every((one, index) => {
			const other = now[index]
			return other !== undefined && isSameStanding(one, other)
		})
	)
}

function isSameStanding(one: StandingBracket, other: StandingBracket): boolean {
	return one.id === other.id && one.words === other.words && one.level === other.level
}
