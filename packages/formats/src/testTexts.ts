/** Texts by chance for tests: whatever a room can hold, with a liking for what formats take for formatting. */
import {
	DEFAULT_LADDER,
	parseClauseId,
	parsePackageId,
	RESERVATION_KINDS,
	type ClauseId,
} from '@parley/domain'
import { type Block, type Inline, type Marks } from '@parley/schema'
import { NO_SNAPSHOT_STANDING, snapshotLadder, type SnapshotStanding } from '@parley/snapshot'
import fc from 'fast-check'
import { type OutgoingClause, type OutgoingText } from './outgoing.ts'

/** Words that mean something in Markdown, HTML, JSON or in a treaty, and scripts that are drafted in. */
export const HOSTILE = [
	...[
		'#',
		'# ',
		'## x',
		'1.',
		'1. x',
		'12) ',
		'-',
		'- x',
		'+ ',
		'*',
		'**',
		'* * *',
		'---',
		'___',
		'===',
	],
	...[
		'_x_',
		'a_b',
		'\\',
		'\\\\',
		'`',
		'``` x',
		'~~~',
		'~x~',
		'|',
		'|-|',
		'> x',
		'>',
		'    x',
		'\tx',
		'\t',
	],
	...[
		'[x](y)',
		'[x](https://e.org)',
		'[third] [seventh]',
		'[',
		']',
		'![',
		'!',
		'](',
		'[a]: https://e.org',
		'[^1]: x',
	],
	...[
		'<b>',
		'</p>',
		'<!-- level 2 -->',
		'<script>alert(1)</script>',
		'<https://e.org>',
		'&amp;',
		'&#65;',
		'&',
		'<',
		'"',
		"'",
	],
	...[
		' ',
		'  ',
		'x  ',
		'\u00a0',
		'\u2003',
		'\n',
		'\r\n',
		'\u2028',
		'\u0085',
		'\f',
		'\0',
		'\u0007',
		'\ufeff',
		'\u200b',
	],
	...[
		'Article 5',
		'Стаття 7',
		'§ 3',
		'PART I',
		'Annex',
		'Statuses',
		'(Clause · Open)',
		'•',
		'a. x',
		'i. ',
		'(a)',
		'{:x}',
	],
	...[
		'мир і безпека',
		'ґрунт',
		'e\u0301',
		'\u0301',
		'\u0338',
		'中文',
		'👩‍👩‍👧',
		'🇺🇦',
		'\u202eabc\u202c',
		'עברית',
		'\ue000',
		'\ue000n',
	],
	...['shall', 'withdraw', 'the', 'Parties', '.', ',', '“', '”', '—', '(', ')', ': ', '13'],
] as const

/** A piece of text: hostile words, any characters, or both together. */
export const anyText = fc
	.array(
		fc.oneof(
			{ weight: 5, arbitrary: fc.constantFrom(...HOSTILE) },
			fc.string({ unit: 'binary', maxLength: 6 })
		),
		{
			minLength: 1,
			maxLength: 6,
		}
	)
	.map((words) => words.join('').toWellFormed() || 'x')

const anyMarks = fc
	.record({
		em: fc.boolean(),
		strong: fc.boolean(),
		href: fc.option(
			fc.constantFrom(
				'https://example.org/x',
				'https://example.org/a(b)?c=1&amp=2&d',
				'mailto:x@example.org',
				'http://example.org/\\a_b*c[d]'
			),
			{ nil: undefined, freq: 5 }
		),
	})
	.map(({ em, strong, href }): Marks => {
		return {
			...(em && { em: true }),
			...(href !== undefined ? { link: { href } } : {}),
			...(strong && { strong: true }),
		}
	})

const anyInline = fc
	.tuple(
		fc.oneof(
			{ weight: 6, arbitrary: anyText.map((text) => ({ text })) },
			fc.constant({ inline: 'hard_break' })
		),
		fc.oneof(fc.constant({}), anyMarks)
	)
	.map(([piece, marks]): Inline => (Object.keys(marks).length === 0 ? piece : { ...piece, marks }))

/** The content of a block in canonical form. */
export const anyContent = fc.array(anyInline, { maxLength: 5 }).map(joined)

function joined(content: readonly Inline[]): Inline[] {
	const out: Inline[] = []
	for (const inline of content) {
		const last = out.at(-1)
		const isSame = JSON.stringify(last?.marks ?? {}) === JSON.stringify(inline.marks ?? {})
		if (last !== undefined && 'text' in last && 'text' in inline && isSame) {
			out[out.length - 1] = { ...last, text: last.text + inline.text }
		} else out.push(inline)
	}
	return out
}

type Tree =
	| {
			readonly type: string
			readonly attrs?: { readonly level: number }
			readonly content: Inline[]
	  }
	| { readonly list: string; readonly items: readonly (readonly Tree[])[] }

const { forest } = fc.letrec<{ forest: readonly Tree[]; node: Tree; leaf: Tree; list: Tree }>(
	(tie) => ({
		forest: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
		node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('list')),
		leaf: fc
			.tuple(anyContent, fc.option(fc.integer({ min: 1, max: 6 }), { freq: 4 }))
			.map(([content, level]): Tree =>
				level === null
					? { type: 'paragraph', content }
					: { type: 'heading', attrs: { level }, content }
			),
		list: fc
			.tuple(
				fc.constantFrom('bullet_list', 'ordered_list'),
				fc.array(tie('forest'), { minLength: 1, maxLength: 3 })
			)
			.map(([list, items]): Tree => ({ list, items })),
	})
)

