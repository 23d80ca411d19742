import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { plainText, readBlocks, type Block } from './blocks.ts'
import { bracketIdOf, bracketKey } from './bracketKey.ts'
import { bracketExtents } from './brackets.ts'
import { createDocument, seed } from './document.ts'
import { offerWords } from './offerWords.ts'
import { parleySchema } from './schema.ts'
import { buildDoc } from './tree.ts'
import { textOf } from './wire.ts'

const STANDING = '0v3k9m2p7q1x'
const OFFERED = '1v3k9m2p7q1x'
const OTHER = '2v3k9m2p7q1x'

function docOf(...paragraphs: readonly string[]): Y.Doc {
	const doc = createDocument({ gc: false })
	const blocks = paragraphs.map((text, index): Block => ({
		id: `block00${index}`,
		type: 'paragraph',
		content: [{ text }],
	}))
	seed(doc, buildDoc(parleySchema, blocks))
	return doc
}

/** The unit at an index of the text; a marker counts. */
function unitAt(doc: Y.Doc, index: number) {
	let at = 0
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		if (item.deleted || !item.countable) continue
		if (index < at + item.length)
			return { client: item.id.client, clock: item.id.clock + index - at }
		at += item.length
	}
	throw new RangeError('no such unit')
}

/** Sets a mark from one index up to and with another. */
function mark(doc: Y.Doc, key: string, from: number, to: number): void {
	textOf(doc).format(from, to - from + 1, { [key]: true })
}

function offer(doc: Y.Doc, from: number, to: number, words = 'should'): boolean {
	return offerWords(doc, {
		...{ first: unitAt(doc, from), last: unitAt(doc, to), words },
		...{ standing: STANDING, offered: OFFERED },
	})
}

/** The text with its marks: `[0 …]` for a bracket by the first letter of its id, `strong:` and the like for others. */
function look(doc: Y.Doc): string {
	return readBlocks(doc)
		.map(({ content }) =>
			content
				.map((piece) => {
					if (!('text' in piece)) return '?'
					const keys = Object.keys(piece.marks ?? {}).map((key) => bracketIdOf(key)?.[0] ?? key)
					return keys.length === 0 ? piece.text : `<${keys.toSorted().join()} ${piece.text}>`
				})
				.join('')
		)
		.join('|')
}

test('[T88] words go into a bracket, and others right behind them into another, with a space between', () => {
	const doc = docOf('They shall act.')
	expect(offer(doc, 6, 10)).toBe(true)
	expect(look(doc)).toBe('They <0 shall> <1 should> act.')
	expect(plainText(readBlocks(doc))).toBe('They shall should act.')
	expect([...bracketExtents(doc)]).toEqual([
		[STANDING, { units: 5, pieces: 1 }],
		[OFFERED, { units: 6, pieces: 1 }],
	])
})

test('[T88] they may end the text or a paragraph, and go over several', () => {
	const doc = docOf('They act', 'at once', 'and so on')
	expect(offer(doc, 6, 11, 'later')).toBe(true)
	expect(look(doc)).toBe('They <0 act>|<0 at> <1 later> once|and so on')
	const ending = docOf('They act', 'so')
	expect(offer(ending, 6, 8, 'wait')).toBe(true)
	expect(look(ending)).toBe('They <0 act> <1 wait>|so')
	// the marker of the next paragraph is no word of them
	const over = docOf('They act', 'so')
	expect(offer(over, 6, 9, 'wait')).toBe(true)
	expect(plainText(readBlocks(over))).toBe('They act wait\nso')
})

test('[T88] they are set as the character before them, and stand in no suggestion', () => {
	const doc = docOf('They shall act.')
	mark(doc, 'strong', 6, 10)
	mark(doc, 'ins:4fT0aP1z0000', 6, 14)
	offer(doc, 6, 10)
	expect(look(doc)).toBe(
		'They <0,ins:4fT0aP1z0000,strong shall><strong  ><1,strong should><ins:4fT0aP1z0000  act>.'
	)
})

test('[T88] a bracket around the choice goes around the other words too, and is in one piece', () => {
	// beginning before the choice and going on behind it; ending with it; beginning in it
	for (const [from, to] of [
		[1, 14],
		[1, 10],
		[8, 14],
	] as const) {
		const doc = docOf('They shall act.')
		mark(doc, bracketKey(OTHER), from, to)
		offer(doc, 6, 10)
		expect(bracketExtents(doc).get(OTHER)?.pieces).toBe(1)
		expect(look(doc)).toContain('<1,2 should>')
	}
})

test('[T88] a bracket that holds the chosen words alone, begins with them or ends among them does not hold the others', () => {
	for (const [from, to] of [
		[6, 10],
		[1, 8],
		[7, 10],
	] as const) {
		const doc = docOf('They shall act.')
		mark(doc, bracketKey(OTHER), from, to)
		offer(doc, 6, 10)
		expect(bracketExtents(doc).get(OTHER)).toEqual({ units: to - from + 1, pieces: 1 })
		expect(look(doc)).toContain('<1 should>')
	}
})

test('[T88] nothing is written for words that do not stand there', () => {
	const doc = docOf('They shall act.')
	const gone = { client: 1, clock: 0 }
	const [first, last] = [unitAt(doc, 6), unitAt(doc, 10)]
	const ids = { standing: STANDING, offered: OFFERED, words: 'should' }
	expect(offerWords(doc, { ...ids, first, last: gone })).toBe(false)
	expect(offerWords(doc, { ...ids, first: last, last: first })).toBe(false)
	const marker = unitAt(doc, 0)
	expect(offerWords(doc, { ...ids, first: marker, last: marker })).toBe(false)
	textOf(doc).delete(10, 1)
	expect(offerWords(doc, { ...ids, first, last })).toBe(false)
	expect(look(doc)).toBe('They shal act.')
})
