/** What is needed to call a clause by its name. */
interface Named {
	readonly kind: 'preamble' | 'clause' | 'annex' | 'closing'
	readonly number: string
	readonly heading: string
}

const KINDS = { preamble: 'Preamble', clause: 'Point', annex: 'Annex', closing: 'Closing' } as const

/** A clause in a sentence or a name: `Point 13, Security guarantees`, `Preamble`; a number that is words stands for itself. */
export function clauseName(clause: Named): string {
	const label = clauseLabel(clause)
	return clause.heading === '' || clause.heading === label ? label : `${label}, ${clause.heading}`
}

/** A clause in the shortest way: `Point 13`, `Article 4`, `Preamble`. */
export function clauseLabel({ kind, number, heading }: Named): string {
	if (number === '') return kind !== 'clause' ? KINDS[kind] : heading === '' ? 'Text' : heading
	return /^\d/.test(number) ? `${KINDS[kind]} ${number}` : number
}

/** How a clause is called where something is told of it: `Point 7`; `the text` where there is none of that id. */
export function placeName(
	clauses: readonly (Named & { readonly id: string })[],
	id: string
): string {
	const found = clauses.find((one) => one.id === id)
	return found === undefined ? 'the text' : clauseLabel(found)
}
