import { isTitleLike, type Label } from './label.ts'
import { type Piece } from './piece.ts'

/**
 * Takes the labels of a table of contents out: three or more in a row with nothing but titles between them, most of which come
 * again later on.
 */
export function setContentsAside(
	pieces: readonly Piece[],
	labels: readonly (Label | undefined)[]
): (Label | undefined)[] {
	const lastSeen = new Map<string, number>()
	const keyOf = (label: Label) => `${label.family} ${label.number.toLowerCase()}`
	labels.forEach((label, i) => {
		if (label) lastSeen.set(keyOf(label), i)
	})
	const kept = [...labels]
	let run: number[] = []
	const endRun = () => {
		const end = run.at(-1) ?? 0
		const again = run.filter((i) => {
			const label = labels[i]
			return label !== undefined && (lastSeen.get(keyOf(label)) ?? 0) > end
		})
		if (run.length >= 3 && again.length * 2 > run.length) for (const i of run) kept[i] = undefined
		run = []
	}
	const isBare = (i: number) => {
		const piece = pieces[i]
		return piece !== undefined && piece.level === 0 && isTitleLike(piece.text)
	}
	labels.forEach((label, i) => {
		const isEntry = label !== undefined && pieces[i]?.level === 0 && isContentsEntry(label)
		if (!isEntry) return
		const last = run.at(-1)
		const isNear = last !== undefined && (i === last + 1 || (i === last + 2 && isBare(i - 1)))
		if (!isNear) endRun()
		run.push(i)
	})
	endRun()
	return kept
}

function isContentsEntry(label: Label): boolean {
	return label.rest === '' || isTitleLike(label.rest)
}
