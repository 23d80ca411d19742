import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readBlocks, plainText, type Block } from './blocks.ts'
import { bracketKey } from './bracketKey.ts'
import {
	bracketChanges,
	bracketExtents,
	bracketLayers,
	bracketsWithWords,
	liftBracket,
	placeBracket,
	strikeBracket,
} from './brackets.ts'
import { bracketWatch } from './bracketWatch.ts'
import { createDocument, seed } from './document.ts'
import { readUpdate, type Edit } from './readUpdate.ts'
import { parleySchema } from './schema.ts'
import { buildDoc } from './tree.ts'
import { textOf } from './wire.ts'

const ID = '0v3k9m2p7q1x'
const OTHER = '1v3k9m2p7q1x'

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

/** The units at two indices of the text; a marker counts. */
function unitsAt(doc: Y.Doc, from: number, to: number) {
	const unitAt = (index: number) => {
		let at = 0
		for (let item = textOf(doc)._start; item !== null; item = item.right) {
			if (item.deleted || !item.countable) continue
			if (index < at + item.length)
				return { client: item.id.client, clock: item.id.clock + index - at }
			at += item.length
		}
		throw new RangeError('no such unit')
	}
	return [unitAt(from), unitAt(to)] as const
}

function under(doc: Y.Doc, id: string): string {
	return readBlocks(doc)
		.map(({ content }) =>
			content
				.map((piece) => ('text' in piece && piece.marks?.[bracketKey(id)] ? piece.text : ''))
				.join('')
		)
		.join('|')
}

/** The update that `write` makes in a copy of `doc`. */
function edit(doc: Y.Doc, write: (text: Y.Text) => void): Uint8Array {
	const copy = createDocument({ gc: false })
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
	const before = Y.encodeStateVector(copy)
	copy.transact(() => {
		write(textOf(copy))
	})
	return Y.encodeStateAsUpdate(copy, before)
}

test('[T60] a bracket goes around words, over paragraphs, in others and across them, and is lifted from all of them', () => {
	const doc = docOf('one two', 'three four')
	expect(placeBracket(doc, ID, ...unitsAt(doc, 5, 13))).toBe(true)
	expect(placeBracket(doc, OTHER, ...unitsAt(doc, 9, 18))).toBe(true)
	expect(under(doc, ID)).toBe('two|three')
	expect(under(doc, OTHER)).toBe('|three four')
	expect(bracketExtents(doc)).toEqual(
		new Map([
			[ID, { units: 8, pieces: 1 }],
			[OTHER, { units: 10, pieces: 1 }],
		])
	)
	liftBracket(doc, ID)
	expect(under(doc, ID)).toBe('|')
	expect(under(doc, OTHER)).toBe('|three four')
	expect(plainText(readBlocks(doc))).toBe('one two\nthree four')
})

test('[T60] nothing is placed on what does not stand there, or the wrong way round', () => {
	const doc = docOf('one two')
	const [first, last] = unitsAt(doc, 1, 3)
	expect(placeBracket(doc, ID, last, first)).toBe(false)
	expect(placeBracket(doc, ID, first, { client: 1, clock: 0 })).toBe(false)
	textOf(doc).delete(1, 1)
	expect(placeBracket(doc, ID, first, last)).toBe(false)
	const [marker] = unitsAt(doc, 0, 0)
	expect(placeBracket(doc, ID, marker, marker)).toBe(false)
	expect(bracketExtents(doc).size).toBe(0)
})

test('[T61] a struck bracket takes its words, and the paragraphs that it leaves empty', () => {
	const doc = docOf('one two', 'three', 'four five')
	placeBracket(doc, ID, ...unitsAt(doc, 5, 13))
	strikeBracket(doc, ID)
	expect(plainText(readBlocks(doc))).toBe('one \nfour five')
	expect(bracketExtents(doc).size).toBe(0)
	const whole = docOf('one')
	placeBracket(whole, ID, ...unitsAt(whole, 1, 3))
	strikeBracket(whole, ID)
	expect(readBlocks(whole).map(({ id, content }) => [id, content])).toEqual([['block000', []]])
})

