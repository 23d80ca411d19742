import {
	parseAlternativeId,
	parseBracketId,
	parseClauseId,
	parseDelegationId,
	parseGroupId,
	DEFAULT_LADDER,
	parseInstant,
	parseLogPosition,
	parseNoteId,
	parsePlaceholderId,
	parseProposalId,
	parsePackageId,
	parseSeatId,
	parseSuggestionId,
	type Act,
	type ActKind,
} from '@parley/domain'
import { expect, test } from 'vitest'
import { fromActBytes, toActBytes } from './actJson.ts'

const clause = parseClauseId('cl_000000000001')
const seat = parseSeatId('st_000000000001')
const delegation = parseDelegationId('dl_000000000001')
const deadline = { at: parseInstant(1_765_306_800_000), zone: 'Europe/London' }
const bracket = parseBracketId('0v3k9m2p7q1x')
const group = parseGroupId('4m2p7q1x0v3k')
const alternative = parseAlternativeId('9m2p7q1x0v3k')
const other = parseAlternativeId('7q1x0v3k9m2p')
const suggestion = parseSuggestionId('7aQ0m2p7q1xZ')
const proposal = parseProposalId('pp_000000000001')
const confirmBy = parseInstant(1_765_310_400_000)
const pack = parsePackageId('pk_000000000001')
const placeholder = parsePlaceholderId('q1xZ7aQ0m2p7')
const reason = 'Mid-day “rest”'

