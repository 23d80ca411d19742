import { DEFAULT_LADDER, parseClauseId, parseLogPosition, parseSuggestionId } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { verifySnapshot, type Snapshot, type SnapshotClause } from '@parley/snapshot'
import { expect, test } from 'vitest'
import {
	clauseId,
	FR,
	opened,
	seatAt,
	SECRETARIAT,
	UA,
	words,
} from '../negotiation/testAlternatives.ts'
import { openTestRoom, TestEditor, unitsOf, type TestRoom } from '../negotiation/testRoom.ts'
import { auditSnapshot } from './audit.ts'

const LADDER = DEFAULT_LADDER.map((step, at) =>
	at === 1 ? { ...step, name: 'In the room' } : step
)

/** A room that was frozen with one of everything that can be decided about a text. */
async function frozen() {
	const t = await openTestRoom()
	const clause = clauseId(t)
	const by = (index: number) => ({ seat: seatAt(t, index), receivedAt: t.clock.now() })
	const secretariat = by(SECRETARIAT)
	const done = [
		await t.room.decideStanding({ acts: [{ kind: 'ladder-set', steps: LADDER }], ...secretariat }),
		await t.room.decideStanding({
			acts: [
				{ kind: 'status-set', clause, status: 'bracketed' },
				{ kind: 'force-set', clause, force: { kind: 'political' } },
			],
			...secretariat,
		}),
		await t.room.placeBracket({
			...{ clause, ...(await unitsOf(t.room, t.document, 'parties')) },
			...{ holders: null, reason: '', ...by(UA) },
		}),
		await t.room.placePlaceholder({
			...{ clause, behind: (await unitsOf(t.room, t.document, 'agree')).last, what: 'amount' },
			...{ words: 'amount in euro', owner: null, due: null, ...by(FR) },
		}),
	]
	expect(done.map(({ kind }) => kind)).toEqual(done.map(() => 'decided'))
	const editor = await TestEditor.open(t, UA, 11)
	const suggested = editor.change((text) => {
		text.insert(text.length, ' Soon.', { 'ins:ua0000000001': true })
	})
	expect((await t.room.offer(editor.offer(suggested))).kind).toBe('accepted')
	const put = await t.room.makeProposal({
		...{ title: 'Winter', reason: 'The frost.', ...by(UA) },
		suggestions: [{ clause, suggestion: parseSuggestionId('ua0000000001') }],
	})
	expect(put.kind).toBe('decided')
	const { offer } = await opened(t, 'parties')
	expect((await offer(FR, words('No party agrees.'))).kind).toBe('decided')
	await t.room.freeze(seatAt(t, SECRETARIAT).id, t.clock.now(), 'Done')
	const [stored] = await t.storage.snapshots.list(t.negotiation.id)
	const read = verifySnapshot(stored?.file ?? new Uint8Array())
	if (read.kind === 'invalid' || t.room.phase.kind !== 'frozen') throw new Error('not frozen')
	return { t, clause, snapshot: read.document, position: t.room.phase.position }
}

function audit(t: TestRoom, snapshot: Snapshot, position: number) {
	const { storage, negotiation, room } = t
	const log = sharedLog(negotiation.id)
	return auditSnapshot(storage.log, log, snapshot, parseLogPosition(position), room.delegations)
}

test('[F5] a replay gives what was frozen, and names the clause of which anything is another', async () => {
	const { t, clause, snapshot, position } = await frozen()
	expect(await audit(t, snapshot, position)).toEqual({ kind: 'equal' })

	const [own] = snapshot.clauses.filter(({ id }) => id === clause)
	const names = ['openBrackets', 'openSuggestions', 'placeholders', 'alternatives'] as const
	for (const name of names) expect(own?.[name]?.length, name).toBe(1)
	const others: readonly Partial<SnapshotClause>[] = [
		...names.map((name) => ({ [name]: [] })),
		{ legalForce: null },
		{ status: 'agreed' },
	]
	for (const other of others) {
		const clauses = snapshot.clauses.map((one) => (one.id === clause ? { ...one, ...other } : one))
		const found = await audit(t, { ...snapshot, clauses }, position)
		expect(found, Object.keys(other).join()).toEqual({
			...{ kind: 'different', chain: false, clauses: [parseClauseId(clause)] },
		})
	}

	const ladder = snapshot.ladder.map((step) => ({ ...step, name: `${step.name}?` }))
	expect(await audit(t, { ...snapshot, ladder }, position)).toEqual({
		...{ kind: 'different', chain: false, clauses: snapshot.clauses.map(({ id }) => id) },
	})
})

test('[F5] [P31] a text from before anything could be said about a suggestion is what its log gives', async () => {
	const { t, snapshot, position } = await frozen()
	const clauses = snapshot.clauses.map(({ openSuggestions = [], ...clause }) => ({
		...clause,
		openSuggestions: openSuggestions.map(({ comments, ...one }) => {
			const { proposalReason, ...before } = one
			expect([comments, proposalReason]).toEqual([[], 'The frost.'])
			return before
		}),
	}))
	expect(await audit(t, { ...snapshot, clauses }, position)).toEqual({ kind: 'equal' })
	const why = snapshot.clauses.map(({ openSuggestions = [], ...clause }) => ({
		...clause,
		openSuggestions: openSuggestions.map((one) => ({ ...one, proposalReason: 'Another.' })),
	}))
	expect((await audit(t, { ...snapshot, clauses: why }, position)).kind).toBe('different')
	const said = clauses.map(({ openSuggestions, ...clause }) => ({
		...clause,
		openSuggestions: openSuggestions.map((one) => ({
			...one,
			comments: [{ delegation: null, at: '2025-12-09T16:30:00.000Z', words: 'Why?' }],
		})),
	}))
	expect((await audit(t, { ...snapshot, clauses: said }, position)).kind).toBe('different')
})
