/** How many brackets a disputed text of the bench has, how many clauses, and how deep they nest: as the drafts of the Paris Agreement do. */
export const BRACKETS = 1_100
export const BRACKETED_CLAUSES = 30
const DEPTH = 7

const CODES = ['UA', 'GB', 'FR', 'DE'] as const
const WORDS =
	'Words of clause which the parties undertake to keep in good faith and without delay'.split(' ')

/**
 * A text full of brackets as Markdown, each held by one delegation: in each clause two paragraphs of which every word stands in seven brackets, which go
 * over both, and others with five nests of seven; the last clause has what is left.
 */
export function bracketedMarkdown(): string {
	const clauses: string[] = []
	for (let n = 1, left = BRACKETS; n <= BRACKETED_CLAUSES; n++) {
		const share = n === BRACKETED_CLAUSES ? left : Math.round(BRACKETS / BRACKETED_CLAUSES)
		clauses.push(`## ${n}. Clause ${n}\n\n${paragraphsOf(n, share).join('\n\n')}\n`)
		left -= share
	}
	return clauses.join('\n')
}

function paragraphsOf(n: number, brackets: number): readonly string[] {
	const opening = '['.repeat(DEPTH)
	const closing = levels(DEPTH)
		.map((level) => closed(level))
		.join('')
	const around = [`${opening}${words(n, 40)}`, words(n + 1, 40), `${words(n + 2, 40)}${closing}`]
	const nests: string[] = []
	for (let left = brackets - DEPTH; left > 0; left -= DEPTH) {
		nests.push(`${words(left, 12)} ${nest(Math.min(DEPTH, left), n)} ${words(left, 12)}.`)
	}
	const half = Math.floor(nests.length / 2)
	return [...nests.slice(0, half), ...around, ...nests.slice(half)]
}

function nest(depth: number, n: number): string {
	const inner = depth === 1 ? words(n, 3) : nest(depth - 1, n)
	return `[${words(n + depth, 4)} ${inner} ${words(depth, 2)}${closed(depth)}`
}

function closed(level: number): string {
	return ` – ${CODES[level % CODES.length] ?? ''}]`
}

function levels(count: number): readonly number[] {
	return Array.from({ length: count }, (_, level) => level)
}

/** Words that begin with those by which a page is seen to be readable. */
function words(from: number, count: number): string {
	const begin = count >= 12 ? 0 : from
	return Array.from({ length: count }, (_, i) => WORDS[(begin + i) % WORDS.length] ?? '').join(' ')
}
