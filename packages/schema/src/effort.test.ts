import { parseInstant, parseLogPosition, parseSeatId, type SeatId } from '@parley/domain'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createDocument } from './document.ts'
import { Provenance } from './provenance.ts'
import { textOf } from './wire.ts'

const ANNA = parseSeatId('st_anna00000000')
const BORYS = parseSeatId('st_borys0000000')

/** A clause and its index: each change is one entry of a seat. */
class Indexed {
	readonly index = new Provenance()
	readonly #doc = createDocument({ gc: false })
	#position = 0

	by(seat: SeatId, change: (text: Y.Text) => void): void {
		const before = Y.encodeStateVector(this.#doc)
		const names: Uint8Array[] = []
		const take = (update: Uint8Array) => names.push(update)
		this.#doc.on('update', take)
		this.#doc.transact(() => {
			change(textOf(this.#doc))
		})
		this.#doc.off('update', take)
		const bytes = names[0] ?? Y.encodeStateAsUpdate(this.#doc, before)
		const position = parseLogPosition(++this.#position)
		this.index.add({ seat, bytes, position, receivedAt: parseInstant(1000 * position) })
	}
}

const PASSAGE = 'The parties shall withdraw all forces within ninety days of the signature.'

/** Anna moves many blocks to where other things were deleted, over and over: the dearest there is to look at. */
function wear(clause: Indexed, times: number): void {
	const ids = Array.from({ length: 60 }, (_, i) => `block${String(i).padStart(5, '0')}`)
	let word = 0
	clause.by(ANNA, (text) => {
		for (const id of ids) {
			text.insertEmbed(text.length, { block: id })
			text.insert(text.length, 'some words of it '.repeat(4))
		}
	})
	const { length } = ids
	for (let i = 0; i < times; i++) {
		clause.by(ANNA, (text) => {
			const own = text.length - length * 69
			text.delete(own, length * 69)
			for (const id of ids) {
				text.insertEmbed(text.length, { block: id })
				text.insert(text.length, String(word++).padStart(68, '0'))
			}
		})
	}
}

function copiesIn({ index }: Indexed): readonly (string | null)[] {
	return index.read().runs.flatMap(({ author, copied }) => (copied.length > 0 ? [author.seat] : []))
}

test('[T58] who has moved words over and over has no effort left for what they paste; others have', () => {
	const clause = new Indexed()
	clause.by(BORYS, (text) => {
		text.insert(0, PASSAGE)
	})
	const paste = (text: Y.Text) => {
		text.insert(0, PASSAGE)
	}
	clause.by(ANNA, paste)
	expect(copiesIn(clause)).toEqual([ANNA])
	wear(clause, 20)
	clause.by(ANNA, paste)
	expect(copiesIn(clause)).toEqual([ANNA])
	const other = parseSeatId('st_clara0000000')
	clause.by(other, paste)
	expect(copiesIn(clause)).toEqual([other, ANNA])
})