/** Blocks as the text model gives them: paragraphs, headings, lists in lists. */
export const anyBlocks = forest.map((trees) => {
	let last = 0
	const next = () => `b${String(++last).padStart(7, '0')}`
	const flatten = (nodes: readonly Tree[], path: readonly (readonly [string, string])[]): Block[] =>
		nodes.flatMap((node) => {
			if ('list' in node) {
				const list = next()
				return node.items.flatMap((item) =>
					flatten(item, [...path, [node.list, list], ['list_item', next()]])
				)
			}
			const { type, attrs, content } = node
			return [
				{
					id: next(),
					type,
					...(attrs && { attrs }),
					...(path.length > 0 && { in: path }),
					content,
				},
			]
		})
	return flatten(trees, [])
})

const anyNumber = fc.oneof(
	fc.constantFrom(
		'',
		'1',
		'13',
		'7 bis',
		'Article 4',
		'[Article 3bis]',
		'PART I',
		'Стаття 5',
		'§ 12',
		'Annex A'
	),
	anyText
)

const anyHeading = fc.oneof(fc.constantFrom('', 'Security guarantees', 'Межі'), anyText)

const clauseId = (i: number): ClauseId => parseClauseId(`cl_${String(i).padStart(12, '0')}`)

const INSTANT = '2025-12-09T16:30:00.000Z'
const anyStanding: fc.Arbitrary<SnapshotStanding> = fc.oneof(
	fc.constant(NO_SNAPSHOT_STANDING),
	fc.record({
		reservations: fc.array(
			fc.record({
				delegation: fc.constantFrom('FR', 'UA'),
				kind: fc.constantFrom(...RESERVATION_KINDS),
				words: fc.oneof(fc.constant(''), anyText),
				enteredAt: fc.constant(INSTANT),
			}),
			{ maxLength: 2 }
		),
		legalForce: fc.oneof(
			fc.constant({ kind: 'political', setAt: INSTANT } as const),
			anyText.map((body) => {
				return { kind: 'subject-to-approval', body, state: 'asked', setAt: INSTANT } as const
			})
		),
		confirmations: fc.constantFrom(null, {
			confirmBy: INSTANT,
			delegations: [
				{ delegation: 'FR', confirmedAt: null, late: false },
				{ delegation: 'UA', confirmedAt: INSTANT, late: true },
			],
		}),
		packages: fc.array(
			fc.record({
				id: fc.constant(parsePackageId('pk_000000000001')),
				title: anyText,
				state: fc.constantFrom('open' as const, 'closed' as const),
			}),
			{ maxLength: 1 }
		),
	})
)

const anyClause = fc.record({
	number: anyNumber,
	kind: fc.constantFrom(
		'preamble' as const,
		'clause' as const,
		'annex' as const,
		'closing' as const
	),
	heading: anyHeading,
	status: fc.constantFrom(...DEFAULT_LADDER.map(({ id }) => id)),
	blocks: anyBlocks,
	brackets: fc.constant([]),
	standing: anyStanding,
})

/** A whole text in some state. */
export const anyOutgoing: fc.Arbitrary<OutgoingText> = fc
	.record({
		title: anyText,
		notice: fc.oneof(fc.constant(''), anyText),
		clauses: fc.array(anyClause, { minLength: 1, maxLength: 3 }),
		isFrozen: fc.boolean(),
	})
	.map(({ title, notice, clauses, isFrozen }) => ({
		...outgoing(clauses.map((clause, i) => ({ id: clauseId(i), ...clause }))),
		title,
		notice,
		...(isFrozen && { state: FROZEN }),
	}))

const FROZEN = {
	kind: 'frozen',
	position: 412,
	frozenAt: '2025-12-09T18:00:00.000Z',
	cause: 'deadline',
	digest: 'ab12cd34'.repeat(8),
} as const

/** A draft with these clauses. */
export function outgoing(clauses: readonly OutgoingClause[]): OutgoingText {
	return {
		title: 'London, 20-point framework',
		notice: 'Illustration, not a real text',
		language: 'en',
		round: 1,
		deadline: { at: '2025-12-09T18:00:00.000Z', zone: 'Europe/London' },
		state: { kind: 'draft', position: 31, asOf: '2025-12-08T09:05:07.000Z' },
		ladder: snapshotLadder(DEFAULT_LADDER),
		clauses,
	}
}

/** A draft of clauses that were imported, with ids in their order. */
export function outgoingOf(
	clauses: readonly (Pick<OutgoingClause, 'number' | 'kind' | 'heading' | 'blocks'> &
		Partial<Pick<OutgoingClause, 'brackets' | 'standing' | 'status'>>)[]
): OutgoingText {
	return outgoing(
		clauses.map((clause, i) => ({
			...{ id: clauseId(i), status: 'open', brackets: [], standing: NO_SNAPSHOT_STANDING },
			...clause,
		}))
	)
}

/** How many texts a property is tried with. */
export const RUNS = process.env['PARLEY_SCALE'] === 'long' ? 20_000 : 100
