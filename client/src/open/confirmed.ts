import {
	standingIn,
	type AlternativeGroup,
	type AlternativeGroups,
	type Bracket,
	type Ledger,
	type Placeholders,
	toIso,
} from '@parley/domain'
import { type ClauseJson, type DelegationJson } from '@parley/protocol'
import {
	canonicalPlaceholders,
	isOfEarlierText,
	readDigestOf,
	standingPath,
	withBrackets,
	type ContentBlock,
	type SnapshotConfirmations,
} from '@parley/snapshot'

/** Who has confirmed a clause, by the codes of delegations. */
export interface Confirmed {
	/** Those that have still to confirm the text as it is. */
	readonly missing: readonly string[]
	readonly confirmed: readonly string[]
	/** Those of `missing` that have confirmed another text. */
	readonly earlier: readonly string[]
	/** Those of `confirmed` that named no text, as acts of before texts were named. */
	readonly unnamed: readonly string[]
}

type Rows = SnapshotConfirmations['delegations']

/** Who has confirmed the text whose digest is `readDigest`, as a frozen file counts it; where that is not known, who has confirmed any. */
export function confirmedOf(rows: Rows, readDigest: string | undefined): Confirmed {
	const isEarlier = (row: Rows[number]): boolean => isOfEarlierText(row, { readDigest })
	const isMissing = (row: Rows[number]): boolean => row.confirmedAt === null || isEarlier(row)
	const confirmed = rows.filter((row) => !isMissing(row))
	return {
		missing: codesOf(rows.filter(isMissing)),
		confirmed: codesOf(confirmed),
		earlier: codesOf(rows.filter(isEarlier)),
		unnamed: codesOf(confirmed.filter((row) => row.readDigest === null)),
	}
}

/**
 * Who has confirmed what a ledger asks for, as a frozen file would count it.
 *
 * @param readDigest gives the digest of the text as a confirmation would name it, null where the text is not known; asked only where somebody has confirmed
 */
export function confirmedOn(
	ledger: Ledger,
	delegations: readonly Pick<DelegationJson, 'id' | 'code'>[],
	readDigest: () => string | null
): Confirmed {
	// nobody has to look which text it is before somebody has confirmed it
	const named = ledger.confirmed.size === 0 ? undefined : (readDigest() ?? undefined)
	return confirmedOf(confirmationRows(ledger, delegations), named)
}

/** The confirmations of a ledger as a frozen file would say them. */
function confirmationRows(
	{ confirmed }: Ledger,
	delegations: readonly Pick<DelegationJson, 'id' | 'code'>[]
): Rows {
	const given = new Map<string, { at: string; late: boolean; readDigest: string | null }>(
		[...confirmed].map(([id, { at, late, readDigest }]) => [
			id,
			{ at: toIso(at), late, readDigest },
		])
	)
	return delegations.map(({ id, code }) => {
		const { at = null, late = false, readDigest = null } = given.get(id) ?? {}
		return { delegation: code, confirmedAt: at, late, readDigest }
	})
}

/** What was decided about the words of a text, as far as a confirmation of it goes by that. */
export interface DecidedWords {
	/** Those that are open. */
	readonly brackets: ReadonlyMap<string, Bracket>
	readonly alternatives: AlternativeGroups
	readonly placeholders: Placeholders
}

/** The digest by which a confirmation names the text of a clause (rule S13), worked out from what is known of it here. */
export function readDigestHere(
	{ heading }: Pick<ClauseJson, 'heading'>,
	blocks: readonly ContentBlock[],
	{ brackets, alternatives, placeholders }: DecidedWords
): string {
	const groups: ReadonlyMap<string, AlternativeGroup> = alternatives
	const isOffered = (group: string, one: string): boolean => {
		const found = groups.get(group)
		return found?.closed === null && standingIn(found).some(({ id }) => id === one)
	}
	const offered = blocks.map((block) => ({ ...block, in: standingPath(block, isOffered) }))
	const content = withBrackets(offered, (id) => brackets.has(id))
	const known = new Map(
		[...placeholders].map(([id, { what, words }]) => [id, { what, words, owner: null, due: null }])
	)
	return readDigestOf({ heading, content, placeholders: canonicalPlaceholders(content, known) })
}

function codesOf(rows: Rows): readonly string[] {
	return rows.map(({ delegation }) => delegation)
}
