import { type DelegationId } from '@parley/domain'
import { bracketIdOf } from '@parley/schema'
import { verifyFile, verifySnapshot } from '@parley/snapshot'
import { expect, test } from 'vitest'
import { FaultyStorage } from './faultyStorage.ts'
import { MAX_CLAUSE_BYTES } from './judge.ts'
import { type WordsOffered, type WordsOffering } from './room.ts'
import { clauseId, FR, NOTES, seatAt, SECRETARIAT, UA } from './testAlternatives.ts'
import { openTestRoom, unitsOf, type TestRoom } from './testRoom.ts'

/** Somebody offers words for others that stand in the text. */
async function offer(
	t: TestRoom,
	by: number,
	standing: string,
	words: string,
	more: Partial<WordsOffering> = {}
): Promise<WordsOffered> {
	return t.room.offerWords({
		...{ clause: clauseId(t), ...(await unitsOf(t.room, t.document, standing)), words },
		...{ holders: null, reason: '', seat: seatAt(t, by), receivedAt: t.clock.now(), ...more },
	})
}

function delegationOf(t: TestRoom, by: number): DelegationId {
	const { delegation } = seatAt(t, by)
	if (delegation === null) throw new RangeError('no delegation')
	return delegation
}

/** The text as committed, with brackets around the words that stand in one. */
async function shown(t: TestRoom): Promise<string> {
	const text = await t.room.readClause(clauseId(t))
	const pieces = (text?.blocks ?? []).flatMap(({ content }) => content)
	return pieces
		.map((piece) => {
			if (!('text' in piece)) return '?'
			const isHeld = Object.keys(piece.marks ?? {}).some((key) => bracketIdOf(key) !== undefined)
			return isHeld ? `[${piece.text}]` : piece.text
		})
		.join('')
}

const reasonOf = (done: WordsOffered) => (done.kind === 'decided' ? null : done.reason)

test('[B10] words that are offered stand behind the others, both in brackets of the delegation, in one commit', async () => {
	const t = await openTestRoom()
	const before = t.room.position
	const done = await offer(t, UA, 'parties', 'States Parties', { reason: 'As in Article 1.' })
	if (done.kind !== 'decided') throw new Error(done.reason)
	expect(await shown(t)).toBe('The [parties] [States Parties] agree.')
	// two acts and what they change
	expect(t.room.position).toBe(before + 3)
	const { standing, offered } = done.decided
	expect([...t.room.brackets.keys()]).toEqual([standing.id, offered.id])
	for (const { bracket } of [standing, offered]) {
		expect([...bracket.holders]).toEqual([delegationOf(t, UA)])
		expect(bracket).toMatchObject({ reason: 'As in Article 1.', placedBy: seatAt(t, UA).id })
	}
	const { id } = offered
	const own = { clause: clauseId(t), bracket: id, consents: [delegationOf(t, UA)] }
	const ended = await t.room.decideBracket({
		act: { kind: 'bracket-ending-proposed', ...own, ending: 'strike' },
		...{ seat: seatAt(t, UA), receivedAt: t.clock.now() },
	})
	expect(ended.kind).toBe('decided')
	expect(await shown(t)).toBe('The [parties]  agree.')
})

test('[B10] they are words of who offers them, and are frozen in their brackets', async () => {
	const t = await openTestRoom()
	await offer(t, FR, 'parties', 'States')
	const again = await t.restart(1000)
	expect(await shown(again)).toBe('The [parties] [States] agree.')
	const authorship = await again.room.readAuthorship(clauseId(again))
	const { id } = seatAt(t, FR)
	const written = authorship?.text.runs.filter(({ author }) => author.seat === id)
	expect(written?.map(({ length }) => length)).toEqual([' States'.length])
	expect(await again.room.freeze(seatAt(t, SECRETARIAT).id, t.clock.now(), 'Done')).toEqual({
		...{ kind: 'frozen' },
	})
	const [stored] = await again.storage.snapshots.list(t.negotiation.id)
	const checked = verifySnapshot(stored?.file ?? new Uint8Array())
	if (checked.kind === 'invalid') throw new Error(checked.reason)
	const clause = checked.document.clauses.find((one) => one.id === clauseId(t))
	expect(clause?.openBrackets.map(({ holders }) => holders)).toEqual([['FR'], ['FR']])
	const protocol = verifyFile((await again.room.freezeProtocol())?.bytes ?? new Uint8Array())
	expect(protocol).toMatchObject({ document: { replay: 'equal' } })
})

test('[B10] [B1] who may not edit offers nothing, and nobody does for others but those who run the room', async () => {
	const t = await openTestRoom()
	const france = delegationOf(t, FR)
	expect(reasonOf(await offer(t, NOTES, 'parties', 'x'))).toBe('role')
	expect(reasonOf(await offer(t, UA, 'parties', 'x', { holders: [france] }))).toBe('role')
	expect(reasonOf(await offer(t, SECRETARIAT, 'parties', 'x'))).toBe('role')
	const setting = { seat: seatAt(t, SECRETARIAT).id, receivedAt: t.clock.now() }
	const held = { kind: 'clause-held', clause: clauseId(t), reason: 'Redrafting.' } as const
	await t.room.record({ act: held, ...setting })
	expect(reasonOf(await offer(t, UA, 'parties', 'x'))).toBe('held')
	await t.room.record({ act: { ...held, kind: 'clause-released' }, ...setting })
	expect([...t.room.brackets]).toEqual([])
	expect(await shown(t)).toBe('The parties agree.')
	const done = await offer(t, SECRETARIAT, 'parties', 'States', { holders: [france] })
	expect(reasonOf(done)).toBe(null)
	expect([...t.room.brackets.values()].map(({ holders }) => [...holders])).toEqual([
		[france],
		[france],
	])
})

test('[B10] [L3] neither bracket and no words are there where the words are gone, too long, none, or not stored', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	const before = t.room.position
	const gone = { client: 1, clock: 7 }
	expect(reasonOf(await offer(t, UA, 'parties', 'x', { last: gone }))).toBe('no-such-words')
	const long = 'x'.repeat(MAX_CLAUSE_BYTES)
	expect(reasonOf(await offer(t, UA, 'parties', long))).toBe('clause-full')
	await expect(offer(t, UA, 'parties', '')).rejects.toThrow('no words')
	expect(t.room.position).toBe(before)
	faults.failing = 1
	expect(reasonOf(await offer(t, UA, 'parties', 'States'))).toBe('not-stored')
	expect(await shown(t)).toBe('The parties agree.')
	expect([...t.room.brackets]).toEqual([])
	expect(reasonOf(await offer(t, UA, 'parties', 'States'))).toBe(null)
	expect(await shown(t)).toBe('The [parties] [States] agree.')
})
