import {
	DEFAULT_LADDER,
	parseAlternativeId,
	parseClauseId,
	parseInstant,
	parseLogPosition,
	parseNegotiationId,
	parsePackageId,
	parseSeatId,
	parseSuggestionId,
} from '@parley/domain'
import { chainDigest, chainStart, type EntryHeader } from '../src/chain.ts'
import { sha256 } from '../src/digest.ts'
import { signerFromSeed } from '../src/ed25519.ts'
import { type FreezeProtocol, PROTOCOL_FORMAT } from '../src/freezeProtocol.ts'
import { readDigestOf } from '../src/readDigest.ts'
import {
	createSnapshot,
	type Snapshot,
	snapshotClause,
	type SnapshotInput,
} from '../src/snapshot.ts'

/** The secret keys of the vectors: 32 equal bytes each. Known to everybody, so never to be trusted. */
export const seeds = { server: new Uint8Array(32).fill(1), successor: new Uint8Array(32).fill(2) }

/** The server of the vectors, and the key that it changes to. */
export const signers = {
	server: signerFromSeed(seeds.server),
	successor: signerFromSeed(seeds.successor),
}

/** Tuesday 9 December 2025, 18:00 in London. */
export const deadline = { at: parseInstant(1_765_303_200_000), zone: 'Europe/London' }

const negotiation = parseNegotiationId('ng_00000000v001')
const preamble = parseClauseId('cl_00000000v001')
const first = parseClauseId('cl_00000000v002')
const second = parseClauseId('cl_00000000v003')

const enteredAt = '2025-12-09T16:30:00.000Z'

/** The log of the vectors, with the four entries that are chained. */
export const log = `${negotiation}/1/shared`

/** Headers and payloads, the last a freeze by the server itself. */
export const entries: readonly { readonly header: EntryHeader; readonly payload: Uint8Array }[] = [
	entry(1, 'act', null, 'st_00000000v001', '{"kind":"round-opened"}'),
	entry(2, 'update', `${log}/clause/${preamble}`, 'st_00000000v002', '\u0001\u0001\u0000'),
	entry(3, 'update', `${log}/clause/${first}`, 'st_00000000v003', ''),
	entry(4, 'act', null, null, '{"kind":"frozen"}'),
]

/** The chain's digest through the first `count` entries. */
export function chainThrough(count: number): Uint8Array {
	return entries
		.slice(0, count)
		.reduce(
			(chain, { header, payload }) => chainDigest(sha256, chain, header, sha256(payload)),
			chainStart(sha256, log)
		)
}

/** The clause that capitals confirm, without how it stands. */
const crossings: SnapshotInput['clauses'][number] = {
	clause: {
		id: first,
		kind: 'clause',
		order: 1,
		number: '1',
		heading: 'Crossings',
		status: 'agreed-ad-referendum',
	},
	placeholders: new Map([
		['amount00', { what: 'amount', words: 'sum in cafe\u0301s', owner: 'UA', due: enteredAt }],
		['opening0', { what: 'date', words: 'from when', owner: null, due: null }],
		['filled00', { what: 'date', words: 'date', owner: null, due: null }],
	]),
	suggestions: new Map([
		['suggest3', { delegation: 'FR', reason: '', counters: null, proposal: null, comments: [] }],
	]),
	content: [
		{ id: 'c1', type: 'heading', attrs: { level: 3 }, content: [{ text: 'Bridges' }] },
		{
			id: 'c2',
			type: 'paragraph',
			in: [
				['bullet_list', 'l.c2'],
				['list_item', 'i1'],
			],
			content: [
				// what is only suggested is not read: what would go is, and é that an insertion cuts is one letter
				{ text: 'Opened by day', marks: { 'del:suggest3': true } },
				{ text: '; see the cafe' },
				{ text: ' also', marks: { 'ins:suggest3': true } },
				{ text: '\u0301 and ' },
				{ text: 'the table', marks: { link: { href: 'https://example.org/table?a=1&b="2"' } } },
			],
		},
		{
			id: 'c3',
			type: 'paragraph',
			in: [
				['bullet_list', 'l.c2'],
				['list_item', 'i2'],
			],
			// one placeholder that stands twice, and one of which nothing is known
			content: [
				{ text: 'A tab\tand a back\\slash.' },
				{ inline: 'placeholder', attrs: { id: 'amount00' } },
				{ inline: 'placeholder', attrs: { id: 'unknown0' } },
				{ inline: 'placeholder', attrs: { id: 'amount00' } },
			],
		},
		// a block that would begin here, with a placeholder that would come in
		{
			id: 'c4',
			type: 'paragraph',
			marks: { 'ins:suggest3': true },
			content: [
				{ inline: 'placeholder', attrs: { id: 'opening0' }, marks: { 'ins:suggest3': true } },
				{ text: ' Each day.', marks: { 'setStrong:suggest3': true } },
			],
		},
	],
}

