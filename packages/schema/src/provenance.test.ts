import { parseInstant, parseLogPosition, parseSeatId, type SeatId } from '@parley/domain'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createDocument } from './document.ts'
import { Provenance, type ProvenanceEntry } from './provenance.ts'
import { textOf } from './wire.ts'

const ANNA = parseSeatId('st_anna00000000')
const BORYS = parseSeatId('st_borys0000000')

/** A clause that two write in turn, each with the other's words, as entries of a log. */
class Clause {
	readonly entries: ProvenanceEntry[] = []
	readonly #docs = new Map<SeatId | null, Y.Doc>()

	/** Who does `change` in one entry; gives its position. */
	by(seat: SeatId | null, change: (text: Y.Text) => void): number {
		const doc = this.doc(seat)
		const before = Y.encodeStateVector(doc)
		const names: Uint8Array[] = []
		const take = (update: Uint8Array) => names.push(update)
		doc.on('update', take)
		doc.transact(() => {
			change(textOf(doc))
		}, seat)
		doc.off('update', take)
		return this.log(seat, names[0] ?? Y.encodeStateAsUpdate(doc, before))
	}

	/** The document of a seat, with everything that is logged. */
	doc(seat: SeatId | null): Y.Doc {
		let doc = this.#docs.get(seat)
		if (doc === undefined) {
			doc = createDocument()
			doc.clientID = this.#docs.size + 1
			this.#docs.set(seat, doc)
		}
		for (const { bytes } of this.entries) Y.applyUpdate(doc, bytes, 'log')
		return doc
	}

	log(seat: SeatId | null, bytes: Uint8Array): number {
		const position = this.entries.length + 1
		const receivedAt = parseInstant(1000 * position)
		this.entries.push({ seat, bytes, receivedAt, position: parseLogPosition(position) })
		return position
	}

	/** Each run as `words:seat@position`, and each deletion as `words:author>deleter@position`. */
	read(): { runs: readonly string[]; copies: readonly string[]; deletions: readonly string[] } {
		const index = new Provenance()
		for (const entry of this.entries) index.add(entry)
		const { runs, deletions } = index.read()
		const [text] = [textOf(this.doc(ANNA)).toDelta() as { insert: unknown }[]]
		const blocks = new Map<string, string>()
		let block = 'b0'
		for (const { insert } of text) {
			if (typeof insert === 'string') blocks.set(block, (blocks.get(block) ?? '') + insert)
			else block = (insert as { block: string }).block
		}
		const words = ({ block: id, offset, length }: (typeof runs)[number]) =>
			blocks.get(id)?.slice(offset, offset + length) ?? ''
		return {
			runs: runs.map(
				(run) => `${words(run)}:${name(run.author.seat)}@${String(run.author.position)}`
			),
			copies: runs.flatMap((run) =>
				run.copied.length > 0 ? [`${words(run)}<${run.copied.map(name).join()}`] : []
			),
			deletions: deletions.map(
				({ words: gone, author, deleted, block: id, offset }) =>
					`${gone ?? '-'}:${name(author.seat)}>${name(deleted.seat)}@${String(deleted.position)} ${id}+${String(offset)}`
			),
		}
	}
}

function name(seat: SeatId | null): string {
	return seat === null ? 'base' : seat === ANNA ? 'anna' : 'borys'
}

const marker = (text: Y.Text, at: number, id: string) => {
	text.insertEmbed(at, { block: id })
}

function begun(): Clause {
	const clause = new Clause()
	clause.by(null, (text) => {
		marker(text, 0, 'first000')
		text.insert(1, 'The parties shall withdraw.')
	})
	return clause
}

test('[T50] every character is by the seat whose entry brought it; what was imported is by nobody', () => {
	const clause = begun()
	clause.by(ANNA, (text) => {
		text.insert(13, 'jointly ')
	})
	clause.by(BORYS, (text) => {
		marker(text, 5, 'second00')
	})
	expect(clause.read().runs).toEqual([
		'The :base@1',
		'parties :base@1',
		'jointly :anna@2',
		'shall withdraw.:base@1',
	])
})

test('[T54] a deletion has its place, who deleted and whose words they were; what came and went at once was never there', () => {
	const clause = begun()
	clause.by(ANNA, (text) => {
		text.insert(13, 'jointly ')
	})
	clause.by(BORYS, (text) => {
		text.delete(5, 12)
	})
	clause.by(BORYS, (text) => {
		text.insert(1, 'x')
		text.delete(1, 1)
	})
	expect(clause.read().deletions).toEqual([
		'parties :base>borys@3 first000+4',
		'join:anna>borys@3 first000+4',
	])
})

