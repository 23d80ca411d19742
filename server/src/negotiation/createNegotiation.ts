import {
	createAlternativeId,
	createBracketId,
	createGroupId,
	createId,
	DEFAULT_LADDER,
	gatherBrackets,
	isStandingAct,
	parseDelegationCode,
	parseLogPosition,
	slotAt,
	type Act,
	type BracketId,
	type Clause,
	type ClauseId,
	type ClauseStatus,
	type Deadline,
	type Delegation,
	type DelegationId,
	type LogPosition,
	type Negotiation,
	type Random,
	type Role,
	type Seat,
	type SeatId,
} from '@parley/domain'
import { toBlocks, type ImportedClause, type OptionedClause } from '@parley/formats'
import { clauseDocument, sharedLog } from '@parley/protocol'
import {
	bracketKey,
	createBlockId,
	createDocument,
	readBlocks,
	seed,
	type Block,
	type Inline,
} from '@parley/schema'
import { readDigestOf, toCanonicalText, type Signer } from '@parley/snapshot'
import * as Y from 'yjs'
import { type Clock } from '../freeze/clock.ts'
import { type Entry, type Storage, type Writer } from '../storage/ports.ts'
import { Chain } from './chain.ts'
import { clauseRead } from './clauseRead.ts'
import { foldHead, openHead, type Head } from './head.ts'

/** A negotiation to be made. */
export interface NegotiationDraft {
	readonly title: string
	readonly notice: string
	/** BCP 47. */
	readonly language: string
	readonly contact: string
	readonly deadline: Deadline
	/** Slots of the palette are dealt out in this order. */
	readonly delegations: readonly { readonly code: string; readonly name: string }[]
	/** `delegationCode` is one of those above, or null. */
	readonly seats: readonly {
		readonly role: Role
		readonly name: string
		readonly delegationCode: string | null
	}[]
	/** Their brackets are placed and their alternatives offered by nobody; those of whom nothing is said are text. */
	readonly clauses: readonly DraftedClause[]
	/** SHA-256 of the imported file, lower-case hex; null where there is none. */
	readonly baseTextDigest: string | null
}

/**
 * A clause to be made: its brackets and alternatives are among its text, where it was looked for them; on the first step of the ladder where it
 * names none.
 */
export type DraftedClause = ImportedClause &
	Partial<Pick<OptionedClause, 'brackets' | 'alternatives'>> & {
		readonly status?: ClauseStatus
		/** What was decided about it before anybody came: it stands before its text in the log. */
		readonly acts?: (about: ClauseMade) => readonly DraftedAct[]
		/** The codes of the delegations that offer its alternatives, by the ids of these; what is not named is offered by nobody. */
		readonly offeredBy?: Readonly<Record<string, string>>
		/** The codes of the delegations that have confirmed it as it is made, behind all else that was decided. */
		readonly confirmedBy?: readonly string[]
	}

/** A decision with the delegation whose first seat takes it; null for the seat that runs the room. */
export interface DraftedAct {
	readonly act: Act
	readonly by: string | null
}

/** A clause that is being made, and who the delegations are. */
export interface ClauseMade {
	readonly clause: ClauseId
	/** The delegation with a code. Throws `RangeError` where there is none. */
	readonly delegation: (code: string) => DelegationId
}

/** What was made. */
export interface CreatedNegotiation {
	readonly negotiation: Negotiation
	readonly delegations: readonly Delegation[]
	readonly seats: readonly Seat[]
	readonly clauses: readonly Clause[]
}

/** What making works with. */
export interface CreateParts {
	readonly storage: Pick<Storage, 'negotiations'>
	readonly clock: Pick<Clock, 'now'>
	readonly random: Random
	readonly signer: Signer
	/** Called after each clause with how many are done. */
	readonly onProgress?: (done: number, total: number) => void
}

/**
 * Makes a negotiation with its first round: everything in one commit, the opened round first, then for each clause its brackets, its alternatives, its
 * text as one update of the server's own, and how it stands.
 *
 * @throws RangeError on a deadline that has passed, a code that is none or is there twice, a seat or a holder of an unknown delegation.
 */
