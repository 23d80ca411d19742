/** A text that is negotiated about: what mutants are made of there, and what of it may not be touched by them. */
import { type Random } from '@parley/domain'
import { type JsonObject } from '@parley/schema'
import { type TestEditor, type TestRoom, unitsOf } from '@parley/server/src/negotiation/testRoom.ts'
import type * as Y from 'yjs'
import { isRestyling } from '../convergence/deals/blocks.ts'
import { pick } from '../convergence/edits.ts'
import { insertersOf, unitsIn, wordsOf, type Unit } from '../convergence/deals/units.ts'

/** What names things of a negotiated text, for mutants to bring. */
export interface DealStock {
	/** Keys of marks with values that they may have, as JSON, and with others. */
	readonly marks: readonly (readonly [key: string, value: string])[]
	readonly oddMarks: readonly (readonly [key: string, value: string])[]
	/** With values so deep that Yjs itself cannot write them: only by hand. */
	readonly deepMarks: readonly (readonly [key: string, value: string])[]
	/** Embeds as JSON. */
	readonly embeds: readonly string[]
	/** Paths of blocks as JSON. */
	readonly paths: readonly string[]
}

/** Nothing is negotiated about. */
export const NO_DEALS: DealStock = { marks: [], oddMarks: [], deepMarks: [], embeds: [], paths: [] }

/** What Ukraine has offered, suggested and placed in a text. */
export interface Deals {
	readonly stock: DealStock
	/** The units of the text as it was then. */
	readonly units: readonly Unit[]
	readonly placeholders: ReadonlySet<string>
}

const MINE = 'ua0000000001'
const FORGED = 'fr0000000001'

/** How many lists within each other stand where no value is that deep. */
const DEEP = 10_000

/**
 * Ukraine makes the text alternative A and offers B, suggests words, the end of others, links and what blocks would become, and says that something
 * is missing; the forger, who speaks for France, owns nothing of it.
 */
export async function deal(test: TestRoom, honest: TestEditor): Promise<Deals> {
	const [clause, seat] = [test.clauses[0], test.seats[0]]
	if (clause === undefined || seat === undefined) throw new Error('no clause or seat')
	const now = { seat, receivedAt: test.clock.now() }
	const words = await unitsOf(test.room, test.document, 'parties')
	const opened = await test.room.openAlternatives({ clause: clause.id, ...words, ...now })
	if (opened.kind !== 'decided') throw new Error(`nothing opened: ${opened.reason}`)
	const { id: group } = opened.decided
	const text = { kind: 'words', paragraphs: ['No party agrees.'] } as const
	const offered = await test.room.offerAlternative({ clause: clause.id, group, text, ...now })
	if (offered.kind !== 'decided') throw new Error(`nothing offered: ${offered.reason}`)
	const placed = await test.room.placePlaceholder({
		...{ clause: clause.id, behind: words.last, what: 'amount', words: 'amount in euro' },
		...{ owner: null, due: null, ...now },
	})
	if (placed.kind !== 'decided') throw new Error(`nothing placed: ${placed.reason}`)
	await honest.pull()
	const suggested = honest.change((own) => {
		own.insert(4, 'seven ', { [`ins:${MINE}`]: true })
		own.format(1, 3, { [`del:${MINE}`]: true })
		own.format(1, 2, { [`setLink:${MINE}`]: { href: 'https://example.org/' } })
		own.format(3, 4, { [`endLink:${MINE}`]: true })
		for (const [at, { block }] of unitsIn(honest.doc).entries())
			if (block !== null) own.format(at, 1, { [`setBlock:${MINE}`]: headingOf(block.id) })
	})
	const { kind } = await test.room.offer(honest.offer(suggested))
	if (kind !== 'accepted') throw new Error(`nothing suggested: ${kind}`)
	const { id } = placed.decided
	const ids = offered.decided.group.alternatives.map((one) => one.id)
	const paths = [...ids, 'alternative0001'].map((one) =>
		JSON.stringify([
			['alternatives', group],
			['alternative', one],
		])
	)
	return {
		stock: {
			...marksFor(unitsIn(honest.doc).flatMap(({ block }) => block?.id ?? [])),
			embeds: [
				...[id, 'unplaced0001'].map((one) =>
					JSON.stringify({ inline: 'placeholder', attrs: { id: one } })
				),
				...paths.map((path, i) => `{"block":"dealt00000${i}","in":${path}}`),
			],
			paths: [...paths, '[]'],
		},
		units: unitsIn(honest.doc),
		placeholders: new Set([id]),
	}
}

function headingOf(block: string): JsonObject {
	return { block, type: 'heading', attrs: { level: 2 } }
}

type Values = Readonly<Record<string, readonly unknown[]>>

