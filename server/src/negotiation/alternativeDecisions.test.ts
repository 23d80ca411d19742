import { parseLogPosition } from '@parley/domain'
import { plainText } from '@parley/schema'
import { verifyFile, verifySnapshot } from '@parley/snapshot'
import { expect, test } from 'vitest'
import {
	clauseId,
	decided,
	FR,
	NOTES,
	opened,
	reasonOf,
	seatAt,
	SECRETARIAT,
	shown,
	UA,
	words,
} from './testAlternatives.ts'
import { FaultyStorage } from './faultyStorage.ts'
import { openTestRoom, TestEditor, unitsOf } from './testRoom.ts'

test('[N1] [N2] blocks become A, and others are offered beside it', async () => {
	const t = await openTestRoom()
	const { group, offer } = await opened(t, 'parties')
	expect(await shown(t)).toEqual(['A: The parties agree.'])
	await offer(FR, words('No party agrees.', 'It never did.'))
	await offer(SECRETARIAT, { kind: 'none' })
	await offer(SECRETARIAT, words('Some agree.'), { by: seatAt(t, FR).delegation })
	expect(await shown(t)).toEqual([
		'A: The parties agree.',
		'B: No party agrees.',
		'B: It never did.',
		'C: ',
		'D: Some agree.',
	])
	const [ua, fr] = [seatAt(t, UA).delegation, seatAt(t, FR).delegation]
	const found = t.room.alternatives.get(group)?.alternatives
	expect(found?.map(({ by, noText }) => [by, noText])).toEqual([
		...[
			[ua, false],
			[fr, false],
			[null, true],
			[fr, false],
		],
	])
	// what was written is there after a start, and so is what was decided
	const next = await t.restart(1000)
	expect(next.room.alternatives).toEqual(t.room.alternatives)
	expect(await shown(next)).toHaveLength(5)
})

test('[N1] nothing is opened on words that are not there or stand among alternatives, nor by who may not edit', async () => {
	const t = await openTestRoom()
	const { first, last } = await unitsOf(t.room, t.document, 'parties')
	const ask = async (as: number, more: object = {}) =>
		reasonOf(
			await t.room.openAlternatives({
				...{ clause: clauseId(t), first, last, seat: seatAt(t, as), receivedAt: t.clock.now() },
				...more,
			})
		)
	expect(await ask(NOTES)).toBe('role')
	expect(await ask(UA, { first: last, last: first })).toBe('no-such-words')
	expect(await ask(UA, { first: { client: 1, clock: 0 } })).toBe('no-such-words')
	expect(await ask(UA, { by: seatAt(t, FR).delegation })).toBe('role')
	expect(await ask(UA)).toBe(null)
	expect(await ask(FR)).toBe('no-such-words')
})

test('[N3] delegations that tap at once all have what they tapped', async () => {
	const t = await openTestRoom()
	const { group, alternative, offer, decide } = await opened(t, 'parties')
	await offer(FR, words('No.'))
	const tap = (as: number, label: string, stance: 'support' | 'oppose' | null) => {
		const { delegation } = seatAt(t, as)
		if (delegation === null) throw new RangeError('speaks for nobody')
		return decide(as, { kind: 'stance-taken', alternative: alternative(label), delegation, stance })
	}
	const taps = await Promise.all([
		tap(UA, 'A', 'support'),
		tap(FR, 'A', 'oppose'),
		tap(UA, 'B', 'oppose'),
		tap(FR, 'B', 'support'),
		tap(UA, 'A', 'oppose'),
	])
	expect(taps.map(reasonOf)).toEqual([null, null, null, null, null])
	const [ua, fr] = [seatAt(t, UA).delegation, seatAt(t, FR).delegation]
	const { stances } = decided(await tap(UA, 'B', null)).group
	expect([...(stances.get(alternative('A')) ?? [])]).toEqual([
		[ua, 'oppose'],
		[fr, 'oppose'],
	])
	expect([...(stances.get(alternative('B')) ?? [])]).toEqual([[fr, 'support']])
	// nobody taps for another
	const delegation = fr
	if (delegation === null) throw new RangeError('speaks for nobody')
	const forged = { kind: 'stance-taken', alternative: alternative('A'), stance: 'support' } as const
	expect(reasonOf(await decide(UA, { ...forged, delegation }))).toBe('role')
	expect(reasonOf(await decide(SECRETARIAT, { ...forged, delegation }))).toBe('role')
	expect(t.room.alternatives.get(group)?.stances).toEqual(stances)
})