/** Acts of every kind: the compiler misses one that is not here. */
const ACTS: { readonly [Kind in ActKind]: readonly Extract<Act, { kind: Kind }>[] } = {
	'round-opened': [{ kind: 'round-opened', round: 1, deadline, clauses: [], baseTextDigest: null }],
	'deadline-moved': [{ kind: 'deadline-moved', deadline, reason }],
	'status-set': [{ kind: 'status-set', clause, status: 'agreed' }],
	'ladder-set': [{ kind: 'ladder-set', steps: DEFAULT_LADDER }],
	'ad-referendum-opened': [
		{ kind: 'ad-referendum-opened', clause, status: 'agreed-ad-referendum', confirmBy },
	],
	'confirm-by-set': [{ kind: 'confirm-by-set', clause, confirmBy }],
	'ad-referendum-confirmed': [{ kind: 'ad-referendum-confirmed', clause, delegation }],
	'text-confirmed': [{ kind: 'text-confirmed', clause, delegation, readDigest: '5c'.repeat(32) }],
	'reservation-entered': [
		{ kind: 'reservation-entered', clause, delegation, reservation: 'scrutiny', words: reason },
	],
	'reservation-lifted': [
		{ kind: 'reservation-lifted', clause, delegation, reservation: 'awaiting-instructions' },
	],
	'force-set': [
		{ kind: 'force-set', clause, force: null },
		{ kind: 'force-set', clause, force: { kind: 'political' } },
		{ kind: 'force-set', clause, force: { kind: 'legally-binding' } },
		{
			kind: 'force-set',
			clause,
			force: { kind: 'subject-to-approval', body: 'US Congress', state: 'not-asked' },
		},
	],
	'package-made': [{ kind: 'package-made', package: pack, title: 'Guarantees', clauses: [clause] }],
	'package-closed': [{ kind: 'package-closed', package: pack }],
	'package-dissolved': [{ kind: 'package-dissolved', package: pack }],
	'rights-set': [
		{ kind: 'rights-set', subject: { kind: 'seat', seat }, level: 'read', reason },
		{ kind: 'rights-set', subject: { kind: 'delegation', delegation }, level: 'edit', reason: '' },
		{ kind: 'rights-set', subject: { kind: 'clause', clause }, level: null, reason },
	],
	'clause-held': [{ kind: 'clause-held', clause, reason }],
	'clause-released': [{ kind: 'clause-released', clause, reason: '' }],
	'bracket-placed': [{ kind: 'bracket-placed', clause, bracket, holders: [delegation], reason }],
	'bracket-joined': [{ kind: 'bracket-joined', clause, bracket, delegation }],
	'bracket-left': [{ kind: 'bracket-left', clause, bracket, delegation }],
	'bracket-ending-proposed': [
		{ kind: 'bracket-ending-proposed', clause, bracket, ending: 'lift', consents: [] },
		{ kind: 'bracket-ending-proposed', clause, bracket, ending: 'strike', consents: [delegation] },
	],
	'bracket-answered': [
		{
			kind: 'bracket-answered',
			...{ clause, bracket, ending: 'lift', delegation, consents: false },
		},
	],
	'bracket-ending-withdrawn': [
		{ kind: 'bracket-ending-withdrawn', clause, bracket, ending: 'strike' },
	],
	'bracket-ended': [{ kind: 'bracket-ended', clause, bracket, ending: 'strike' }],
	'alternatives-opened': [
		{ kind: 'alternatives-opened', clause, group, first: alternative, by: delegation },
	],
	'alternative-offered': [
		{ kind: 'alternative-offered', clause, group, alternative, by: null, noText: true },
	],
	'stance-taken': [
		{ kind: 'stance-taken', clause, group, alternative, delegation, stance: 'flexible' },
		{ kind: 'stance-taken', clause, group, alternative, delegation, stance: null },
	],
	'alternatives-parked': [{ kind: 'alternatives-parked', clause, group, reason }],
	'alternatives-taken-up': [{ kind: 'alternatives-taken-up', clause, group }],
	'alternative-withdrawn': [{ kind: 'alternative-withdrawn', clause, group, alternative }],
	'alternatives-merged': [
		{
			kind: 'alternatives-merged',
			...{ clause, group, merged: [alternative, other], into: other, by: delegation },
		},
	],
	'alternative-chosen': [{ kind: 'alternative-chosen', clause, group, alternative }],
	'suggestion-made': [
		{ kind: 'suggestion-made', clause, suggestion, delegation },
		{ kind: 'suggestion-made', clause, suggestion, delegation: null },
	],
	'suggestion-explained': [
		{ kind: 'suggestion-explained', clause, suggestion, reason, counters: null },
		{ kind: 'suggestion-explained', clause, suggestion, reason: '', counters: suggestion },
	],
	'comment-withheld': [
		{
			...{ kind: 'comment-withheld', clause, suggestion, comment: 2, author: seat, reason },
			entries: [{ position: parseLogPosition(7), digest: 'ab'.repeat(32) }],
		},
	],
	'suggestion-commented': [
		{ kind: 'suggestion-commented', clause, suggestion, delegation, words: 'Чому?' },
		{ kind: 'suggestion-commented', clause, suggestion, delegation: null, words: 'Agreed.' },
	],
	'suggestion-answered': [{ kind: 'suggestion-answered', clause, suggestion, answer: 'countered' }],
	'proposal-made': [
		{
			...{ kind: 'proposal-made', proposal, title: 'Article 4', reason, delegation },
			suggestions: [{ clause, suggestion }],
		},
	],
	'placeholder-placed': [
		{
			kind: 'placeholder-placed',
			...{ clause, placeholder, what: 'amount', words: 'amount in euro' },
			...{ owner: delegation, due: parseInstant(1_765_306_800_000) },
		},
	],
	'placeholder-set': [
		{ kind: 'placeholder-set', clause, placeholder, words: 'sum', owner: null, due: null },
	],
	'placeholder-filled': [{ kind: 'placeholder-filled', clause, placeholder }],
	'note-taken': [
		{
			kind: 'note-taken',
			note: parseNoteId('nt_000000000001'),
			clause,
			seen: parseLogPosition(3),
			text: 'Said.',
		},
	],
	'late-released': [{ kind: 'late-released', edits: [parseLogPosition(9)] }],
	'passage-withheld': [
		{
			kind: 'passage-withheld',
			clause,
			author: seat,
			passage: [{ client: 7, from: 0, to: 3 }],
			entries: [{ position: parseLogPosition(4), digest: 'ab'.repeat(32) }],
			reason,
		},
	],
	frozen: [
		{
			kind: 'frozen',
			cause: 'early',
			at: deadline.at,
			reason,
			outages: [{ from: parseInstant(1), to: parseInstant(2) }],
			account: { waitedMs: 1, framesPending: 2, framesLeft: 0, loopDelayMaxMs: null },
		},
	],
}

test.each(Object.values(ACTS).flat())('[S3] the act $kind comes back as it was stored', (act) => {
	expect(fromActBytes(toActBytes(act))).toEqual(act)
})

test('what is not known is not read: it would be lost, and the chain with it', () => {
	const held = { kind: 'clause-held', clause, reason }
	const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
	expect(fromActBytes(bytes(held))).toEqual(held)
	expect(() => fromActBytes(bytes({ ...held, until: 1 }))).toThrow()
	const set = { kind: 'rights-set', subject: { kind: 'seat', seat }, level: 'own', reason }
	expect(() => fromActBytes(bytes(set))).toThrow()
	const both = { ...set, level: 'read', subject: { kind: 'seat', seat, clause } }
	expect(() => fromActBytes(bytes(both))).toThrow()
})
