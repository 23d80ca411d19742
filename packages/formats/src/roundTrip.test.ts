import { blockTree, type ContentBlock, type TextNode } from '@parley/snapshot'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pictured } from './characters.ts'
import { decodeText } from './decode.ts'
import { oneLine } from './characters.ts'
import { type ImportedText } from './imported.ts'
import { readJson } from './jsonIn.ts'
import { writeJson } from './jsonOut.ts'
import { listBlocks } from './listing.ts'
import { importMarkdown } from './markdown.ts'
import { writeMarkdown } from './markdownOut.ts'
import { type OutgoingText } from './outgoing.ts'
import { importPlainText } from './plain.ts'
import { writePlain } from './plainOut.ts'
import { anyOutgoing, RUNS } from './testTexts.ts'

/** A file on its way through a disk and the check of what may be imported; letters that were lost before are not ours to refuse. */
function throughFile(written: string): string {
	return decodeText(new TextEncoder().encode(written), { allowDamage: true })
}

const heads = (text: Pick<OutgoingText, 'clauses'> | ImportedText) =>
	text.clauses.map(({ kind, number, heading }) => [kind, oneLine(number), oneLine(heading)])

/** The tree of a clause without its ids. */
function shape(blocks: readonly ContentBlock[]): unknown {
	const bare = (node: TextNode): unknown => {
		if (node.kind === 'container') return [node.type, node.children.map(bare)]
		const { type, attrs, content } = node.block
		return { type, attrs, content: content.map(shown) }
	}
	return blockTree(blocks).map(bare)
}

function shown(inline: ContentBlock['content'][number]): unknown {
	return 'text' in inline ? { ...inline, text: pictured(inline.text).normalize('NFC') } : inline
}

/** What plain text can say of a clause: marks of items, how deep, and lines. */
function lines(blocks: readonly ContentBlock[]): unknown {
	return listBlocks(blocks).map(({ block, marks, depth }) => {
		const words = block.content
			.map((inline) => ('text' in inline ? pictured(inline.text) : '\n'))
			.join('')
		const own = words.normalize('NFC').split(/\r\n?|[\n\u2028\u2029]/)
		return { marks: marks.map(({ text }) => text), depth, lines: own }
	})
}

test('[I22] Markdown comes back with the same clauses, blocks, lists, levels and marks', () => {
	fc.assert(
		fc.property(anyOutgoing, (text) => {
			const again = importMarkdown(throughFile(writeMarkdown(text)))
			expect(again.title).toBe(oneLine(text.title))
			expect(heads(again)).toEqual(heads(text))
			expect(again.clauses.map(({ blocks }) => shape(blocks))).toEqual(
				text.clauses.map(({ blocks }) => shape(blocks))
			)
		}),
		{ numRuns: RUNS }
	)
})

test('[I21] plain text comes back with the same clauses, lines and items', () => {
	fc.assert(
		fc.property(anyOutgoing, (text) => {
			const again = importPlainText(throughFile(writePlain(text)))
			expect(heads(again)).toEqual(heads(text))
			expect(again.clauses.map(({ blocks }) => lines(blocks))).toEqual(
				text.clauses.map(({ blocks }) => lines(blocks))
			)
		}),
		{ numRuns: RUNS }
	)
})

test('[I23] JSON comes back as the same value, and the value as the same bytes', () => {
	fc.assert(
		fc.property(anyOutgoing, (text) => {
			const written = writeJson(text)
			expect(readJson(written)).toEqual(text)
			expect(writeJson(readJson(written))).toBe(written)
		}),
		{ numRuns: RUNS }
	)
})
