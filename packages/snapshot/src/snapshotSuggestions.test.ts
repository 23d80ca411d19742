import { expect, test } from 'vitest'
import { signers, snapshot } from '../vectors/input.ts'
import { signEnvelope } from './envelope.ts'
import { digestOfValue } from './digestOfValue.ts'
import { formatKey, parseKey } from './key.ts'
import { type SnapshotClause } from './snapshot.ts'
import { beforeComments, beforeStandings } from './testing.ts'
import { verifyFile } from './verify.ts'

const key = parseKey(formatKey(signers.server.publicKey))

const withSuggestions = snapshot.clauses.findIndex(
	({ openSuggestions = [] }) => openSuggestions.length > 1
)

/** The answer about the text with `change` made to the clause that has suggestions. */
function verifyWith(change: Partial<SnapshotClause>, text = snapshot) {
	const clauses = text.clauses.map((clause, i) =>
		i === withSuggestions ? { ...clause, ...change } : clause
	)
	const body: object = { ...text, clauses }
	return verifyFile(signEnvelope({ format: '', ...body }, signers.server).bytes, { key })
}

test('[P31] a frozen text names the suggestions of its words and blocks, in order, and has no marks of others', () => {
	const clause = snapshot.clauses[withSuggestions]
	const suggestions = clause?.openSuggestions ?? []
	expect(suggestions.map(({ id, delegation, counters }) => [id, delegation, counters])).toEqual([
		['suggest1', 'UA', null],
		['suggest2', null, 'suggest1'],
	])
	expect(suggestions.map(({ comments }) => comments?.map(({ words }) => words))).toEqual([
		['Which cafés?', 'Усі.'],
		[],
	])
	const block = clause?.content.find(({ id }) => id === 'u5')
	expect(block?.marks).toEqual({
		'ins:suggest1': true,
		'setBlock:suggest2': {
			block: 'u5',
			in: [
				['bullet_list', 'bl.u5'],
				['list_item', 'li.u5'],
			],
		},
	})
	expect(JSON.stringify(clause?.content)).not.toContain('answered')
	expect(verifyWith({}).kind).toBe('valid')
	const [first, second] = suggestions
	if (first === undefined || second === undefined) throw new RangeError('two suggestions')
	for (const openSuggestions of [
		[],
		[first],
		[second, first],
		[first, second, second],
		[{ ...first, id: second.id }, second],
	])
		expect(verifyWith({ openSuggestions })).toMatchObject({ reason: 'bad-content' })
	for (const changed of [
		{ ...first, reason: 'x' },
		{ ...first, delegation: 'FR' },
		{ ...first, comments: [] },
		{ ...first, comments: first.comments?.toReversed() ?? [] },
	]) {
		const other = verifyWith({ openSuggestions: [changed, second] })
		expect(other.kind).toBe('valid')
		if (other.kind !== 'invalid') expect(other.digest).not.toBe(digestOfValue(snapshot))
	}
})

test('[P31] the reason of a proposal stands with its suggestions where one was given, and no other value for it', () => {
	const [first, second] = snapshot.clauses[withSuggestions]?.openSuggestions ?? []
	expect(first?.proposalReason).toBe('Для зими')
	expect(second).not.toHaveProperty('proposalReason')
	const other = verifyWith({
		openSuggestions: [{ ...first, proposalReason: 'x' }, second],
	} as object)
	expect(other.kind).toBe('valid')
	for (const proposalReason of [null, 0, {}]) {
		const changed: object = { openSuggestions: [{ ...first, proposalReason }, second] }
		expect(verifyWith(changed), JSON.stringify(proposalReason)).toMatchObject({
			reason: 'bad-content',
		})
	}
})

test('[P31] before version 3 nothing is suggested', () => {
	const before = beforeStandings(snapshot)
	expect(verifyWith({}, before).kind).toBe('valid')
	expect(verifyWith({ openSuggestions: [] }, before)).toMatchObject({ reason: 'bad-content' })
	const content = snapshot.clauses[withSuggestions]?.content ?? []
	const marked = { content, contentDigest: digestOfValue(content) }
	expect(verifyWith(marked, before)).toMatchObject({ reason: 'bad-content' })
})

test('[P31] a text of version 3 from before anything could be said about a suggestion holds as it is, and nothing else stands for a list', () => {
	const older = beforeComments(snapshot)
	expect(older.clauses[withSuggestions]?.openSuggestions?.[0]).not.toHaveProperty('comments')
	const result = verifyWith({}, older)
	expect(result).toMatchObject({ kind: 'valid', document: older, digest: digestOfValue(older) })
	if (result.kind === 'invalid') throw new RangeError('it was refused')
	expect(result.document).toEqual(older)
	const [first, second] = older.clauses[withSuggestions]?.openSuggestions ?? []
	for (const comments of [null, '', {}, [{}], [null], 0]) {
		const changed: object = { openSuggestions: [{ ...first, comments }, second] }
		expect(verifyWith(changed), JSON.stringify(comments)).toMatchObject({ reason: 'bad-content' })
	}
})
