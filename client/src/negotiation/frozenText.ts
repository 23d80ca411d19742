import { verifySnapshot, type Snapshot } from '@parley/snapshot'
import { downloadSnapshot, listSnapshots } from './api.ts'

/** The text as it was frozen, read from its file and checked. */
export interface FrozenText {
	readonly snapshot: Snapshot
	/** SHA-256 of the canonical text, lower-case hex. */
	readonly digest: string
	readonly clauses: ReadonlyMap<string, Snapshot['clauses'][number]>
}

/** Why the frozen text cannot be shown; `missing` and `offline` are worth another try. */
export type FreezeFault = 'missing' | 'altered' | 'other-digest'

/**
 * The frozen text of `negotiation` from the file of snapshot `id`. Its bytes are checked here, and its digest against the one the server
 * names, so that what is shown is what was sealed. Throws `ApiError` where the server does not answer.
 */
export async function readFrozenText(
	negotiation: string,
	id: string,
	signal: AbortSignal
): Promise<FrozenText | FreezeFault> {
	const snapshots = await listSnapshots(negotiation, signal)
	const row = snapshots.find((snapshot) => snapshot.id === id)
	if (row === undefined) return 'missing'
	const verified = verifySnapshot(await downloadSnapshot(row.href, signal))
	if (verified.kind === 'invalid') return 'altered'
	if (verified.digest !== row.digest) return 'other-digest'
	const snapshot = verified.document
	return {
		snapshot,
		digest: verified.digest,
		clauses: new Map(snapshot.clauses.map((clause) => [clause.id, clause])),
	}
}