test('[N5] what is chosen is the text, and the words of the others are read as of the position before', async () => {
	const t = await openTestRoom()
	const { group, alternative, offer, decide } = await opened(t, 'parties')
	await offer(FR, words('No party agrees.'))
	const choose = { kind: 'alternative-chosen', alternative: alternative('B') } as const
	expect(reasonOf(await decide(UA, choose))).toBe('role')
	expect(reasonOf(await decide(SECRETARIAT, choose))).toBe(null)
	expect(await shown(t)).toEqual(['No party agrees.'])
	const [a] = t.room.alternatives.get(group)?.alternatives ?? []
	expect(a).toMatchObject({ label: 'A', state: 'passed-over', endedAt: t.room.position - 1 })
	const before = await t.room.readClause(clauseId(t), parseLogPosition(t.room.position - 2))
	expect(plainText(before?.blocks ?? [])).toBe('The parties agree.\nNo party agrees.')
	expect(reasonOf(await decide(SECRETARIAT, choose))).toBe('alternatives-closed')
})

test('[N5] words that are numbered and not on disk yet are in what is chosen', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	const { alternative, offer, decide } = await opened(t, 'parties')
	await offer(FR, words('No party agrees.'))
	const france = await TestEditor.open(t, FR, 4712)
	const begun = faults.hold()
	const typed = t.room.offer(france.offer(france.type(' Ever.')))
	await begun
	const chosen = decide(SECRETARIAT, { kind: 'alternative-chosen', alternative: alternative('B') })
	faults.release()
	expect(await typed).toMatchObject({ kind: 'accepted' })
	expect(reasonOf(await chosen)).toBe(null)
	expect(await shown(t)).toEqual(['No party agrees. Ever.'])
})

test('[N5] two are merged by those who run the room, or by whose both are', async () => {
	const t = await openTestRoom()
	const { group, offer, merge } = await opened(t, 'parties')
	await offer(FR, words('No.'))
	await offer(UA, words('Perhaps.'))
	expect(reasonOf(await merge(UA, 'A', 'B'))).toBe('not-proposer')
	expect(reasonOf(await merge(UA, 'A', 'C'))).toBe(null)
	expect(await shown(t)).toEqual(['D: The parties agree.', 'D: Perhaps.', 'B: No.'])
	expect(t.room.alternatives.get(group)?.alternatives.at(-1)?.by).toBe(seatAt(t, UA).delegation)
	expect(reasonOf(await merge(SECRETARIAT, 'B', 'D'))).toBe(null)
	expect(t.room.alternatives.get(group)?.alternatives.at(-1)?.by).toBe(null)
	expect(reasonOf(await merge(SECRETARIAT, 'B', 'D'))).toBe('alternatives-changed')
})

test('[N5] one is withdrawn by whose it is, and the words that stood there before stay', async () => {
	const t = await openTestRoom()
	const { alternative, offer, decide } = await opened(t, 'parties')
	await offer(FR, words('No.'))
	const withdraw = (as: number, label: string) =>
		decide(as, { kind: 'alternative-withdrawn', alternative: alternative(label) })
	for (const as of [UA, SECRETARIAT]) expect(reasonOf(await withdraw(as, 'B'))).toBe('not-proposer')
	expect(reasonOf(await withdraw(FR, 'B'))).toBe(null)
	expect(await shown(t)).toEqual(['A: The parties agree.'])
	expect(decided(await withdraw(UA, 'A')).group.closed).toMatchObject({ chosen: null })
	expect(await shown(t)).toEqual(['The parties agree.'])
})

test('[N4] a parked group is neither chosen nor added to', async () => {
	const t = await openTestRoom()
	const { alternative, offer, decide } = await opened(t, 'parties')
	const park = { kind: 'alternatives-parked', reason: 'Tuesday.' } as const
	expect(reasonOf(await decide(UA, park))).toBe('role')
	expect(reasonOf(await decide(SECRETARIAT, park))).toBe(null)
	const choose = { kind: 'alternative-chosen', alternative: alternative('A') } as const
	expect(reasonOf(await decide(SECRETARIAT, choose))).toBe('alternatives-changed')
	expect(reasonOf(await offer(FR, words('No.')))).toBe('alternatives-changed')
	expect(reasonOf(await decide(SECRETARIAT, { kind: 'alternatives-taken-up' }))).toBe(null)
	expect(reasonOf(await decide(SECRETARIAT, choose))).toBe(null)
})

