import { type SnapshotAlternative } from './snapshotAlternatives.ts'

/**
 * Whether an alternative is what the text said before a delegation asked for others: the first one of its place, which keeps its letter. Those of an
 * imported text that names nobody are offered beside each other.
 */
export function stoodBefore({ label, by }: Pick<SnapshotAlternative, 'label' | 'by'>): boolean {
	return label === 'A' && by !== null
}
