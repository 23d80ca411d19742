import {
	foldSuggestions,
	NO_SUGGESTIONS,
	parseClauseId,
	parseInstant,
	parseSeatId,
	parseSuggestionId,
	type Suggestion,
	type SuggestionAct,
	type SuggestionId,
	type Suggestions,
} from '@parley/domain'
import {
	fromSuggestionActJson,
	fromSuggestionJson,
	SuggestionList,
	type Announcement,
	type DelegationJson,
} from '@parley/protocol'
import {
	suggestionDigests,
	suggestionExtents,
	type SuggestedBlock,
	type SuggestionExtent,
} from '@parley/schema'
import { createSubscriber } from 'svelte/reactivity'
import type * as Y from 'yjs'
import type * as z from 'zod/mini'
import { negotiationPath } from './api.ts'
import { DecisionFeed } from './decisionFeed.ts'
import { SuggestionColours } from './suggestionColours.ts'
import { explainSuggestion } from './suggestionRequests.ts'
import { untilAnswered } from './untilAnswered.ts'

/** A decision about suggestions that was announced. */
export type SuggestionNews = Extract<Announcement, { type: 'suggestion-changed' }>

/** An open suggestion of which something stands in the text. */
export interface StandingSuggestion extends SuggestionExtent {
	readonly id: SuggestionId
	readonly suggestion: Suggestion
	/** What names it as it is shown, by which an answer says what it is to; null where this page does not follow the text. */
	readonly digest: string | null
}

/** What a decision changed, for whoever is told of it. */
export interface SuggestionChange {
	readonly act: SuggestionAct
	readonly by: string | null
}

/** What the suggestions of a room need of it. */
export interface SuggestionsRoom {
	readonly negotiation: string
	readonly me: string
	readonly delegations: () => readonly DelegationJson[]
	/** The delegation that I speak for; null where I speak for none. */
	readonly ownDelegation: () => string | null
	/** The text of a clause as it is shown now; null while there is none. */
	readonly textOf: (clause: string) => readonly SuggestedBlock[] | null
	/** The document of that text; null while it is not followed. */
	readonly docOf: (clause: string) => Y.Doc | null
}

/** What is said beside a text follows it within this time, and not at once: a key must not wait for it. */
const FOLLOW_MS = 120

/**
 * The open suggestions of a room: what was said of each, and the words of the text that it would change. Which words these are the text says, whose it is
 * the decisions. Reading it in a component follows it.
 */
