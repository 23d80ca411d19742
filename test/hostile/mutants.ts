import { type Random } from '@parley/domain'
import {
	bracketKey,
	createBlockId,
	createDocument,
	liftBracket,
	strikeBracket,
} from '@parley/schema'
import { writeUint8, writeVarString, writeVarUint } from 'lib0/encoding'
import * as Y from 'yjs'
import { editAtRandom, pick } from '../convergence/edits.ts'
import { anyMark, outsideInsertions, type DealStock } from './mutantDeals.ts'
import { behind, between, CONTENT, inRoot, rawUpdate, words, type WriteStruct } from './updates.ts'

/** What honest sessions have made, for mutants to be made of. */
export interface Stock {
	/** Updates of edits of every kind, and what clients send when they connect. */
	readonly updates: readonly Uint8Array[]
	/** ClientIDs that have written, with the clocks they have used up. */
	readonly clocks: readonly (readonly [client: number, clock: number])[]
	/** The brackets of the text; none in most texts. */
	readonly brackets: readonly string[]
	/** What is negotiated about in it; nothing in most texts. */
	readonly deals: DealStock
}

/**
 * Updates that people make who have `state`, each with one edit of a session of their own, and what they send when they come back. Where
 * there are `brackets`, they do to these what only holders may, too.
 */
export function honestStock(
	state: Uint8Array,
	random: Random,
	people: number,
	{ brackets, deals }: Pick<Stock, 'brackets' | 'deals'>
): Stock {
	const updates: Uint8Array[] = []
	const known = new Y.Doc()
	Y.applyUpdate(known, state)
	for (let person = 0; person < people; person++) {
		const doc = createDocument()
		Y.applyUpdate(doc, state)
		doc.clientID = 1 + pick(random, 2 ** 32 - 1)
		const before = Y.encodeStateVector(doc)
		const undo = new Y.UndoManager([doc.getText('text'), doc.getMap('blocks')], {
			captureTimeout: 0,
		})
		doc.on('update', (update: Uint8Array) => updates.push(update))
		editAtRandom(doc, random, `w${person}`)
		editAtRandom(doc, random, 'слово 😀')
		undo.undo()
		undo.destroy()
		const bracket = brackets[pick(random, brackets.length)]
		if (bracket !== undefined) touchBracket(doc, bracket, random)
		if (deals.marks.length > 0) touchDeals(doc, deals, random)
		updates.push(Y.encodeStateAsUpdate(doc, before), Y.encodeStateAsUpdate(doc))
		doc.destroy()
	}
	const clocks = [...Y.decodeStateVector(Y.encodeStateVector(known))]
	known.destroy()
	return { updates, clocks, brackets, deals }
}

/** Takes the mark or the words of a bracket away, or sets its mark somewhere. */
function touchBracket(doc: Y.Doc, bracket: string, random: Random): void {
	const kind = random()
	if (kind < 0.3) liftBracket(doc, bracket)
	else if (kind < 0.6) strikeBracket(doc, bracket)
	else {
		const text = doc.getText('text')
		const at = 1 + pick(random, text.length - 1)
		const length = 1 + pick(random, text.length - at)
		text.format(at, length, { [bracketKey(bracket)]: random() < 0.5 ? true : null })
	}
}

/** Sets or ends a mark of a suggestion, brings something named, or writes where a block stands. */
function touchDeals(doc: Y.Doc, deals: DealStock, random: Random): void {
	const { embeds, paths } = deals
	const text = doc.getText('text')
	const at = 1 + pick(random, text.length - 1)
	const kind = random()
	const embed: unknown = JSON.parse(embeds[pick(random, embeds.length)] ?? '{}')
	const path: unknown = JSON.parse(paths[pick(random, paths.length)] ?? '[]')
	const [key, json] = anyMark(deals, random)
	const value: unknown = JSON.parse(json)
	if (kind < 0.2)
		text.format(at, Math.min(4, text.length - at), { [key]: random() < 0.5 ? value : null })
	else if (kind < 0.3) text.format(0, 1, { [key]: random() < 0.7 ? value : null })
	else if (kind < 0.5) text.insert(at, 'dealt', { [key]: value })
	else if (kind < 0.7 && typeof embed === 'object' && embed !== null) text.insertEmbed(at, embed)
	else if (kind < 0.9) {
		const [block] = [...doc.getMap('blocks').keys()].filter((one) => one.endsWith(':in'))
		if (block !== undefined) doc.getMap('blocks').set(block, path)
	} else text.delete(at, Math.min(8, text.length - at))
}