test('[N7] nothing is chosen over a bracket that somebody holds in what would go', async () => {
	const t = await openTestRoom()
	const { alternative, offer, decide } = await opened(t, 'parties')
	await offer(FR, words('No party agrees.'))
	const bracket = await t.room.placeBracket({
		...{ clause: clauseId(t), ...(await unitsOf(t.room, t.document, 'No party')) },
		...{ holders: null, reason: '', seat: seatAt(t, FR), receivedAt: t.clock.now() },
	})
	if (bracket.kind !== 'decided') throw new Error(bracket.reason)
	const choose = (label: string) =>
		decide(SECRETARIAT, { kind: 'alternative-chosen', alternative: alternative(label) })
	const before = t.room.position
	expect(reasonOf(await choose('A'))).toBe('bracket-inside')
	expect([t.room.position, await shown(t)]).toEqual([
		before,
		['A: The parties agree.', 'B: No party agrees.'],
	])
	expect(reasonOf(await choose('B'))).toBe(null)
	expect(t.room.brackets.get(bracket.decided.id)?.ended).toBe(null)
})

test('[A5] [N5] nothing is chosen or offered in a clause that is held, and stances are taken', async () => {
	const t = await openTestRoom()
	const { alternative, offer, decide } = await opened(t, 'parties')
	const seat = seatAt(t, SECRETARIAT)
	await t.room.record({
		act: { kind: 'clause-held', clause: clauseId(t), reason: '' },
		...{ seat: seat.id, receivedAt: t.clock.now() },
	})
	const choose = { kind: 'alternative-chosen', alternative: alternative('A') } as const
	expect(reasonOf(await decide(SECRETARIAT, choose))).toBe('held')
	expect(reasonOf(await offer(FR, words('No.')))).toBe('held')
	const { delegation } = seatAt(t, FR)
	if (delegation === null) throw new RangeError('speaks for nobody')
	const stance = { alternative: alternative('A'), delegation, stance: 'oppose' } as const
	expect(reasonOf(await decide(FR, { kind: 'stance-taken', ...stance }))).toBe(null)
})

test('[N1] [L3] what could not be stored leaves neither act nor words', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	const { group, offer } = await opened(t, 'parties')
	faults.failing = 1
	expect(reasonOf(await offer(FR, words('No.')))).toBe('not-stored')
	expect(await shown(t)).toEqual(['A: The parties agree.'])
	expect(t.room.alternatives.get(group)?.alternatives).toHaveLength(1)
	expect(reasonOf(await offer(FR, words('No.')))).toBe(null)
	expect(await shown(t)).toEqual(['A: The parties agree.', 'B: No.'])
})

test('[N5] [P33] a frozen text names the alternatives of which none was chosen, with their letters and stances, and the replay finds the same', async () => {
	const t = await openTestRoom()
	const { group, alternative, offer, decide } = await opened(t, 'parties')
	await offer(FR, { kind: 'none' })
	const { delegation } = seatAt(t, FR)
	if (delegation === null) throw new RangeError('speaks for nobody')
	const about = { alternative: alternative('A'), delegation, stance: 'oppose' } as const
	await decide(FR, { kind: 'stance-taken', ...about })
	const secretariat = seatAt(t, SECRETARIAT).id
	expect(await t.room.freeze(secretariat, t.clock.now(), 'Done')).toEqual({ kind: 'frozen' })
	const [stored] = await t.storage.snapshots.list(t.negotiation.id)
	const checked = verifySnapshot(stored?.file ?? new Uint8Array())
	if (checked.kind === 'invalid') throw new Error(checked.reason)
	const clause = checked.document.clauses.find(({ id }) => id === clauseId(t))
	expect(clause?.alternatives).toMatchObject([
		{
			id: group,
			parked: false,
			alternatives: [
				{ label: 'A', by: 'UA', noText: false, support: [], oppose: ['FR'] },
				{ label: 'B', by: 'FR', noText: true },
			],
		},
	])
	const protocol = verifyFile((await t.room.freezeProtocol())?.bytes ?? new Uint8Array())
	expect(protocol).toMatchObject({ document: { replay: 'equal' } })
})
