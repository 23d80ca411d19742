import {
	createBracketId,
	foldBrackets,
	NO_BRACKETS,
	parseInstant,
	type Brackets,
	type ClauseId,
	type DelegationId,
} from '@parley/domain'
import { importMarkdown, placeBrackets, toBlocks } from '@parley/formats'
import { openTestRoom, seededRandom, TestEditor } from '@parley/server/src/negotiation/testRoom.ts'
import { bracketKey, createBlockId, createDocument, seed, textOf, type Block } from '@parley/schema'
import type * as Y from 'yjs'
import { bracketedMarkdown } from './bracketedText.ts'
import { copyOf, Gate, quantile } from './gate.ts'

/** What an edit costs at the gate in a text full of brackets, or in the same text without any, in µs. */
export interface BracketGateFigures {
	/** Read, judged, placed, its brackets looked at, its clientID bound and counted in; without its commit. */
	readonly gateP50Us: number
	readonly gateP99Us: number
	/** Of the edits that delete. */
	readonly deleteP50Us: number
	/** Brought to the live text, with what keeps count of brackets there. */
	readonly appliedP50Us: number
	readonly faults: readonly string[]
}

/** Of how many edits the first is not counted. */
const WARM_UP_SHARE = 10
/** Of how many edits one deletes a character. */
const DELETES = 5

/**
 * Edits the first clause of a room with 1,100 brackets at places where its words stand seven deep, each edit by another of `clients`, who hold none of
 * them: four letters, then one deleted. In one process and without a socket.
 *
 * @param isBracketed whether the words are in brackets: otherwise the room has none
 */
export async function runBracketGate(
	{ clients, keys }: { readonly clients: number; readonly keys: number },
	isBracketed: boolean
): Promise<BracketGateFigures> {
	const room = await openTestRoom()
	const [clause] = room.clauses
	if (clause === undefined) throw new RangeError('an empty room')
	const { blocks, brackets } = bracketed(clause.id, isBracketed)
	const author = createDocument({ gc: false })
	seed(author, blocks)
	const gate = new Gate(room, copyOf(author), clients, false, brackets)
	const editor = await TestEditor.open(room, 0, 1)
	const draw = seededRandom(7)
	const places = deepPlaces(blocks)
	const gateMs: number[] = []
	const deleteMs: number[] = []
	const appliedMs: number[] = []
	const faults = new Set<string>()
	const warmUp = Math.ceil(keys / WARM_UP_SHARE)
	for (let key = 0; key < warmUp + keys; key++) {
		const at = places[Math.floor(draw() * places.length)] ?? 1
		author.clientID = 1 + Math.floor(draw() * clients)
		const bytes = updateOf(author, (text) => {
			if (key % DELETES === DELETES - 1) text.delete(at, 1)
			else text.insert(at, 'x')
		})
		const { answer, part } = gate.take(editor.offer(bytes))
		if (answer !== 'number') faults.add(`an edit was answered: ${answer}`)
		const began = performance.now()
		gate.commit()
		const applied = performance.now() - began
		if (key < warmUp) continue
		const took = part.reduce((sum, ms) => sum + ms, 0)
		gateMs.push(took)
		if (key % DELETES === DELETES - 1) deleteMs.push(took)
		appliedMs.push(applied)
	}
	await room.rooms.close()
	return {
		gateP50Us: quantile(gateMs, 0.5) * 1000,
		gateP99Us: quantile(gateMs, 0.99) * 1000,
		deleteP50Us: quantile(deleteMs, 0.5) * 1000,
		appliedP50Us: quantile(appliedMs, 0.5) * 1000,
		faults: [...faults],
	}
}

/** The first clause of the text, and all brackets of the room; its words without marks, and none, where they are not wanted. */
function bracketed(
	clause: ClauseId,
	isBracketed: boolean
): { readonly blocks: readonly Block[]; readonly brackets: Brackets } {
	const random = seededRandom(3)
	const text = placeBrackets(importMarkdown(bracketedMarkdown()), ['UA', 'GB', 'FR', 'DE'])
	const [first] = text.clauses
	if (first === undefined) throw new RangeError('a text without clauses')
	let brackets = NO_BRACKETS
	const keys = new Map<string, string>()
	for (const [index, one] of text.clauses.entries()) {
		for (const { key } of one.brackets) {
			const bracket = createBracketId(random)
			if (index === 0) keys.set(key, bracketKey(bracket))
			const act = {
				kind: 'bracket-placed',
				clause: index === 0 ? clause : (`cl_${String(index).padStart(12, '0')}` as ClauseId),
				bracket,
				holders: ['dl_of0nobody0here' as DelegationId],
				reason: '',
			} as const
			brackets = foldBrackets(brackets, act, null, parseInstant(0))
		}
	}
	const blocks = toBlocks(first, () => createBlockId(random)).map((block) => ({
		...block,
		content: block.content.map(({ marks = {}, ...inline }) => {
			const own = Object.keys(marks).map((key) => [keys.get(key) ?? key, true] as const)
			return isBracketed && own.length > 0 ? { ...inline, marks: Object.fromEntries(own) } : inline
		}),
	}))
	return isBracketed ? { blocks, brackets } : { blocks, brackets: NO_BRACKETS }
}

/** Places in the words of the longest paragraph, which stand in all brackets around them, away from its ends. */
function deepPlaces(blocks: readonly Block[]): readonly number[] {
	let at = 0
	let best = { from: 1, length: 0 }
	for (const { content } of blocks) {
		at++
		for (const inline of content) {
			const length = 'text' in inline ? inline.text.length : 1
			if (length > best.length) best = { from: at, length }
			at += length
		}
	}
	// what is put in and taken out shifts them, by far less than what is left free here
	return Array.from({ length: Math.floor(best.length / 2) }, (_, i) => best.from + i + 10)
}

function updateOf(doc: Y.Doc, write: (text: Y.Text) => void): Uint8Array {
	const updates: Uint8Array[] = []
	const take = (update: Uint8Array): void => {
		updates.push(update)
	}
	doc.on('update', take)
	write(textOf(doc))
	doc.off('update', take)
	const [update] = updates
	if (update === undefined) throw new Error('an edit made no update')
	return update
}
