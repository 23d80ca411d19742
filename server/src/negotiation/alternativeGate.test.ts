import { propertiesOf, readBlocks, textOf, type Path } from '@parley/schema'
import { verifySnapshot } from '@parley/snapshot'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { FaultyStorage } from './faultyStorage.ts'
import {
	clauseId,
	FR,
	opened,
	reasonOf,
	seatAt,
	SECRETARIAT,
	shown,
	UA,
	words,
} from './testAlternatives.ts'
import { openTestRoom, setStatus, TestEditor, type TestRoom } from './testRoom.ts'

const TAKEN = { kind: 'accepted' }
const NOT_PROPOSER = { kind: 'refused', reason: 'not-proposer' }
const UNKNOWN = { kind: 'refused', reason: 'no-such-alternative' }

/** A room in which Ukraine opened A, and France offered B with two paragraphs. */
async function two(options: Parameters<typeof openTestRoom>[0] = {}) {
	const t = await openTestRoom(options)
	const about = await opened(t, 'parties')
	await about.offer(FR, words('No party agrees.', 'Ever.'))
	return { t, ...about }
}

/** What the room answers to what somebody makes of the text, at once a new clientID of that seat. */
async function write(t: TestRoom, by: number, change: (editor: TestEditor) => void) {
	const editor = await TestEditor.open(t, by, nextClient++)
	const bytes = editor.change(() => {
		change(editor)
	})
	return t.room.offer(editor.offer(bytes))
}

let nextClient = 5000

/** A number as Yjs writes it: seven bits in each byte, the lowest first. */
function varint(value: number): readonly number[] {
	return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]
}

/** The index of the marker before `words`, in the text as an editor has it. */
function markerOf({ doc }: TestEditor, words: string): number {
	let index = 0
	for (const block of readBlocks(doc)) {
		const text = block.content.map((piece) => ('text' in piece ? piece.text : ' ')).join('')
		if (text.startsWith(words)) return index
		index += 1 + text.length
	}
	throw new RangeError(`no block ${words}`)
}

const pathKey = ({ doc }: TestEditor, words: string): string => {
	const block = readBlocks(doc).find(({ content: [first] }) => {
		return first !== undefined && 'text' in first && first.text.startsWith(words)
	})
	if (block === undefined) throw new RangeError(`no block ${words}`)
	return `${block.id}:in`
}

test('[N6] everybody who may edit writes in an alternative and takes paragraphs of it, but not the last one', async () => {
	const { t } = await two()
	const remove = (words: string, length: number) => (editor: TestEditor) => {
		textOf(editor.doc).delete(markerOf(editor, words), length)
	}
	expect(
		await write(t, UA, (editor) => {
			textOf(editor.doc).insert(markerOf(editor, 'Ever') + 1, 'For')
		})
	).toMatchObject(TAKEN)
	expect(await write(t, UA, remove('ForEver', 9))).toMatchObject(TAKEN)
	expect(await shown(t)).toEqual(['A: The parties agree.', 'B: No party agrees.'])
	expect(await write(t, UA, remove('No party', 17))).toEqual(NOT_PROPOSER)
	expect(await write(t, UA, remove('No party', 1))).toEqual(NOT_PROPOSER)
	expect(await write(t, SECRETARIAT, remove('No party', 1))).toEqual(NOT_PROPOSER)
	// all of its words may go, as long as the paragraph stays
	expect(
		await write(t, UA, (editor) => {
			textOf(editor.doc).delete(markerOf(editor, 'No party') + 1, 3)
		})
	).toMatchObject(TAKEN)
	// whose it is takes it out, but gives its words to no other
	expect(await write(t, FR, remove('party', 1))).toEqual(NOT_PROPOSER)
	expect(await write(t, FR, remove('party', 14))).toMatchObject(TAKEN)
	expect(await shown(t)).toEqual(['A: The parties agree.'])
})

test('[N6] nobody moves an alternative of others out, by a path, by another place or by forgetting the path', async () => {
	const { t } = await two()
	const inA = (editor: TestEditor) => propertiesOf(editor.doc)
	for (const change of [
		(editor: TestEditor) => inA(editor).set(pathKey(editor, 'The parties'), []),
		(editor: TestEditor) => {
			inA(editor).delete(pathKey(editor, 'The parties'))
		},
		(editor: TestEditor) =>
			inA(editor).set(pathKey(editor, 'The parties'), [['bullet_list', 'list00001']]),
		(editor: TestEditor) => {
			const text = textOf(editor.doc)
			const at = markerOf(editor, 'The parties')
			text.delete(at, 1)
			text.insertEmbed(at, { block: 'another01' })
		},
	])
		expect(await write(t, FR, change)).toEqual(NOT_PROPOSER)
	expect(await shown(t)).toEqual(['A: The parties agree.', 'B: No party agrees.', 'B: Ever.'])
	expect(
		await write(t, UA, (editor) => {
			inA(editor).set(pathKey(editor, 'The parties'), [])
		})
	).toMatchObject(TAKEN)
})

