import { importMarkdown, placeBrackets } from '@parley/formats'
import { expect, test } from 'vitest'
import { bracketedMarkdown } from './bracketedText.ts'
import { runBracketGate } from './bracketGate.ts'
import { enter, NO_LOG, PARLEY, RELAY, STOCK, Y_WEBSOCKET } from './contenders.ts'
import { fillByTyping, fillLog, runColdOpen } from './coldOpen.ts'
import { runGate } from './gate.ts'
import { runJoinStorm } from './joinStorm.ts'
import { runKill } from './killLosses.ts'
import { spreadOf } from './median.ts'
import { readPlan } from './plan.ts'
import { type RecordedText } from './trace.ts'
import { runTyping } from './typing.ts'
import * as Y from 'yjs'

/*
 * The benchmark with tiny counts, so that it cannot rot: no time is looked at, but everybody must have the same text, and every
 * update of ours its receipt.
 */

const ROOM = { people: 4, typists: 3, perSecond: 20, seconds: 0.5, warmUpSeconds: 0.1 }

test.each([RELAY, STOCK, Y_WEBSOCKET, PARLEY, NO_LOG])(
	'people who type in $name end with one text, and every update is answered',
	async (contender) => {
		const entrant = await enter(contender, { people: ROOM.people, clauses: 2 })
		try {
			const figures = await runTyping(entrant.server, ROOM)
			expect(figures.faults).toEqual([])
			expect(figures.deliveries).toBeGreaterThan(0)
			expect(figures.bytesPerDelivery).toBeGreaterThan(0)
		} finally {
			await entrant.close()
		}
	}
)

test.each([STOCK, Y_WEBSOCKET, PARLEY])(
	'everybody who joins $name gets every text',
	async (contender) => {
		const entrant = await enter(contender, { people: 5, clauses: 3 })
		try {
			expect((await runJoinStorm(entrant.server, 5)).faults).toEqual([])
		} finally {
			await entrant.close()
		}
	}
)

test('a text that was stored is there when it is opened cold', async () => {
	const text = recorded('In witness whereof')
	for (const contender of [STOCK, PARLEY]) {
		const entrant = await enter(contender, { people: 1, clauses: 1 })
		try {
			const [document = ''] = entrant.server.documents
			if (contender === STOCK) await fillByTyping(entrant.server, text)
			await entrant.server.close()
			if (contender === PARLEY) await fillLog(entrant.folder, document, text, true)
			expect((await runColdOpen(await entrant.restart(), text)).faults).toEqual([])
		} finally {
			await entrant.close()
		}
	}
})

test('a killed server of ours has everything that it acknowledged', async () => {
	const entrant = await enter(PARLEY, { people: 10, clauses: 10 })
	try {
		const { acknowledged, lost } = await runKill(entrant.server, () => entrant.restart(), 0.5)
		expect(acknowledged).toBeGreaterThan(0)
		expect(lost).toBe(0)
	} finally {
		await entrant.close()
	}
})

test('the spread of an even count lies between its two middles', () => {
	expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 })
})

test('a scenario that there is not is named', () => {
	expect(() => readPlan(['--only', 'paris'])).toThrow('paris')
})

function recorded(end: string): RecordedText {
	const doc = new Y.Doc()
	const updates: Uint8Array[] = []
	doc.on('update', (update: Uint8Array) => updates.push(update))
	for (let index = 0; index < end.length; index++) {
		doc.getText('text').insert(index, end.charAt(index))
	}
	return { end, updates, state: Y.encodeStateAsUpdate(doc), clientId: doc.clientID }
}

test.each(['typing', 'held', 'crossing', 'ahead', 'suggested', 'suggesting'] as const)(
	'every key at the gate is answered as it must be: %s',
	async (kind) => {
		const figures = await runGate({ characters: 500, clients: 7, keys: 50 }, kind)
		expect(figures.faults).toEqual([])
		expect(figures.items).toBeGreaterThan(50)
		expect(figures.medianUs).toBeGreaterThan(0)
	}
)

test.each([true, false])(
	'every edit inside brackets is taken at the gate: %s',
	async (isBracketed) => {
		const figures = await runBracketGate({ clients: 3, keys: 50 }, isBracketed)
		expect(figures.faults).toEqual([])
		expect(figures.deleteP50Us).toBeGreaterThan(0)
	}
)

test('the text full of brackets has as many as it says, seven deep', () => {
	const { clauses, brackets } = placeBrackets(importMarkdown(bracketedMarkdown()), ['UA'])
	expect([clauses.length, brackets.placed, brackets.flagged]).toEqual([30, 1_100, {}])
	const deepest = clauses.flatMap(({ blocks }) =>
		blocks.flatMap(({ content }) => content.map(({ marks = {} }) => Object.keys(marks).length))
	)
	expect(Math.max(...deepest)).toBe(7)
})
