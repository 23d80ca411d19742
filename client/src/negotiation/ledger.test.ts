import { type Receipt } from '@parley/protocol'
import { digestOf } from '@parley/snapshot'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ledger } from './ledger.ts'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const saved = (update: Uint8Array): Receipt => ({
	type: 'saved',
	digest: digestOf(update),
	position: 7,
	receivedAt: 1000,
})

test('[O1] an edit is undelivered until its receipt comes', () => {
	const ledger = new Ledger()
	ledger.record(bytes(1), 10)
	ledger.record(bytes(2), 20)
	expect(ledger.size).toBe(2)

	expect(ledger.settle(saved(bytes(1)))).toMatchObject({ kind: 'delivered' })
	expect(ledger.edits.map((edit) => edit.bytes)).toEqual([bytes(2)])

	ledger.settle({ type: 'known', digest: digestOf(bytes(2)) })
	expect(ledger.size).toBe(0)
})

test('[O2] the receipt of a SyncStep2 delivers what was there when it was built, and nothing newer', () => {
	const ledger = new Ledger()
	ledger.record(bytes(1), 10)
	ledger.record(bytes(2), 20)
	ledger.built(bytes(1, 2))
	ledger.record(bytes(3), 30)

	const settlement = ledger.settle(saved(bytes(1, 2)))
	expect(settlement).toMatchObject({ kind: 'delivered', edits: [{ madeAt: 10 }, { madeAt: 20 }] })
	expect(ledger.edits.map((edit) => edit.madeAt)).toEqual([30])
})

test('[O3] waiting changes nothing', () => {
	const ledger = new Ledger()
	const edit = ledger.record(bytes(1), 10)
	expect(ledger.settle({ type: 'waiting', digest: edit.digest })).toEqual({ kind: 'nothing' })
	expect(ledger.size).toBe(1)
})

test('[O4] a late SyncStep2 makes late what it carried', () => {
	const ledger = new Ledger()
	ledger.record(bytes(1), 10)
	ledger.built(bytes(9))
	const settlement = ledger.settle({
		type: 'late',
		digest: digestOf(bytes(9)),
		position: 12,
		receivedAt: 5000,
	})
	expect(settlement).toMatchObject({ kind: 'late', receivedAt: 5000, edits: [{ madeAt: 10 }] })
	expect(ledger.size).toBe(0)
})

test('[O5] a refusal takes the edits made after it along', () => {
	const ledger = new Ledger()
	const refused = ledger.record(bytes(1), 10)
	ledger.record(bytes(2), 20)
	const settlement = ledger.settle({ type: 'refused', digest: refused.digest, reason: 'bad-link' })
	expect(settlement).toMatchObject({
		kind: 'refused',
		reason: 'bad-link',
		edits: [{ madeAt: 10 }, { madeAt: 20 }],
	})
	expect(ledger.size).toBe(0)
})

test.each(['not-stored', 'awaiting-chair'] as const)('[O6] %s keeps the edits', (reason) => {
	const ledger = new Ledger()
	const edit = ledger.record(bytes(1), 10)
	ledger.built(bytes(1, 2))
	expect(ledger.settle({ type: 'refused', digest: edit.digest, reason })).toEqual({
		kind: 'nothing',
	})
	ledger.settle({ type: 'refused', digest: digestOf(bytes(1, 2)), reason })
	expect(ledger.size).toBe(1)
})

test('[O7] a receipt for other bytes changes nothing, a refusal neither', () => {
	const ledger = new Ledger()
	ledger.record(bytes(1), 10)
	ledger.settle(saved(bytes(5)))
	ledger.settle({ type: 'refused', digest: digestOf(bytes(5)), reason: 'role' })
	expect(ledger.size).toBe(1)
})

test('[O8] after a closed socket an old SyncStep2 delivers nothing', () => {
	const ledger = new Ledger()
	ledger.record(bytes(1), 10)
	ledger.built(bytes(9))
	ledger.disconnected()
	ledger.settle(saved(bytes(9)))
	expect(ledger.size).toBe(1)
})

test('[O1] [O2] nothing leaves without a receipt that speaks for it, in any order of events', () => {
	const step = fc.oneof(
		fc.constant({ do: 'record' } as const),
		fc.constant({ do: 'build' } as const),
		fc.record({ do: fc.constant('receipt' as const), of: fc.nat(20) }),
		fc.constant({ do: 'disconnect' } as const)
	)
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			const ledger = new Ledger()
			let undelivered: number[] = []
			let sent: { update: Uint8Array; holds: number[] }[] = []
			let next = 0
			for (const each of steps) {
				next += 1
				if (each.do === 'record') {
					ledger.record(bytes(1, next), next)
					undelivered.push(next)
					sent.push({ update: bytes(1, next), holds: [next] })
				} else if (each.do === 'build') {
					ledger.built(bytes(2, next))
					sent.push({ update: bytes(2, next), holds: [...undelivered] })
				} else if (each.do === 'disconnect') {
					ledger.disconnected()
					sent = sent.filter(({ update }) => update[0] === 1)
				} else {
					const frame = sent[each.of]
					if (frame === undefined) continue
					ledger.settle(saved(frame.update))
					undelivered = undelivered.filter((edit) => !frame.holds.includes(edit))
				}
				expect(ledger.edits.map((edit) => edit.madeAt)).toEqual(undelivered)
			}
		})
	)
})