test('[T62] an edit empties a bracket with its last words, and not with all but one', () => {
	const doc = docOf('one two three')
	placeBracket(doc, ID, ...unitsAt(doc, 5, 7))
	expect(
		bracketChanges(
			doc,
			edit(doc, (text) => {
				text.delete(5, 2)
			})
		)
	).toEqual({
		...{ emptied: [], reshaped: [], hasTooManyLayers: false },
	})
	expect(
		bracketChanges(
			doc,
			edit(doc, (text) => {
				text.delete(4, 6)
			})
		)
	).toEqual({
		...{ emptied: [ID], reshaped: [], hasTooManyLayers: false },
	})
	const moved = edit(doc, (text) => {
		text.delete(5, 3)
		text.insert(1, 'two', { [bracketKey(ID)]: true })
	})
	expect(bracketChanges(doc, moved)).toEqual({
		...{ emptied: [], reshaped: [], hasTooManyLayers: false },
	})
})

test('[T62] an edit reshapes a bracket that it sets, ends or cuts, and not by writing in it or beside it', () => {
	const doc = docOf('one two three')
	placeBracket(doc, ID, ...unitsAt(doc, 5, 7))
	const key = bracketKey(ID)
	const reshapedBy = (write: (text: Y.Text) => void) =>
		bracketChanges(doc, edit(doc, write)).reshaped
	expect(
		reshapedBy((text) => {
			text.format(5, 1, { [key]: null })
		})
	).toEqual([ID])
	expect(
		reshapedBy((text) => {
			text.format(1, 3, { [key]: true })
		})
	).toEqual([ID])
	expect(
		reshapedBy((text) => {
			text.insert(6, 'x', {})
		})
	).toEqual([ID])
	expect(
		reshapedBy((text) => {
			text.insert(6, 'x', { [key]: true })
		})
	).toEqual([])
	expect(
		reshapedBy((text) => {
			text.insert(5, 'x', {})
		})
	).toEqual([])
	expect(
		reshapedBy((text) => {
			text.insert(8, 'x', {})
		})
	).toEqual([])
	expect(
		reshapedBy((text) => {
			text.format(4, 4, { strong: true })
		})
	).toEqual([])
	// where the text ends, too: words that come next would stand under it
	placeBracket(doc, OTHER, ...unitsAt(doc, 9, 13))
	expect(
		reshapedBy((text) => {
			text.doc?.transact((transaction) => {
				for (let item = text._start; item !== null; item = item.right)
					if (item.right === null) item.delete(transaction)
			})
		})
	).toEqual([OTHER])
})

function read(update: Uint8Array): Edit {
	const read = readUpdate(update)
	if (!read.ok) throw new RangeError(read.reason)
	return read
}

test('[T63] deletions are told to empty a bracket exactly where they take all of its words', () => {
	let seed = 11
	const below = (limit: number): number => {
		seed = (seed * 48_271) % 2_147_483_647
		return seed % limit
	}
	let emptied = 0
	for (let run = 0; run < 60; run++) {
		const doc = docOf('one two three four', 'five six seven eight')
		const ids = [ID, OTHER]
		for (const id of ids) {
			const from = 1 + below(30)
			placeBracket(doc, id, ...unitsAt(doc, from, from + below(4)))
		}
		const watch = bracketWatch(doc)
		for (let step = 0; step < 12; step++) {
			const at = 1 + below(textOf(doc).length - 6)
			const update = edit(doc, (text) => {
				text.delete(at, 1 + below(5))
			})
			const told = watch.emptiedBy(ids, [read(update)])
			expect(told).toEqual(ids.filter((id) => bracketChanges(doc, update).emptied.includes(id)))
			emptied += told.length
			if (below(2) === 0) Y.applyUpdate(doc, update)
			if (textOf(doc).length < 12) break
			if (below(3) === 0) textOf(doc).insert(1 + below(8), 'xy')
		}
	}
	expect(emptied).toBeGreaterThan(20)
})

test('[T62] a bracket is cut by a word between two that stood together, also where another piece of it goes meanwhile', () => {
	const doc = docOf('one two three')
	placeBracket(doc, ID, ...unitsAt(doc, 1, 13))
	textOf(doc).format(8, 1, { [bracketKey(ID)]: null })
	const reshaped = (write: (text: Y.Text) => void) => bracketChanges(doc, edit(doc, write)).reshaped
	const cut = (text: Y.Text): void => {
		text.insert(5, 'not ', {})
	}
	expect(bracketExtents(doc).get(ID)?.pieces).toBe(2)
	expect(reshaped(cut)).toEqual([ID])
	const alsoDeletes = (text: Y.Text): void => {
		text.delete(9, 5)
		cut(text)
	}
	expect(reshaped(alsoDeletes)).toEqual([ID])
	// what stood at its end goes, and others come there
	const replaces = (text: Y.Text): void => {
		text.delete(5, 3)
		text.insert(5, 'not', {})
	}
	expect(reshaped(replaces)).toEqual([])
	const within = (text: Y.Text): void => {
		text.delete(4, 2)
		text.insert(4, 'x', { [bracketKey(ID)]: true })
	}
	expect(reshaped(within)).toEqual([])
})