test('[T51] what an undo brings back is by whoever wrote it, and was not deleted', () => {
	const clause = begun()
	const doc = clause.doc(ANNA)
	const undo = new Y.UndoManager(textOf(doc), { trackedOrigins: new Set([ANNA]) })
	clause.by(ANNA, (text) => {
		text.delete(5, 8)
	})
	expect(clause.read().deletions).toHaveLength(1)
	const before = Y.encodeStateVector(doc)
	undo.undo()
	clause.log(ANNA, Y.encodeStateAsUpdate(doc, before))
	expect(clause.read()).toEqual({
		runs: ['The :base@1', 'parties :base@1', 'shall withdraw.:base@1'],
		copies: [],
		deletions: [],
	})
})

test('[T51] what is brought back right behind what was typed there meanwhile, in one update, is by whoever wrote it', () => {
	const clause = begun()
	const doc = clause.doc(ANNA)
	const text = textOf(doc)
	const undo = new Y.UndoManager(text, { trackedOrigins: new Set([ANNA]) })
	const before = Y.encodeStateVector(doc)
	text.insert(5, 'jointly ')
	doc.transact(() => {
		text.delete(13, 20)
	}, ANNA)
	undo.undo()
	text.insert(33, '!')
	clause.log(ANNA, Y.encodeStateAsUpdate(doc, before))
	expect(clause.read()).toEqual({
		runs: [
			'The :base@1',
			'jointly :anna@2',
			'parties shall withdr:base@1',
			'!:anna@2',
			'aw.:base@1',
		],
		copies: [],
		deletions: [],
	})
})

test('[T51] whoever types a letter before the same one, which another deletes at that moment, wrote it', () => {
	const clause = begun()
	const anna = clause.doc(ANNA)
	clause.by(BORYS, (text) => {
		text.delete(5, 1)
	})
	const before = Y.encodeStateVector(anna)
	textOf(anna).insert(5, 'p')
	clause.log(ANNA, Y.encodeStateAsUpdate(anna, before))
	const { runs, deletions } = clause.read()
	expect(runs).toEqual(['The :base@1', 'p:anna@3', 'arties shall withdraw.:base@1'])
	expect(deletions).toEqual(['p:base>borys@2 first000+5'])
})

test('[T52] a block, and a passage of several blocks, that is moved keeps its authors', () => {
	const clause = begun()
	clause.by(ANNA, (text) => {
		marker(text, text.length, 'second00')
		text.insert(text.length, 'No troops. ')
		marker(text, text.length, 'third000')
		text.insert(text.length, 'No flights.')
	})
	const words = clause.read().runs
	clause.by(BORYS, (text) => {
		text.delete(28, 24)
		marker(text, 0, 'second00')
		text.insert(1, 'No troops. ')
		marker(text, 12, 'third000')
		text.insert(13, 'No flights.')
	})
	const { runs, deletions } = clause.read()
	expect(runs.toSorted()).toEqual(words.toSorted())
	expect(deletions).toEqual([])
})

test('[T52] words that one entry takes out and puts in elsewhere keep their authors; fewer than 8 are written anew', () => {
	const clause = begun()
	clause.by(BORYS, (text) => {
		text.delete(18, 10)
		text.insert(1, ' withdraw.')
	})
	clause.by(BORYS, (text) => {
		text.delete(11, 4)
		text.insert(1, 'The ')
	})
	expect(clause.read().runs).toEqual(['The :borys@3', ' withdraw.:base@1', 'parties shall:base@1'])
})

test('[T53] what is pasted is by whoever pasted it, and names whose words it repeats, unless they are its own', () => {
	const clause = begun()
	const summit = 'All agree on the plan of the summit.'
	clause.by(ANNA, (text) => {
		text.insert(text.length, 'The parties shall withdraw.')
	})
	clause.by(ANNA, (text) => {
		text.insert(text.length, summit)
	})
	clause.by(ANNA, (text) => {
		text.insert(text.length, summit)
	})
	expect(clause.read().copies).toEqual(['The parties shall withdraw.<base'])
	clause.by(BORYS, (text) => {
		text.delete(55, summit.length)
	})
	clause.by(BORYS, (text) => {
		text.insert(1, summit)
	})
	const { runs, copies } = clause.read()
	expect(copies[0]).toBe(`${summit}<anna`)
	expect(runs[0]).toBe(`${summit}:borys@6`)
})

test('[T55] a payload without its words has no author, and the rest stands', () => {
	const clause = begun()
	clause.by(ANNA, (text) => {
		text.insert(13, 'secret ')
	})
	clause.by(BORYS, (text) => {
		text.insert(text.length, ' Now.')
	})
	const kept = clause.entries[1]
	// The update of an insertion at that place of which only the length is left.
	const withheld = Uint8Array.from([1, 1, 2, 0, 0xc1, 1, 13, 1, 14, 7, 0])
	if (kept) clause.entries[1] = { ...kept, bytes: withheld }
	const index = new Provenance()
	for (const entry of clause.entries) index.add(entry)
	const { runs, deletions } = index.read()
	expect(runs.map(({ length, author }) => [length, name(author.seat)])).toEqual([
		[27, 'base'],
		[5, 'borys'],
	])
	expect(deletions).toEqual([])
})
