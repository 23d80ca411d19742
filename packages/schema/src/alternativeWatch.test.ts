import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { alternativeChanges, mayChangeAlternatives } from './alternativeWatch.ts'
import { openAlternatives } from './decideAlternatives.ts'
import { createDocument, seed } from './document.ts'
import { readUpdate, type Edit } from './readUpdate.ts'
import { propertiesOf, propertyKey, textOf, type Path } from './wire.ts'

const GROUP = 'group0001'
const [A, B, C] = ['alter000A', 'alter000B', 'alter000C'] as const
const pathOf = (alternative: string, ...inner: Path): Path => [
	['alternatives', GROUP],
	['alternative', alternative],
	...inner,
]
const isOpen = (group: string): boolean => group === GROUP

function docOf(...blocks: readonly (readonly [string, Path])[]): Y.Doc {
	const doc = createDocument({ gc: false })
	const contentOf = (text: string) => (text === '' ? [] : [{ text }])
	seed(
		doc,
		blocks.map(([text, path], index) => ({
			...{ id: `block00${index}`, type: 'paragraph', content: contentOf(text) },
			...(path.length > 0 && { in: path }),
		}))
	)
	return doc
}

/** What `change` does to a copy of `doc`, as an update; under `client`, where that is told. */
function update(doc: Y.Doc, change: (copy: Y.Doc) => void, client?: number): Uint8Array {
	const copy = createDocument({ gc: false })
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
	if (client !== undefined) copy.clientID = client
	const before = Y.encodeStateVector(copy)
	const updates: Uint8Array[] = []
	copy.on('update', (bytes: Uint8Array) => updates.push(bytes))
	copy.transact(() => {
		change(copy)
	})
	return updates[0] ?? Y.encodeStateAsUpdate(copy, before)
}

function edit(bytes: Uint8Array): Edit {
	const read = readUpdate(bytes)
	if (!read.ok) throw new Error(read.reason)
	return read
}

/** What becomes of alternatives: `-A` for one that goes, `A>B` for words that come from one into another, `>A` for those that stood in none. */
function changes(doc: Y.Doc, bytes: Uint8Array, pending: readonly Uint8Array[] = []) {
	const letter = (id: string | undefined): string => id?.slice(-1) ?? ''
	const { removed, moves } = alternativeChanges(doc, bytes, pending, isOpen)
	return [
		...removed.map((id) => `-${letter(id)}`),
		...moves.map(({ from, to }) => `${letter(from)}>${letter(to)}`),
	].join(' ')
}

const may = (doc: Y.Doc, bytes: Uint8Array, pending: readonly Uint8Array[] = []): boolean =>
	mayChangeAlternatives(edit(bytes), doc, pending.map(edit), isOpen).may

/** `¶one¶two¶b¶bb¶end`, with `two` in A and `b`, `bb` in B. */
function five(): Y.Doc {
	const doc = docOf(['one', []], ['two', []], ['b', pathOf(B)], ['bb', pathOf(B)], ['end', []])
	const at = 5
	const unit = (index: number) => unitAt(doc, index)
	const newId = () => 'fresh0001'
	openAlternatives(doc, { group: GROUP, alternative: A }, [unit(at), unit(at)], newId)
	return doc
}

function unitAt(doc: Y.Doc, index: number): { client: number; clock: number } {
	let at = 0
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		if (item.deleted || !item.countable) continue
		if (index < at + item.length)
			return { client: item.id.client, clock: item.id.clock + index - at }
		at += item.length
	}
	throw new RangeError('no such unit')
}

const MARKERS = { one: 0, two: 4, b: 8, bb: 10, end: 13 } as const

