import { addMs, parsePlaceholderId, type DelegationId } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { placeholderIdOf, type Inline } from '@parley/schema'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { everyEntry } from '../storage/contract/samples.ts'
import { FaultyStorage } from './faultyStorage.ts'
import { type PlaceholderDecided, type PlaceholderPlacement } from './placeholderRoom.ts'
import { clauseId, FR, NOTES, seatAt, SECRETARIAT, UA } from './testAlternatives.ts'
import { HOUR_MS, openTestRoom, START, TestEditor, unitsOf, type TestRoom } from './testRoom.ts'

const delegationOf = (t: TestRoom, index: number): DelegationId => {
	const { delegation } = seatAt(t, index)
	if (delegation === null) throw new RangeError('no delegation')
	return delegation
}

/** What somebody misses right behind `words`. */
async function place(
	t: TestRoom,
	by: number,
	words: string,
	more: Partial<PlaceholderPlacement> = {}
) {
	const { last: behind } = await unitsOf(t.room, t.document, words)
	return t.room.placePlaceholder({
		...{ clause: clauseId(t), behind, what: 'amount', words: 'amount in euro' },
		...{ owner: null, due: null, seat: seatAt(t, by), receivedAt: t.clock.now(), ...more },
	})
}

function decided(done: PlaceholderDecided) {
	if (done.kind !== 'decided') throw new Error(done.reason)
	return done.decided
}

const reasonOf = (done: PlaceholderDecided) => (done.kind === 'decided' ? null : done.reason)

const fill = (t: TestRoom, by: number, id: string, text: string) =>
	t.room.fillPlaceholder({
		...{ seat: seatAt(t, by), receivedAt: t.clock.now() },
		...{ clause: clauseId(t), placeholder: parsePlaceholderId(id), text },
	})

const shownPiece = (piece: Inline): string => {
	if ('text' in piece) return piece.text
	const { inline, attrs = {} } = piece
	return `<${placeholderIdOf({ inline, attrs }) ?? inline}>`
}

/** The words of the clause as committed, with the ids of what is missing. */
async function shown(t: TestRoom): Promise<string> {
	const text = await t.room.readClause(clauseId(t))
	return (text?.blocks ?? []).flatMap(({ content }) => content.map(shownPiece)).join('')
}

test('[H1] [H3] what is missing is placed with its act and filled in one commit each, as words of who fills it', async () => {
	const t = await openTestRoom()
	const owner = delegationOf(t, FR)
	const due = addMs(START, HOUR_MS)
	const before = t.room.position
	const { id, placeholder, position } = decided(await place(t, UA, 'parties', { owner, due }))
	expect(placeholder).toMatchObject({ what: 'amount', words: 'amount in euro', owner, due })
	expect(placeholder.placedBy).toBe(seatAt(t, UA).id)
	expect([position, t.room.position]).toEqual([before + 1, before + 2])
	expect(t.room.placeholdersChangedAt).toBe(position)
	expect(await shown(t)).toBe(`The parties<${id}> agree.`)
	expect([...(await t.room.standingPlaceholders(clauseId(t)))]).toEqual([id])

	const done = decided(await fill(t, FR, id, '5 million euro'))
	expect(done.placeholder.filled).toEqual({ by: seatAt(t, FR).id, at: t.clock.now() })
	expect(await shown(t)).toBe('The parties5 million euro agree.')
	expect((await t.room.standingPlaceholders(clauseId(t))).size).toBe(0)
	const authorship = await t.room.readAuthorship(clauseId(t))
	const written = authorship?.text.runs.map(({ author, length }) => [author.seat, length])
	expect(written).toContainEqual([seatAt(t, FR).id, '5 million euro'.length])
	expect(reasonOf(await fill(t, UA, id, 'again'))).toBe('placeholder-gone')

	const later = await t.restart(1000)
	expect(later.room.placeholders).toEqual(t.room.placeholders)
	expect(await shown(later)).toBe('The parties5 million euro agree.')
})

