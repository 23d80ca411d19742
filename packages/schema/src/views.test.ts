import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { plainText, readBlocks, type Block } from './blocks.ts'
import { bracketIdOf, bracketKey } from './bracketKey.ts'
import { liftBracket } from './brackets.ts'
import { createDocument, seed } from './document.ts'
import { parleySchema } from './schema.ts'
import { SUGGESTION_FAMILIES, suggestionKey, suggestionOfKey } from './suggestionKey.ts'
import { acceptSuggestion } from './suggestions.ts'
import { buildDoc } from './tree.ts'
import { cleanBlocks, onlyMarksOf } from './views.ts'
import { textOf } from './wire.ts'

const [UA, FR, OURS] = ['suggestionUA', 'suggestionFR', 'suggestion0X'] as const
const IDS = [UA, FR, OURS] as const
const BRACKET = 'bracket00001'

const id = fc.constantFrom(...IDS)
const place = fc.nat({ max: 60 })
const step = fc.oneof(
	fc.record({ do: fc.constant('insert' as const), at: place, ids: fc.subarray([...IDS]) }),
	fc.record({ do: fc.constant('split' as const), at: place, ids: fc.subarray([...IDS]) }),
	fc.record({
		do: fc.constant('mark' as const),
		at: place,
		length: fc.integer({ min: 1, max: 20 }),
		key: fc.oneof(
			fc
				.tuple(fc.constantFrom(...SUGGESTION_FAMILIES), id)
				.map(([family, of]) => suggestionKey(family, of)),
			fc.constantFrom('strong', 'em', bracketKey(BRACKET))
		),
	})
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function docOf(...paragraphs: readonly string[]): Y.Doc {
	const doc = createDocument({ gc: false })
	const blocks = paragraphs.map((text, index): Block => ({
		id: `block00${index}`,
		type: 'paragraph',
		content: text === '' ? [] : [{ text }],
	}))
	seed(doc, buildDoc(parleySchema, blocks))
	return doc
}

/** A text that three have made suggestions in, over each other's, too. */
function suggestedIn(steps: readonly Step[]): Y.Doc {
	const doc = docOf('One two three.', 'Four five.', 'Six')
	const text = textOf(doc)
	for (const [index, one] of steps.entries()) {
		const at = 1 + (one.at % text.length)
		if (one.do === 'mark') {
			text.format(at - 1, Math.min(one.length, text.length - at + 1), { [one.key]: true })
			continue
		}
		const marks = Object.fromEntries(one.ids.map((of) => [suggestionKey('ins', of), true]))
		if (one.do === 'insert') text.insert(at, `<${index}>`, marks)
		else text.insertEmbed(at, { block: `split00${index}` }, marks)
	}
	return doc
}

const steps = fc.array(step, { maxLength: 14 })

test('[T77] the clean view is what accepting all of them one after the other gives, with brackets lifted', () => {
	fc.assert(
		fc.property(steps, fc.shuffledSubarray([...IDS], { minLength: IDS.length }), (made, order) => {
			const doc = suggestedIn(made)
			const clean = cleanBlocks(readBlocks(doc), order)
			const answered = new Set<string>()
			for (const one of order) {
				answered.add(one)
				acceptSuggestion(doc, one, (other) => !answered.has(other))
			}
			liftBracket(doc, BRACKET)
			expect(clean).toEqual(readBlocks(doc))
		}),
		{ numRuns: 1_000 }
	)
})

/** Every key of a mark that stands in `blocks`. */
function keysIn(blocks: readonly Block[]): readonly string[] {
	return blocks.flatMap(({ marks = {}, content }) => [
		...Object.keys(marks),
		...content.flatMap((piece) => Object.keys(piece.marks ?? {})),
	])
}

const anyMarks = fc.dictionary(
	fc.oneof(
		fc
			.tuple(fc.constantFrom(...SUGGESTION_FAMILIES, 'bracket', 'other'), id)
			.map((key) => key.join(':')),
		fc.constantFrom('strong', 'ins', 'ins:', ':')
	),
	fc.constantFrom(true, false, 'odd'),
	{ maxKeys: 4 }
)
const anyBlocks: fc.Arbitrary<Block[]> = fc.array(
	fc.record(
		{
			id: fc.string(),
			type: fc.string(),
			marks: anyMarks,
			content: fc.array(
				fc.oneof(
					fc.record({ text: fc.string(), marks: anyMarks }, { requiredKeys: ['text'] }),
					fc.record({ inline: fc.string(), marks: anyMarks }, { requiredKeys: ['inline'] })
				),
				{ maxLength: 5 }
			),
		},
		{ requiredKeys: ['id', 'type', 'content'] }
	),
	{ maxLength: 5 }
)

test('[T77] [T78] whatever the blocks are, a clean view has no mark of a suggestion or bracket, and a view of some sides only theirs', () => {
	fc.assert(
		fc.property(anyBlocks, fc.subarray([...IDS]), (blocks, some) => {
			const before = structuredClone(blocks)
			for (const key of keysIn(cleanBlocks(blocks, some))) {
				expect([suggestionOfKey(key), bracketIdOf(key)]).toEqual([undefined, undefined])
			}
			const shows = (one: string): boolean => some.some((other) => other === one)
			const view = onlyMarksOf(blocks, { suggestion: shows, bracket: shows })
			for (const key of keysIn(view)) {
				const of = suggestionOfKey(key)?.id ?? bracketIdOf(key)
				expect(of === undefined || shows(of)).toBe(true)
			}
			expect(blocks).toEqual(before)
			// the first block is never taken out
			expect(view[0]?.id).toBe(blocks[0]?.id)
			expect(cleanBlocks(blocks, some)[0]?.id).toBe(blocks[0]?.id)
		}),
		{ numRuns: 1_000 }
	)
})

test('[T78] the marks of all sides together are the text as it is marked', () => {
	fc.assert(
		fc.property(steps, (made) => {
			const blocks = readBlocks(suggestedIn(made))
			const all = (): boolean => true
			expect(onlyMarksOf(blocks, { suggestion: all, bracket: all })).toEqual(blocks)
		})
	)
})

test('[T78] of others nothing is seen that they would insert, and what they would delete or format stands as words', () => {
	const doc = docOf('Parties shall act.', 'Second.')
	const text = textOf(doc)
	text.format(9, 5, { [suggestionKey('del', FR)]: true })
	text.format(15, 3, { [suggestionKey('setEm', FR)]: true })
	text.insert(9, 'may ', { [suggestionKey('ins', FR)]: true })
	text.insert(9, 'must ', { [suggestionKey('ins', UA)]: true })
	text.insertEmbed(9, { block: 'splitbyFR' }, { [suggestionKey('ins', FR)]: true })
	text.format(1, 7, { [bracketKey(BRACKET)]: true })
	const view = onlyMarksOf(readBlocks(doc), {
		suggestion: (one) => one === UA,
		bracket: () => false,
	})
	expect(view.map(({ content }) => content)).toEqual([
		[
			{ text: 'Parties ' },
			{ text: 'must ', marks: { [suggestionKey('ins', UA)]: true } },
			{ text: 'shall act.' },
		],
		[{ text: 'Second.' }],
	])
	// words that two would insert are seen with either
	text.format(9, 14, { [suggestionKey('ins', UA)]: true })
	const both = onlyMarksOf(readBlocks(doc), {
		suggestion: (one) => one === FR,
		bracket: () => true,
	})
	expect(plainText(both)).toContain('may')
})

test('[T79] what still stands under the mark of one that was answered is no word of a clean text', () => {
	const doc = docOf('Parties act.')
	const text = textOf(doc)
	text.insert(9, 'XX ', { [suggestionKey('ins', FR)]: true })
	text.insert(9, 'shall ', { [suggestionKey('ins', UA)]: true, [suggestionKey('del', FR)]: true })
	expect(plainText(cleanBlocks(readBlocks(doc), [UA]))).toBe('Parties shall act.')
	expect(plainText(cleanBlocks(readBlocks(doc), [UA, FR]))).toBe('Parties XX act.')
	expect(plainText(cleanBlocks(readBlocks(doc), [FR, UA]))).toBe('Parties shall XX act.')
})