test('[T68] what an edit does to alternatives is told, and nothing is tried where it can do nothing', () => {
	const doc = five()
	const marker = (index: number, path: Path, id = 'another01') =>
		update(doc, (copy) => {
			textOf(copy).insertEmbed(index, { block: id, ...(path.length > 0 && { in: path }) })
		})
	const deleting = (...stretches: readonly (readonly [from: number, length: number])[]) =>
		update(doc, (copy) => {
			for (const [from, length] of stretches) textOf(copy).delete(from, length)
		})
	const writing = (write: (properties: Y.Map<unknown>) => void) =>
		update(doc, (copy) => {
			write(propertiesOf(copy))
		})
	const key = propertyKey('block001', 'in')
	const cases: readonly (readonly [string, Uint8Array, string, boolean])[] = [
		['a marker goes: A joins the text before', deleting([MARKERS.two, 1]), '-A A>', true],
		['a whole alternative goes', deleting([MARKERS.two, 4]), '-A', true],
		['B joins A', deleting([MARKERS.b, 1]), 'B>A', true],
		['two of B are joined', deleting([MARKERS.bb, 1]), '', false],
		['a paragraph of B goes', deleting([MARKERS.bb, 3]), '', false],
		['both markers of B go', deleting([MARKERS.bb, 1], [MARKERS.b, 1]), '-B B>A', true],
		['the text behind joins B', deleting([MARKERS.end, 1]), '>B', true],
		['the first marker goes', deleting([MARKERS.one, 1]), '', false],
		[
			'its path is forgotten',
			writing((all) => {
				all.delete(key)
			}),
			'-A A>',
			true,
		],
		['it is moved', writing((all) => all.set(key, pathOf(B))), '-A A>B', true],
		[
			'it is put into a list within',
			writing((all) => all.set(key, pathOf(A, ['bullet_list', 'list0001']))),
			'',
			true,
		],
		['it becomes a heading', writing((all) => all.set('block003:type', 'heading')), '', false],
		[
			'something is typed',
			update(doc, (copy) => {
				textOf(copy).insert(9, 'x')
			}),
			'',
			false,
		],
		['words go', deleting([MARKERS.two + 1, 3]), '', false],
		['Enter in the text', marker(2, []), '', false],
		['Enter in A', marker(6, pathOf(A)), '', false],
		['Enter behind A', marker(8, pathOf(A)), '', false],
		['Enter in B', marker(12, pathOf(B)), '', false],
		['Enter at the very end', marker(17, []), '', false],
		['words are taken into B', marker(2, pathOf(B)), '>B', true],
		['words of A are taken into B', marker(6, pathOf(B)), 'A>B', true],
		['words of A are taken out', marker(6, []), 'A>', true],
		['a second block of the same id', marker(2, [], 'block001'), '>A', true],
		['an empty one of B behind A', marker(8, pathOf(B)), '', false],
		[
			'Enter in a group that is not open',
			marker(2, [
				['alternatives', 'group0002'],
				['alternative', C],
			]),
			'',
			false,
		],
	]
	for (const [name, bytes, does, mayDo] of cases) {
		expect([name, changes(doc, bytes)]).toEqual([name, does])
		expect([name, may(doc, bytes)]).toEqual([name, mayDo])
	}
})

test('[T68] edits that are not there yet are counted in: two that take one marker each take both', () => {
	const doc = docOf(['one', []], ['b', pathOf(B)], ['bb', pathOf(B)], ['c', pathOf(B)])
	const taking = (index: number) =>
		update(doc, (copy) => {
			textOf(copy).delete(index, 1)
		})
	const [first, second, third] = [taking(4), taking(6), taking(9)]
	expect(may(doc, third)).toBe(false)
	expect(may(doc, third, [first, second])).toBe(true)
	expect(changes(doc, third, [first, second])).toBe('-B B>')
	expect(changes(doc, third, [first])).toBe('')
})

/** The same numbers in every run (mulberry32). */
function seeded(seedNumber: number): (below: number) => number {
	let state = seedNumber
	return (below) => {
		state = (state + 0x6d2b79f5) | 0
		let t = Math.imul(state ^ (state >>> 15), 1 | state)
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
		return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
	}
}

test('[T68] whatever several people do at once, what is not tried changes nothing among alternatives', () => {
	const paths: readonly Path[] = [[], pathOf(A), pathOf(B), [['bullet_list', 'list0001']]]
	const ids = ['block001', 'block003', 'fresh0001', 'fresh0002', 'fresh0003', 'fresh0004']
	const tally = { tried: 0, spared: 0, changing: 0 }
	for (let run = 0; run < 1500; run++) {
		const below = seeded(run)
		const one = <T>(of: readonly T[]): T => {
			const found = of[below(of.length)]
			if (found === undefined) throw new RangeError('nothing to choose from')
			return found
		}
		const change = (copy: Y.Doc): void => {
			const text = textOf(copy)
			for (let i = below(3); i >= 0; i--) {
				const at = below(text.length)
				const what = below(12)
				if (what < 4) text.insert(at, one(['x', 'long words', 'y']))
				else if (what < 7) text.delete(at, Math.min(1 + below(3), text.length - at))
				else if (what < 11) {
					const path = one(paths)
					text.insertEmbed(at, { block: one(ids), ...(path.length > 0 && { in: path }) })
				} else if (below(2) === 0) propertiesOf(copy).set(propertyKey(one(ids), 'in'), one(paths))
				else propertiesOf(copy).set(propertyKey(one(ids), 'type'), 'heading')
			}
		}
		const doc = five()
		// what one of them does is there, another one's is on its way, and the third knows neither of both, or all
		const [first, second, third] = [100, 200, 300].map((client) =>
			update(doc, change, client + below(3))
		)
		if (first === undefined || second === undefined || third === undefined) throw new RangeError()
		const seesAll = below(3) === 0
		let judged = third
		const behind = createDocument({ gc: false })
		for (const known of [Y.encodeStateAsUpdate(doc), first, second]) Y.applyUpdate(behind, known)
		if (seesAll) judged = update(behind, change, 400)
		Y.applyUpdate(doc, first)
		const does = changes(doc, judged, [second])
		const isTried = may(doc, judged, [second])
		if (does !== '') tally.changing++
		if (isTried) tally.tried++
		else tally.spared++
		if (!isTried) expect([run, does]).toEqual([run, ''])
	}
	expect(tally.spared).toBeGreaterThan(200)
	expect(tally.changing).toBeGreaterThan(200)
})
