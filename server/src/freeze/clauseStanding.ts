import {
	openLedger,
	standingOf,
	toIso,
	type Clause,
	type ClauseId,
	type Delegation,
	type DelegationId,
	type Ledger,
	type Standing,
} from '@parley/domain'
import {
	type SnapshotConfirmations,
	type SnapshotForce,
	type SnapshotPackage,
	type SnapshotStanding,
} from '@parley/snapshot'

/** How `clause` stands beside its status, as a snapshot says it: delegations by their codes, instants as ISO 8601. */
export function snapshotStandingOf(
	standing: Standing,
	{ id }: Pick<Clause, 'id'>,
	delegations: readonly Delegation[]
): SnapshotStanding {
	const codes = new Map(delegations.map((one) => [one.id, one.code]))
	const { force, reservations, ledgers } = standingOf(standing, id)
	const ledger = openLedger({ force, reservations, ledgers })
	return {
		reservations: reservations.map(({ delegation, kind, words, at }) => {
			const code = codes.get(delegation) ?? delegation
			return { delegation: code, kind, words, enteredAt: toIso(at) }
		}),
		legalForce: force === null ? null : forceOf(force),
		confirmations: ledger === null ? null : confirmationsOf(ledger, codes),
		packages: packagesOf(standing, id),
	}
}

function forceOf({
	force,
	at,
}: NonNullable<ReturnType<typeof standingOf>['force']>): SnapshotForce {
	return { ...force, setAt: toIso(at) }
}

function confirmationsOf(
	{ confirmBy, confirmed }: Ledger,
	codes: ReadonlyMap<DelegationId, string>
): SnapshotConfirmations {
	return {
		confirmBy: toIso(confirmBy),
		delegations: [...codes].map(([id, delegation]) => {
			const one = confirmed.get(id)
			const confirmedAt = one === undefined ? null : toIso(one.at)
			const readDigest = one?.readDigest ?? null
			return { delegation, confirmedAt, late: one?.late ?? false, readDigest }
		}),
	}
}

function packagesOf({ packages }: Standing, clause: ClauseId): readonly SnapshotPackage[] {
	return [...packages].flatMap(([id, { title, clauses, ended }]) =>
		clauses.includes(clause) && ended?.how !== 'dissolved'
			? [{ id, title, state: ended === null ? ('open' as const) : ('closed' as const) }]
			: []
	)
}