/** What is read of it. */
const readDigest = readDigestOf(snapshotClause(crossings))

/** A frozen text of three clauses that holds most of what a clause can hold. */
export const snapshot: Snapshot = createSnapshot({
	negotiation: {
		id: negotiation,
		title: 'Framework on river crossings',
		notice: 'Illustration, not a real text',
		language: 'en',
		round: 1,
	},
	deadline,
	frozenAt: deadline.at,
	cause: 'deadline',
	log: { id: log, position: parseLogPosition(4), chain: chainThrough(entries.length) },
	schema: { version: 1, digest: '5c'.repeat(32) },
	ladder: DEFAULT_LADDER.map((step) =>
		step.id === 'agreed' ? { ...step, setBy: ['chair' as const, 'secretariat' as const] } : step
	),
	clauses: [
		{
			clause: {
				id: second,
				kind: 'clause',
				order: 2,
				number: '2',
				heading: 'Порядок',
				status: 'open',
			},
			suggestions: new Map([
				[
					'suggest1',
					{
						...{ delegation: 'UA', reason: 'Ясніше', counters: null, proposal: 'Порядок' },
						proposalReason: 'Для зими',
						comments: [
							{ delegation: 'FR', at: enteredAt, words: 'Which cafe\u0301s?' },
							{ delegation: null, at: '2025-12-09T17:00:00.001Z', words: 'Усі.' },
						],
					},
				],
				[
					'suggest2',
					{
						delegation: null,
						reason: '',
						counters: parseSuggestionId('suggest1'),
						proposal: null,
						comments: [],
					},
				],
			]),
			brackets: new Map([
				['first000', { holders: ['UA', 'FR'], reason: '' }],
				['second00', { holders: [], reason: 'Imported' }],
			]),
			alternatives: new Map([
				[
					'group000',
					{
						parked: true,
						alternatives: [
							{
								...{ id: parseAlternativeId('first000'), label: 'A', by: 'UA', noText: false },
								...{ support: ['UA', 'FR'], oppose: [], flexible: ['DE'] },
							},
							{
								...{ id: parseAlternativeId('second00'), label: 'C', by: null, noText: true },
								...{ support: [], oppose: ['UA'], flexible: [] },
							},
						],
					},
				],
			]),
			content: [
				{ id: 'u1', type: 'paragraph', content: [{ text: 'Сторони погоджуються:' }] },
				// ї written as two characters, cut between two runs: one text whatever the cut, in NFC
				{ id: 'u2', type: 'paragraph', content: [{ text: 'і' }, { text: '\u0308хні мости 🖋' }] },
				// two brackets that cross each other, and the mark of one that has ended
				{
					id: 'u4',
					type: 'paragraph',
					content: [
						{ text: 'Мости ', marks: { 'bracket:ended000': true } },
						{ text: 'шляхи', marks: { 'bracket:second00': true } },
						{ text: ' і ', marks: { 'bracket:first000': true, 'bracket:second00': true } },
						{ text: 'дороги', marks: { 'bracket:first000': true } },
					],
				},
				// a block that would begin here and stand in a list, words that would come in and go, and the mark of a suggestion that was answered
				{
					id: 'u5',
					type: 'paragraph',
					marks: {
						'ins:suggest1': true,
						'setBlock:answered': { block: 'u5', type: 'heading', attrs: { level: 2 } },
						'setBlock:suggest2': {
							block: 'u5',
							in: [
								['bullet_list', 'bl.u5'],
								['list_item', 'li.u5'],
							],
						},
					},
					content: [
						{ text: 'усі ', marks: { 'ins:suggest1': true, 'del:suggest2': true } },
						{ text: 'разом', marks: { 'del:answered': true, 'setEm:suggest2': true } },
						{ text: '!', marks: { 'setLink:suggest2': { href: 'https://example.org/' } } },
					],
				},
				// two alternatives, of which the second says that nothing shall stand here, and words of a group that is closed
				{
					...{ id: 'u6', type: 'paragraph', content: [{ text: 'Щодня.' }] },
					in: [
						['alternatives', 'group000'],
						['alternative', 'first000'],
					],
				},
				{
					...{ id: 'u7', type: 'paragraph', content: [] },
					in: [
						['alternatives', 'group000'],
						['alternative', 'second00'],
					],
				},
				{
					...{ id: 'u8', type: 'paragraph', content: [{ text: 'Щотижня.' }] },
					in: [
						['alternatives', 'closed00'],
						['alternative', 'third000'],
						['bullet_list', 'list0000'],
						['list_item', 'item0000'],
					],
				},
				{
					id: 'u3',
					type: 'chart',
					attrs: { width: 0.5, '\u{ff21}': 1, '\u{1f600}': 2, lone: '\ud800' },
					content: [{ inline: 'unknown_atom', attrs: { a: null } }],
				},
			],
		},
		{
			clause: {
				id: preamble,
				kind: 'preamble',
				order: 0,
				number: '',
				heading: 'Preamble',
				status: 'agreed',
			},
			content: [
				{
					id: 'p1',
					type: 'paragraph',
					content: [
						{ text: 'The Parties, meeting in ' },
						{ text: '“good faith”', marks: { strong: true, em: true } },
						{ text: ',' },
						{ inline: 'hard_break' },
						{ text: 'have agreed as follows:', marks: {} },
					],
				},
			],
		},
		{
			...crossings,
			standing: {
				// as they were decided: they are put into their order
				reservations: [
					{ delegation: 'UA', kind: 'scrutiny', words: 'Until the 12th', enteredAt },
					{ delegation: 'FR', kind: 'parliamentary', words: '', enteredAt },
					{ delegation: 'UA', kind: 'linguistic', words: 'Cafe\u0301', enteredAt },
				],
				legalForce: {
					...{ kind: 'subject-to-approval', body: 'US Congress', state: 'not-asked' },
					setAt: enteredAt,
				},
				confirmations: {
					confirmBy: '2025-12-09T17:00:00.000Z',
					delegations: [
						// this text, another one, none that was named, and not at all
						{
							...{ delegation: 'UA', confirmedAt: '2025-12-09T17:00:00.001Z', late: true },
							readDigest,
						},
						{
							...{ delegation: 'FR', confirmedAt: enteredAt, late: false },
							readDigest: '0f'.repeat(32),
						},
						{ delegation: 'PL', confirmedAt: enteredAt, late: false, readDigest: null },
						{ delegation: 'DE', confirmedAt: null, late: false, readDigest: null },
					],
				},
				packages: [
					{ id: parsePackageId('pk_00000000v001'), title: 'Bridges and roads', state: 'open' },
				],
			},
		},
	],
	attribution: null,
	previous: null,
})

