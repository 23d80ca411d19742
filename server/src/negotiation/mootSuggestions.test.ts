import { type Suggestion } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { plainText, suggestionKey } from '@parley/schema'
import { expect, test } from 'vitest'
import { everyEntry } from '../storage/contract/samples.ts'
import {
	clauseId,
	FR,
	opened,
	reasonOf,
	seatAt,
	SECRETARIAT,
	UA,
	words,
} from './testAlternatives.ts'
import { openTestRoom, TestEditor, unitsOf, type TestRoom } from './testRoom.ts'

const [OVER, BESIDE] = ['suggover0001', 'suggbesid001']
let nextClient = 900

/** Has a seat suggest that `added` comes in before `words`, or that these go where nothing is to come in. */
async function suggest(t: TestRoom, by: number, id: string, found: string, added?: string) {
	const editor = await TestEditor.open(t, by, nextClient++)
	const update = editor.change((text) => {
		const delta = text.toDelta() as readonly { readonly insert: unknown }[]
		const units = delta.map(({ insert }) => (typeof insert === 'string' ? insert : '\ufffc'))
		const at = units.join('').indexOf(found)
		if (added === undefined) text.format(at, found.length, { [suggestionKey('del', id)]: true })
		else text.insert(at, added, { [suggestionKey('ins', id)]: true })
	})
	expect((await t.room.offer(editor.offer(update))).kind).toBe('accepted')
}

const suggestions = (t: TestRoom): ReadonlyMap<string, Suggestion> =>
	new Map(t.room.suggestions.clauses.get(clauseId(t)))

async function kindsAfter(t: TestRoom, before: number): Promise<readonly string[]> {
	const entries = await everyEntry(t.storage.log, sharedLog(t.negotiation.id))
	return entries
		.filter(({ position }) => position > before)
		.map(({ payload }) => (payload.kind === 'act' ? payload.act.kind : 'update'))
}

test.each(['alternative-chosen', 'alternative-withdrawn'] as const)(
	'[Q10] what is suggested in an alternative that goes (%s) is moot, in the same commit and the record',
	async (kind) => {
		const t = await openTestRoom()
		const group = await opened(t, 'parties')
		await group.offer(FR, words('Each party agrees.'))
		await suggest(t, UA, OVER, 'Each', 'Today, ')
		await suggest(t, FR, BESIDE, 'parties', 'two ')
		const before = t.room.position
		const isChosen = kind === 'alternative-chosen'
		const alternative = group.alternative(isChosen ? 'A' : 'B')
		expect(reasonOf(await group.decide(isChosen ? SECRETARIAT : FR, { kind, alternative }))).toBe(
			null
		)
		expect(suggestions(t).get(OVER)).toMatchObject({
			by: seatAt(t, UA).id,
			answered: { answer: 'moot', by: seatAt(t, isChosen ? SECRETARIAT : FR).id },
		})
		expect(suggestions(t).get(BESIDE)?.answered).toBe(null)
		const then = await t.room.readClause(clauseId(t), before)
		expect(plainText(then?.blocks ?? [])).toContain('Today, Each party agrees.')
		expect(await kindsAfter(t, before)).toEqual([kind, 'suggestion-answered', 'update'])
		const later = await t.restart(1000)
		expect(later.room.suggestions).toEqual(t.room.suggestions)
	}
)

test('[Q10] one of which something is left outside stays open', async () => {
	const t = await openTestRoom({
		text: '## 1. Purpose\n\nThe parties agree.\n\nNow.\n\n## 2. Territory\n\nx\n',
	})
	const group = await opened(t, 'parties')
	await group.offer(FR, words('Each party agrees.'))
	await suggest(t, UA, OVER, 'Each', 'Today, ')
	await suggest(t, UA, OVER, 'Now', 'Then. ')
	const alternative = group.alternative('B')
	expect(reasonOf(await group.decide(FR, { kind: 'alternative-withdrawn', alternative }))).toBe(
		null
	)
	expect(suggestions(t).get(OVER)?.answered).toBe(null)
})

test('[Q10] what is suggested of words that are struck, or that another suggestion deletes, is moot as well', async () => {
	const t = await openTestRoom()
	const clause = clauseId(t)
	const about = { seat: seatAt(t, UA), receivedAt: t.clock.now() }
	const { delegation } = about.seat
	const where = await unitsOf(t.room, t.document, 'parties')
	const placed = await t.room.placeBracket({
		clause,
		...where,
		holders: null,
		reason: '',
		...about,
	})
	if (placed.kind !== 'decided' || delegation === null) throw new Error(placed.kind)
	await suggest(t, FR, OVER, 'parties')
	const act = { kind: 'bracket-ending-proposed', clause, bracket: placed.decided.id } as const
	const strike = { ...act, ending: 'strike', consents: [delegation] } as const
	expect((await t.room.decideBracket({ act: strike, ...about })).kind).toBe('decided')
	expect(suggestions(t).get(OVER)?.answered?.answer).toBe('moot')

	await suggest(t, FR, BESIDE, 'agree')
	await suggest(t, UA, 'suggother001', 'agree')
	const [other] = [...(t.room.suggestions.clauses.get(clause) ?? [])].filter(
		([id]) => id === 'suggother001'
	)
	if (other === undefined) throw new RangeError('no suggestion')
	const accepted = await t.room.answerSuggestions({
		...{ clause, how: 'accepted', suggestions: [{ id: other[0], expects: null }] },
		...{ seat: seatAt(t, SECRETARIAT), receivedAt: t.clock.now() },
	})
	expect(accepted.kind).toBe('decided')
	expect(suggestions(t).get(BESIDE)?.answered?.answer).toBe('moot')
	expect(suggestions(t).get('suggother001')?.answered?.answer).toBe('accepted')
})
