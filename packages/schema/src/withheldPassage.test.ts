import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { doc, p } from './builders.ts'
import { createDocument, seed } from './document.ts'
import { cutsPair, passageBetween, rangesOf, readPassage } from './withheldPassage.ts'
import { textOf } from './wire.ts'
import { toPassage } from './withhold.ts'

function clause(clientID: number): Y.Doc {
	const made = createDocument({ gc: false })
	made.clientID = clientID
	return made
}

function sync(one: Y.Doc, other: Y.Doc): void {
	Y.applyUpdate(one, Y.encodeStateAsUpdate(other))
	Y.applyUpdate(other, Y.encodeStateAsUpdate(one))
}

test('[T48] a passage reads as it was written, also where it was deleted', () => {
	const ann = clause(7)
	seed(ann, doc(p('one two'), p('three')))
	const passage = toPassage([{ client: 7, from: 5, to: 12 }])
	expect(readPassage(ann, passage)).toEqual({ words: 'two\nthr', visible: 6 })
	textOf(ann).delete(5, 2)
	expect(readPassage(ann, passage)).toEqual({ words: 'two\nthr', visible: 4 })
	expect(readPassage(ann, toPassage([{ client: 7, from: 90, to: 95 }]))).toEqual({
		words: '',
		visible: 0,
	})
})

test('[T48] a passage that ends inside a character is told', () => {
	const ann = clause(7)
	textOf(ann).insert(0, 'a😀b')
	const cut = (from: number, to: number): boolean =>
		cutsPair(ann, toPassage([{ client: 7, from, to }]))
	expect([cut(0, 1), cut(1, 3), cut(0, 4), cut(0, 2), cut(2, 4)]).toEqual([
		false,
		false,
		false,
		true,
		true,
	])
})

test('[T48] between two indexes stands what is seen there, and what was deleted between', () => {
	const [ann, ben] = [clause(7), clause(9)]
	textOf(ann).insert(0, 'abcdef')
	sync(ann, ben)
	textOf(ben).insert(3, 'XY')
	textOf(ben).delete(2, 2)
	sync(ann, ben)
	expect(textOf(ann).toJSON()).toBe('abYdef')
	expect(rangesOf(passageBetween(ann, 1, 4))).toEqual([
		{ client: 7, from: 1, to: 4 },
		{ client: 9, from: 0, to: 2 },
	])
	expect(rangesOf(passageBetween(ann, 2, 3))).toEqual([{ client: 9, from: 1, to: 2 }])
	expect(rangesOf(passageBetween(ann, 2, 2))).toEqual([])
})
