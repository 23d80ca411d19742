import {
	type BracketId,
	type ClauseId,
	type ClauseKind,
	type ClauseStatus,
	type FreezeCause,
	type SuggestionId,
} from '@parley/domain'
import { type Block } from '@parley/schema'
import {
	type Snapshot,
	type SnapshotBracket,
	type SnapshotClause,
	type SnapshotComment,
	type SnapshotGroup,
	type SnapshotPlaceholder,
	type SnapshotStanding,
	type SnapshotStep,
	type SnapshotSuggestion,
} from '@parley/snapshot'
import { type TextView } from './textView.ts'

/** A bracket that is open in a clause; which words it is around stands in its blocks, by marks with its id. */
export interface OutgoingBracket {
	readonly id: BracketId
	/** The codes of its holders; none where nobody holds it. */
	readonly holders: readonly string[]
	/** Why it was placed; left out where nothing was said. */
	readonly reason?: string
}

/** A suggestion that is open in a clause. */
export interface OutgoingSuggestion {
	readonly id: SuggestionId
	/** The code of the delegation that suggests it; null for those who speak for none. */
	readonly by: string | null
	/** Why; this and what follows is left out where nothing was said. */
	readonly reason?: string
	/** The one in whose place it is offered. */
	readonly counters?: SuggestionId
	/** The title of the proposal that it is a part of. */
	readonly proposal?: string
	/** Why that was put forward. */
	readonly proposalReason?: string
	/** What was said about it, in that order. */
	readonly comments?: readonly SnapshotComment[]
}

/** A clause as it goes out. */
export interface OutgoingClause {
	readonly id: ClauseId
	readonly number: string
	readonly kind: ClauseKind
	readonly heading: string
	readonly status: ClauseStatus
	readonly blocks: readonly Block[]
	/** The open brackets that have words, in the order in which they begin. */
	readonly brackets: readonly OutgoingBracket[]
	/** Whose the open suggestions are; what of them stands in the blocks says what they would change. */
	readonly suggestions?: readonly OutgoingSuggestion[]
	/** The alternatives of which none is chosen; which blocks are whose stands in their paths. */
	readonly alternatives?: readonly SnapshotGroup[]
	/** What is missing from it; where stands in the blocks, by atoms with these ids. */
	readonly placeholders?: readonly SnapshotPlaceholder[]
	/** How it stands beside its status. */
	readonly standing: SnapshotStanding
	/** In the view of what was agreed last: when this clause was, or null where it never was. */
	readonly agreed?: Agreed | null
}

/** When a clause was agreed, by the position of that decision and its instant in ISO 8601. */
export interface Agreed {
	readonly position: number
	readonly at: string
}

/** Which state of a text this is. Instants are ISO 8601 in UTC with milliseconds. */
export type OutgoingState =
	| {
			readonly kind: 'draft'
			/** The newest log position that is in it, and when the server received that. */
			readonly position: number
			readonly asOf: string
	  }
	| {
			readonly kind: 'frozen'
			/** The position of the freeze entry. */
			readonly position: number
			readonly frozenAt: string
			readonly cause: FreezeCause
			/** The digest of the snapshot, 64 lower-case hex digits. */
			readonly digest: string
	  }

/**
 * A text with everything that is said about it on the way out. Every format is a pure function of this value: no clock, no language and
 * no time zone of the machine has a part in it.
 */
export interface OutgoingText {
	readonly title: string
	/** Shown under the title; may be empty. */
	readonly notice: string
	/** BCP 47 tag of the language of the text. */
	readonly language: string
	readonly round: number
	readonly deadline: { readonly at: string; readonly zone: string }
	readonly state: OutgoingState
	/** What each status is called and means. */
	readonly ladder: readonly SnapshotStep[]
	/** How it is looked at; as it is, with all that is marked in it, where that is left out. */
	readonly view?: TextView
	/** In the order of the text. */
	readonly clauses: readonly OutgoingClause[]
}

/** The text of a snapshot that was found to be whole. `digest` is that of its file. */
export function fromSnapshot(snapshot: Snapshot, digest: string): OutgoingText {
	const { negotiation, round, deadline, frozenAt, cause, log, ladder, clauses } = snapshot
	const { title, notice, language } = negotiation
	return {
		title,
		notice,
		language,
		round,
		deadline,
		state: { kind: 'frozen', position: log.position, frozenAt, cause, digest },
		ladder,
		clauses: clauses.map((clause) => {
			const { id, number, kind, heading, status, content, openBrackets } = clause
			const brackets = openBrackets.map(outgoingBracket)
			const suggestions = (clause.openSuggestions ?? []).map(outgoingSuggestion)
			const standing = standingIn(clause)
			const { alternatives = [], placeholders = [] } = clause
			const about = { id, number, kind, heading, status, blocks: content, brackets }
			return { ...about, suggestions, alternatives, placeholders, standing }
		}),
	}
}

/** A bracket as it goes out: what is empty is left out. */
export function outgoingBracket({ id, holders, reason }: SnapshotBracket): OutgoingBracket {
	return { id, holders, ...(reason !== '' && { reason }) }
}

/** A suggestion as it goes out, with what is said about it: what is empty is left out. */
export function outgoingSuggestion(suggestion: SnapshotSuggestion): OutgoingSuggestion {
	const { id, delegation, reason, counters, proposal, proposalReason = '' } = suggestion
	const { comments = [] } = suggestion
	return {
		...{ id, by: delegation },
		...(reason !== '' && { reason }),
		...(counters !== null && { counters }),
		...(proposal !== null && { proposal }),
		...(proposalReason !== '' && { proposalReason }),
		...(comments.length > 0 && { comments }),
	}
}

/** How a clause stood when its text froze; texts of before version 3 say nothing of it. */
function standingIn(clause: SnapshotClause): SnapshotStanding {
	const { reservations, legalForce = null, confirmations = null, packages = [] } = clause
	return { reservations, legalForce, confirmations, packages }
}