export async function createNegotiation(
	parts: CreateParts,
	draft: NegotiationDraft
): Promise<CreatedNegotiation> {
	const { clock, random } = parts
	const createdAt = clock.now()
	if (draft.deadline.at <= createdAt) throw new RangeError('the deadline has passed')
	const negotiation: Negotiation = {
		id: createId('negotiation', random),
		title: toCanonicalText(draft.title),
		notice: toCanonicalText(draft.notice),
		round: 1,
		language: draft.language,
		contact: toCanonicalText(draft.contact),
		createdAt,
	}
	const delegations = createDelegations(draft, random)
	const seats = draft.seats.map((seat) => createSeat(seat, delegations, random))
	const clauses = draft.clauses.map((imported, order) => createClause(imported, order, random))
	const { entries, writers } = openingEntries(parts, {
		negotiation,
		delegations,
		seats,
		clauses,
		draft,
	})
	const log = sharedLog(negotiation.id)
	const checkpoint = Chain.start(log).seal(entries, parts.signer)
	await parts.storage.negotiations.create({
		negotiation,
		delegations,
		seats,
		opening: { log, entries, writers, checkpoint },
	})
	return { negotiation, delegations, seats, clauses }
}

function createDelegations({ delegations }: NegotiationDraft, random: Random): Delegation[] {
	const codes = delegations.map(({ code }) => parseDelegationCode(code))
	const twice = codes.find((code, index) => codes.indexOf(code) !== index)
	if (twice !== undefined) throw new RangeError(`the delegation ${twice} is there twice`)
	return delegations.map(({ code, name }, index) => ({
		id: createId('delegation', random),
		code,
		name: toCanonicalText(name),
		slot: slotAt(index),
	}))
}

function createSeat(
	{ role, name, delegationCode }: NegotiationDraft['seats'][number],
	delegations: readonly Delegation[],
	random: Random
): Seat {
	const delegation = delegations.find(({ code }) => code === delegationCode)
	if (delegationCode !== null && delegation === undefined) {
		throw new RangeError(`no delegation ${delegationCode} for the seat ${JSON.stringify(name)}`)
	}
	return {
		id: createId('seat', random),
		role,
		delegation: delegation?.id ?? null,
		name: toCanonicalText(name),
		revoked: false,
	}
}

function createClause(
	{ kind, number, heading, status = FIRST_STEP }: DraftedClause,
	order: number,
	random: Random
): Clause {
	return {
		id: createId('clause', random),
		kind,
		order,
		number: toCanonicalText(number),
		heading: toCanonicalText(heading),
		status,
	}
}

interface Opening {
	readonly negotiation: Negotiation
	readonly delegations: readonly Delegation[]
	readonly seats: readonly Seat[]
	readonly clauses: readonly Clause[]
	readonly draft: NegotiationDraft
}

const FIRST_STEP = DEFAULT_LADDER[0]?.id ?? 'open'

function openingEntries(
	{ random, onProgress }: CreateParts,
	{ negotiation, delegations, seats, clauses, draft }: Opening
): { entries: readonly Entry[]; writers: readonly Writer[] } {
	const { id, round, createdAt } = negotiation
	const { deadline, baseTextDigest } = draft
	const entries: Entry[] = []
	const add = (payload: Entry['payload'], seat: SeatId | null = null): LogPosition => {
		const position = parseLogPosition(entries.length + 1)
		entries.push({ receivedAt: createdAt, seat, position, payload })
		return position
	}
	add({ kind: 'act', act: { kind: 'round-opened', round, deadline, clauses, baseTextDigest } })
	const writers: Writer[] = []
	for (const [index, clause] of clauses.entries()) {
		const drafted = draft.clauses[index]
		if (drafted === undefined) continue
		const placed = placedBrackets(drafted, clause, delegations, random)
		for (const { act } of placed) add({ kind: 'act', act })
		const delegation = delegationBy(delegations)
		const seatOf = (by: string | null): SeatId =>
			seatFor(seats, by === null ? null : delegation(by))
		const offered = offeredAlternatives(drafted, clause, delegation, random)
		for (const { act, by } of offered.acts)
			add({ kind: 'act', act }, by === null ? null : seatOf(by))
		const about = { clause: clause.id, delegation }
		const acts = drafted.acts?.(about) ?? []
		for (const { act, by } of acts) if (!isStandingAct(act)) add({ kind: 'act', act }, seatOf(by))
		const document = clauseDocument(id, round, clause.id)
		const brackets = new Map(placed.map(({ key, act }) => [key, act.bracket]))
		const { bytes, clientId, blocks } = seedUpdate(
			drafted,
			{ brackets, containers: offered.ids },
			random
		)
		const position = add({ kind: 'update', document, bytes })
		writers.push({ document, clientId, seat: null, position })
		// what was agreed is the text as it was then: how a clause stands is said of one that is there
		for (const { act, by } of acts) if (isStandingAct(act)) add({ kind: 'act', act }, seatOf(by))
		const { confirmedBy = [] } = drafted
		if (confirmedBy.length > 0) {
			const read = clauseRead(headBehind(entries), clause, blocks, delegations)
			const about = { clause: clause.id, readDigest: readDigestOf(read) }
			for (const code of confirmedBy) {
				const act = { kind: 'text-confirmed', ...about, delegation: delegation(code) } as const
				add({ kind: 'act', act }, seatOf(code))
			}
		}
		onProgress?.(index + 1, clauses.length)
	}
	return { entries, writers }
}

