import {
	type BracketId,
	type Clause,
	type ClauseId,
	type ClauseKind,
	type ClauseStatus,
	type Deadline,
	type FreezeCause,
	type Instant,
	type Ladder,
	type LogPosition,
	type Negotiation,
	type NegotiationId,
	parseBracketId,
	parseClauseId,
	parseDelegationCode,
	parseLogPosition,
	parseNegotiationId,
	parseStepId,
	toIso,
} from '@parley/domain'
import { bracketIdsIn, withBrackets } from './bracketMarks.ts'
import {
	canonicalContent,
	type CanonicalBlock,
	type ContentBlock,
	contentShape,
	plainText,
} from './content.ts'
import { digestOfText, toHex } from './digest.ts'
import { digestOfValue } from './digestOfValue.ts'
import {
	array,
	count,
	digest,
	isoInstant,
	nullable,
	object,
	oneOf,
	optional,
	parsed,
	type Shape,
	string,
} from './shape.ts'
import {
	canonicalStanding,
	confirmationsShape,
	forceShape,
	NO_SNAPSHOT_STANDING,
	packagesShape,
	reservationsShape,
	snapshotLadder,
	stepShape,
	type SnapshotConfirmations,
	type SnapshotForce,
	type SnapshotPackage,
	type SnapshotReservation,
	type SnapshotStanding,
	type SnapshotStep,
} from './snapshotStanding.ts'
import {
	canonicalSuggestions,
	suggestionsShape,
	withSuggestions,
	type OpenSuggestions,
	type SnapshotSuggestion,
} from './snapshotSuggestions.ts'
import {
	canonicalPlaceholders,
	placeholdersShape,
	type KnownPlaceholders,
	type SnapshotPlaceholder,
} from './snapshotPlaceholders.ts'
import {
	alternativesShape,
	groupsIn,
	type SnapshotGroup,
	type SnapshotGroupInput,
	withAlternatives,
} from './snapshotAlternatives.ts'
import { type ClauseRead, readDigestOf } from './readDigest.ts'
import { toCanonicalText } from './toCanonical.ts'

/** The name and version of the manifest, its first words as it were. */
export const SNAPSHOT_FORMAT = 'parley-snapshot/3'

/** The version before, which knew of brackets, and of the ladder no more than names and meanings: its files stay what they are. */
export const SNAPSHOT_FORMAT_2 = 'parley-snapshot/2'

/** The version before that, which knew of no brackets either. */
export const SNAPSHOT_FORMAT_1 = 'parley-snapshot/1'

/** The versions that can be read. */
export const SNAPSHOT_FORMATS = [SNAPSHOT_FORMAT, SNAPSHOT_FORMAT_2, SNAPSHOT_FORMAT_1] as const

export type SnapshotFormat = (typeof SNAPSHOT_FORMATS)[number]

/** A bracket that is open in a frozen text. Which words it is around stands in the content, by marks with its id. */
export interface SnapshotBracket {
	readonly id: BracketId
	/** The codes of the delegations that hold it, in alphabetical order; none where it was imported without a name. */
	readonly holders: readonly string[]
	/** Why it was placed; empty where nothing was said. */
	readonly reason: string
}

/** One clause of a frozen text. */
export interface SnapshotClause {
	readonly id: ClauseId
	/** Its place, from 0. */
	readonly order: number
	/** The number as shown, e.g. `13`; empty for a preamble. */
	readonly number: string
	readonly kind: ClauseKind
	readonly heading: string
	readonly status: ClauseStatus
	/** Those that have words in `content`, in the order in which they begin; none before version 2. */
	readonly openBrackets: readonly SnapshotBracket[]
	/** Those that stand; none before version 3. */
	readonly reservations: readonly SnapshotReservation[]
	/** With what force it is meant to bind; null where nothing was said, and left out before version 3, as the next three are. */
	readonly legalForce?: SnapshotForce | null
	/** Who has confirmed it; null where it is on no step that capitals confirm. */
	readonly confirmations?: SnapshotConfirmations | null
	/** The packages that it is in. */
	readonly packages?: readonly SnapshotPackage[]
	/** Those that have marks in `content`, in the order in which they begin; left out before version 3. */
	readonly openSuggestions?: readonly SnapshotSuggestion[]
	/** What is missing from `content`, in the order in which it first stands there; left out before version 3. */
	readonly placeholders?: readonly SnapshotPlaceholder[]
	/** The alternatives of which none was chosen, in the order of the text. */
	readonly alternatives?: readonly SnapshotGroup[]
	readonly content: readonly CanonicalBlock[]
	/** SHA-256 of the canonical bytes of `content`. */
	readonly contentDigest: string
	/** SHA-256 of `plainText(content)` in NFC: two clauses with the same words have the same one, whatever their marks. */
	readonly textDigest: string
}

