import { ParleyError } from '@parley/domain'
import { type ImportedText } from '@parley/formats'

/**
 * The most that a text to negotiate may have. The longest of the test material has 202,847 characters in 2,100 paragraphs; a file of a few MB can
 * be written that has a million, which no room could show.
 */
const MOST = { clauses: 2_000, paragraphs: 50_000 } as const

/** Throws `ParleyError` `bad-import` where a file makes more clauses or paragraphs than a room can hold. */
export function assertTakable({ clauses }: ImportedText): void {
	assertAtMost('clauses', clauses.length)
	assertAtMost(
		'paragraphs',
		clauses.reduce((sum, { blocks }) => sum + blocks.length, 0)
	)
}

function assertAtMost(what: keyof typeof MOST, count: number): void {
	if (count <= MOST[what]) return
	const [has, most] = [count, MOST[what]].map((number) => number.toLocaleString('en'))
	throw new ParleyError('bad-import', `the file has ${has} ${what}; at most ${most} are taken in`)
}
