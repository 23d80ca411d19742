/** A text that is negotiated about: what mutants are made of there, and what of it may not be touched by them. */
import { type TestEditor, type TestRoom, unitsOf } from '@parley/server/src/negotiation/testRoom.ts'
import type * as Y from 'yjs'
import { insertersOf, unitsIn, wordsOf, type Unit } from '../convergence/deals/units.ts'

/** What names things of a negotiated text, for mutants to bring. */
export interface DealStock {
	/** Keys of marks. */
	readonly keys: readonly string[]
	/** Embeds as JSON. */
	readonly embeds: readonly string[]
	/** Paths of blocks as JSON. */
	readonly paths: readonly string[]
}

/** Nothing is negotiated about. */
export const NO_DEALS: DealStock = { keys: [], embeds: [], paths: [] }

/** What Ukraine has offered, suggested and placed in a text. */
export interface Deals {
	readonly stock: DealStock
	/** The units of the text as it was then. */
	readonly units: readonly Unit[]
	readonly placeholders: ReadonlySet<string>
}

const MINE = 'ua0000000001'

/**
 * Ukraine makes the text alternative A and offers B, suggests words and the end of others, and says that something is missing; the forger, who
 * speaks for France, owns nothing of it.
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
			keys: ['ins', 'del', 'setEm'].flatMap((does) => [`${does}:${MINE}`, `${does}:fr0000000001`]),
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
	for (const unit of units) {
		if (insertersOf(unit).length > 0 && !left.has(unit.id))
			return `${unit.character} is gone, which Ukraine would insert`
		const { place } = unit
		if (place !== null && !now.some((one) => one.place?.alternative === place.alternative))
			return `the alternative ${place.alternative} is gone`
	}
	for (const unit of now) {
		const was = old.get(unit.id)
		const marks = [...unit.marks.keys()].filter((key) => key.endsWith(`:${MINE}`))
		if (was === undefined) {
			if (insertersOf(unit).includes(MINE) && !unit.id.startsWith(`${honest}:`))
				return `${unit.character} came under what Ukraine would insert`
		} else {
			const before = [...was.marks.keys()].filter((key) => key.endsWith(`:${MINE}`))
			if (marks.toSorted().join() !== before.toSorted().join())
				return `what Ukraine suggests of ${unit.character} is ${marks.join()}, not ${before.join()}`
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

/** The place `at` of a text, or the one before the words that somebody would insert: there nobody else writes. */
export function outsideInsertions(doc: Y.Doc, at: number): number {
	const units = unitsIn(doc)
	let place = at
	for (let unit = units[place - 1]; unit !== undefined; unit = units[--place - 1])
		if (insertersOf(unit).length === 0) return place
	return place
}