/** The manifest of a frozen text: all that the digest and the signature speak of. Instants are ISO 8601 in UTC with milliseconds. */
export interface Snapshot {
	readonly format: SnapshotFormat
	readonly negotiation: {
		readonly id: NegotiationId
		readonly title: string
		readonly notice: string
		readonly language: string
	}
	readonly round: number
	readonly textKind: 'frozen-text'
	readonly deadline: { readonly at: string; readonly zone: string }
	readonly frozenAt: string
	readonly cause: FreezeCause
	/** The freeze entry: what stands below its position is the text, and `chain` is the log's chain digest through it. */
	readonly log: { readonly id: string; readonly position: LogPosition; readonly chain: string }
	/** The text model by which the content is to be read. */
	readonly schema: { readonly version: number; readonly digest: string }
	readonly ladder: readonly SnapshotStep[]
	readonly clauses: readonly SnapshotClause[]
	/** The salted digest of the attribution manifest (`attributionDigest`); null where none was made. */
	readonly attribution: string | null
	/** The digest of the snapshot from which this round was opened; null in the first round. */
	readonly previous: string | null
}

/** What a snapshot is made of, in the words of the domain. */
export interface SnapshotInput {
	readonly negotiation: Pick<Negotiation, 'id' | 'title' | 'notice' | 'language' | 'round'>
	readonly deadline: Deadline
	readonly frozenAt: Instant
	readonly cause: FreezeCause
	readonly log: { readonly id: string; readonly position: LogPosition; readonly chain: Uint8Array }
	readonly schema: { readonly version: number; readonly digest: string }
	readonly ladder: Ladder
	/** In any order; `order` of the clause decides. */
	readonly clauses: readonly {
		readonly clause: Clause
		readonly content: readonly ContentBlock[]
		/** The open brackets of the clause, by id; none where it is left out. A mark of any other is not content. */
		readonly brackets?: ReadonlyMap<string, Omit<SnapshotBracket, 'id'>>
		/** The open suggestions of the clause, by id; none where it is left out. A mark of any other is not content. */
		readonly suggestions?: OpenSuggestions
		/** The open groups of alternatives of the clause, by id, each with those that stand; none where it is left out. Other containers are no content. */
		readonly alternatives?: ReadonlyMap<string, SnapshotGroupInput>
		/** How it stands beside its status; nothing was decided where it is left out. */
		readonly standing?: SnapshotStanding
		/** What is known of the placeholders of the clause; nothing where it is left out. */
		readonly placeholders?: KnownPlaceholders
	}[]
	readonly attribution: string | null
	readonly previous: string | null
}

/**
 * The manifest of a text. The same input gives the same bytes, wherever and however often it is worked out; no clock is read. Words go
 * into NFC; nothing that a clause may hold makes it throw.
 */
export function createSnapshot(input: SnapshotInput): Snapshot {
	const { negotiation } = input
	return {
		format: SNAPSHOT_FORMAT,
		negotiation: {
			id: negotiation.id,
			title: toCanonicalText(negotiation.title),
			notice: toCanonicalText(negotiation.notice),
			language: toCanonicalText(negotiation.language),
		},
		round: negotiation.round,
		textKind: 'frozen-text',
		deadline: { at: toIso(input.deadline.at), zone: input.deadline.zone },
		frozenAt: toIso(input.frozenAt),
		cause: input.cause,
		log: { ...input.log, chain: toHex(input.log.chain) },
		schema: { ...input.schema },
		ladder: snapshotLadder(input.ladder),
		clauses: input.clauses
			.toSorted((a, b) => a.clause.order - b.clause.order)
			.map((one, order) => ({ ...snapshotClause(one), order })),
		attribution: input.attribution,
		previous: input.previous,
	}
}

