import {
	createId,
	parseDelegationCode,
	parseLogPosition,
	slotAt,
	type Act,
	type Clause,
	type Deadline,
	type Delegation,
	type Negotiation,
	type Random,
	type Role,
	type Seat,
} from '@parley/domain'
import { toBlocks, type ImportedClause } from '@parley/formats'
import { clauseDocument, sharedLog } from '@parley/protocol'
import { createBlockId, createDocument, seed } from '@parley/schema'
import { toCanonicalText, type Signer } from '@parley/snapshot'
import * as Y from 'yjs'
import { type Clock } from '../freeze/clock.ts'
import { type Entry, type Storage, type Writer } from '../storage/ports.ts'
import { Chain } from './chain.ts'

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
	readonly clauses: readonly ImportedClause[]
	/** SHA-256 of the imported file, lower-case hex; null where there is none. */
	readonly baseTextDigest: string | null
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
 * Makes a negotiation with its first round: everything in one commit, the opened round first, then each clause's text as one update
 * of the server's own.
 *
 * @throws RangeError on a deadline that has passed, a code that is none or is there twice, a seat of an unknown delegation.
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
	const { entries, writers } = openingEntries(parts, negotiation, clauses, draft)
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
	{ kind, number, heading }: ImportedClause,
	order: number,
	random: Random
): Clause {
	return {
		id: createId('clause', random),
		kind,
		order,
		number: toCanonicalText(number),
		heading: toCanonicalText(heading),
		status: 'open',
	}
}

function openingEntries(
	{ random, onProgress }: CreateParts,
	{ id, round, createdAt }: Negotiation,
	clauses: readonly Clause[],
	draft: NegotiationDraft
): { entries: readonly Entry[]; writers: readonly Writer[] } {
	const { deadline, baseTextDigest } = draft
	const act: Act = { kind: 'round-opened', round, deadline, clauses, baseTextDigest }
	const stamp = { receivedAt: createdAt, seat: null }
	const entries: Entry[] = [
		{ ...stamp, position: parseLogPosition(1), payload: { kind: 'act', act } },
	]
	const writers: Writer[] = []
	for (const [index, clause] of clauses.entries()) {
		const imported = draft.clauses[index]
		if (imported === undefined) continue
		const document = clauseDocument(id, round, clause.id)
		const position = parseLogPosition(index + 2)
		const { bytes, clientId } = seedUpdate(imported, random)
		entries.push({ ...stamp, position, payload: { kind: 'update', document, bytes } })
		writers.push({ document, clientId, seat: null, position })
		onProgress?.(index + 1, clauses.length)
	}
	return { entries, writers }
}

/** A clause's text as one update, under a clientID of its own. */
function seedUpdate(
	imported: ImportedClause,
	random: Random
): { bytes: Uint8Array; clientId: number } {
	const doc = createDocument({ gc: false })
	doc.clientID = Math.floor(random() * 2 ** 32)
	seed(
		doc,
		toBlocks(imported, () => createBlockId(random))
	)
	const bytes = Y.encodeStateAsUpdate(doc)
	const clientId = doc.clientID
	doc.destroy()
	return { bytes, clientId }
}
