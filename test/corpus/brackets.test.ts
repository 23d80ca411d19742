import {
	decodeText,
	importMarkdown,
	importPlainText,
	placeAlternatives,
	placeBrackets,
	readingText,
	type BracketedText,
} from '@parley/formats'
import { RoomJson } from '@parley/protocol'
import { bracketKey } from '@parley/schema'
import { type ContentBlock, type Snapshot } from '@parley/snapshot'
import { afterEach, expect, test } from 'vitest'
import { describeWithData } from '../support/data.ts'
import { runParley } from '../support/parley.ts'
import { isLong } from '../support/scale.ts'
import { CODES, CorpusRoom, PEOPLE } from './room.ts'
import { bracketedTexts, importText } from './texts.ts'

/** How many brackets get holders before people edit. */
const HELD = 12

let room: CorpusRoom | null = null

afterEach(async () => {
	await room?.close()
	room = null
})

const brackets = (words: string) => words.match(/[[\]]/gu)?.length ?? 0

for (const text of bracketedTexts) {
	describeWithData(`the brackets of ${text.name}`, [text.file], () => {
		test('[I29] [I30] are accounted for, each and all', () => {
			const source = text.read()
			expect([source.split('[').length - 1, source.split(']').length - 1]).toEqual(text.counted)
			const imported = importText(source, text.format)
			// those of links are formatting
			const links = brackets(source) - brackets(readingText(imported))
			const { placed, held, flagged } = placeBrackets(imported, CODES).brackets
			expect({ placed, held, flagged, links }).toEqual({ held: 0, ...text.found })
			const stayed = Object.values(flagged).reduce((sum, count) => sum + count, 0)
			expect(2 * placed + stayed + links).toBe(brackets(source))
		})

		test('[I42] [I43] [I44] its options are alternatives beyond doubt, or text, and its brackets stay what they are', () => {
			const bracketed = placeBrackets(importText(text.read(), text.format), CODES)
			const { options, brackets: report, clauses } = placeAlternatives(bracketed)
			const stayed = new Map<string, number>()
			for (const { why, options: count } of options.places)
				stayed.set(why, (stayed.get(why) ?? 0) + count)
			const { groups, alternatives } = options
			expect({ groups, alternatives, stayed: Object.fromEntries(stayed) }).toEqual(text.options)
			expect(report).toEqual(bracketed.brackets)
			const contents = (all: typeof bracketed.clauses) =>
				all.map(({ blocks }) => blocks.map(({ content }) => content))
			expect(contents(clauses)).toEqual(contents(bracketed.clauses))
		})
	})
}

/** Those of which rounds go the whole way: in the short run, the smallest with brackets that are disputed. */
const ROUNDS = isLong
	? bracketedTexts
	: bracketedTexts.filter(({ file }) => file.endsWith('12-09.md'))

for (const text of ROUNDS) {
	describeWithData(`${text.name}, from its file to its files`, [text.file], () => {
		test(`[B7] [I33] ${PEOPLE} people edit among its brackets, it is frozen, verified, written out and read back`, async () => {
			room = await CorpusRoom.open(text)
			const { placed } = text.found
			expect(room.created.brackets).toMatchObject({ placed, flagged: text.found.flagged })
			await room.expectWhole()
			const open = await room.brackets()
			expect(open).toHaveLength(placed)
			expect(open.filter(({ placedBy }) => placedBy !== null)).toEqual([])
			await giveHolders(room, open)
			await room.editTogether()
			const snapshot = await room.freeze()
			expect(snapshot.clauses.flatMap(({ openBrackets }) => openBrackets)).toHaveLength(placed)
			await expectReadBack(room, snapshot)
		})
	})
}

/** The secretariat has some brackets held: by one delegation, or by both. */
async function giveHolders(
	{ secretariat }: CorpusRoom,
	open: Awaited<ReturnType<CorpusRoom['brackets']>>
): Promise<void> {
	const { delegations } = await secretariat.json('', RoomJson)
	for (const [index, { clause, id }] of open.slice(0, HELD).entries()) {
		for (const { id: delegation } of delegations.slice(index % 3 === 0 ? 0 : 1)) {
			const path = `/clauses/${clause}/brackets/${id}/holders`
			const { status } = await secretariat.fetch(path, { method: 'POST', body: { delegation } })
			expect(status).toBe(200)
		}
	}
}

/** A file of the frozen text has all its brackets around the same words, with the same holders. Those that begin together have no order. */
async function expectReadBack({ folder }: CorpusRoom, snapshot: Snapshot): Promise<void> {
	for (const [format, read] of [
		['md', importMarkdown],
		['txt', importPlainText],
	] as const) {
		const { out, code } = await runParley(folder, ['export', '--format', format])
		expect(code).toBe(0)
		const again = placeBrackets(read(decodeText(new TextEncoder().encode(out))), CODES)
		for (const [index, clause] of snapshot.clauses.entries()) {
			const left = [...inImport(again, index)]
			for (const bracket of inSnapshot(clause)) {
				const at = left.indexOf(bracket)
				if (at < 0) expect.fail(`${bracket} of ${clause.number} is not in ${format}`)
				left.splice(at, 1)
			}
			// two square brackets that are characters in the room come back as a bracket where somebody typed words between them
			expect(2 * left.length).toBeLessThanOrEqual(brackets(wordsOf(clause.content)))
		}
	}
}

/** The brackets of a clause that was read, as `words (holders)`. */
function inImport({ clauses }: BracketedText, index: number): readonly string[] {
	const { brackets = [], blocks = [] } = clauses[index] ?? {}
	return brackets.map(({ key, holders }) => said(blocks, key, holders))
}

function inSnapshot({ openBrackets, content }: Snapshot['clauses'][number]): readonly string[] {
	return openBrackets.map(({ id, holders }) => said(content, bracketKey(id), holders))
}

/** The words of blocks as they stand, those that are brackets among them only where they are characters. */
function wordsOf(blocks: readonly ContentBlock[]): string {
	return blocks
		.flatMap(({ content }) => content.map((inline) => ('text' in inline ? inline.text : '')))
		.join('')
}

function said(blocks: readonly ContentBlock[], key: string, holders: readonly string[]): string {
	const words = blocks.flatMap(({ content }) => {
		const under = content.filter(({ marks = {} }) => marks[key] === true)
		const line = under.map((inline) => ('text' in inline ? inline.text : ' ')).join('')
		return line === '' ? [] : [line]
	})
	return `${words.join(' / ')} (${holders.toSorted().join(', ')})`
}
