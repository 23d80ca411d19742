import { createDocument, Provenance } from '@parley/schema'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { describeWithData } from '../support/data.ts'
import { scaled } from '../support/scale.ts'
import { replayTrace, type ReplayedTrace } from './traces.ts'

const FRIENDS = 'traces/concurrent/friendsforever.json.gz'
const MAKEFILE = 'traces/concurrent/git-makefile_A2.json.gz'

/** One character of the text with its author: seat and position. */
interface Written {
	readonly character: string
	readonly author: string
	readonly position: number
}

/** Every character of the text with its author as the trace has it. */
function truthOf({ entries, authorOf }: ReplayedTrace): readonly Written[] {
	const doc = createDocument()
	doc.transact(() => {
		for (const { bytes } of entries) Y.applyUpdate(doc, bytes)
	})
	const written: Written[] = []
	for (let item = doc.getText('text')._start; item !== null; item = item.right) {
		if (item.deleted || !(item.content instanceof Y.ContentString)) continue
		for (const [i, character] of item.content.str.split('').entries()) {
			const { seat, position } = authorOf(item.id.client, item.id.clock + i)
			written.push({ character, author: `${seat} ${String(position)}`, position })
		}
	}
	return written
}

describeWithData(
	'the traces of people who wrote at once',
	[FRIENDS, MAKEFILE],
	(friends, makefile) => {
		test.each([
			['two friends', friends, scaled(4_000, Infinity)],
			['the authors of a makefile', makefile, scaled(250, Infinity)],
		])('[T50] every character of %s has its author', (_, path, atMost) => {
			const trace = replayTrace(path, atMost)
			const truth = truthOf(trace)
			const index = new Provenance()
			for (const entry of trace.entries) index.add(entry)
			const found = index
				.read()
				.runs.flatMap(({ author, length }) =>
					Array.from({ length }, () => `${String(author.seat)} ${String(author.position)}`)
				)
			expect(found).toHaveLength(truth.length)
			if (atMost === Infinity && path === friends)
				expect(truth.map(({ character }) => character).join('')).toBe(trace.endContent)
			// Words that their edit took out elsewhere were moved (rule T52); the trace counts them to whoever moved them.
			const moved = new Map<number, string[]>()
			for (const [i, { character, author, position }] of truth.entries()) {
				if (found[i] !== author) moved.set(position, [...(moved.get(position) ?? []), character])
			}
			for (const [position, characters] of moved) {
				const deleted = trace.deleted[position - 1]?.split('') ?? []
				for (const character of characters) {
					const at = deleted.indexOf(character)
					expect(at, `${character} of entry ${String(position)} was not moved`).not.toBe(-1)
					deleted.splice(at, 1)
				}
			}
		})
	}
)