test('[N6] nobody takes words that stand in the text, or in an alternative of others, into one of their own', async () => {
	const ALSO =
		'## 1. Purpose\n\nThe parties agree.\n\nThe second one.\n\n## 2. Territory\n\nTo be settled.\n'
	const SAME = ['A: The parties agree.', 'B: No party agrees.', 'B: Ever.', 'The second one.']
	for (const level of ['edit', 'suggest', 'agreed'] as const) {
		const { t, group, alternative } = await two({ text: ALSO })
		const seat = seatAt(t, FR)
		if (level === 'agreed') await setStatus(t, clauseId(t), 'agreed')
		if (level === 'suggest') {
			const subject = { kind: 'seat', seat: seat.id } as const
			const act = { kind: 'rights-set', subject, level, reason: '' } as const
			await t.room.record({ act, seat: null, receivedAt: t.clock.now() })
		}
		const marks = level === 'edit' ? {} : { 'ins:mine00000001': true }
		const split = (words: string, label?: string) => (editor: TestEditor) => {
			const path: Path | undefined =
				label === undefined
					? undefined
					: [
							['alternatives', group],
							['alternative', alternative(label)],
						]
			const marker = { block: 'splits000001', ...(path && { in: path }) }
			textOf(editor.doc).insertEmbed(markerOf(editor, words) + 4, marker, marks)
		}
		const reason = level === 'edit' ? 'not-proposer' : 'suggest-only'
		const refused = { kind: 'refused', reason }
		expect(await write(t, FR, split('The second', 'B'))).toEqual(refused)
		expect(await write(t, FR, split('The parties', 'B'))).toEqual(refused)
		expect(await write(t, FR, split('The parties'))).toEqual(refused)
		expect(await write(t, FR, split('The second', 'A'))).toEqual(refused)
		expect(await shown(t)).toEqual(SAME)
		// what is one's own is taken out of it, by whoever may edit
		const own = await write(t, FR, split('Ever'))
		expect(own).toMatchObject(level === 'edit' ? TAKEN : refused)
		// and a paragraph begins anywhere
		expect(await write(t, FR, split('The second'))).toMatchObject(TAKEN)
		expect((await shown(t)).slice(-2)).toEqual(['The', ' second one.'])
	}
})

test('[N6] no words behind an alternative are joined to it, nor those of one to another', async () => {
	const { t } = await two({
		text: '## 1. Purpose\n\nThe parties agree.\n\nThe second one.\n\n## 2. Territory\n\nTo be settled.\n',
	})
	const join = (words: string) => (editor: TestEditor) => {
		textOf(editor.doc).delete(markerOf(editor, words), 1)
	}
	for (const [by, words] of [
		[FR, 'The second'],
		[UA, 'The second'],
		[SECRETARIAT, 'The second'],
		[FR, 'No party'],
	] as const)
		expect([words, await write(t, by, join(words))]).toEqual([words, NOT_PROPOSER])
	expect(await write(t, UA, join('Ever'))).toMatchObject(TAKEN)
	expect(await shown(t)).toEqual([
		'A: The parties agree.',
		'B: No party agrees.Ever.',
		'The second one.',
	])
})

test('[N6] a value over a path that is deleted already takes no alternative of others out', async () => {
	const { t } = await two()
	const editor = await TestEditor.open(t, FR, nextClient++)
	const key = pathKey(editor, 'The parties')
	const value = propertiesOf(editor.doc)._map.get(key)
	if (value === undefined) throw new RangeError('no path')
	// one struct of content that is deleted (1), behind the value (128), and no word of what that deletes
	const { client, clock } = value.lastId
	const struct = [1 | 128, ...varint(client), ...varint(clock), 1]
	const bytes = Uint8Array.of(1, 1, ...varint(editor.doc.clientID), 0, ...struct, 0)
	const copy = new Y.Doc()
	for (const known of [Y.encodeStateAsUpdate(editor.doc), bytes]) Y.applyUpdate(copy, known)
	expect(propertiesOf(copy).has(key)).toBe(false)
	expect(await t.room.offer(editor.offer(bytes))).toEqual(NOT_PROPOSER)
	expect(await shown(t)).toContain('A: The parties agree.')
})