test('[T62] [T63] words that are only suggested keep no bracket', () => {
	const doc = docOf('one two three')
	placeBracket(doc, ID, ...unitsAt(doc, 5, 7))
	textOf(doc).insert(6, 'x', { [bracketKey(ID)]: true, 'ins:mine00000001': true })
	expect(under(doc, ID)).toBe('txwo')
	const rest = edit(doc, (text) => {
		text.delete(7, 2)
		text.delete(5, 1)
	})
	expect(bracketWatch(doc).emptiedBy([ID], [read(rest)])).toEqual([ID])
	expect(bracketChanges(doc, rest).emptied).toEqual([ID])
	const own = edit(doc, (text) => {
		text.delete(6, 1)
	})
	expect(bracketWatch(doc).emptiedBy([ID], [read(own)])).toEqual([])
	expect(bracketChanges(doc, own).emptied).toEqual([])
	Y.applyUpdate(doc, rest)
	expect(bracketExtents(doc).get(ID)?.units).toBe(1)
	expect(bracketsWithWords(doc).has(ID)).toBe(false)
})

test('[T98] the brackets that are over each other are counted where there are the most, and of an edit that piles up more it is said at once', () => {
	const doc = docOf('one two three', 'four')
	const marks = (from: number, to: number) =>
		Object.fromEntries(
			Array.from({ length: to - from }, (_, i) => [bracketKey(`bracket${from + i + 10_000}`), true])
		)
	const text = textOf(doc)
	text.format(1, 5, { ...marks(0, 30), strong: true })
	text.format(4, 6, marks(30, 50))
	expect(bracketLayers(doc)).toBe(50)
	const changed = (write: (text: Y.Text) => void) => {
		const copy = createDocument({ gc: false })
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
		const before = Y.encodeStateVector(copy)
		write(textOf(copy))
		return bracketChanges(doc, Y.encodeStateAsUpdate(copy, before))
	}
	const tooMany = { emptied: [], reshaped: [], hasTooManyLayers: true }
	const one = (at: number) =>
		changed((copy) => {
			copy.format(at, 1, marks(50, 51))
		})
	expect(one(5)).toEqual(tooMany)
	expect(one(2).hasTooManyLayers).toBe(false)
	expect(one(8)).toEqual({
		...{ emptied: [], reshaped: ['bracket10050'], hasTooManyLayers: false },
	})
	// what has more already may have as many
	text.format(4, 2, marks(50, 60))
	expect(bracketLayers(doc)).toBe(60)
	expect(one(8).hasTooManyLayers).toBe(false)
	expect(
		changed((copy) => {
			copy.format(5, 1, marks(60, 61))
		})
	).toEqual(tooMany)
})

test('[T98] those of one’s own are counted by themselves, and of them ten may be over each other', () => {
	const doc = docOf('one two three')
	const id = (at: number): string => `bracket${at + 10_000}`
	const isOwn = (one: string): boolean => Number(one.slice(-2)) < 20
	const marks = (from: number, to: number) =>
		Object.fromEntries(
			Array.from({ length: to - from }, (_, i) => [bracketKey(id(from + i)), true])
		)
	const text = textOf(doc)
	text.format(1, 5, marks(0, 9))
	text.format(1, 5, marks(40, 52))
	text.format(4, 6, marks(9, 10))
	expect([bracketLayers(doc), bracketLayers(doc, isOwn)]).toEqual([22, 10])
	const isTooMany = (at: number, from: number, to: number): readonly boolean[] =>
		[isOwn, null].map((own) => {
			const copy = createDocument({ gc: false })
			Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
			const before = Y.encodeStateVector(copy)
			textOf(copy).format(at, 1, marks(from, to))
			return bracketChanges(doc, Y.encodeStateAsUpdate(copy, before), [], own).hasTooManyLayers
		})
	expect(isTooMany(5, 10, 11)).toEqual([true, false])
	expect(isTooMany(2, 10, 11)).toEqual([false, false])
	expect(isTooMany(5, 60, 70)).toEqual([false, false])
	expect(isTooMany(5, 20, 39)).toEqual([false, false])
	// what has more already may have as many
	text.format(4, 2, marks(10, 12))
	expect(isTooMany(8, 10, 12)).toEqual([false, false])
	expect(isTooMany(5, 12, 13)).toEqual([true, false])
})
