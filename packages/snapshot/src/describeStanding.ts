import { effectOf, isAgreement } from '@parley/domain'
import { sayForce } from './sayForce.ts'
import { clauseLabel, type Snapshot, type SnapshotClause } from './snapshot.ts'
import { fullSteps, type SnapshotConfirmations } from './snapshotStanding.ts'

/**
 * Who has confirmed, in words, e.g. `confirmed by 2 of 4 delegations (FR, UA late)`; a delegation without a code is counted and not named. Whoever
 * confirmed another text than this is no one of them, and said behind them: `; DE confirmed an earlier text`.
 */
export function sayConfirmations({ delegations, readDigest }: SnapshotConfirmations): string {
	const given = delegations.filter(({ confirmedAt }) => confirmedAt !== null)
	const isEarlier = (row: (typeof given)[number]): boolean => isOfEarlierText(row, { readDigest })
	const confirmed = given.filter((row) => !isEarlier(row))
	const names = confirmed
		.filter(({ delegation }) => delegation !== '')
		.map(({ delegation, late, readDigest: read }) => {
			return `${delegation}${late ? ' late' : ''}${read === null ? ' no text named' : ''}`
		})
	const by = names.length === 0 ? '' : ` (${names.join(', ')})`
	const said = `confirmed by ${confirmed.length} of ${delegations.length} delegations${by}`
	const earlier = given.filter(isEarlier)
	if (earlier.length === 0) return said
	const codes = earlier.flatMap(({ delegation }) => (delegation === '' ? [] : [delegation]))
	return `${said}; ${codes.length === 0 ? earlier.length : codes.join(', ')} confirmed an earlier text`
}

/** Whether a delegation has confirmed another text than the one that is to be confirmed. Files that name none do not tell. */
export function isOfEarlierText(
	row: SnapshotConfirmations['delegations'][number],
	{ readDigest }: { readonly readDigest?: string | undefined }
): boolean {
	const named = row.readDigest ?? null
	return (
		row.confirmedAt !== null && readDigest !== undefined && named !== null && named !== readDigest
	)
}

/** Whether what is agreed in a clause is so only until its package is closed. */
export function isProvisionalIn(
	{ status, packages = [] }: Pick<SnapshotClause, 'status' | 'packages'>,
	{ ladder }: Pick<Snapshot, 'ladder'>
): boolean {
	const isAgreed = isAgreement(effectOf(fullSteps(ladder) ?? [], status))
	return isAgreed && packages.some(({ state }) => state === 'open')
}

/**
 * How a clause of a frozen text stands, beside its status: that it is provisional, who has confirmed it, its legal force and a dagger with the
 * codes of those who reserve. Nothing for texts of before version 3.
 */
export function sayStanding(clause: SnapshotClause, snapshot: Snapshot): readonly string[] {
	const { legalForce = null, confirmations = null, reservations, packages = [] } = clause
	const open = packages.find(({ state }) => state === 'open')
	const how = isProvisionalIn(clause, snapshot) ? 'provisional' : 'in package'
	const codes = [...new Set(reservations.map(({ delegation }) => delegation))]
	return [
		...(open === undefined ? [] : [`${how}: ${open.title}`]),
		...(confirmations === null ? [] : [sayConfirmations(confirmations)]),
		...(legalForce === null ? [] : [sayForce(legalForce)]),
		...(codes.length === 0 ? [] : [`† ${codes.join(', ')}`]),
	]
}

/** What is to be known of how the clauses of a frozen text stand beside their status, a sentence each. */
export function standingFacts(snapshot: Snapshot): readonly string[] {
	const { clauses } = snapshot
	const forces = clauses.flatMap((clause) => {
		const { legalForce } = clause
		return legalForce?.kind === 'subject-to-approval'
			? [`${capital(clauseLabel(clause))} is ${sayForce(legalForce)}.`]
			: []
	})
	const awaited = clauses.flatMap((clause) =>
		clause.confirmations === null || clause.confirmations === undefined
			? []
			: [`${capital(clauseLabel(clause))} is ${sayConfirmations(clause.confirmations)}.`]
	)
	const provisional = clauses.filter((clause) => isProvisionalIn(clause, snapshot))
	return [
		...awaited,
		...(provisional.length === 0
			? []
			: [
					`Agreed provisionally, until their packages are closed: ${provisional.map(clauseLabel).join(', ')}.`,
				]),
		...sayReservations(snapshot),
		...forces,
	]
}

function sayReservations({ clauses }: Snapshot): readonly string[] {
	const all = clauses.flatMap(({ reservations }) => reservations)
	if (all.length === 0) return []
	const codes = [...new Set(all.map(({ delegation }) => delegation))].toSorted()
	const by = codes.map(
		(code) => `${all.filter(({ delegation }) => delegation === code).length} by ${code}`
	)
	return [`${all.length} reservation${all.length === 1 ? ' stands' : 's stand'}: ${by.join(', ')}.`]
}

function capital(words: string): string {
	return words.charAt(0).toUpperCase() + words.slice(1)
}
