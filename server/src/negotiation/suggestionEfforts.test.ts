import { createDocument, suggestionKey } from '@parley/schema'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { FaultyStorage } from './faultyStorage.ts'
import { openTestRoom, TestEditor, type TestRoom } from './testRoom.ts'

/** Places of seats in the test room. */
const [UA, FR, SECRETARIAT] = [0, 1, 3]

const STRUCTS = 10_000

/** A clause of so many structs that going along it is dear, in which Ukraine suggests something; and the editors of all three, who have it. */
async function longClause(options: Parameters<typeof openTestRoom>[0] = {}) {
	const t = await openTestRoom(options)
	// somebody has it open, as anybody does who writes in it
	await t.room.attach(t.document, createDocument({ gc: false }))
	const secretariat = await TestEditor.open(t, SECRETARIAT, 4700)
	const end = secretariat.doc.getText('text').length
	const long = secretariat.change((text) => {
		for (let i = 0; i < STRUCTS; i++) text.insert(end, 'y')
	})
	expect((await t.room.offer(secretariat.offer(long, { kind: 'sync' }))).kind).toBe('accepted')
	const ukraine = await TestEditor.open(t, UA, 4711)
	const suggested = ukraine.change((text) => {
		text.insert(5, 'shall ', { [suggestionKey('ins', 'mine00000001')]: true })
	})
	expect(await answerTo(t, ukraine, suggested)).toBe('accepted')
	const france = await TestEditor.open(t, FR, 4712)
	return { t, ukraine, france, secretariat }
}

async function answerTo(t: TestRoom, editor: TestEditor, bytes: Uint8Array) {
	const answer = await t.room.offer(editor.offer(bytes))
	return answer.kind === 'refused' ? answer.reason : answer.kind
}

test('[L19] [T88] beside a suggestion of others typing and deleting cost what they touch, however long the clause is', async () => {
	const { t, france } = await longClause()
	const answers = new Set<string>()
	// as many walks along the clause would be twice what a seat has
	for (let key = 0; key < 500; key++) {
		const change = (text: Y.Text): void => {
			if (key % 5 === 4) text.delete(40 + key, 2)
			else text.insert(text.length - key, 'x')
		}
		answers.add(await answerTo(t, france, france.change(change)))
	}
	expect([...answers]).toEqual(['accepted'])
})

test('[L19] beside a suggestion that has its number and is not on disk yet, typing costs what it touches as well, and touches nothing of it', async () => {
	const faults = new FaultyStorage()
	const { t, ukraine, france } = await longClause({ fault: faults.fault })
	const begun = faults.hold()
	const suggested = ukraine.change((text) => {
		text.insert(100, 'in part ', { [suggestionKey('ins', 'mine00000001')]: true })
	})
	const first = answerTo(t, ukraine, suggested)
	await begun
	const typed: Promise<string>[] = []
	// twice as many as one could have tried on a copy
	for (let key = 0; key < 250; key++) {
		const bytes = france.change((text) => {
			text.insert(text.length - key, 'x')
		})
		typed.push(answerTo(t, france, bytes))
	}
	// between two letters of what is suggested, and one of them
	Y.applyUpdate(france.doc, suggested)
	const within = france.change((text) => {
		text.insert(103, 'x')
	})
	const between = answerTo(t, france, within)
	const other = await TestEditor.open(t, SECRETARIAT, 4730)
	Y.applyUpdate(other.doc, suggested)
	const taking = other.change((text) => {
		text.delete(103, 1)
	})
	const taken = answerTo(t, other, taking)
	await new Promise(setImmediate)
	faults.release()
	expect(await first).toBe('accepted')
	expect([...new Set(await Promise.all(typed))]).toEqual(['accepted'])
	expect([await between, await taken]).toEqual(['not-yours', 'not-yours'])
})

test('[L19] the copy that a refused edit spoiled counts for its seat, and for nobody who needs the next one', async () => {
	const { t, ukraine, france } = await longClause()
	// a letter of what Ukraine suggests
	const steals = france.change((text) => {
		text.delete(6, 1)
	})
	const refused: string[] = []
	for (let round = 0; round < 60; round++) {
		refused.push(await answerTo(t, france, steals))
		// it names a mark, and so is tried on the copy each time
		const bytes = ukraine.change((text) => {
			text.format(60 + 2 * round, 1, { [suggestionKey('del', 'mine00000002')]: true })
		})
		expect([round, await answerTo(t, ukraine, bytes)]).toEqual([round, 'accepted'])
	}
	// 25,000 steps for each, of the 600,000 that a seat has
	expect(refused.filter((answer) => answer === 'not-yours').length).toBeLessThan(30)
	expect(refused.at(-1)).toBe('waiting')
})

test('[L19] a text in which each piece has many marks is dear to suggest in, and whoever does so over and over waits in the end', async () => {
	const t = await openTestRoom()
	const ids = Array.from({ length: 40 }, (_, i) => `mine${i + 100_000}`)
	for (const from of [0, 20]) {
		const ukraine = await TestEditor.open(t, UA, 4711 + from)
		const suggested = ukraine.change((text) => {
			const marks = ids
				.slice(from, from + 20)
				.map((id) => [suggestionKey('del', id), true] as const)
			text.format(1, 2, Object.fromEntries(marks))
		})
		expect(await answerTo(t, ukraine, suggested)).toBe('accepted')
	}
	const ukraine = await TestEditor.open(t, UA, 5000)
	const pieces = ukraine.change((text) => {
		text.insert(2, 'y'.repeat(2000))
		for (let at = 0; at < 1000; at++) text.format(2 + 2 * at, 1, { strong: true })
	})
	expect((await t.room.offer(ukraine.offer(pieces, { kind: 'sync' }))).kind).toBe('accepted')
	let answer = 'accepted'
	for (let round = 0; round < 18 && answer === 'accepted'; round++) {
		const suggested = ukraine.change((text) => {
			text.insert(4 + 4 * round, 'x', { [suggestionKey('ins', 'mine00000003')]: true })
		})
		answer = await answerTo(t, ukraine, suggested)
	}
	expect(answer).toBe('waiting')
})