/** What entries from the first one of a log add up to. Throws `RangeError` where there is none. */
function headBehind(entries: readonly Entry[]): Head {
	const [first, ...rest] = entries.map(({ position, receivedAt, seat, payload }) => {
		return { position, receivedAt, seat, act: payload.kind === 'act' ? payload.act : null }
	})
	if (first === undefined) throw new RangeError('a log without entries')
	const put = gatherBrackets()
	return rest.reduce((head, next) => foldHead(head, next, put), openHead(first))
}

function delegationBy(delegations: readonly Delegation[]): ClauseMade['delegation'] {
	return (code) => {
		const found = delegations.find((delegation) => delegation.code === code)
		if (found === undefined) throw new RangeError(`no delegation ${code}`)
		return found.id
	}
}

/** The first seat of a delegation, or that which runs the room. Throws `RangeError` where there is none. */
function seatFor(seats: readonly Seat[], delegation: DelegationId | null): SeatId {
	const found = seats.find(({ role, delegation: own }) =>
		delegation === null ? role === 'secretariat' || role === 'chair' : own === delegation
	)
	if (found === undefined) throw new RangeError('nobody decides what the draft has decided')
	return found.id
}

/** The brackets of an imported clause as acts, each with the key under which it stands in the import. */
function placedBrackets(
	{ brackets = [] }: DraftedClause,
	{ id }: Clause,
	delegations: readonly Delegation[],
	random: Random
): readonly { key: string; act: Extract<Act, { kind: 'bracket-placed' }> }[] {
	return brackets.map(({ key, holders: codes }) => {
		const holders = codes.map((code) => {
			const holder = delegations.find((delegation) => delegation.code === code)
			if (holder === undefined) throw new RangeError(`no delegation ${code} to hold a bracket`)
			return holder.id
		})
		const bracket = createBracketId(random)
		return { key, act: { kind: 'bracket-placed', clause: id, bracket, holders, reason: '' } }
	})
}

/** The alternatives of an imported clause as acts, and the ids of their containers by those in the import. */
function offeredAlternatives(
	{ alternatives: groups = [], offeredBy = {} }: DraftedClause,
	{ id: clause }: Clause,
	delegation: ClauseMade['delegation'],
	random: Random
): { readonly acts: readonly DraftedAct[]; readonly ids: ReadonlyMap<string, string> } {
	const ids = new Map<string, string>()
	const acts = groups.flatMap(({ id, alternatives }): readonly DraftedAct[] => {
		const group = createGroupId(random)
		ids.set(id, group)
		return alternatives.map((one, index) => {
			const alternative = createAlternativeId(random)
			ids.set(one, alternative)
			const by = offeredBy[one] ?? null
			const about = { clause, group, by: by === null ? null : delegation(by) }
			const act: Act =
				index === 0
					? { ...about, kind: 'alternatives-opened', first: alternative }
					: { ...about, kind: 'alternative-offered', alternative, noText: false }
			return { act, by }
		})
	})
	return { acts, ids }
}

/** The ids that stand in the text of a clause in the place of those in the import. */
interface SeededIds {
	readonly brackets: ReadonlyMap<string, BracketId>
	/** Of groups and alternatives. */
	readonly containers: ReadonlyMap<string, string>
}

/** A clause's text as one update, under a clientID of its own. */
function seedUpdate(
	imported: ImportedClause,
	{ brackets: ids, containers }: SeededIds,
	random: Random
): { bytes: Uint8Array; clientId: number; blocks: readonly Block[] } {
	const doc = createDocument({ gc: false })
	doc.clientID = Math.floor(random() * 2 ** 32)
	const blocks = toBlocks(imported, () => createBlockId(random), containers)
	seed(
		doc,
		blocks.map((block) => ({ ...block, content: block.content.map((one) => withIds(one, ids)) }))
	)
	const bytes = Y.encodeStateAsUpdate(doc)
	const clientId = doc.clientID
	const read = readBlocks(doc)
	doc.destroy()
	return { bytes, clientId, blocks: read }
}

function withIds(inline: Inline, ids: ReadonlyMap<string, BracketId>): Inline {
	if (inline.marks === undefined || ids.size === 0) return inline
	const marks = Object.entries(inline.marks).map(([key, value]): [string, typeof value] => {
		const id = ids.get(key)
		return [id === undefined ? key : bracketKey(id), value]
	})
	return { ...inline, marks: Object.fromEntries(marks.sort(([a], [b]) => (a < b ? -1 : 1))) }
}
