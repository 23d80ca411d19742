import {
	parseBracketId,
	ParleyError,
	parseLogPosition,
	toIso,
	type DelegationId,
	type Instant,
	type LogPosition,
	type Negotiation,
} from '@parley/domain'
import { type OutgoingBracket, type OutgoingText } from '@parley/formats'
import { clauseDocument, sharedLog, type LogId } from '@parley/protocol'
import { canonicalStanding, snapshotLadder } from '@parley/snapshot'
import { snapshotStandingOf } from '../freeze/clauseStanding.ts'
import { openBracketsOf } from '../freeze/openBrackets.ts'
import { type Storage } from '../storage/ports.ts'
import { type Head } from './head.ts'
import { readHeadAt } from './readHead.ts'
import { readParts } from './readState.ts'
import { outgoingOf, type StoredClause, type StoredText } from './storedText.ts'

/** What the state of a text is read from. */
export type TextSource = Pick<Storage, 'log' | 'caches' | 'snapshots' | 'negotiations'>

/**
 * The text of a negotiation as it stood at `at`, or as it is on disk now, with the clauses, statuses and deadline of that moment; from the
 * freeze entry on, the frozen text, or null while its snapshot is not stored yet. Everything comes from the log, so one position gives
 * one text, whoever asks and whenever.
 *
 * @throws ParleyError `not-found` where the log has not come as far as `at`, `log-corrupt` where it has no beginning.
 */
export async function readTextState(
	source: TextSource,
	negotiation: Negotiation,
	at?: LogPosition
): Promise<OutgoingText | null> {
	const stored = await readStoredText(source, negotiation, at)
	return stored === null ? null : outgoingOf(stored)
}

/** What `readTextState` makes its text of, for a process that is to make it. Throws as that does. */
export async function readStoredText(
	source: TextSource,
	negotiation: Negotiation,
	at?: LogPosition
): Promise<StoredText | null> {
	const log = sharedLog(negotiation.id)
	const last = (await source.log.last(log))?.checkpoint.position ?? parseLogPosition(0)
	const position = at ?? last
	if (position > last || position < 1) {
		throw new ParleyError('not-found', `There is no position ${position}: the log ends at ${last}.`)
	}
	const head = await readHeadAt(source.log, log, position)
	if (head.frozen !== null) return readFrozen(source, negotiation, head.frozen.position)
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
	return { kind: 'draft', about, clauses: await readClauses(source, negotiation, head) }
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
	{ round, clauses, position, brackets, suggestions, standing: stood }: Head
): Promise<readonly StoredClause[]> {
	const delegations = await source.negotiations.delegations(negotiation)
	const open = openBracketsOf(brackets, delegations)
	const codeOf = (delegation: DelegationId | null): string | null =>
		delegations.find(({ id }) => id === delegation)?.code ?? null
	const read: StoredClause[] = []
	for (const { id, number, kind, heading, status } of clauses) {
		const document = clauseDocument(negotiation, round, id)
		const parts = await readParts(source, sharedLog(negotiation), document, position)
		const held = [...(open.get(id) ?? [])].map(([bracket, { holders }]): OutgoingBracket => {
			return { id: parseBracketId(bracket), holders }
		})
		const suggested = [...(suggestions.clauses.get(id) ?? [])].flatMap(
			([suggestion, { delegation, answered }]) =>
				answered === null ? [{ id: suggestion, by: codeOf(delegation) }] : []
		)
		const about = { id, number, kind, heading, status, brackets: held, suggestions: suggested }
		const standing = canonicalStanding(snapshotStandingOf(stood, { id }, delegations))
		read.push({ ...about, standing, parts })
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
