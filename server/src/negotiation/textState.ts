import {
	parseBracketId,
	parseGroupId,
	ParleyError,
	parseLogPosition,
	parsePlaceholderId,
	parseSuggestionId,
	toIso,
	type ClauseId,
	type Delegation,
	type Instant,
	type LogPosition,
	type Negotiation,
} from '@parley/domain'
import {
	outgoingBracket,
	outgoingSuggestion,
	type OutgoingSuggestion,
	type OutgoingText,
	type TextView,
} from '@parley/formats'
import { clauseDocument, sharedLog, type LogId } from '@parley/protocol'
import { canonicalStanding, snapshotLadder } from '@parley/snapshot'
import { snapshotStandingOf } from '../freeze/clauseStanding.ts'
import { openAlternativesOf } from '../freeze/openAlternatives.ts'
import { openBracketsOf } from '../freeze/openBrackets.ts'
import { openSuggestionsOf } from '../freeze/openSuggestions.ts'
import { placedPlaceholdersOf } from '../freeze/placedPlaceholders.ts'
import { type Storage } from '../storage/ports.ts'
import { type Head } from './head.ts'
import { lastAgreed } from './lastAgreed.ts'
import { readHeadAt } from './readHead.ts'
import { readParts } from './readState.ts'
import {
	outgoingOf,
	type StoredAgreed,
	type StoredClause,
	type StoredMarks,
	type StoredText,
	type StoredView,
} from './storedText.ts'

/** What the state of a text is read from. */
export type TextSource = Pick<Storage, 'log' | 'caches' | 'snapshots' | 'negotiations'>

/**
 * The text of a negotiation as it stood at `at`, or as it is on disk now, with the clauses, statuses and deadline of that moment; from the
 * freeze entry on, the frozen text, or null while its snapshot is not stored yet; looked at as `view` says. Everything comes from the log, so one position gives
 * one text, whoever asks and whenever.
 *
 * @throws ParleyError `not-found` where the log has not come as far as `at`, `log-corrupt` where it has no beginning.
 */
export async function readTextState(
	source: TextSource,
	negotiation: Negotiation,
	at?: LogPosition,
	view?: TextView
): Promise<OutgoingText | null> {
	const stored = await readStoredText(source, negotiation, at, view)
	return stored === null ? null : outgoingOf(stored)
}

/** What `readTextState` makes its text of, for a process that is to make it. Throws as that does. */
export async function readStoredText(
	source: TextSource,
	negotiation: Negotiation,
	at?: LogPosition,
	view?: TextView
): Promise<StoredText | null> {
	const log = sharedLog(negotiation.id)
	const last = (await source.log.last(log))?.checkpoint.position ?? parseLogPosition(0)
	const position = at ?? last
	if (position > last || position < 1) {
		throw new ParleyError('not-found', `There is no position ${position}: the log ends at ${last}.`)
	}
	const head = await readHeadAt(source.log, log, position)
	const viewed =
		view === undefined ? {} : { viewed: await readView(source, negotiation, head, view) }
	if (head.frozen !== null) {
		const frozen = await readFrozen(source, negotiation, head.frozen.position)
		return frozen && { ...frozen, ...viewed }
	}
	const { title, notice, language } = negotiation
	const { deadline, round } = head
	const about = {
		title,
		notice,
		language,
		round,
		deadline: { at: toIso(deadline.at), zone: deadline.zone },
		state: {
			kind: 'draft',
			position,
			asOf: toIso(await receivedAt(source, log, position)),
		},
		ladder: snapshotLadder(head.standing.ladder),
	} as const
	return { kind: 'draft', about, clauses: await readClauses(source, negotiation, head), ...viewed }
}

/** What `view` depends on, of the text as it stands at `head`. */
async function readView(
	source: TextSource,
	{ id: negotiation }: Negotiation,
	{ round, position, suggestions }: Head,
	view: TextView
): Promise<StoredView> {
	const delegations = await source.negotiations.delegations(negotiation)
	const pending = [...suggestions.clauses.keys()].map(
		(clause) => [clause, openIn(suggestions, clause, delegations)] as const
	)
	if (view.shown.kind !== 'agreed') return { view, suggestions: new Map(pending), agreed: null }
	const log = sharedLog(negotiation)
	const agreed = new Map<ClauseId, StoredAgreed>()
	for (const [clause, { position: then, at, ...decided }] of await lastAgreed(
		source.log,
		log,
		position
	)) {
		const parts = await readParts(source, log, clauseDocument(negotiation, round, clause), then)
		const marks = marksOf(decided, delegations)(clause)
		agreed.set(clause, { ...marks, position: then, at: toIso(at), parts })
	}
	return { view, suggestions: new Map(pending), agreed }
}

/** What was decided about the words of each clause, with the codes of delegations. */
function marksOf(
	{ brackets, alternatives, placeholders }: Decided,
	delegations: readonly Delegation[]
): (clause: ClauseId) => StoredMarks {
	const open = openBracketsOf(brackets, delegations)
	const offered = openAlternativesOf(alternatives, delegations)
	const placed = placedPlaceholdersOf(placeholders, delegations)
	return (clause) => ({
		brackets: [...(open.get(clause) ?? [])].map(([bracket, of]) => {
			return outgoingBracket({ ...of, id: parseBracketId(bracket) })
		}),
		alternatives: [...(offered.get(clause) ?? [])].map(([group, of]) => {
			return { ...of, id: parseGroupId(group) }
		}),
		placeholders: [...(placed.get(clause) ?? [])].map(([placeholder, of]) => {
			return { ...of, id: parsePlaceholderId(placeholder) }
		}),
	})
}

type Decided = Pick<Head, 'brackets' | 'alternatives' | 'placeholders'>

/** The open suggestions of `clause` in the order in which they were made, with what is said about them and the codes of delegations. */
function openIn(
	suggestions: Head['suggestions'],
	clause: ClauseId,
	delegations: readonly Delegation[]
): readonly OutgoingSuggestion[] {
	return [...openSuggestionsOf(suggestions, clause, delegations)].map(([id, of]) =>
		outgoingSuggestion({ ...of, id: parseSuggestionId(id) })
	)
}

async function readFrozen(
	{ snapshots }: TextSource,
	{ id }: Negotiation,
	position: LogPosition
): Promise<StoredText | null> {
	const snapshot = (await snapshots.list(id)).find((one) => one.position === position)
	return snapshot === undefined ? null : { kind: 'frozen', snapshot }
}

async function readClauses(
	source: TextSource,
	{ id: negotiation }: Negotiation,
	head: Head
): Promise<readonly StoredClause[]> {
	const { round, clauses, position, suggestions, standing: stood } = head
	const delegations = await source.negotiations.delegations(negotiation)
	const marks = marksOf(head, delegations)
	const read: StoredClause[] = []
	for (const { id, number, kind, heading, status } of clauses) {
		const document = clauseDocument(negotiation, round, id)
		const parts = await readParts(source, sharedLog(negotiation), document, position)
		const about = { id, number, kind, heading, status }
		const standing = canonicalStanding(snapshotStandingOf(stood, { id }, delegations))
		const suggested = openIn(suggestions, id, delegations)
		read.push({ ...about, ...marks(id), suggestions: suggested, standing, parts })
	}
	return read
}

/** When the entry at `position` was received. */
async function receivedAt(
	{ log: store }: TextSource,
	log: LogId,
	position: LogPosition
): Promise<Instant> {
	const range = { after: parseLogPosition(position - 1), until: position }
	for await (const entry of store.read(log, range)) return entry.receivedAt
	throw new ParleyError('log-corrupt', `there is no entry at ${position} of ${log}`)
}