test('[H3] words that filled a placeholder and are withheld are in no act, list or log', async () => {
	const t = await openTestRoom()
	const { id } = decided(await place(t, UA, 'parties'))
	decided(await fill(t, UA, id, 'SECRETWORDS'))
	const { first, last } = await unitsOf(t.room, t.document, 'SECRETWORDS')
	const passage = [{ client: first.client, from: first.clock, to: last.clock + 1 }]
	const { id: author } = seatAt(t, UA)
	const asked = { clause: clauseId(t), passage, author, seat: seatAt(t, UA), reason: '' }
	const withheld = await t.room.withhold({ ...asked, receivedAt: t.clock.now() })
	expect(withheld.kind).toBe('withheld')

	const kept = (await everyEntry(t.storage.log, sharedLog(t.negotiation.id))).map(({ payload }) =>
		payload.kind === 'update'
			? Buffer.from(payload.bytes).toString('latin1')
			: JSON.stringify(payload.act)
	)
	expect(kept.filter((one) => one.includes('placeholder-filled'))).toHaveLength(1)
	const told = [...kept, JSON.stringify([...t.room.placeholders]), await shown(t)]
	const later = await t.restart(1000)
	told.push(JSON.stringify([...later.room.placeholders]), await shown(later))
	expect(told.filter((one) => one.includes('SECRET'))).toEqual([])
})

test('[H2] who may not edit places and fills nothing; who runs the room and its owner set it', async () => {
	const t = await openTestRoom()
	expect(reasonOf(await place(t, NOTES, 'parties'))).toBe('role')
	const { id } = decided(await place(t, UA, 'parties', { owner: delegationOf(t, FR) }))
	expect(reasonOf(await fill(t, NOTES, id, 'x'))).toBe('role')
	const set = (by: number, words: string) =>
		t.room.setPlaceholder({
			...{ clause: clauseId(t), placeholder: id, words },
			...{ seat: seatAt(t, by), receivedAt: t.clock.now() },
		})
	expect(reasonOf(await set(UA, 'sum'))).toBe('not-yours')
	expect(decided(await set(FR, 'sum')).placeholder).toMatchObject({
		...{ words: 'sum', owner: delegationOf(t, FR), due: null },
	})
	expect(decided(await set(SECRETARIAT, 'total')).placeholder.words).toBe('total')
	const nobody = { seat: seatAt(t, SECRETARIAT), receivedAt: t.clock.now(), owner: null }
	const left = await t.room.setPlaceholder({ clause: clauseId(t), placeholder: id, ...nobody })
	expect(decided(left).placeholder).toMatchObject({ words: 'total', owner: null })
	expect(reasonOf(await set(FR, 'mine'))).toBe('not-yours')
	await t.room.record({
		act: { kind: 'clause-held', clause: clauseId(t), reason: 'Redrafting.' },
		...{ seat: seatAt(t, SECRETARIAT).id, receivedAt: t.clock.now() },
	})
	expect(reasonOf(await place(t, UA, 'agree'))).toBe('held')
	expect(reasonOf(await fill(t, UA, id, 'x'))).toBe('held')
})

test('[H1] nothing is placed behind what does not stand, for a delegation that is none, or where the commit fails', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	const gone = { behind: { client: 1, clock: 7 } }
	expect(reasonOf(await place(t, UA, 'parties', gone))).toBe('no-such-words')
	const stranger = { owner: 'dl_zzzzzzzzzzzz' as DelegationId }
	await expect(place(t, UA, 'parties', stranger)).rejects.toThrow('no delegation')
	faults.failing = 1
	expect(reasonOf(await place(t, UA, 'parties'))).toBe('not-stored')
	expect(await shown(t)).toBe('The parties agree.')
	const { id } = decided(await place(t, UA, 'parties'))
	expect([...t.room.placeholders.keys()]).toEqual([id])
	expect(await shown(t)).toBe(`The parties<${id}> agree.`)
})

let nextClient = 7000

/** What the room answers to an edit by `by`, at once a new clientID of that seat. */
async function write(t: TestRoom, by: number, change: Parameters<TestEditor['change']>[0]) {
	const editor = await TestEditor.open(t, by, nextClient++)
	return t.room.offer(editor.offer(editor.change(change)))
}