test('[N6] nobody puts blocks among alternatives that no act opened, nor where alternatives cannot stand', async () => {
	const { t, group, alternative } = await two()
	const inGroup = ['alternatives', group]
	const paths: readonly unknown[] = [
		[
			['alternatives', 'invented1'],
			['alternative', 'invented2'],
		],
		[inGroup, ['alternative', 'invented2']],
		[inGroup],
		[['alternative', alternative('A')]],
		[
			['bullet_list', 'list00001'],
			['list_item', 'item00001'],
			inGroup,
			['alternative', alternative('A')],
		],
		[inGroup, ['alternative', alternative('A')], inGroup, ['alternative', alternative('B')]],
	]
	for (const path of paths) {
		const asMarker = await write(t, FR, (editor) => {
			const text = textOf(editor.doc)
			text.insertEmbed(text.length, { block: 'another01', in: path })
		})
		expect([path, asMarker]).toEqual([path, UNKNOWN])
		const asProperty = await write(t, FR, (editor) => {
			propertiesOf(editor.doc).set(pathKey(editor, 'Ever'), path)
		})
		expect([path, asProperty]).toEqual([path, UNKNOWN])
	}
	const known = [inGroup, ['alternative', alternative('B')]]
	expect(
		await write(t, UA, (editor) => {
			const text = textOf(editor.doc)
			text.insertEmbed(text.length, { block: 'another02', in: known })
		})
	).toMatchObject(TAKEN)
})

test('[N6] who is offline when one is chosen loses no words: what came for a closed group is taken', async () => {
	const { t, alternative, decide } = await two()
	const france = await TestEditor.open(t, FR, 4712)
	const at = markerOf(france, 'Ever')
	const typed = france.change((text) => {
		const path = [
			['alternatives', [...t.room.alternatives.keys()][0]],
			['alternative', alternative('B')],
		]
		text.insertEmbed(at + 6, { block: 'another03', in: path })
		text.insert(at + 7, 'And more.', {})
	})
	const choose = { kind: 'alternative-chosen', alternative: alternative('A') } as const
	expect(reasonOf(await decide(SECRETARIAT, choose))).toBe(null)
	expect(await t.room.offer(france.offer(typed))).toMatchObject(TAKEN)
	expect((await shown(t)).join(' ')).toContain('And more.')
})

test('[N6] [L17] two edits in one moment take no alternative together', async () => {
	const faults = new FaultyStorage()
	const { t } = await two({ fault: faults.fault })
	const [one, other] = [await TestEditor.open(t, UA, 4713), await TestEditor.open(t, UA, 4714)]
	const begun = faults.hold()
	const taking = (editor: TestEditor, words: string, length: number) =>
		t.room.offer(
			editor.offer(
				editor.change((text) => {
					text.delete(markerOf(editor, words), length)
				})
			)
		)
	const first = taking(one, 'Ever', 6)
	await begun
	const second = taking(other, 'No party', 17)
	faults.release()
	expect(await first).toMatchObject(TAKEN)
	expect(await second).toEqual(NOT_PROPOSER)
	expect(await shown(t)).toEqual(['A: The parties agree.', 'B: No party agrees.'])
})

test('[N6] [P19] what arrives behind a withdrawal or a choice keeps its words, and the text freezes', async () => {
	for (const by of ['alternative-withdrawn', 'alternative-chosen'] as const) {
		const { t, alternative, decide, group } = await two()
		const editor = await TestEditor.open(t, UA, nextClient++)
		const path: Path = [
			['alternatives', group],
			['alternative', alternative('B')],
		]
		const late = editor.change((text) => {
			const index = markerOf(editor, 'No party') + 4
			text.insertEmbed(index, { block: 'late00000001', in: path })
			text.insert(index + 1, 'late ')
		})
		const decision = { kind: by, alternative: alternative('B') }
		const seat = by === 'alternative-withdrawn' ? FR : SECRETARIAT
		expect(reasonOf(await decide(seat, decision))).toBeNull()
		expect(await t.room.offer(editor.offer(late))).toMatchObject(TAKEN)
		expect((await shown(t)).join()).toContain('late')
		const { id } = seatAt(t, SECRETARIAT)
		expect(await t.room.freeze(id, t.clock.now(), 'Done')).toMatchObject({ kind: 'frozen' })
		const [frozen] = await t.storage.snapshots.list(t.negotiation.id)
		expect(verifySnapshot(frozen?.file ?? new Uint8Array()).kind).toBe('consistent')
	}
})
