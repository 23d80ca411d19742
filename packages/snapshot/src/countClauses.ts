/** What a text consists of, as everything that shows it counts: `20 points, preamble, 2 annexes`. A preamble is no point. */
export function countClauses(clauses: readonly { readonly kind: string }[]): string {
	const counts = new Map<string, number>()
	for (const { kind } of clauses) {
		if (kind !== 'clause') counts.set(kind, (counts.get(kind) ?? 0) + 1)
	}
	const points = clauses.filter(({ kind }) => kind === 'clause').length
	const others = [...counts].map(([kind, count]) => (count === 1 ? kind : `${count} ${many(kind)}`))
	return [points === 1 ? '1 point' : `${points} points`, ...others].join(', ')
}

function many(kind: string): string {
	return kind === 'annex' ? 'annexes' : `${kind}s`
}