/** A protocol of that freeze, with one late edit; `snapshotDigest` is the digest of the snapshot. */
export function freezeProtocol(snapshotDigest: string): FreezeProtocol {
	return {
		format: PROTOCOL_FORMAT,
		negotiation,
		round: 1,
		snapshot: snapshotDigest,
		issuedAt: '2025-12-09T18:05:00.000Z',
		cause: 'deadline',
		deadline: { at: '2025-12-09T18:00:00.000Z', zone: 'Europe/London' },
		frozenAt: '2025-12-09T18:00:00.000Z',
		position: parseLogPosition(4),
		reason: '',
		account: { waitedMs: 12, framesPending: 3, framesLeft: 0, loopDelayMaxMs: 9 },
		outages: [{ from: '2025-12-09T03:00:00.000Z', to: '2025-12-09T03:00:41.500Z' }],
		replay: 'equal',
		log: { id: log, position: parseLogPosition(5), chain: 'ab'.repeat(32) },
		lateEdits: [
			{
				position: parseLogPosition(5),
				clause: first,
				receivedAt: '2025-12-09T18:00:03.250Z',
				size: 28,
			},
		],
	}
}

function entry(
	position: number,
	kind: EntryHeader['kind'],
	document: string | null,
	seat: string | null,
	payload: string
) {
	return {
		header: {
			log,
			position: parseLogPosition(position),
			receivedAt: parseInstant(deadline.at - 4000 + 1000 * position),
			seat: seat === null ? null : parseSeatId(seat),
			kind,
			document,
		},
		payload: new TextEncoder().encode(payload),
	}
}