/** Marks of Ukraine's suggestion and of one of the forger's own, as they may be for `blocks`, and with values that none may have. */
function marksFor(blocks: readonly string[]): Pick<DealStock, 'marks' | 'oddMarks' | 'deepMarks'> {
	const [first = '', last = ''] = [blocks[0], blocks.at(-1)]
	const list = [
		['bullet_list', `bl.${first}`],
		['list_item', `li.${first}`],
	]
	const link = { href: 'https://example.org/' }
	const good: Values = {
		...{ ins: [true], del: [true], setEm: [true], endLink: [true], setLink: [link] },
		setBlock: [
			...[first, last, 'dealt000000', 'nowhere00000'].map(headingOf),
			...[list, []].map((path) => ({ block: first, type: 'paragraph', in: path })),
			{ block: last, in: list },
		],
	}
	const hrefs = ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'a b', 1, null]
	const odd: Values = {
		ins: [{}, 'odd'],
		setEm: [link],
		endLink: [link, false],
		setLink: [true, {}, { ...link, rel: 'me' }, ...hrefs.map((href) => ({ href }))],
		setBlock: [
			...[true, [], 'odd', ...['__proto__', 'a:b', 'x'.repeat(300), '\ud800'].map(headingOf)],
			// of no model
			...[{ type: 'chart' }, { type: 'heading', attrs: { level: 9 } }, { attrs: { level: 2 } }, {}],
			...[
				{ type: 'paragraph', attrs: { onclick: 'alert(1)' } },
				{ type: 'heading', more: true },
			],
			// nowhere that a block may stand
			...[[['bullet_list']], [list[0], 'odd'], 'odd', [['table', 'tt.block001']]].map(placeIn),
			...[[['alternative', 'first0000001']], Array.from({ length: 40 }, () => list).flat()].map(
				placeIn
			),
		].map((value) => (isObject(value) ? { block: first, ...value } : value)),
	}
	const deep = '['.repeat(DEEP) + ']'.repeat(DEEP)
	const tooDeep = [
		`{"block":"${first}","in":${deep}}`,
		`{"block":"${first}","type":"heading","attrs":${deep}}`,
	]
	return {
		marks: marksOf(good),
		oddMarks: marksOf(odd),
		deepMarks: [
			...tooDeep.map((value) => [`setBlock:${FORGED}`, value] as const),
			[`setLink:${FORGED}`, `{"href":${deep}}`],
			[`del:${MINE}`, deep],
		],
	}
}

function placeIn(path: unknown): object {
	return { in: path }
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && !Array.isArray(value)
}

function marksOf(values: Values): DealStock['marks'] {
	return Object.entries(values).flatMap(([does, all]) =>
		all.flatMap((value) =>
			[MINE, FORGED].map((id) => [`${does}:${id}`, JSON.stringify(value)] as const)
		)
	)
}

/** The key and the value of a mark, as JSON, that a mutant sets: one that it may have mostly. */
export function anyMark(
	{ marks, oddMarks }: DealStock,
	random: Random
): readonly [key: string, value: string] {
	const from = random() < 0.75 ? marks : oddMarks
	return from[pick(random, from.length)] ?? ['', 'null']
}

/**
 * What became of `deals` in `live` that no edit of France may do; null where nothing is wrong. Words may go, save those that Ukraine would insert and
 * the last ones of its alternatives.
 *
 * @param honest the client under which Ukraine writes
 */
export function broken({ units, placeholders }: Deals, live: Y.Doc, honest: number): string | null {
	const now = unitsIn(live)
	const old = new Map(units.map((unit) => [unit.id, unit]))
	const left = new Set(now.map(({ id }) => id))
	const blocks = new Set(units.map(({ block }) => block?.id))
	for (const unit of units) {
		if (insertersOf(unit).length > 0 && !left.has(unit.id))
			return `${unit.character} is gone, which Ukraine would insert`
		const { place } = unit
		if (place !== null && !now.some((one) => one.place?.alternative === place.alternative))
			return `the alternative ${place.alternative} is gone`
	}
	for (const unit of now) {
		const was = old.get(unit.id)
		const said = suggestedOf(unit)
		if (was === undefined) {
			const isForged =
				said.some((one) => one.startsWith('setBlock:')) && !blocks.has(unit.block?.id)
			if (isForged && !unit.id.startsWith(`${honest}:`))
				return `the block ${unit.block?.id ?? ''} came under what Ukraine would make of others`
			if (insertersOf(unit).includes(MINE) && !unit.id.startsWith(`${honest}:`))
				return `${unit.character} came under what Ukraine would insert`
		} else {
			const before = suggestedOf(was)
			if (said.join() !== before.join())
				return `what Ukraine suggests of ${unit.character} is ${said.join()}, not ${before.join()}`
		}
		if (unit.placeholder !== null && !placeholders.has(unit.placeholder))
			return `a placeholder stands there that nobody placed`
	}
	for (const unit of wordsOf(now)) {
		const was = old.get(unit.id)
		if (was !== undefined && was.place?.alternative !== unit.place?.alternative)
			return `${unit.character} stands in another alternative`
	}
	return null
}

/** What Ukraine suggests of a unit: of words nothing that is said of blocks, and of a block nothing that is said of others. */
function suggestedOf(unit: Unit): readonly string[] {
	return [...unit.marks]
		.filter(([key]) => key.endsWith(`:${MINE}`))
		.filter(([key]) => !key.startsWith('setBlock:') || isRestyling(unit, key))
		.map(([key, value]) => `${key}=${value}`)
		.toSorted()
}

/** The place `at` of a text, or the one before the words that somebody would insert: there nobody else writes. */
export function outsideInsertions(doc: Y.Doc, at: number): number {
	const units = unitsIn(doc)
	let place = at
	for (let unit = units[place - 1]; unit !== undefined; unit = units[--place - 1])
		if (insertersOf(unit).length === 0) return place
	return place
}
