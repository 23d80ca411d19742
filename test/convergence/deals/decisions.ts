import {
	standingIn,
	STANCES,
	type DelegationId,
	type PlaceholderKind,
	type Random,
	type Seat,
} from '@parley/domain'
import { textOf, type UnitId } from '@parley/schema'
import { type AlternativesDecided } from '@parley/server/src/negotiation/alternativeRoom.ts'
import { type Room } from '@parley/server/src/negotiation/room.ts'
import * as Y from 'yjs'
import { type CollabServer } from '../../support/collabServer.ts'
import { pick } from '../edits.ts'
import { type Writer } from '../rightsRun.ts'

/** Whoever decides, on what they see. */
export interface Deciding {
	readonly server: CollabServer
	readonly writer: Writer
	readonly seat: Seat
	readonly delegations: readonly DelegationId[]
	/** The place of the clause. */
	readonly index: number
	readonly random: Random
}

/** What a decision led to. */
export interface Outcome {
	readonly kind: 'decided' | 'denied' | 'refused'
	/** Why not; empty where it was decided. */
	readonly reason: string
}

/** What became of a decision. */
export function outcomeOf(
	done:
		{ readonly kind: 'decided' } | { readonly kind: 'denied' | 'refused'; readonly reason: string }
): Outcome {
	return done.kind === 'decided' ? { kind: 'decided', reason: '' } : done
}

/** One decision about alternatives by somebody who may be entitled to it or not; null where there is nothing to decide about. */
export async function decideAlternativesAtRandom(deciding: Deciding): Promise<Outcome | null> {
	const { server, seat, random } = deciding
	const { room } = server
	const groups = [...room.alternatives].filter(([, { closed }]) => closed === null)
	const [group, known] = groups[pick(random, groups.length)] ?? []
	if (group === undefined || known === undefined || (groups.length < 2 && random() < 0.2)) {
		const range = rangeIn(deciding, 12)
		if (range === null) return null
		return done(room.openAlternatives({ ...clauseOf(deciding), ...range, ...now(deciding) }))
	}
	const about = { clause: known.clause, group }
	const one = chosenFrom(standingIn(known), random)
	const other = chosenFrom(standingIn(known), random)
	if (one === undefined || other === undefined) return null
	const decide = (act: Parameters<Room['decideAlternatives']>[0]['act']): Promise<Outcome> =>
		done(room.decideAlternatives({ act, ...now(deciding) }))
	const kind = random()
	const { id: alternative } = one
	if (kind < 0.3 || known.alternatives.length < 2) {
		const words = { kind: 'words', paragraphs: ['Offered.', 'And more.'] } as const
		const text = [words, { kind: 'copy', of: alternative }, { kind: 'none' }] as const
		return done(
			room.offerAlternative({ ...about, text: text[pick(random, 3)] ?? words, ...now(deciding) })
		)
	}
	if (kind < 0.6) {
		const stance = chosenFrom([...STANCES, null], random) ?? null
		// now and then for others, which nobody may
		const other = chosenFrom(deciding.delegations, random)
		const delegation = random() < 0.8 ? (seat.delegation ?? other) : other
		if (delegation === undefined) return null
		return decide({ kind: 'stance-taken', ...about, alternative, delegation, stance })
	}
	if (kind < 0.7) return decide({ kind: 'alternatives-parked', ...about, reason: 'later' })
	if (kind < 0.78) return decide({ kind: 'alternatives-taken-up', ...about })
	if (kind < 0.86) {
		const merged = [alternative, other.id] as const
		return done(room.mergeAlternatives({ ...about, merged, ...now(deciding) }))
	}
	if (kind < 0.93) return decide({ kind: 'alternative-withdrawn', ...about, alternative })
	return decide({ kind: 'alternative-chosen', ...about, alternative })
}

