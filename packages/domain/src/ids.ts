declare const brand: unique symbol

/** A string that has been parsed as the id of one kind of thing, and of no other. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind }

export type NegotiationId = Id<'negotiation'>
export type DelegationId = Id<'delegation'>
export type SeatId = Id<'seat'>
export type ClauseId = Id<'clause'>
export type NoteId = Id<'note'>
export type SnapshotId = Id<'snapshot'>
export type InvitationId = Id<'invitation'>
export type SessionId = Id<'session'>
export type BracketId = Id<'bracket'>
export type GroupId = Id<'group'>
export type AlternativeId = Id<'alternative'>
export type SuggestionId = Id<'suggestion'>
export type ProposalId = Id<'proposal'>
export type PackageId = Id<'package'>
export type PlaceholderId = Id<'placeholder'>

/** Gives a number in [0, 1), as `Math.random` does; handed in so that this package draws none itself. */
export type Random = () => number

/** What an id is of, and the prefix that says so. */
const PREFIX = {
	negotiation: 'ng',
	delegation: 'dl',
	seat: 'st',
	clause: 'cl',
	note: 'nt',
	snapshot: 'sn',
	invitation: 'in',
	session: 'se',
	proposal: 'pp',
	package: 'pk',
} as const

type Kind = keyof typeof PREFIX

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'
const LENGTH = 12

/** The form of every kind, compiled once: an id is read for each entry of a log and each document that is opened. */
const FORMS = new Map(
	Object.entries(PREFIX).map(([kind, prefix]) => [
		kind,
		new RegExp(`^${prefix}_[0-9a-z]{${LENGTH}}$`),
	])
)

function parseId<K extends Kind>(kind: K, value: string): Id<K> {
	if (FORMS.get(kind)?.test(value) !== true) {
		throw new RangeError(`not a ${kind} id: ${JSON.stringify(value)}`)
	}
	return value as Id<K>
}

/** A fresh id of `kind`, e.g. `cl_0v3k9m2p7q1x`: twelve characters of base 36, 62 bits. */
export function createId<K extends Kind>(kind: K, random: Random): Id<K> {
	return `${PREFIX[kind]}_${drawn(random)}` as Id<K>
}

/** A fresh id of a bracket, e.g. `0v3k9m2p7q1x`. It stands in the key of a mark, behind `bracket:`, and so has no prefix of its own. */
export function createBracketId(random: Random): BracketId {
	return drawn(random) as BracketId
}

/** A fresh id of a group of alternatives. It stands in the paths of blocks, as the id of their container, without a prefix. */
export function createGroupId(random: Random): GroupId {
	return drawn(random) as GroupId
}

/** A fresh id of an alternative, in the form of that of its group. */
export function createAlternativeId(random: Random): AlternativeId {
	return drawn(random) as AlternativeId
}

/** A fresh id of a placeholder. It stands in the text, in an atom, and has no prefix. */
export function createPlaceholderId(random: Random): PlaceholderId {
	return drawn(random) as PlaceholderId
}

function drawn(random: Random): string {
	let drawn = ''
	for (let i = 0; i < LENGTH; i++) drawn += DIGITS.charAt(Math.floor(random() * DIGITS.length))
	return drawn
}

/** Parses the id of a negotiation, e.g. `ng_0v3k9m2p7q1x`. Throws `RangeError` on anything else. */
export function parseNegotiationId(value: string): NegotiationId {
	return parseId('negotiation', value)
}

/** Parses the id of a delegation, e.g. `dl_0v3k9m2p7q1x`. Throws `RangeError` on anything else. */
export function parseDelegationId(value: string): DelegationId {
	return parseId('delegation', value)
}

/** Parses the id of a seat, e.g. `st_0v3k9m2p7q1x`. Throws `RangeError` on anything else. */
export function parseSeatId(value: string): SeatId {
	return parseId('seat', value)
}

/** Parses the id of a clause, e.g. `cl_0v3k9m2p7q1x`. Throws `RangeError` on anything else. */
export function parseClauseId(value: string): ClauseId {
	return parseId('clause', value)
}

/** Parses the id of a note, e.g. `nt_0v3k9m2p7q1x`. Throws `RangeError` on anything else. */
export function parseNoteId(value: string): NoteId {
	return parseId('note', value)
}

/** Parses the id of a snapshot, e.g. `sn_0v3k9m2p7q1x`. Throws `RangeError` on anything else. */
export function parseSnapshotId(value: string): SnapshotId {
	return parseId('snapshot', value)
}

/** Parses the id of an invitation, e.g. `in_0v3k9m2p7q1x`. Throws `RangeError` on anything else. */
export function parseInvitationId(value: string): InvitationId {
	return parseId('invitation', value)
}

/** Parses the id of a session, e.g. `se_0v3k9m2p7q1x`. Throws `RangeError` on anything else. */
export function parseSessionId(value: string): SessionId {
	return parseId('session', value)
}

/** Parses the id of a proposal, e.g. `pp_0v3k9m2p7q1x`. Throws `RangeError` on anything else. */
export function parseProposalId(value: string): ProposalId {
	return parseId('proposal', value)
}

/** Parses the id of a package, e.g. `pk_0v3k9m2p7q1x`. Throws `RangeError` on anything else. */
export function parsePackageId(value: string): PackageId {
	return parseId('package', value)
}

/** The form of an id in the key of a mark or in the path of a block (`text-model.md`, section 8). */
const MARK_ID = /^[0-9A-Za-z]{8,64}$/

/** Parses the id of a bracket, e.g. `0v3k9m2p7q1x`. Throws `RangeError` on anything else. */
export function parseBracketId(value: string): BracketId {
	if (!MARK_ID.test(value)) throw new RangeError(`not a bracket id: ${JSON.stringify(value)}`)
	return value as BracketId
}

/** Parses the id of a group of alternatives, e.g. `0v3k9m2p7q1x`. Throws `RangeError` on anything else. */
export function parseGroupId(value: string): GroupId {
	if (!MARK_ID.test(value)) throw new RangeError(`not a group id: ${JSON.stringify(value)}`)
	return value as GroupId
}

/** Parses the id of an alternative, e.g. `0v3k9m2p7q1x`. Throws `RangeError` on anything else. */
export function parseAlternativeId(value: string): AlternativeId {
	if (!MARK_ID.test(value)) throw new RangeError(`not an alternative id: ${JSON.stringify(value)}`)
	return value as AlternativeId
}

/**
 * Parses the id of a suggestion, e.g. `0v3k9m2p7q1x`, which whoever suggests has chosen. Throws `RangeError` on anything else.
 */
export function parseSuggestionId(value: string): SuggestionId {
	if (!MARK_ID.test(value)) throw new RangeError(`not a suggestion id: ${JSON.stringify(value)}`)
	return value as SuggestionId
}

/** Parses the id of a placeholder, e.g. `0v3k9m2p7q1x`. Throws `RangeError` on anything else. */
export function parsePlaceholderId(value: string): PlaceholderId {
	if (!MARK_ID.test(value)) throw new RangeError(`not a placeholder id: ${JSON.stringify(value)}`)
	return value as PlaceholderId
}
