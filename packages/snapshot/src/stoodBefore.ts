import { type SnapshotAlternative } from './snapshotAlternatives.ts'

/** Whether an alternative is what the text said before others were asked for: the first one of its place, which keeps its letter. */
export function stoodBefore({ label }: Pick<SnapshotAlternative, 'label'>): boolean {
	return label === 'A'
}