/** One decision about suggestions; null where there is nothing to decide about. */
export async function decideSuggestionsAtRandom(deciding: Deciding): Promise<Outcome | null> {
	const { server, seat, random } = deciding
	const { room } = server
	const { clause } = clauseOf(deciding)
	const all = [...(room.suggestions.clauses.get(clause) ?? [])]
	// of answered ones some as well: whoever decides may not have heard of it
	const known = all.filter(([, { answered }]) => answered === null || random() < 0.05)
	const own = known.filter(([, { by }]) => by === seat.id)
	const kind = random()
	if (kind < 0.2) {
		const [suggestion] = chosenFrom(own, random) ?? chosenFrom(known, random) ?? []
		if (suggestion === undefined) return null
		const [counters = null] = random() < 0.7 ? (chosenFrom(known, random) ?? []) : []
		const explained = { clause, suggestion, reason: 'because', counters }
		return outcomeOf(await room.explainSuggestion({ ...explained, ...now(deciding) }))
	}
	if (kind < 0.3) {
		const suggestions = own.slice(0, 3).map(([suggestion]) => ({ clause, suggestion }))
		if (suggestions.length === 0) return null
		const proposal = { title: 'A set', reason: '', suggestions }
		return outcomeOf(await room.makeProposal({ ...proposal, ...now(deciding) }))
	}
	if (kind < 0.36) {
		const [suggestion] = chosenFrom(known, random) ?? []
		if (suggestion === undefined) return null
		const comment = { clause, suggestion, words: 'Why so?' }
		return outcomeOf(await room.commentSuggestion({ ...comment, ...now(deciding) }))
	}
	const how = kind < 0.65 ? 'accepted' : kind < 0.85 ? 'declined' : 'withdrawn'
	const from = how === 'withdrawn' && random() < 0.8 ? own : known
	const most = random() < 0.3 ? 6 : 1
	const suggestions = from
		.toSorted(() => random() - 0.5)
		.slice(0, most)
		.map(([id]) => ({ id, expects: null }))
	if (suggestions.length === 0) return null
	return outcomeOf(await room.answerSuggestions({ clause, suggestions, how, ...now(deciding) }))
}

/** One decision about placeholders; null where there is nothing to decide about. */
export async function decidePlaceholderAtRandom(deciding: Deciding): Promise<Outcome | null> {
	const { server, random, delegations } = deciding
	const { room } = server
	const [placeholder, known] = chosenFrom([...room.placeholders], random) ?? []
	const owner = chosenFrom([...delegations, null], random) ?? null
	const kind = random()
	if (placeholder === undefined || known === undefined || kind < 0.5) {
		const range = rangeIn(deciding, 1)
		if (range === null) return null
		const what: PlaceholderKind = 'amount'
		const placed = { ...clauseOf(deciding), behind: range.first, what, words: 'euro', owner }
		return outcomeOf(await room.placePlaceholder({ ...placed, due: null, ...now(deciding) }))
	}
	const about = { clause: known.clause, placeholder, ...now(deciding) }
	if (kind < 0.7)
		return outcomeOf(await room.setPlaceholder({ ...about, owner, words: `in ${kind}` }))
	return outcomeOf(await room.fillPlaceholder({ ...about, text: 'ten' }))
}

/** Who decides now. */
export function now({
	seat,
	server,
}: Deciding): Pick<Parameters<Room['placeBracket']>[0], 'seat' | 'receivedAt'> {
	return { seat, receivedAt: server.clock.now() }
}

/** The clause that it is about. */
export function clauseOf({
	server,
	index,
}: Deciding): Pick<Parameters<Room['placeBracket']>[0], 'clause'> {
	const clause = server.clauses[index]?.id
	if (clause === undefined) throw new RangeError('no such clause')
	return { clause }
}

/** One of a list by chance; undefined where there is none. */
export function chosenFrom<T>(list: readonly T[], random: Random): T | undefined {
	return list[pick(random, list.length)]
}

/** The first and the last unit of up to `most` characters that the writer sees in the clause; null where there are none. */
export function rangeIn(
	{ writer, server, index, random }: Deciding,
	most: number
): { readonly first: UnitId; readonly last: UnitId } | null {
	const text = textOf(writer.client.doc(server.document(index)))
	const from = pick(random, Math.max(1, text.length))
	const [first, last] = [
		unitAt(text, from),
		unitAt(text, Math.min(text.length - 1, from + pick(random, most))),
	]
	return first === null || last === null ? null : { first, last }
}

function unitAt(text: Y.Text, index: number): UnitId | null {
	const { item } = Y.createRelativePositionFromTypeIndex(text, index + 1, -1)
	return item === null ? null : { client: item.client, clock: item.clock }
}

async function done(deciding: Promise<AlternativesDecided>): Promise<Outcome> {
	return outcomeOf(await deciding)
}