export class RoomSuggestions {
	readonly #room: SuggestionsRoom
	readonly #signal: AbortSignal
	readonly #feed: DecisionFeed<z.infer<typeof SuggestionList>, SuggestionNews, SuggestionChange>
	readonly #colours = new SuggestionColours()
	#all: Suggestions = NO_SUGGESTIONS
	/** Those that this page has begun, by clause: the server has not said yet whose they are. */
	#begun: Readonly<Record<string, readonly string[]>> = {}
	#standing: Readonly<Record<string, readonly StandingSuggestion[]>> = {}
	#news: SuggestionChange | null = null
	#timesListed = 0
	#changed: readonly string[] = []
	#following: ReturnType<typeof setTimeout> | undefined
	#tell: (() => void) | null = null
	readonly #watch = createSubscriber((update) => {
		this.#tell = update
		return () => (this.#tell = null)
	})

	/** @param signal ends all asking */
	constructor(room: SuggestionsRoom, signal: AbortSignal) {
		this.#room = room
		this.#signal = signal
		const path = `${negotiationPath(room.negotiation)}/suggestions`
		this.#feed = new DecisionFeed(SuggestionList, path, signal, {
			start: (pages) => {
				this.#start(pages.flatMap(({ suggestions }) => suggestions.map(fromSuggestionJson)))
			},
			take: (news: SuggestionNews) => this.#take(news),
			loaded: () => {
				this.#timesListed++
				this.#colourAnew()
				this.#lookAnew([...this.#all.clauses.keys(), ...Object.keys(this.#standing)])
			},
		})
		signal.addEventListener('abort', () => {
			clearTimeout(this.#following)
			this.#colours.close()
		})
	}

	/** The open suggestions with words in the text of a clause, in the order in which they begin. */
	in(clause: string): readonly StandingSuggestion[] {
		this.#watch()
		return this.#standing[clause] ?? []
	}

	/** How many are open in the text. */
	get count(): number {
		this.#watch()
		return Object.values(this.#standing).reduce((sum, { length }) => sum + length, 0)
	}

	/** The newest decision that was announced; null where there was none. */
	get news(): SuggestionChange | null {
		this.#watch()
		return this.#news
	}

	/** All that is known of them: those that are open, and those that were answered since they were listed last. */
	get all(): Suggestions {
		this.#watch()
		return this.#all
	}

	/** How often the server has listed those that are open. */
	get timesListed(): number {
		this.#watch()
		return this.#timesListed
	}

	/** A suggestion of a clause, open or answered while this page was open; undefined where it is not known here. */
	one(clause: string, id: string): Suggestion | undefined {
		this.#watch()
		const ofClause: ReadonlyMap<string, Suggestion> | undefined = this.#all.clauses.get(
			parseClauseId(clause)
		)
		return ofClause?.get(id)
	}

	/** Whether a suggestion of a clause is an open one of my seat, or was begun on this page. */
	isOwn(clause: string, id: string): boolean {
		const ofClause: ReadonlyMap<string, Suggestion> | undefined = this.#all.clauses.get(
			parseClauseId(clause)
		)
		const known = ofClause?.get(id)
		if (known === undefined) return this.#begun[clause]?.includes(id) ?? false
		return known.by === this.#room.me && known.answered === null
	}

	/** Whether anything was suggested in a clause that this page knows of. */
	hasAny(clause: string): boolean {
		this.#watch()
		return this.#all.clauses.has(parseClauseId(clause)) || this.#begun[clause] !== undefined
	}

	/** A suggestion is begun on this page. */
	begin(clause: string, id: string): void {
		this.#begun = { ...this.#begun, [clause]: [...(this.#begun[clause] ?? []), id] }
		this.#colourAnew()
	}

	/**
	 * Says that the suggestion `id` of my seat stands in the place of `counters`, again and again until the server answers. Gives whether it took that.
	 */
	async offerInPlace(clause: string, id: string, counters: string): Promise<boolean> {
		const address = { negotiation: this.#room.negotiation, clause }
		const say = (): Promise<unknown> => {
			const reason = this.one(clause, id)?.reason ?? ''
			return explainSuggestion(address, id, { reason, counters })
		}
		return (await untilAnswered(say, this.#signal)) !== null
	}

	/** Gets the suggestions as the server has them. Decisions that are announced meanwhile are not lost. */
	load(): Promise<void> {
		return this.#feed.load()
	}

	/** The newest decision has this position: the line is new. */
	newest(position: number): void {
		this.#feed.newest(position)
	}

	/** A decision was announced. */
	hear(news: SuggestionNews): void {
		const change = this.#feed.hear(news)
		if (change === null) return
		this.#news = change
		this.#colourAnew()
		this.#lookAnew(
			change.act.kind === 'proposal-made'
				? change.act.suggestions.map(({ clause }) => clause)
				: [change.act.clause]
		)
	}

	/** The text of a clause has changed. */
	textChanged(clause: string): void {
		this.#changed = [...this.#changed, clause]
		this.#following ??= setTimeout(() => {
			this.#following = undefined
			this.#follow()
		}, FOLLOW_MS)
	}

	#start(all: readonly (readonly [SuggestionId, Suggestion])[]): void {
		const clauses = new Map<Suggestion['clause'], Map<SuggestionId, Suggestion>>()
		for (const [id, suggestion] of all) {
			const ofClause = clauses.get(suggestion.clause) ?? new Map<SuggestionId, Suggestion>()
			clauses.set(suggestion.clause, ofClause.set(id, suggestion))
		}
		this.#all = { ...this.#all, clauses }
	}

	#take({ act: said, by, at }: SuggestionNews): SuggestionChange {
		const act = fromSuggestionActJson(said)
		const seat = by === null ? null : parseSeatId(by)
		this.#all = foldSuggestions(this.#all, act, seat, parseInstant(at))
		return { act, by }
	}

	#lookAnew(clauses: readonly string[]): void {
		this.#changed = [...this.#changed, ...clauses]
		this.#follow()
	}

	#follow(): void {
		const standing: Record<string, readonly StandingSuggestion[]> = { ...this.#standing }
		for (const clause of new Set(this.#changed)) {
			const blocks = this.#room.textOf(clause)
			const ofClause = this.#all.clauses.get(parseClauseId(clause))
			if (blocks === null || ofClause === undefined) {
				standing[clause] = []
				continue
			}
			const open = [...suggestionExtents(blocks)].flatMap(([name, extent]) => {
				const id = parseSuggestionId(name)
				const suggestion = ofClause.get(id)
				const isOpen = suggestion !== undefined && suggestion.answered === null
				return isOpen ? [{ id, suggestion, ...extent }] : []
			})
			const doc = open.length === 0 ? null : this.#room.docOf(clause)
			const said = new Map(open.map(({ id, suggestion }) => [String(id), suggestion]))
			// of the same text as what is shown: an answer is one to what was read, and not to what it has become since
			const digests = doc === null ? null : suggestionDigests(doc, said)
			standing[clause] = open.map((one) => ({ ...one, digest: digests?.get(one.id) ?? null }))
		}
		this.#changed = []
		this.#standing = standing
		this.#tell?.()
	}

	/** Draws every open suggestion in the colour of its delegation, one that was begun here in that of mine. */
	#colourAnew(): void {
		const delegations = this.#room.delegations()
		const open = [...this.#all.clauses.values()].flatMap((ofClause) =>
			[...ofClause].flatMap(([id, { delegation, answered }]) =>
				answered === null ? [{ id: String(id), delegation: String(delegation) }] : []
			)
		)
		const known = new Set(open.map(({ id }) => id))
		const mine = this.#room.ownDelegation()
		const begun = Object.values(this.#begun)
			.flat()
			.filter((id) => !known.has(id))
			.map((id) => ({ id, delegation: mine }))
		this.#colours.show(
			[...open, ...begun].flatMap(({ id, delegation }) => {
				const whose = delegations.find((one) => one.id === delegation)
				return whose === undefined ? [] : [{ id, code: whose.code, slot: whose.slot }]
			})
		)
	}
}
