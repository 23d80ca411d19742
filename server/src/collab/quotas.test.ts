import { expect, test } from 'vitest'
import { Quotas } from './quotas.ts'

const share = {
	sockets: 2,
	frames: { burst: 3, perSecond: 1 },
	bytes: { burst: 100, perSecond: 10 },
}

test('[C51] sockets of one name share what they may send; those of another do not', () => {
	const quotas = new Quotas(share)
	const [one, other] = [quotas.hold('a', 0), quotas.hold('a', 0)]
	expect([one?.take(1, 0), other?.take(1, 0), one?.take(1, 0)]).toEqual([true, true, true])
	expect(other?.take(1, 0)).toBe(false)
	expect(quotas.hold('b', 0)?.take(1, 0)).toBe(true)
	expect([other?.take(90, 1000), one?.take(90, 2000)]).toEqual([true, false])
})

test('[C52] no more sockets than a name may have, until one of them goes', () => {
	const quotas = new Quotas(share)
	const one = quotas.hold('a', 0)
	quotas.hold('a', 0)
	expect(quotas.hold('a', 0)).toBeNull()
	one?.release(0)
	one?.release(0)
	expect(quotas.hold('a', 0)).not.toBeNull()
	expect(quotas.hold('a', 0)).toBeNull()
})

test('[C51] coming back gives nobody a new share, and a whole one is forgotten', () => {
	const quotas = new Quotas(share)
	const first = quotas.hold('a', 0)
	for (let i = 0; i < 3; i++) first?.take(1, 0)
	first?.release(0)
	expect(quotas.hold('a', 500)?.take(1, 500)).toBe(false)
	const other = quotas.hold('b', 500)
	other?.release(600)
	quotas.hold('c', 20_000)
	expect(quotas.size).toBe(2)
})