/** Somebody who types a few keys now and then, each time under a new clientID, and sees nobody else. */
export class Typist {
	readonly #doc = createDocument()
	readonly #updates: Uint8Array[] = []
	readonly #named: Pick<Stock, 'brackets' | 'deals'>

	/** @param state the text as it was at first */
	constructor(state: Uint8Array, named: Pick<Stock, 'brackets' | 'deals'>) {
		Y.applyUpdate(this.#doc, state)
		this.#doc.on('update', (update: Uint8Array) => this.#updates.push(update))
		this.#named = named
	}

	/** A few keys with a pair among them, and the clocks of these keys alone. */
	type(random: Random): Stock {
		const client = 1 + pick(random, 2 ** 32 - 1)
		this.#doc.clientID = client
		const text = this.#doc.getText('text')
		const place = behindPair(text, 1 + pick(random, text.length))
		const { marks } = this.#named.deals
		const at = marks.length === 0 ? place : outsideInsertions(this.#doc, place)
		text.insert(at, 'a😀b')
		if (random() < 0.5) text.insert(at + 1, 'c')
		else text.delete(at + 1, 2)
		const clock = Y.getState(this.#doc.store, client)
		return {
			updates: this.#updates.splice(0),
			clocks: [[client, clock]],
			...this.#named,
		}
	}

	close(): void {
		this.#doc.destroy()
	}
}

/** The place `at` of a text, or the one behind it where that lies between the halves of a pair: no editor writes there. */
function behindPair(text: Y.Text, at: number): number {
	let left = at
	for (let item = text._start; item !== null; item = item.right) {
		if (item.deleted || !item.countable) continue
		if (left <= item.length) {
			const { content } = item
			const before = content instanceof Y.ContentString ? content.str.charCodeAt(left - 1) : 0
			return (before & 0xfc00) === 0xd800 ? at + 1 : at
		}
		left -= item.length
	}
	return at
}

/** An update that no honest client sends: an honest one with wrong bytes, two in one, or structs of any kind put anywhere. */
export function mutant(stock: Stock, random: Random): Uint8Array {
	const { updates } = stock
	const any = (): Uint8Array => updates[pick(random, updates.length)] ?? new Uint8Array()
	const kind = random()
	if (kind < 0.65) {
		let bytes = any()
		for (let left = 1 + pick(random, 3); left > 0; left--) bytes = wrongBytes(bytes, any(), random)
		return bytes
	}
	if (kind < 0.7) return Y.mergeUpdates([any(), any()])
	return wrongStructs(stock, random)
}

/** The beginnings and ends of Yjs' numbers, and bytes that mean something to it. */
const NOTABLE = [0, 1, 2, 4, 5, 6, 8, 10, 0x7f, 0x80, 0x84, 0x85, 0xc4, 0xff]

function wrongBytes(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
	const at = pick(random, bytes.length + 1)
	const notable = NOTABLE[pick(random, NOTABLE.length)] ?? 0
	switch (pick(random, 6)) {
		case 0:
			return spliced(bytes, at, 1, [notable])
		case 1:
			return spliced(bytes, at, 1, [pick(random, 256)])
		case 2:
			return spliced(bytes, at, 0, [notable])
		case 3:
			return spliced(bytes, at, 1 + pick(random, 4), [])
		case 4: {
			const from = pick(random, other.length + 1)
			return spliced(bytes, at, pick(random, 8), other.subarray(from, from + pick(random, 16)))
		}
		default:
			return bytes.subarray(0, at)
	}
}

function spliced(
	bytes: Uint8Array,
	at: number,
	removed: number,
	put: ArrayLike<number>
): Uint8Array {
	const rest = bytes.subarray(Math.min(bytes.length, at + removed))
	const made = new Uint8Array(at + put.length + rest.length)
	made.set(bytes.subarray(0, at))
	made.set(put, at)
	made.set(rest, at + put.length)
	return made
}

/** A few structs that can be read, of clients that exist or not, behind units that exist or not. */
function wrongStructs(stock: Stock, random: Random): Uint8Array {
	const { clocks } = stock
	const [client, used] = clocks[pick(random, clocks.length)] ?? [1, 0]
	const unit = (): readonly [number, number] => {
		const [of, end] = clocks[pick(random, clocks.length)] ?? [1, 0]
		return [of, pick(random, end + 2)]
	}
	const isOwn = random() < 0.6
	const own = 1 + pick(random, 2 ** 32 - 1)
	// some only delete: nearly all of these are taken
	const count = pick(random, 6) === 0 ? 0 : 1 + pick(random, 4)
	const structs = Array.from({ length: count }, () => {
		const [kind, write] = anyContent(stock, random)
		const place = random()
		if (place < 0.3) return behind(...unit(), kind, write)
		if (place < 0.6) return between(random() < 0.9 ? unit() : null, unit(), kind, write)
		return inRoot(kind, write, place < 0.9 ? 'text' : 'blocks')
	})
	const clock = isOwn ? (pick(random, 10) < 8 ? 0 : pick(random, 2 ** 31)) : used + pick(random, 3)
	const deleted = Array.from({ length: pick(random, 3) }, () => {
		const [of, from] = unit()
		return { client: of, clock: from, length: 1 + pick(random, 5) }
	})
	const bringing = count === 0 ? [] : [{ client: isOwn ? own : client, clock, structs }]
	return rawUpdate(bringing, deleted)
}

type Content = readonly [kind: number, write: WriteStruct]

const FIXED: readonly Content[] = [
	[CONTENT.string, words('ab')],
	[CONTENT.string, words('😀')],
	[CONTENT.string, words('\u0000\u202e')],
	[CONTENT.embed, words(JSON.stringify({ inline: 'hard_break' }))],
	[CONTENT.embed, words('{"block":"b0"}')],
	[CONTENT.format, pair('strong', 'true')],
	[CONTENT.format, pair('em', 'null')],
	[CONTENT.format, pair('link', '{"href":"https://example.org"}')],
	[CONTENT.any, pairOfAny('paragraph')],
	[CONTENT.gc, number(1)],
	[CONTENT.skip, number(1)],
]

function anyContent({ brackets, deals }: Stock, random: Random): Content {
	const bracket = random() < 0.2 ? brackets[pick(random, brackets.length)] : undefined
	if (bracket !== undefined)
		return [CONTENT.format, pair(bracketKey(bracket), random() < 0.5 ? 'true' : 'null')]
	if (deals.marks.length > 0 && random() < 0.3) {
		const deep = random() < 0.05 ? deals.deepMarks[pick(random, deals.deepMarks.length)] : undefined
		const [key, value] = deep ?? anyMark(deals, random)
		const embed = deals.embeds[pick(random, deals.embeds.length)] ?? ''
		if (random() < 0.5) return [CONTENT.format, pair(key, random() < 0.5 ? value : 'null')]
		return [CONTENT.embed, words(embed)]
	}
	const which = pick(random, FIXED.length + 4)
	const fixed = FIXED[which]
	if (fixed !== undefined) return fixed
	switch (which - FIXED.length) {
		case 0:
			return [CONTENT.deleted, number(1 + pick(random, 5))]
		case 1:
			return [CONTENT.type, number(pick(random, 7))]
		case 2:
			return [CONTENT.embed, words(JSON.stringify({ block: createBlockId(random) }))]
		default: {
			const block = createBlockId(random)
			return [CONTENT.embed, words(JSON.stringify({ block, type: 'heading', attrs: { level: 2 } }))]
		}
	}
}

function number(value: number): WriteStruct {
	return (encoder) => {
		writeVarUint(encoder, value)
	}
}

function pair(key: string, value: string): WriteStruct {
	return (encoder) => {
		writeVarString(encoder, key)
		writeVarString(encoder, value)
	}
}

/** One value of type string (119). */
function pairOfAny(value: string): WriteStruct {
	return (encoder) => {
		writeVarUint(encoder, 1)
		writeUint8(encoder, 119)
		writeVarString(encoder, value)
	}
}
