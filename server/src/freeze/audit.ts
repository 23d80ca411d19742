import {
	foldAlternatives,
	foldBrackets,
	foldPlaceholders,
	foldStanding,
	foldSuggestions,
	gatherBrackets,
	isStandingAct,
	NO_ALTERNATIVES,
	NO_BRACKETS,
	NO_PLACEHOLDERS,
	NO_STANDING,
	NO_SUGGESTIONS,
	parseLogPosition,
	withStatus,
	type Clause,
	type ClauseId,
	type Delegation,
	type LogPosition,
} from '@parley/domain'
import { clauseDocument, type DocumentName, type LogId } from '@parley/protocol'
import { createDocument, readBlocks } from '@parley/schema'
import {
	digestOfValue,
	SNAPSHOT_FORMAT,
	snapshotClause,
	snapshotLadder,
	type Snapshot,
	type SnapshotClause,
} from '@parley/snapshot'
import type * as Y from 'yjs'
import { Chain } from '../negotiation/chain.ts'
import { snapshotStandingOf } from './clauseStanding.ts'
import { openAlternativesOf } from './openAlternatives.ts'
import { openBracketsOf } from './openBrackets.ts'
import { openSuggestionsOf } from './openSuggestions.ts'
import { placedPlaceholdersOf } from './placedPlaceholders.ts'
import { applyInOrder } from '../negotiation/readState.ts'
import { type LogStore } from '../storage/ports.ts'

/** What a replay of the whole log found. */
export type AuditResult =
	| { readonly kind: 'equal' }
	| { readonly kind: 'different'; readonly chain: boolean; readonly clauses: readonly ClauseId[] }

/** Updates are applied in portions, between which the process does other things. */
const PORTION = 500

/**
 * Replays a log from its first entry to its freeze entry, past every cache, and compares chain, text and all that was decided about it with the
 * snapshot (rule F5). What differs is named, every clause where the ladder does; nothing is changed.
 */
export async function auditSnapshot(
	store: Pick<LogStore, 'read'>,
	log: LogId,
	snapshot: Snapshot,
	position: LogPosition,
	delegations: readonly Delegation[]
): Promise<AuditResult> {
	const { negotiation, round } = snapshot
	const documents = new Map<DocumentName, { doc: Y.Doc; updates: Uint8Array[] }>()
	for (const { id } of snapshot.clauses) {
		const doc = createDocument({ gc: false })
		documents.set(clauseDocument(negotiation.id, round, id), { doc, updates: [] })
	}
	const chain = Chain.start(log)
	let brackets = NO_BRACKETS
	const put = gatherBrackets()
	let suggestions = NO_SUGGESTIONS
	let alternatives = NO_ALTERNATIVES
	let standing = NO_STANDING
	let clauses: readonly Clause[] = []
	let placeholders = NO_PLACEHOLDERS
	for await (const entry of store.read(log, { after: parseLogPosition(0), until: position })) {
		chain.add(entry)
		if (entry.payload.kind === 'act') {
			const { act } = entry.payload
			if (act.kind === 'round-opened') clauses = act.clauses
			if ('bracket' in act)
				brackets = foldBrackets(brackets, act, entry.seat, entry.receivedAt, put)
			if ('suggestion' in act || act.kind === 'proposal-made')
				suggestions = foldSuggestions(suggestions, act, entry.seat, entry.receivedAt)
			if ('placeholder' in act)
				placeholders = foldPlaceholders(placeholders, act, entry.seat, entry.receivedAt)
			const { seat: by, receivedAt: at, position: numbered } = entry
			const decided = { by, at, position: numbered }
			if ('group' in act) alternatives = foldAlternatives(alternatives, act, decided)
			if (isStandingAct(act)) {
				standing = foldStanding(standing, act, decided)
				clauses = withStatus(clauses, act)
			}
			continue
		}
		const replayed = documents.get(entry.payload.document)
		if (replayed === undefined) continue
		replayed.updates.push(entry.payload.bytes)
		if (replayed.updates.length === PORTION) applyInOrder(replayed.doc, replayed.updates.splice(0))
	}
	const open = openBracketsOf(brackets, delegations)
	const placed = placedPlaceholdersOf(placeholders, delegations)
	const offered = openAlternativesOf(alternatives, delegations)
	const knowsLadder = snapshot.format === SNAPSHOT_FORMAT
	const isLadder =
		!knowsLadder ||
		digestOfValue(snapshotLadder(standing.ladder)) === digestOfValue(snapshot.ladder)
	const statuses = new Map(clauses.map(({ id, status }) => [id, status]))
	const different = snapshot.clauses.filter((clause) => {
		const { id, contentDigest } = clause
		const replayed = documents.get(clauseDocument(negotiation.id, round, id))
		if (replayed === undefined) return true
		if (!isLadder || statuses.get(id) !== clause.status) return true
		applyInOrder(replayed.doc, replayed.updates)
		const again = snapshotClause({
			clause,
			content: readBlocks(replayed.doc),
			brackets: open.get(id) ?? new Map(),
			suggestions: openSuggestionsOf(suggestions, id, delegations),
			alternatives: offered.get(id) ?? new Map(),
			standing: snapshotStandingOf(standing, clause, delegations),
			placeholders: placed.get(id) ?? new Map(),
		})
		replayed.doc.destroy()
		const areBrackets = digestOfValue(again.openBrackets) === digestOfValue(clause.openBrackets)
		const stands = !knowsLadder || isSame(again, clause)
		return again.contentDigest !== contentDigest || !areBrackets || !stands
	})
	const isChained = chain.hex === snapshot.log.chain
	if (isChained && different.length === 0) return { kind: 'equal' }
	return { kind: 'different', chain: !isChained, clauses: different.map(({ id }) => id) }
}

/**
 * Whether a clause stands the same way beside its words as it does in a snapshot, `other`. Texts of before version 3 say nothing of it, and some of
 * version 3 neither what was said about suggestions, why proposals were made, nor which text was confirmed.
 */
function isSame(one: SnapshotClause, other: SnapshotClause): boolean {
	const knowsRead = other.confirmations?.readDigest !== undefined
	const withoutWhy = new Set(
		other.openSuggestions?.flatMap(({ id, proposalReason }) =>
			proposalReason === undefined ? [id] : []
		)
	)
	const said = (clause: SnapshotClause): string => {
		const { reservations, legalForce, packages } = clause
		const confirmations = knowsRead ? clause.confirmations : withoutRead(clause.confirmations)
		const { openSuggestions = [], placeholders = [], alternatives = [] } = clause
		// where nothing could be said about a suggestion yet, nothing was
		const suggestions = openSuggestions.map(({ proposalReason = '', ...each }) => ({
			...{ comments: [], ...each },
			...(!withoutWhy.has(each.id) && { proposalReason }),
		}))
		const rest = { suggestions, placeholders, alternatives }
		return digestOfValue({ reservations, legalForce, confirmations, packages, ...rest })
	}
	return said(one) === said(other)
}

function withoutRead(confirmations: SnapshotClause['confirmations']) {
	if (confirmations === null || confirmations === undefined) return confirmations
	const { confirmBy, delegations } = confirmations
	const rows = delegations.map(({ delegation, confirmedAt, late }) => {
		return { delegation, confirmedAt, late }
	})
	return { confirmBy, delegations: rows }
}