test('[H4] an edit deletes a placeholder and brings copies of it, and no atom that nobody placed there', async () => {
	const t = await openTestRoom()
	const { id } = decided(await place(t, UA, 'parties'))
	const bring = (at: number, of: string) =>
		write(t, FR, (text) => {
			text.insertEmbed(at, { inline: 'placeholder', attrs: { id: of } })
		})
	const unknown = { kind: 'refused', reason: 'no-such-placeholder' }
	expect(await bring(2, 'zzzzzzzzzzzz')).toEqual(unknown)
	const other = t.clauses.find(({ heading }) => heading === 'Territory')
	if (other === undefined) throw new RangeError('no other clause')
	const elsewhere = t.room.placeholders.get(id)
	expect(elsewhere?.clause).not.toBe(other.id)
	expect(await bring(2, id)).toMatchObject({ kind: 'accepted' })
	expect(await shown(t)).toBe(`T<${id}>he parties<${id}> agree.`)
	expect([...(await t.room.standingPlaceholders(clauseId(t)))]).toEqual([id])
	const length = `T.he parties. agree.`.length
	expect(
		await write(t, FR, (text) => {
			text.delete(1, length)
		})
	).toMatchObject({ kind: 'accepted' })
	expect((await t.room.standingPlaceholders(clauseId(t))).size).toBe(0)
	expect(reasonOf(await fill(t, UA, id, 'late'))).toBe('placeholder-gone')
	expect(await bring(1, id)).toMatchObject({ kind: 'accepted' })
	expect(decided(await fill(t, UA, id, 'at last')).placeholder.filled?.by).toBe(seatAt(t, UA).id)
	expect(await shown(t)).toBe('at last')
})

test('[H4] [A7] an atom that nobody placed is refused after the freeze, too', async () => {
	const t = await openTestRoom()
	const seat = seatAt(t, SECRETARIAT)
	const editor = await TestEditor.open(t, UA, 7900)
	await t.room.freeze(seat.id, t.clock.now(), 'Done.')
	t.clock.step(1000)
	const bytes = editor.change((text) => {
		text.insertEmbed(2, { inline: 'placeholder', attrs: { id: 'zzzzzzzzzzzz' } })
	})
	const refused = { kind: 'refused', reason: 'no-such-placeholder' }
	expect(await t.room.offer(editor.offer(bytes))).toEqual(refused)
	expect(await t.room.lateLane()).toEqual([])
})

test('[H5] a placeholder that is copied stands in a hundred places at most, and is filled in all of them', async () => {
	const t = await openTestRoom()
	const { id } = decided(await place(t, UA, 'parties'))
	const bring = (count: number, takes = 0) =>
		write(t, FR, (text) => {
			text.delete(1, takes)
			const atom = { insert: { inline: 'placeholder', attrs: { id } }, attributes: {} }
			text.applyDelta([{ retain: 1 }, ...Array.from({ length: count }, () => atom)])
		})
	const refused = { kind: 'refused', reason: 'too-many-placeholders' }
	expect(await bring(500)).toEqual(refused)
	expect(await bring(60)).toMatchObject({ kind: 'accepted' })
	expect(await bring(40)).toEqual(refused)
	expect(await bring(39)).toMatchObject({ kind: 'accepted' })
	// words that are moved bring as many as they take away
	expect(await bring(99, 99)).toMatchObject({ kind: 'accepted' })
	expect(await bring(100, 99)).toEqual(refused)
	decided(await fill(t, UA, id, '[5 million]'))
	expect((await shown(t)).split('[5 million]')).toHaveLength(101)
})

test('[H5] copies that are numbered at once are counted together', async () => {
	const t = await openTestRoom()
	const { id } = decided(await place(t, UA, 'parties'))
	const bring = async (by: number) => {
		const editor = await TestEditor.open(t, by, nextClient++)
		const atom = { insert: { inline: 'placeholder', attrs: { id } }, attributes: {} }
		return editor.offer(
			editor.change((text) => {
				text.applyDelta([{ retain: 1 }, ...Array.from({ length: 60 }, () => atom)])
			})
		)
	}
	const offers = [await bring(UA), await bring(FR)]
	const answers = await Promise.all(offers.map((offer) => t.room.offer(offer)))
	expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'refused'])
})

