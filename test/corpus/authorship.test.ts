import { createDocument, Provenance, readUpdate } from '@parley/schema'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { describeWithData } from '../support/data.ts'
import { scaled } from '../support/scale.ts'
import { replayTrace, type ReplayedTrace } from './traces.ts'

const FRIENDS = 'traces/concurrent/friendsforever.json.gz'
const MAKEFILE = 'traces/concurrent/git-makefile_A2.json.gz'

/** One character of the text by the unit that it is. */
interface Unit {
	readonly client: number
	readonly clock: number
	readonly character: string
}

/** What a trace says of whose the characters are: each is by whoever's edit brought it. */
class Truth {
	/** Every character of the text, in order. */
	readonly text: readonly Unit[]
	readonly #trace: ReplayedTrace
	readonly #doc = createDocument({ gc: false })
	readonly #sources = new Map<string, ReadonlySet<string>>()

	constructor(trace: ReplayedTrace) {
		this.#trace = trace
		for (const { bytes } of trace.entries) Y.applyUpdate(this.#doc, bytes)
		const text: Unit[] = []
		for (let item = this.#doc.getText('text')._start; item !== null; item = item.right)
			if (!item.deleted) text.push(...unitsOf(item, item.id.clock, item.id.clock + item.length))
		this.text = text
	}

	/** The author of a unit, `seat position`. */
	authorOf({ client, clock }: Unit): string {
		const { seat, position } = this.#trace.authorOf(client, clock)
		return `${seat} ${String(position)}`
	}

	/**
	 * The authors of the same character in what the edit that brought a unit took out of the text: whose it can be where it was moved (rule
	 * T52). The trace does not know of moving, it counts all to whoever did it; what was taken out can have been moved itself.
	 */
	formerAuthorsOf(unit: Unit): ReadonlySet<string> {
		const { position } = this.#trace.authorOf(unit.client, unit.clock)
		const name = `${String(position)} ${unit.character}`
		const known = this.#sources.get(name)
		if (known !== undefined) return known
		const authors = new Set<string>()
		this.#sources.set(name, authors)
		for (const source of this.#takenOutBy(position)) {
			if (source.character !== unit.character) continue
			authors.add(this.authorOf(source))
			for (const author of this.formerAuthorsOf(source)) authors.add(author)
		}
		return authors
	}

	*#takenOutBy(position: number): Generator<Unit> {
		const edit = readUpdate(this.#trace.entries[position - 1]?.bytes ?? new Uint8Array(), Infinity)
		if (!edit.ok) throw new RangeError(`the entry at ${String(position)} is no update`)
		for (const [client, ranges] of edit.deleted) {
			const structs = this.#doc.store.clients.get(client) ?? []
			for (const { from, to } of ranges) {
				for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
					const struct = structs[i]
					if (struct === undefined || struct.id.clock >= to) break
					if (struct instanceof Y.Item) yield* unitsOf(struct, from, to)
				}
			}
		}
	}
}

function unitsOf({ id, length, content }: Y.Item, from: number, to: number): readonly Unit[] {
	if (!(content instanceof Y.ContentString)) return []
	const start = Math.max(from, id.clock)
	const end = Math.min(to, id.clock + length)
	return Array.from({ length: end - start }, (_, i) => ({
		client: id.client,
		clock: start + i,
		character: content.str.charAt(start + i - id.clock),
	}))
}

describeWithData(
	'the traces of people who wrote at once',
	[FRIENDS, MAKEFILE],
	(friends, makefile) => {
		// The most that counts as moved is what was measured: the friends type and move nothing; what a commit takes out and puts in elsewhere it moves.
		test.each([
			['two friends', friends, scaled(4_000, Infinity), 0],
			['the authors of a makefile', makefile, scaled(250, Infinity), scaled(136, 1_809)],
		])('[T50] [T52] every character of %s has its author', (_, path, atMost, mostMoved) => {
			const trace = replayTrace(path, atMost)
			const truth = new Truth(trace)
			const index = new Provenance()
			for (const entry of trace.entries) index.add(entry)
			const found = index
				.read()
				.runs.flatMap(({ author, length }) =>
					Array.from({ length }, () => `${String(author.seat)} ${String(author.position)}`)
				)
			expect(found).toHaveLength(truth.text.length)
			if (atMost === Infinity && path === friends)
				expect(truth.text.map(({ character }) => character).join('')).toBe(trace.endContent)
			let moved = 0
			for (const [i, unit] of truth.text.entries()) {
				const author = found[i] ?? ''
				if (author === truth.authorOf(unit)) continue
				moved++
				const isFormer = truth.formerAuthorsOf(unit).has(author)
				if (!isFormer)
					expect.fail(`${unit.character} of ${truth.authorOf(unit)} was not ${author}'s before`)
			}
			console.log(`${String(found.length)} characters, ${String(moved)} of them moved`)
			expect(moved).toBeLessThanOrEqual(mostMoved)
		})
	}
)