/** The digest of a snapshot: SHA-256 of its canonical bytes. */
export function snapshotDigest(snapshot: Snapshot): string {
	return digestOfValue(snapshot)
}

/** How a clause is spoken of: `point 13`, or by its heading or kind where it has no number. */
export function clauseLabel(
	clause: Pick<SnapshotClause, 'number' | 'heading' | 'kind' | 'order'>
): string {
	if (/^\d/.test(clause.number)) return `point ${clause.number}`
	return clause.number || clause.heading || `${clause.kind} at place ${clause.order + 1}`
}

/** A clause as it stands in a snapshot. */
export function snapshotClause({
	clause,
	content: blocks,
	brackets = new Map(),
	suggestions = new Map(),
	alternatives = new Map(),
	standing = NO_SNAPSHOT_STANDING,
	placeholders = new Map(),
}: SnapshotInput['clauses'][number]): SnapshotClause {
	const open = withAlternatives(
		blocks,
		(group, one) => alternatives.get(group)?.alternatives.some(({ id }) => id === one) === true
	)
	const bracketed = withBrackets(open, (id) => brackets.has(id))
	const content = canonicalContent(withSuggestions(bracketed, (id) => suggestions.has(id)))
	const heading = toCanonicalText(clause.heading)
	const missing = canonicalPlaceholders(content, placeholders)
	return {
		id: clause.id,
		order: clause.order,
		number: toCanonicalText(clause.number),
		kind: clause.kind,
		heading,
		status: clause.status,
		openBrackets: bracketIdsIn(content).map((id) => {
			const { holders = [], reason = '' } = brackets.get(id) ?? {}
			return {
				id: parseBracketId(id),
				holders: holders.map(toCanonicalText).toSorted(),
				reason: toCanonicalText(reason),
			}
		}),
		...withRead(canonicalStanding(standing), { heading, content, placeholders: missing }),
		openSuggestions: canonicalSuggestions(content, suggestions),
		placeholders: missing,
		alternatives: groupsIn(content, alternatives),
		content,
		contentDigest: digestOfValue(content),
		textDigest: digestOfText(plainText(content)),
	}
}

/** Who has confirmed, with the text that is to be confirmed: the clause as it is. */
function withRead(standing: SnapshotStanding, clause: ClauseRead): SnapshotStanding {
	const { confirmations } = standing
	if (confirmations === null) return standing
	return { ...standing, confirmations: { ...confirmations, readDigest: readDigestOf(clause) } }
}

const clauseShape = object<SnapshotClause>({
	id: parsed(parseClauseId),
	order: count,
	number: string,
	kind: oneOf(['preamble', 'clause', 'annex', 'closing']),
	heading: string,
	status: parsed(parseStepId),
	openBrackets: array(
		object<SnapshotBracket>({
			id: parsed(parseBracketId),
			holders: array(parsed(parseDelegationCode)),
			reason: string,
		})
	),
	reservations: reservationsShape,
	legalForce: optional(forceShape),
	confirmations: optional(confirmationsShape),
	packages: optional(packagesShape),
	openSuggestions: optional(suggestionsShape),
	placeholders: optional(placeholdersShape),
	alternatives: optional(alternativesShape),
	content: contentShape,
	contentDigest: digest,
	textDigest: digest,
})

const positionShape: Shape<LogPosition> = (value, path) => parseLogPosition(count(value, path))

/** Reads a snapshot from a file's body. */
export const snapshotShape: Shape<Snapshot> = object<Snapshot>({
	format: oneOf(SNAPSHOT_FORMATS),
	negotiation: object<Snapshot['negotiation']>({
		id: parsed(parseNegotiationId),
		title: string,
		notice: string,
		language: string,
	}),
	round: count,
	textKind: oneOf(['frozen-text']),
	deadline: object<Snapshot['deadline']>({ at: isoInstant, zone: string }),
	frozenAt: isoInstant,
	cause: oneOf(['deadline', 'early', 'as-of-deadline']),
	log: object<Snapshot['log']>({ id: string, position: positionShape, chain: digest }),
	schema: object<Snapshot['schema']>({ version: count, digest }),
	ladder: array(stepShape),
	clauses: array(clauseShape),
	attribution: nullable(digest),
	previous: nullable(digest),
})