test('[H5] a synchronisation that repeats what stands there already puts it into no more places', async () => {
	const t = await openTestRoom()
	const { id } = decided(await place(t, UA, 'parties'))
	const atom = { insert: { inline: 'placeholder', attrs: { id } }, attributes: {} }
	const editor = await TestEditor.open(t, FR, nextClient++)
	const bytes = editor.change((text) => {
		text.applyDelta([{ retain: 1 }, ...Array.from({ length: 60 }, () => atom)])
	})
	expect(await t.room.offer(editor.offer(bytes))).toMatchObject({ kind: 'accepted' })
	editor.change((text) => {
		text.insertEmbed(1, atom.insert, {})
	})
	const all = Y.encodeStateAsUpdate(editor.doc)
	expect(await t.room.offer({ ...editor.offer(all), kind: 'sync' })).toMatchObject({
		kind: 'accepted',
	})
	const more = editor.change((text) => {
		text.applyDelta([{ retain: 1 }, ...Array.from({ length: 39 }, () => atom)])
	})
	const refused = { kind: 'refused', reason: 'too-many-placeholders' }
	expect(await t.room.offer(editor.offer(more))).toEqual(refused)
})

test('[H5] [A7] late edits put a placeholder into no more places than those before the freeze, those of their seat counted together', async () => {
	const t = await openTestRoom()
	const { id } = decided(await place(t, UA, 'parties'))
	const atom = { insert: { inline: 'placeholder', attrs: { id } }, attributes: {} }
	const editor = await TestEditor.open(t, FR, nextClient++)
	await t.room.freeze(seatAt(t, SECRETARIAT).id, t.clock.now(), 'Done.')
	t.clock.step(1000)
	const bring = (count: number) => {
		const bytes = editor.change((text) => {
			text.applyDelta([{ retain: 1 }, ...Array.from({ length: count }, () => atom)])
		})
		return t.room.offer(editor.offer(bytes))
	}
	expect(await bring(60)).toMatchObject({ kind: 'late' })
	const refused = { kind: 'refused', reason: 'too-many-placeholders' }
	expect(await bring(40)).toEqual(refused)
	expect(await t.room.lateLane()).toHaveLength(1)
})

test('[H5] what is numbered and takes some away makes room, before it is on disk', async () => {
	const faults = new FaultyStorage()
	const t = await openTestRoom({ fault: faults.fault })
	const { id } = decided(await place(t, UA, 'parties'))
	const atom = { insert: { inline: 'placeholder', attrs: { id } }, attributes: {} }
	const editor = await TestEditor.open(t, FR, nextClient++)
	const bring = (count: number, takes = 0) => {
		const bytes = editor.change((text) => {
			text.delete(1, takes)
			text.applyDelta([{ retain: 1 }, ...Array.from({ length: count }, () => atom)])
		})
		return t.room.offer(editor.offer(bytes))
	}
	expect(await bring(60)).toMatchObject({ kind: 'accepted' })
	void faults.hold()
	const answers = [bring(60, 60), bring(99, 60), bring(1)]
	await new Promise((resolve) => setImmediate(resolve))
	faults.release()
	const kinds = (await Promise.all(answers)).map(({ kind }) => kind)
	expect(kinds).toEqual(['accepted', 'accepted', 'refused'])
})

test('[A10] who only reads sets no placeholder, their delegation’s own neither, and who only suggests does', async () => {
	const t = await openTestRoom()
	const { id } = decided(await place(t, UA, 'parties', { owner: delegationOf(t, FR) }))
	const { id: seat } = seatAt(t, FR)
	const set = async (level: 'read' | 'suggest'): Promise<string | null> => {
		const subject = { kind: 'seat', seat } as const
		const act = { kind: 'rights-set', subject, level, reason: 'For now.' } as const
		await t.room.record({ act, seat: null, receivedAt: t.clock.now() })
		const setting = { clause: clauseId(t), placeholder: id, words: 'amount in dollars' }
		const about = { seat: seatAt(t, FR), receivedAt: t.clock.now() }
		return reasonOf(await t.room.setPlaceholder({ ...setting, ...about }))
	}
	expect(await set('read')).toBe('seat-reads')
	expect(t.room.placeholders.get(id)?.words).toBe('amount in euro')
	expect(await set('suggest')).toBe(null)
	expect(t.room.placeholders.get(id)?.words).toBe('amount in dollars')
})
