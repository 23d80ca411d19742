import {
	createId,
	DEFAULT_LADDER,
	openLedger,
	ParleyError,
	parseClauseId,
	parseGroupId,
	MOST_COMMENTS,
	parseSuggestionId,
	standingIn,
	standingOf,
} from '@parley/domain'
import { clauseDocument, roomDocument } from '@parley/protocol'
import { expect, test } from 'vitest'
import { FaultyStorage } from '../negotiation/faultyStorage.ts'
import { readDigestOf } from '@parley/snapshot'
import { confirmRead, HOUR_MS, seededRandom, unitsOf } from '../negotiation/testRoom.ts'
import { dump } from '../storage/fixtures/dump.ts'
import { type Storage } from '../storage/ports.ts'
import { type OpenApiOperation } from './reference/openapi.ts'
import { openTestApp, type Answer, type Asking, type TestApp } from './testApp.ts'
import { comeTooLate } from './testLateEdit.ts'
import { paste } from './testPaste.ts'
import { seen, suggest, suggestDeletion } from './testSuggestion.ts'

/*
 * Everything that the document promises is heard here at least once: each success and each problem of each route. A new route needs a
 * line in `REQUESTS`, and a test for the problems that are its own. The other tests hold their answers against the document, too.
 * `internal` alone is heard once for each kind of access (rule H31).
 */

const DAY_MS = 24 * HOUR_MS

/** A request that succeeds on a fresh server, for each operation; `ng`, `clause`, `seat` … are filled in. */
interface Sample {
	readonly method: string
	readonly path: string
	readonly body?: unknown
	/** A seat by its name; nobody where it is left out. */
	readonly as?: string
}

const ROOM = '/api/v1/negotiations/NG'
const GROUP_PATH = `${ROOM}/clauses/OTHER_CLAUSE/alternatives/GROUP`
const EDITS = { level: 'edit', reason: 'Accredited.' }
const REQUESTS: Readonly<Record<string, Sample>> = {
	readHealth: { method: 'GET', path: '/healthz' },
	readReadiness: { method: 'GET', path: '/readyz' },
	readKey: { method: 'GET', path: '/api/v1/keys' },
	previewInvitation: {
		method: 'POST',
		path: '/api/v1/invitations/preview',
		body: { code: 'CODE' },
	},
	redeemInvitation: { method: 'POST', path: '/api/v1/sessions', body: { code: 'CODE' } },
	readSession: { method: 'GET', path: '/api/v1/sessions/current', as: 'Advisor 1' },
	signOut: { method: 'DELETE', path: '/api/v1/sessions/current', as: 'Observer' },
	listNegotiations: { method: 'GET', path: '/api/v1/negotiations', as: 'Advisor 1' },
	readNegotiation: { method: 'GET', path: ROOM, as: 'Advisor 1' },
	readText: { method: 'GET', path: `${ROOM}/text`, as: 'Advisor 1' },
	listClauses: { method: 'GET', path: `${ROOM}/clauses`, as: 'Advisor 1' },
	readClause: { method: 'GET', path: `${ROOM}/clauses/CLAUSE`, as: 'Advisor 1' },
	readAuthorship: {
		method: 'GET',
		path: `${ROOM}/clauses/CLAUSE/authorship`,
		as: 'Advisor 1',
	},
	readChanges: { method: 'GET', path: `${ROOM}/changes?since=1`, as: 'Advisor 1' },
	setStatus: {
		method: 'PATCH',
		path: `${ROOM}/clauses/CLAUSE`,
		body: { status: 'bracketed' },
		as: 'Chair',
	},
	readStanding: { method: 'GET', path: `${ROOM}/standing`, as: 'Advisor 1' },
	setLadder: {
		method: 'PUT',
		path: `${ROOM}/ladder`,
		body: { steps: DEFAULT_LADDER },
		as: 'Chair',
	},
	setConfirmBy: {
		method: 'PUT',
		path: `${ROOM}/clauses/CLAUSE/confirm-by`,
		body: { confirmBy: '2026-12-09T18:00' },
		as: 'Chair',
	},
	confirmAdReferendum: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/confirmation`,
		body: { expects: 'TEXTREAD' },
		as: 'Advisor 1',
	},
	readTextToConfirm: {
		method: 'GET',
		path: `${ROOM}/clauses/CLAUSE/confirmation`,
		as: 'Advisor 1',
	},
	enterReservation: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/reservations`,
		body: { kind: 'scrutiny', words: 'Until the committee has met.' },
		as: 'Advisor 1',
	},
	liftReservation: {
		method: 'DELETE',
		path: `${ROOM}/clauses/CLAUSE/reservations/linguistic`,
		as: 'Advisor 1',
	},
	setForce: {
		method: 'PUT',
		path: `${ROOM}/clauses/CLAUSE/force`,
		body: { force: { kind: 'subject-to-approval', body: 'US Congress', state: 'not-asked' } },
		as: 'Chair',
	},
	makePackage: {
		method: 'POST',
		path: `${ROOM}/packages`,
		body: { title: 'Guarantees', clauses: ['CLAUSE', 'SECOND'] },
		as: 'Chair',
	},
	closePackage: { method: 'POST', path: `${ROOM}/packages/PACKAGE/closure`, as: 'Chair' },
	dissolvePackage: { method: 'DELETE', path: `${ROOM}/packages/PACKAGE`, as: 'Chair' },
	readRights: { method: 'GET', path: `${ROOM}/rights`, as: 'Advisor 1' },
	setSeatLevel: { method: 'PUT', path: `${ROOM}/seats/SEAT/level`, body: EDITS, as: 'Chair' },
	setDelegationLevel: {
		method: 'PUT',
		path: `${ROOM}/delegations/DELEGATION/level`,
		body: EDITS,
		as: 'Chair',
	},
	setClauseLevel: { method: 'PUT', path: `${ROOM}/clauses/CLAUSE/level`, body: EDITS, as: 'Chair' },
	holdClause: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/hold`,
		body: { reason: 'Lawyers.' },
		as: 'Chair',
	},
	releaseClause: { method: 'POST', path: `${ROOM}/clauses/CLAUSE/release`, body: {}, as: 'Chair' },
	listBrackets: { method: 'GET', path: `${ROOM}/brackets`, as: 'Advisor 1' },
	placeBracket: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/brackets`,
		body: { first: 'FIRST', last: 'FIRST', reason: 'Not agreed.' },
		as: 'Advisor 1',
	},
	offerWords: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/brackets/choices`,
		body: { first: 'FIRST', last: 'LAST', words: 'States' },
		as: 'Advisor 1',
	},
	joinBracket: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/brackets/BRACKET/holders`,
		body: {},
		as: 'Advisor 3',
	},
	proposeBracketEnding: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/brackets/BRACKET/ending`,
		body: { ending: 'lift' },
		as: 'Chair',
	},
	answerBracketEnding: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/brackets/BRACKET/answers`,
		body: { ending: 'lift', consents: false },
		as: 'Advisor 1',
	},
	withdrawBracketEnding: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/brackets/BRACKET/ending/withdrawal`,
		body: { ending: 'lift' },
		as: 'Chair',
	},
	leaveBracket: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/brackets/BRACKET/departure`,
		as: 'Advisor 3',
	},
	listAlternatives: { method: 'GET', path: `${ROOM}/alternatives`, as: 'Advisor 1' },
	openAlternatives: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/alternatives`,
		body: { first: 'FIRST', last: 'FIRST' },
		as: 'Advisor 1',
	},
	offerAlternative: {
		method: 'POST',
		path: `${GROUP_PATH}/offers`,
		body: { text: { kind: 'words', paragraphs: ['No party agrees.'] } },
		as: 'Advisor 3',
	},
	takeStance: {
		method: 'PUT',
		path: `${GROUP_PATH}/OPENED/stance`,
		body: { stance: 'support' },
		as: 'Advisor 3',
	},
	readAlternative: { method: 'GET', path: `${GROUP_PATH}/OPENED/text`, as: 'Advisor 1' },
	parkAlternatives: {
		method: 'POST',
		path: `${GROUP_PATH}/parking`,
		body: { parked: true },
		as: 'Chair',
	},
	mergeAlternatives: {
		method: 'POST',
		path: `${GROUP_PATH}/merger`,
		body: { merged: ['OPENED', 'OFFERED'] },
		as: 'Chair',
	},
	withdrawAlternative: { method: 'POST', path: `${GROUP_PATH}/OPENED/withdrawal`, as: 'Advisor 1' },
	chooseAlternative: {
		method: 'POST',
		path: `${GROUP_PATH}/choice`,
		body: { alternative: 'OPENED' },
		as: 'Chair',
	},
	listSuggestions: { method: 'GET', path: `${ROOM}/suggestions`, as: 'Advisor 1' },
	readSuggestions: {
		method: 'GET',
		path: `${ROOM}/clauses/CLAUSE/suggestions`,
		as: 'Advisor 1',
	},
	listProposals: { method: 'GET', path: `${ROOM}/proposals`, as: 'Advisor 1' },
	listAnswers: { method: 'GET', path: `${ROOM}/answers?since=1`, as: 'Advisor 1' },
	explainSuggestion: {
		method: 'PUT',
		path: `${ROOM}/clauses/CLAUSE/suggestions/SUGGESTED/reason`,
		body: { reason: 'Clearer.' },
		as: 'Advisor 1',
	},
	commentSuggestion: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/suggestions/SUGGESTED/comments`,
		body: { words: 'Why all?' },
		as: 'Advisor 1',
	},
	withholdComment: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/suggestions/SUGGESTED/comments/0/withholding`,
		body: { reason: 'Wrong window.' },
		as: 'Advisor 1',
	},
	makeProposal: {
		method: 'POST',
		path: `${ROOM}/proposals`,
		body: {
			title: 'Purpose',
			suggestions: [{ clause: 'CLAUSE', suggestion: 'SUGGESTED' }],
		},
		as: 'Advisor 1',
	},
	answerSuggestions: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/suggestions/answers`,
		body: { suggestions: [{ id: 'SUGGESTED', expects: 'SEEN' }], answer: 'accepted' },
		as: 'Chair',
	},
	listPlaceholders: { method: 'GET', path: `${ROOM}/placeholders`, as: 'Advisor 1' },
	placePlaceholder: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/placeholders`,
		body: { behind: 'BEHIND', what: 'amount', words: 'amount in euro' },
		as: 'Advisor 1',
	},
	setPlaceholder: {
		method: 'PATCH',
		path: `${ROOM}/clauses/CLAUSE/placeholders/GAP`,
		body: { words: 'sum', due: null },
		as: 'Chair',
	},
	fillPlaceholder: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/placeholders/GAP/filling`,
		body: { text: '5 million euro' },
		as: 'Advisor 3',
	},
	listInsertions: {
		method: 'GET',
		path: `${ROOM}/clauses/CLAUSE/insertions`,
		as: 'Advisor 1',
	},
	findOccurrences: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/occurrences`,
		body: { passage: [{ client: 'CLIENT', from: 0, to: 6 }] },
		as: 'Advisor 1',
	},
	withholdWords: {
		method: 'POST',
		path: `${ROOM}/clauses/CLAUSE/withholdings`,
		body: { passage: [{ client: 'CLIENT', from: 0, to: 6 }], reason: 'Wrong window.' },
		as: 'Advisor 1',
	},
	createDocumentToken: {
		method: 'POST',
		path: `${ROOM}/document-tokens`,
		body: { document: 'DOCUMENT' },
		as: 'Advisor 1',
	},
	setContact: { method: 'PUT', path: `${ROOM}/contact`, body: { contact: 'Desk' }, as: 'Chair' },
	listPeople: { method: 'GET', path: `${ROOM}/people`, as: 'Chair' },
	inviteSeat: { method: 'POST', path: `${ROOM}/seats/SEAT/invitations`, as: 'Chair' },
	revokeInvitation: { method: 'DELETE', path: `${ROOM}/invitations/INVITATION`, as: 'Chair' },
	revokeSeat: { method: 'POST', path: `${ROOM}/seats/SEAT/revocation`, as: 'Chair' },
	listNotes: { method: 'GET', path: `${ROOM}/notes`, as: 'Advisor 1' },
	takeNote: {
		method: 'POST',
		path: `${ROOM}/notes`,
		body: { clause: 'CLAUSE', seen: 1, text: 'Said.' },
		as: 'Advisor 1',
	},
	listLateEdits: { method: 'GET', path: `${ROOM}/late`, as: 'Advisor 1' },
	moveDeadline: {
		method: 'PUT',
		path: `${ROOM}/deadline`,
		body: { at: '2025-12-09T20:00', reason: 'More time.' },
		as: 'Chair',
	},
	listSnapshots: { method: 'GET', path: `${ROOM}/snapshots`, as: 'Advisor 1' },
	freeze: { method: 'POST', path: `${ROOM}/freeze`, body: {}, as: 'Chair' },
	downloadSnapshot: { method: 'GET', path: `${ROOM}/snapshots/SNAPSHOT`, as: 'Advisor 1' },
	downloadFreezeProtocol: {
		method: 'GET',
		path: `${ROOM}/snapshots/SNAPSHOT/protocol`,
		as: 'Advisor 1',
	},
	releaseLateEdits: {
		method: 'POST',
		path: `${ROOM}/late/releases`,
		body: { edits: [0] },
		as: 'Advisor 1',
	},
}

type Over = Partial<Sample> & { readonly headers?: Asking['headers'] }

/** The sample of an operation with the ids of this server, asked with what is put over it. */
async function ask(t: TestApp, id: string, over: Over = {}): Promise<Answer> {
	return t.ask(...(await prepare(t, id, over)))
}

/** The same, to be asked again and again. */
async function prepare(
	t: TestApp,
	id: string,
	over: Over = {}
): Promise<Parameters<TestApp['ask']>> {
	const sample = REQUESTS[id]
	if (sample === undefined) throw new Error(`${id} has no line in REQUESTS`)
	const { method, path, body, as } = { ...sample, ...over }
	const filled = path.replaceAll('NG', t.framework.negotiation.id)
	const words = {
		...(await alternatives(t)),
		...(await names(t)),
		CODE: await t.code('Advisor 3'),
		...(await brackets(t, id)),
		...(await placeholder(t)),
		...(await standing(t, id)),
		...(await openSuggestion(t)),
		TEXTREAD: await textRead(t),
		'"CLIENT"': String(
			id === 'withholdWords' && over.body === undefined ? await paste(t, 'SECRET words') : 0
		),
	}
	const fill = (text: string): string =>
		Object.entries(words).reduce((all, [word, value]) => all.replaceAll(word, value), text)
	if (id === 'withholdComment') await comment(t)
	const asking: Asking = {
		...(body !== undefined && {
			body: body instanceof Uint8Array ? body : fill(JSON.stringify(body)),
		}),
		...(as !== undefined && { as: await t.signIn(as) }),
		...(over.headers !== undefined && { headers: over.headers }),
	}
	return [method, fill(filled), asking]
}

/** Has something said about the open suggestion, where nothing was. */
async function comment(t: TestApp): Promise<void> {
	const room = await t.app.rooms.room(t.framework.negotiation.id)
	const [clause] = t.framework.clauses
	if (room?.phase.kind !== 'drafting' || clause === undefined) return
	const open = [...(room.suggestions.clauses.get(clause.id) ?? [])]
	const found = open.find(
		([, { answered, comments }]) => answered === null && comments.length === 0
	)
	if (found === undefined) return
	const about = { clause: clause.id, suggestion: found[0], words: 'SECRET' }
	await room.commentSuggestion({ ...about, seat: t.seat('Advisor 1'), receivedAt: t.clock.now() })
}

/** The digest of the text of the first clause that a confirmation names. */
async function textRead(t: TestApp): Promise<string> {
	const room = await t.app.rooms.room(t.framework.negotiation.id)
	const [clause] = t.framework.clauses
	const text = clause === undefined ? null : await room?.readClauseRead(clause.id)
	return text ? readDigestOf(text.read) : '0'.repeat(64)
}

async function names(t: TestApp): Promise<Readonly<Record<string, string>>> {
	const { id } = t.framework.negotiation
	const [snapshot] = await t.storage.snapshots.list(id)
	const open = (await t.storage.seats.invitations(id)).filter(
		({ redeemedAt, revokedAt }) => redeemedAt === null && revokedAt === null
	)
	return {
		CLAUSE: t.framework.clauses[0]?.id ?? '',
		SECOND: t.framework.clauses[1]?.id ?? '',
		SEAT: t.seat('Advisor 2').id,
		DELEGATION: t.seat('Advisor 2').delegation ?? '',
		DOCUMENT: roomDocument(id, 1),
		SNAPSHOT: snapshot?.id ?? 'sn_000000000000',
		INVITATION: open[0]?.id ?? 'in_000000000000',
	}
}

/** The first and the last character of a word of the first clause, and an open bracket there that Ukraine holds. */
async function brackets(t: TestApp, operation = ''): Promise<Readonly<Record<string, string>>> {
	const room = await t.app.rooms.room(t.framework.negotiation.id)
	const [clause] = t.framework.clauses
	if (room === null || clause === undefined) throw new Error('a room with a clause')
	const document = clauseDocument(t.framework.negotiation.id, 1, clause.id)
	const { first, last } = await unitsOf(room, document, 'parties')
	const open = [...room.brackets].find(([, { ended }]) => ended === null)
	const ends = { '"FIRST"': JSON.stringify(first), '"LAST"': JSON.stringify(last) }
	const words = { ...ends, BRACKET: open?.[0] ?? '000000000000' }
	if (open?.[1].proposed === null && operation === 'withdrawBracketEnding') {
		const about = { clause: open[1].clause, bracket: open[0] }
		const by = { seat: t.seat('Chair'), receivedAt: t.clock.now() }
		const act = { kind: 'bracket-ending-proposed', ...about, ending: 'lift', consents: [] } as const
		await room.decideBracket({ act, ...by })
	}
	if (open !== undefined || room.phase.kind !== 'drafting') return words
	const placed = await room.placeBracket({
		clause: clause.id,
		first,
		last: first,
		holders: null,
		reason: '',
		seat: t.seat('Advisor 1'),
		receivedAt: t.clock.now(),
	})
	if (placed.kind !== 'decided') throw new Error(placed.reason)
	return { ...words, BRACKET: placed.decided.id }
}

/** A placeholder in the first clause that stands there. */
async function placeholder(t: TestApp): Promise<Readonly<Record<string, string>>> {
	const room = await t.app.rooms.room(t.framework.negotiation.id)
	const [clause] = t.framework.clauses
	if (room === null || clause === undefined) throw new Error('a room with a clause')
	const document = clauseDocument(t.framework.negotiation.id, 1, clause.id)
	const { last: behind } = await unitsOf(room, document, 'agree')
	const words = { '"BEHIND"': JSON.stringify(behind) }
	const [standing] = await room.standingPlaceholders(clause.id)
	if (standing !== undefined || room.phase.kind !== 'drafting') {
		return { ...words, GAP: standing ?? '000000000000' }
	}
	const placed = await room.placePlaceholder({
		...{ clause: clause.id, behind, what: 'date', words: 'date of entry into force' },
		...{ owner: null, due: null, seat: t.seat('Advisor 1'), receivedAt: t.clock.now() },
	})
	if (placed.kind !== 'decided') throw new Error(placed.reason)
	return { ...words, GAP: placed.decided.id }
}

/** An open group in the second clause, with an alternative of Ukraine and one of France that stand. */
async function alternatives(t: TestApp): Promise<Readonly<Record<string, string>>> {
	const { id, round } = t.framework.negotiation
	const room = await t.app.rooms.room(id)
	const [, clause] = t.framework.clauses
	if (room === null || clause === undefined) throw new Error('a room with a second clause')
	const ids = {
		OTHER_CLAUSE: clause.id,
		GROUP: 'none00000',
		OPENED: 'none00001',
		OFFERED: 'none00002',
	}
	if (room.phase.kind !== 'drafting') return ids
	const now = t.clock.now()
	const by = (name: string) => ({ clause: clause.id, seat: t.seat(name), receivedAt: now })
	const open = [...room.alternatives].find(([, { closed }]) => closed === null)
	if (open === undefined) {
		const units = await unitsOf(room, clauseDocument(id, round, clause.id), 'e')
		const opened = await room.openAlternatives({ ...units, ...by('Advisor 1') })
		return opened.kind === 'decided' ? alternatives(t) : ids
	}
	const [group, { parked, ...known }] = open
	if (parked !== null) {
		const act = { kind: 'alternatives-taken-up', clause: clause.id, group } as const
		await room.decideAlternatives({ act, ...by('Chair') })
	}
	const own = (name: string) =>
		standingIn({ parked, ...known }).find((one) => one.by === t.seat(name).delegation)
	for (const name of ['Advisor 1', 'Advisor 3']) {
		if (own(name) !== undefined) continue
		const text = { kind: 'words', paragraphs: ['Settled.'] } as const
		const offered = await room.offerAlternative({ group, text, ...by(name) })
		return offered.kind === 'decided' ? alternatives(t) : ids
	}
	const [ukraine, france] = [own('Advisor 1')?.id ?? '', own('Advisor 3')?.id ?? '']
	return { ...ids, GROUP: group, OPENED: ukraine, OFFERED: france }
}

const CHANGES_TEXT = /brackets|alternatives|suggestions|proposals|placeholders/

/**
 * Clauses that are agreed ad referendum, the first with a reservation of Ukraine's, and where the operation ends a package, an open one of
 * them; where it makes one, none.
 */
async function standing(t: TestApp, operation: string): Promise<Readonly<Record<string, string>>> {
	const room = await t.app.rooms.room(t.framework.negotiation.id)
	if (room === null) throw new Error('a room')
	const decide = (acts: Parameters<typeof room.decideStanding>[0]['acts'], name: string) =>
		room.decideStanding({ acts, seat: t.seat(name), receivedAt: t.clock.now() })
	const open = [...room.standing.packages].find(([, { ended }]) => ended === null)?.[0]
	const known = open ?? [...room.standing.packages.keys()].at(-1) ?? 'pk_000000000000'
	if (room.phase.kind !== 'drafting') return { PACKAGE: known }
	if (['setConfirmBy', 'confirmAdReferendum', 'closePackage'].includes(operation)) {
		for (const { id: clause } of t.framework.clauses) {
			if (openLedger(standingOf(room.standing, clause)) !== null) continue
			const status = 'agreed-ad-referendum'
			const confirmBy = room.phase.deadline.at
			await decide(
				[
					{ kind: 'status-set', clause, status },
					{ kind: 'ad-referendum-opened', clause, status, confirmBy },
				],
				'Chair'
			)
		}
	}
	// what waits for capitals takes suggestions only: what changes a text is asked of clauses that are open
	if (CHANGES_TEXT.test(REQUESTS[operation]?.path ?? '')) {
		for (const { id: clause } of t.framework.clauses) {
			if (openLedger(standingOf(room.standing, clause)) === null) continue
			await decide([{ kind: 'status-set', clause, status: 'open' }], 'Chair')
		}
	}
	if (operation === 'liftReservation') {
		const [clause] = t.framework.clauses
		const { delegation } = t.seat('Advisor 1')
		if (clause === undefined || delegation === null) throw new Error('a clause')
		const of = { clause: clause.id, delegation, reservation: 'linguistic', words: '' } as const
		await decide([{ kind: 'reservation-entered', ...of }], 'Advisor 1')
	}
	if (operation === 'makePackage' && open !== undefined) {
		await decide([{ kind: 'package-dissolved', package: open }], 'Chair')
	}
	if (!['closePackage', 'dissolvePackage'].includes(operation) || open !== undefined) {
		return { PACKAGE: known }
	}
	const made = createId('package', seededRandom(room.position))
	const clauses = t.framework.clauses.map(({ id }) => id)
	await decide([{ kind: 'package-made', package: made, title: 'All', clauses }], 'Chair')
	return { PACKAGE: made }
}

/** An open suggestion of Advisor 1 in the first clause; after the freeze any id. */
async function openSuggestion(t: TestApp): Promise<Readonly<Record<string, string>>> {
	const room = await t.app.rooms.room(t.framework.negotiation.id)
	const all = [...(room?.suggestions.clauses.values() ?? [])].flatMap((one) => [...one])
	const open = all.find(([, { answered }]) => answered === null)?.[0]
	const id = open ?? (room?.phase.kind === 'drafting' ? await suggest(t, 'All ') : 'sg0000000000')
	const [clause] = t.framework.clauses
	const standing = clause === undefined ? null : await room?.readSuggestions(clause.id)
	const digest = [...(standing?.suggestions ?? [])].find(([known]) => known === id)?.[1].digest
	return { SUGGESTED: id, SEEN: digest ?? '0'.repeat(64) }
}

/** Every operation as the document has it. */
function operations(t: TestApp): readonly OpenApiOperation[] {
	return Object.values(t.document.document.paths).flatMap((methods) => Object.values(methods))
}

/** Which operations can answer with the problem `code`. */
function operationsWith(t: TestApp, code: string): readonly string[] {
	return operations(t)
		.filter(({ responses }) => JSON.stringify(responses).includes(`"${code}"`))
		.map(({ operationId }) => operationId)
}

test('[H17] every operation has a sample, and every sample an operation', async () => {
	const t = await openTestApp()
	const ids = operations(t).map(({ operationId }) => operationId)
	expect(Object.keys(REQUESTS).toSorted()).toEqual(ids.toSorted())
})

test('[H17] each operation succeeds as documented', async () => {
	const t = await openTestApp()
	const late = ['releaseLateEdits', 'downloadSnapshot', 'downloadFreezeProtocol', 'freeze']
	const last = ['revokeSeat', 'signOut']
	const early = Object.keys(REQUESTS).filter((id) => ![...late, ...last].includes(id))
	for (const id of early) expect((await ask(t, id)).status, id).toBeLessThan(300)
	const plain = await ask(t, 'readClause', { headers: { accept: 'text/plain' } })
	expect(plain.headers.get('content-type')).toMatch(/^text\/plain/)
	for (const format of ['txt', 'md', 'html', 'json']) {
		const file = await ask(t, 'readText', { path: `${ROOM}/text?format=${format}` })
		expect(file.status, format).toBe(200)
	}
	const position = await comeTooLate(t)
	const released = await ask(t, 'releaseLateEdits', { body: { edits: [position] } })
	expect(released.status).toBe(200)
	for (const id of ['downloadSnapshot', 'downloadFreezeProtocol', ...last]) {
		expect((await ask(t, id)).status, id).toBeLessThan(300)
	}
})

test('[H17] [H22] what is known already is not sent again', async () => {
	const t = await openTestApp()
	await ask(t, 'freeze')
	const tagged = operations(t).filter(({ responses }) => responses['304'] !== undefined)
	expect(tagged.length).toBeGreaterThan(2)
	for (const { operationId } of tagged) {
		const etag = (await ask(t, operationId)).headers.get('etag') ?? ''
		const again = await ask(t, operationId, { headers: { 'if-none-match': `"x", ${etag}` } })
		expect([operationId, again.status, again.text]).toEqual([operationId, 304, ''])
		expect(again.headers.get('etag')).toBe(etag.replace('W/', ''))
		const other = await ask(t, operationId, { headers: { 'if-none-match': '"x"' } })
		expect(other.status, operationId).toBe(200)
	}
})

test('[H30] HEAD is answered wherever GET is, with the same status and headers and without a body', async () => {
	const t = await openTestApp()
	await ask(t, 'freeze')
	const reading = Object.keys(REQUESTS).filter((id) => REQUESTS[id]?.method === 'GET')
	expect(reading.length).toBeGreaterThan(10)
	const same = (headers: Headers): readonly string[] =>
		['content-type', 'etag', 'cache-control', 'content-disposition', 'link'].map(
			// what is compressed on its way has a weak tag
			(name) => headers.get(name)?.replace('W/', '') ?? ''
		)
	for (const id of reading) {
		const got = await ask(t, id)
		const head = await ask(t, id, { method: 'HEAD' })
		expect([id, head.status, head.text]).toEqual([id, got.status, ''])
		expect([id, ...same(head.headers)]).toEqual([id, ...same(got.headers)])
	}
	const nobody = await t.ask('HEAD', t.at('/notes'))
	expect([nobody.status, nobody.text]).toEqual([401, ''])
})

test('[H17] who may not ask is told so by every operation', async () => {
	const t = await openTestApp()
	for (const id of operationsWith(t, 'not-signed-in')) {
		const sample = REQUESTS[id]
		const body = sample?.body
		const asking = { ...(body !== undefined && { body }) }
		const path = (sample?.path ?? '').replaceAll('NG', 'ng_000000000000')
		expect((await t.ask(sample?.method ?? '', path, asking)).code, id).toBe('not-signed-in')
		const as = await t.signIn('Chair')
		const there = await t.ask(sample?.method ?? '', path, { ...asking, as })
		if (path.includes('ng_')) expect(there.code, id).toBe('not-found')
	}
	for (const id of operationsWith(t, 'not-allowed')) {
		const as = id === 'releaseLateEdits' ? 'Note-taker' : 'Observer'
		expect((await ask(t, id, { as })).code, id).toBe('not-allowed')
	}
})

test('[H17] what cannot be read is refused by every operation that reads it', async () => {
	const t = await openTestApp()
	const header = { 'content-type': 'application/json' }
	const bytes = new Uint8Array([0x22, 0xff])
	for (const { operationId: id, parameters, requestBody, responses } of operations(t)) {
		if (responses['413'] !== undefined) {
			expect((await ask(t, id, { body: bytes, headers: header })).code, id).toBe('bad-request')
			const large = new Uint8Array(65_537).fill(0x20)
			expect((await ask(t, id, { body: large, headers: header })).code, id).toBe('too-large')
			const foreign = { origin: 'https://evil.example' }
			expect((await ask(t, id, { headers: foreign })).code, id).toBe('foreign-origin')
		}
		if (requestBody !== undefined) {
			const headers = { 'content-type': 'text/plain' }
			const words = new TextEncoder().encode('{"a":1}')
			expect((await ask(t, id, { body: words, headers })).code, id).toBe('not-json')
		}
		for (const { name } of parameters.filter((parameter) => parameter.in === 'query')) {
			const [path = ''] = (REQUESTS[id]?.path ?? '').split('?')
			const asked = `${path}?${name}=-`
			expect((await ask(t, id, { path: asked })).json, id).toMatchObject({
				code: 'bad-request',
				at: name,
			})
		}
	}
})

test('[H17] a link that opens nothing says why to whoever looks at it or redeems it', async () => {
	const t = await openTestApp()
	const open = async (code: string, expected: string) => {
		for (const id of ['previewInvitation', 'redeemInvitation']) {
			expect((await ask(t, id, { body: { code } })).code, id).toBe(expected)
		}
	}
	await open('A'.repeat(22), 'link-unknown')
	const used = await t.code('Advisor 3')
	await ask(t, 'redeemInvitation', { body: { code: used } })
	await open(used, 'link-used')
	const revoked = await t.code('Observer')
	const seat = t.seat('Observer').id
	const invitations = await t.storage.seats.invitations(t.framework.negotiation.id)
	const taken = invitations.find((invitation) => invitation.seat === seat)?.id ?? ''
	await ask(t, 'revokeInvitation', { path: `${ROOM}/invitations/${taken}` })
	await open(revoked, 'link-revoked')
	const lost = await t.code('Advisor 2')
	await ask(t, 'revokeSeat')
	await open(lost, 'link-seat-revoked')
	expect((await ask(t, 'inviteSeat')).code).toBe('seat-revoked')
	const expired = await t.code('Advisor 1')
	t.clock.step(14 * DAY_MS)
	await open(expired, 'link-expired')
})

test('[H17] the phases in which something cannot be done', async () => {
	const faults = new FaultyStorage()
	const t = await openTestApp({ fault: faults.fault })
	const afterOutage = { reason: 'Now', expects: 'awaiting-chair' }
	expect((await ask(t, 'freeze', { body: afterOutage })).code).toBe('phase-changed')
	const moved = { at: '2025-12-09T20:00', ...afterOutage }
	expect((await ask(t, 'moveDeadline', { body: moved })).code).toBe('phase-changed')
	const near = { at: new Date(t.clock.now() + 1000).toISOString(), reason: 'Now' }
	expect((await ask(t, 'moveDeadline', { body: near })).code).toBe('deadline-too-near')
	const seen = { level: 'read', reason: 'Now', expects: 'edit' }
	for (const id of operationsWith(t, 'rights-changed')) {
		if (id === 'holdClause') await ask(t, id)
		const asked = await ask(t, id, id.startsWith('set') ? { body: seen } : {})
		expect(asked.code, id).toBe('rights-changed')
		if (id === 'holdClause') await ask(t, 'releaseClause')
	}
	const begun = faults.hold()
	const frozen = ask(t, 'freeze')
	await begun
	for (const id of operationsWith(t, 'freezing').filter((each) => each !== 'readText'))
		expect((await ask(t, id)).code, id).toBe('freezing')
	faults.release()
	expect((await frozen).status).toBe(200)
	for (const id of operationsWith(t, 'frozen')) expect((await ask(t, id)).code, id).toBe('frozen')

	const after = await openTestApp({ startsAfterMs: HOUR_MS + 1 })
	for (const id of operationsWith(after, 'awaiting-chair')) {
		expect((await ask(after, id)).code, id).toBe('awaiting-chair')
	}
})

test('[H17] [B9] a bracket in which one of others stands is not struck', async () => {
	const t = await openTestApp()
	await ask(t, 'listBrackets')
	const room = await t.app.rooms.room(t.framework.negotiation.id)
	const [clause] = t.framework.clauses
	if (room === null || clause === undefined) throw new Error('a room with a clause')
	const document = clauseDocument(t.framework.negotiation.id, 1, clause.id)
	const around = await room.placeBracket({
		...{ clause: clause.id, holders: null, reason: '' },
		...(await unitsOf(room, document, 'parties')),
		...{ seat: t.seat('Advisor 3'), receivedAt: t.clock.now() },
	})
	if (around.kind !== 'decided') throw new Error(around.reason)
	const about = (id: string, over: Over) => {
		const path = (REQUESTS[id]?.path ?? '').replace('BRACKET', around.decided.id)
		return ask(t, id, { ...over, path })
	}
	const id = await suggestDeletion(t, 'parties')
	const suggestions = [{ id, expects: await seen(t, id, await t.signIn('Chair')) }]
	const accepting = { body: { suggestions, answer: 'accepted' } }
	expect((await ask(t, 'answerSuggestions', accepting)).code).toBe('bracket-inside')
	const strike = { ending: 'strike' }
	const consents = { ...strike, consents: true }
	const proposal = { body: strike, as: 'Advisor 3' }
	expect((await about('proposeBracketEnding', proposal)).code).toBe('bracket-inside')
	await about('proposeBracketEnding', { body: strike, as: 'Secretariat' })
	const answer = { body: consents, as: 'Advisor 3' }
	expect((await about('answerBracketEnding', answer)).code).toBe('bracket-inside')
	await about('joinBracket', { body: {}, as: 'Advisor 1' })
	expect((await about('answerBracketEnding', answer)).status).toBe(200)
	expect((await about('leaveBracket', { as: 'Advisor 1' })).code).toBe('bracket-inside')
})

test('[H17] [S12] what capitals have confirmed is changed by no decision', async () => {
	const t = await openTestApp({
		text: '## 1. Purpose\n\nThe parties [agree].\n\n## 2. Territory\n\nTo be *settled*.\n',
	})
	const room = await t.app.rooms.room(t.framework.negotiation.id)
	const [clause] = t.framework.clauses
	if (room === null || clause === undefined) throw new Error('a room with a clause')
	const document = clauseDocument(t.framework.negotiation.id, 1, clause.id)
	const held = await room.placeBracket({
		...{ clause: clause.id, holders: null, reason: '' },
		...(await unitsOf(room, document, 'parties')),
		...{ seat: t.seat('Advisor 3'), receivedAt: t.clock.now() },
	})
	if (held.kind !== 'decided') throw new Error(held.reason)
	// what was imported between brackets is held by nobody
	const [unheld = ''] = [...room.brackets].flatMap(([id, { holders }]) =>
		holders.size === 0 ? [id] : []
	)
	const offers = await alternatives(t)
	const { OTHER_CLAUSE = '', GROUP = '' } = offers
	const text = { kind: 'words', paragraphs: ['Nobody offered this.'] } as const
	const place = { clause: parseClauseId(OTHER_CLAUSE), group: parseGroupId(GROUP) }
	const offering = { seat: t.seat('Secretariat'), receivedAt: t.clock.now() }
	const more = await room.offerAlternative({ ...place, text, ...offering })
	if (more.kind !== 'decided') throw new Error(more.reason)
	const group = room.alternatives.get(place.group)
	const ofNobody = group === undefined ? '' : standingIn(group).find(({ by }) => by === null)?.id
	const known = {
		...offers,
		...(await openSuggestion(t)),
		...(await names(t)),
		...{ NG: t.framework.negotiation.id, BRACKET: held.decided.id },
	}
	const fill = (text: string): string =>
		Object.entries(known).reduce((all, [word, id]) => all.replaceAll(word, id), text)
	const code = async (id: string, over: Over = {}): Promise<unknown> => {
		const sample = REQUESTS[id]
		if (sample === undefined) throw new Error(`${id} has no line in REQUESTS`)
		const { method, path, body, as = '' } = { ...sample, ...over }
		const asking = { as: await t.signIn(as), body: fill(JSON.stringify(body ?? {})) }
		return (await t.ask(method, fill(path), asking)).code
	}
	const strike = { ending: 'strike' }
	const consents = { ...strike, consents: true }
	// one of its two holders has consented before any capital confirms
	await code('joinBracket', { body: {}, as: 'Advisor 1' })
	await code('proposeBracketEnding', { body: strike, as: 'Secretariat' })
	await code('answerBracketEnding', { body: consents, as: 'Advisor 3' })
	const confirmBy = room.phase.kind === 'drafting' ? room.phase.deadline.at : t.clock.now()
	const status = 'agreed-ad-referendum'
	for (const { id } of t.framework.clauses) {
		const on = { clause: id, status }
		const opening = [
			{ kind: 'status-set', ...on },
			{ kind: 'ad-referendum-opened', ...on, confirmBy },
		] as const
		const by = (name: string) => ({ seat: t.seat(name), receivedAt: t.clock.now() })
		await room.decideStanding({ acts: opening, ...by('Chair') })
		await confirmRead({ room, clock: t.clock }, id, t.seat('Advisor 1'))
	}
	const heard: string[] = []
	const refuses = async (id: string, over: Over = {}): Promise<void> => {
		expect([id, await code(id, over)]).toEqual([id, 'capitals-confirmed'])
		heard.push(id)
	}
	const path = (id: string, word: string, other: string): string =>
		(REQUESTS[id]?.path ?? '').replace(word, other)
	const another = path('proposeBracketEnding', 'BRACKET', unheld)
	await refuses('proposeBracketEnding', { body: strike, as: 'Secretariat', path: another })
	await refuses('answerBracketEnding', { body: consents, as: 'Advisor 1' })
	await refuses('leaveBracket', { as: 'Advisor 1' })
	for (const id of ['mergeAlternatives', 'chooseAlternative']) await refuses(id)
	const one = path('withdrawAlternative', 'OPENED', ofNobody ?? '')
	await refuses('withdrawAlternative', { path: one, as: 'Secretariat' })
	await refuses('answerSuggestions', { as: 'Secretariat' })
	expect(heard.toSorted()).toEqual([...operationsWith(t, 'capitals-confirmed')].toSorted())
})

test('[H17] brackets that ended, were decided about meanwhile, or have one holder', async () => {
	const t = await openTestApp()
	const body = { first: { client: 1, clock: 0 }, last: { client: 1, clock: 0 } }
	expect((await ask(t, 'placeBracket', { body })).code).toBe('no-such-words')
	const offering = { ...body, words: 'States' }
	expect((await ask(t, 'offerWords', { body: offering })).code).toBe('no-such-words')
	expect((await ask(t, 'leaveBracket', { as: 'Advisor 1' })).code).toBe('last-holder')
	expect((await ask(t, 'answerBracketEnding')).code).toBe('bracket-changed')
	const other = { body: { ending: 'strike' } }
	expect((await ask(t, 'withdrawBracketEnding', other)).code).toBe('bracket-changed')
	await ask(t, 'withdrawBracketEnding')
	expect((await ask(t, 'leaveBracket')).code).toBe('not-allowed')
	await ask(t, 'joinBracket')
	expect((await ask(t, 'joinBracket')).code).toBe('bracket-changed')
	await ask(t, 'proposeBracketEnding')
	expect((await ask(t, 'proposeBracketEnding')).code).toBe('bracket-changed')
	const { BRACKET = '' } = await brackets(t)
	const consents = { ending: 'lift', consents: true }
	for (const as of ['Advisor 1', 'Advisor 3'])
		expect((await ask(t, 'answerBracketEnding', { body: consents, as })).status).toBe(200)
	for (const id of operationsWith(t, 'bracket-ended')) {
		const path = (REQUESTS[id]?.path ?? '').replace('BRACKET', BRACKET)
		expect((await ask(t, id, { path, as: 'Advisor 1' })).code, id).toBe('bracket-ended')
	}
})

test.each([
	['[B12] fifty brackets', 50, 'Secretariat'],
	['[B13] ten brackets of one’s own delegation', 10, 'Advisor 2'],
])('[H17] %s around the same words, and no more', async (_, most, by) => {
	const t = await openTestApp()
	const room = await t.app.rooms.room(t.framework.negotiation.id)
	const [clause] = t.framework.clauses
	if (room === null || clause === undefined) throw new Error('a room with a clause')
	const document = clauseDocument(t.framework.negotiation.id, 1, clause.id)
	const units = await unitsOf(room, document, 'parties')
	const seat = t.seat(by)
	const holders = seat.delegation === null ? room.delegations.map(({ id }) => id) : null
	for (let placed = 0; placed < most; placed++) {
		const done = await room.placeBracket({
			...{ clause: clause.id, holders, reason: '', ...units },
			...{ seat, receivedAt: t.clock.now() },
		})
		expect([placed, done.kind]).toEqual([placed, 'decided'])
	}
	for (const id of operationsWith(t, 'too-many-brackets')) {
		const body = id === 'offerWords' ? { ...units, words: 'States' } : units
		const asked = await ask(t, id, { body })
		expect(asked.code, id).toBe('too-many-brackets')
		const other = await ask(t, id, { body, as: 'Advisor 3' })
		expect(other.code === 'too-many-brackets', id).toBe(most === 50)
	}
})

test('[H17] placeholders that were filled meanwhile, or are to stand behind what is gone', async () => {
	const t = await openTestApp()
	const body = { behind: { client: 1, clock: 0 }, what: 'date', words: 'date' }
	expect((await ask(t, 'placePlaceholder', { body })).code).toBe('no-such-words')
	const { GAP = '' } = await placeholder(t)
	const path = (REQUESTS['fillPlaceholder']?.path ?? '').replace('GAP', GAP)
	expect((await ask(t, 'fillPlaceholder', { path })).status).toBe(200)
	expect((await ask(t, 'fillPlaceholder', { path })).code).toBe('placeholder-gone')
})

test('[H17] alternatives that were decided, are others now, or have a bracket in them', async () => {
	const t = await openTestApp()
	const body = { first: { client: 1, clock: 0 }, last: { client: 1, clock: 0 } }
	expect((await ask(t, 'openAlternatives', { body })).code).toBe('no-such-words')
	const copy = { text: { kind: 'copy', of: 'GROUP' } }
	expect((await ask(t, 'offerAlternative', { body: copy })).code).toBe('no-such-words')

	const known = await alternatives(t)
	const fill = (text: string): string =>
		Object.entries(known).reduce((all, [word, id]) => all.replaceAll(word, id), text)
	/** Asks for what the sample of an operation does, with the ids as they were before. */
	const again = async (id: string, as?: string) => {
		const { method = '', path = '', body: sample = {}, as: usual } = REQUESTS[id] ?? {}
		const asking = { as: await t.signIn(as ?? usual ?? ''), body: fill(JSON.stringify(sample)) }
		return (await t.ask(method, fill(path).replace('NG', t.framework.negotiation.id), asking)).code
	}
	const room = await t.app.rooms.room(t.framework.negotiation.id)
	const [, clause] = t.framework.clauses
	if (room === null || clause === undefined) throw new Error('a room with a second clause')
	const document = clauseDocument(t.framework.negotiation.id, 1, clause.id)
	const place = async (words: string, as: string) => {
		const units = await unitsOf(room, document, words)
		const asking = { as: await t.signIn(as), body: units }
		return t.ask('POST', t.at(`/clauses/${clause.id}/brackets`), asking)
	}
	expect((await place('settled', 'Advisor 3')).status).toBe(201)
	expect((await place('Settled', 'Advisor 1')).status).toBe(201)
	expect(await again('chooseAlternative')).toBe('bracket-inside')
	expect(await again('withdrawAlternative')).toBe('bracket-inside')
	for (const [id, { clause: of, holders }] of room.brackets) {
		const isUkraine = [...holders].some((one) => one === t.seat('Advisor 1').delegation)
		const as = await t.signIn(isUkraine ? 'Advisor 1' : 'Advisor 3')
		await t.ask('POST', t.at(`/clauses/${of}/brackets/${id}/ending`), {
			as,
			body: { ending: 'lift' },
		})
	}
	const changed = operationsWith(t, 'alternatives-changed')
	const whenParked = [
		'offerAlternative',
		'parkAlternatives',
		'mergeAlternatives',
		'chooseAlternative',
	]
	expect(await again('parkAlternatives')).toBe(null)
	for (const id of whenParked) expect([id, await again(id)]).toEqual([id, 'alternatives-changed'])
	expect(await again('withdrawAlternative')).toBe(null)
	for (const id of changed.filter((each) => !whenParked.includes(each)))
		expect([id, await again(id)]).toEqual([id, 'alternatives-changed'])
	const chair = await t.signIn('Chair')
	for (const [rest, body] of [
		['parking', { parked: false }],
		['choice', { alternative: known['OFFERED'] }],
	] as const) {
		const path = fill(`/clauses/OTHER_CLAUSE/alternatives/GROUP/${rest}`)
		expect((await t.ask('POST', t.at(path), { as: chair, body })).status).toBe(200)
	}
	for (const id of operationsWith(t, 'alternatives-closed'))
		expect([id, await again(id)]).toEqual([id, 'alternatives-closed'])
})

test('[H17] [H107] what cannot be decided about how clauses stand', async () => {
	const t = await openTestApp()
	const before = { steps: DEFAULT_LADDER, expects: 7 }
	expect((await ask(t, 'setLadder', { body: before })).code).toBe('ladder-changed')
	const [, ...without] = DEFAULT_LADDER
	const inUse = await ask(t, 'setLadder', { body: { steps: without } })
	expect(inUse).toMatchObject({ code: 'ladder-in-use' })
	expect(inUse.text).toContain('There is point 1, point 2.')
	const twice = { steps: [...without, ...without] }
	expect((await ask(t, 'setLadder', { body: twice })).json).toMatchObject({ at: 'steps' })
	const seen = { status: 'open', expects: 7 }
	expect((await ask(t, 'setStatus', { body: seen })).code).toBe('ladder-changed')
	const past = { status: 'agreed-ad-referendum', confirmBy: '2020-12-09T18:00' }
	expect((await ask(t, 'setStatus', { body: past })).code).toBe('confirm-by-past')
	const none = { status: 'agreed-ad-referendum' }
	expect((await ask(t, 'setStatus', { body: none })).json).toMatchObject({ at: 'confirmBy' })
	expect((await ask(t, 'closePackage', { path: `${ROOM}/packages/pk_0/closure` })).code).toBe(
		'not-found'
	)

	expect((await ask(t, 'setConfirmBy', { body: { confirmBy: past.confirmBy } })).code).toBe(
		'confirm-by-past'
	)
	const unread = { expects: '0'.repeat(64) }
	expect((await ask(t, 'confirmAdReferendum', { body: unread })).code).toBe('text-changed')
	expect((await ask(t, 'confirmAdReferendum', { body: {} })).code).toBe('bad-request')
	expect((await ask(t, 'confirmAdReferendum')).status).toBe(200)
	expect((await ask(t, 'confirmAdReferendum')).code).toBe('confirmed-already')
	expect((await ask(t, 'enterReservation')).status).toBe(200)
	expect((await ask(t, 'enterReservation')).code).toBe('reserved-already')
	const other = `${ROOM}/clauses/CLAUSE/reservations/substantive`
	expect((await ask(t, 'liftReservation', { path: other })).code).toBe('not-reserved')

	expect((await ask(t, 'dissolvePackage')).status).toBe(200)
	const { PACKAGE = '' } = await standing(t, 'readStanding')
	for (const [id, end] of [
		['closePackage', '/closure'],
		['dissolvePackage', ''],
	] as const) {
		const path = `${ROOM}/packages/${PACKAGE}${end}`
		expect([id, (await ask(t, id, { path })).code]).toEqual([id, 'package-ended'])
	}
	const made = await ask(t, 'makePackage')
	expect(made.status).toBe(200)
	const open = { path: `${ROOM}/packages`, body: REQUESTS['makePackage']?.body, as: 'Chair' }
	expect((await ask(t, 'readStanding', { method: 'POST', ...open })).code).toBe('in-package')
	await ask(t, 'setStatus')
	const [id = ''] = /pk_\w{12}(?=","title":"Guarantees")/.exec(made.text) ?? []
	const closing = await ask(t, 'readStanding', {
		method: 'POST',
		path: `${ROOM}/packages/${id}/closure`,
		as: 'Chair',
	})
	expect([closing.code, closing.text]).toEqual([
		'package-not-agreed',
		expect.stringContaining('Not agreed: point 1.'),
	])
	const onNone = (operation: string) => ({
		method: operation === 'setConfirmBy' ? 'PUT' : 'POST',
		path: REQUESTS[operation]?.path ?? '',
		body: REQUESTS[operation]?.body,
		as: operation === 'setConfirmBy' ? 'Chair' : 'Advisor 1',
	})
	for (const operation of ['setConfirmBy', 'confirmAdReferendum'])
		expect((await ask(t, 'readStanding', onNone(operation))).code).toBe('not-ad-referendum')
})

test('[H17] suggestions that were answered, and those that cannot stand in the place of another', async () => {
	const t = await openTestApp()
	const id = await suggest(t, 'All ')
	const itself = { reason: '', counters: id }
	expect((await ask(t, 'explainSuggestion', { body: itself })).code).toBe('cannot-counter')
	const unlike = { suggestions: [{ id, expects: '0'.repeat(64) }], answer: 'declined' }
	expect((await ask(t, 'answerSuggestions', { body: unlike })).code).toBe('suggestion-changed')
	expect((await ask(t, 'answerSuggestions')).status).toBe(200)
	for (const operation of operationsWith(t, 'suggestion-answered')) {
		const { path = '', body } = REQUESTS[operation] ?? {}
		const answered = (text: string): string => text.replace('SUGGESTED', id)
		const over = {
			path: answered(path),
			body: JSON.parse(answered(JSON.stringify(body))) as unknown,
		}
		expect((await ask(t, operation, over)).code, operation).toBe('suggestion-answered')
	}
	const room = await t.app.rooms.room(t.framework.negotiation.id)
	const [clause] = t.framework.clauses
	if (room === null || clause === undefined) throw new Error('a room with a clause')
	const open = await suggest(t, 'Now, ')
	for (let said = 0; said < MOST_COMMENTS.ofSuggestion; said++)
		expect([said, (await ask(t, 'commentSuggestion')).status]).toEqual([said, 201])
	const much = await ask(t, 'commentSuggestion')
	expect(much.code).toBe('too-many-comments')
	const one = { suggestions: [{ clause: clause.id, suggestion: parseSuggestionId(open) }] }
	const making = { ...one, title: 'Purpose', reason: '', seat: t.seat('Advisor 1') }
	for (let made = 0; made < 100; made++) {
		const outcome = await room.makeProposal({ ...making, receivedAt: t.clock.now() })
		expect([made, outcome.kind]).toEqual([made, 'decided'])
	}
	const proposed = await ask(t, 'makeProposal')
	expect(proposed.code).toBe('too-many-proposals')
})

test('[H17] words that are none of one’s own, or not there, are not withheld', async () => {
	const t = await openTestApp()
	expect((await ask(t, 'withholdWords', { as: 'Advisor 2' })).code).toBe('not-own-words')
	const body = { passage: [{ client: 1, from: 0, to: 6 }] }
	expect((await ask(t, 'withholdWords', { body })).code).toBe('no-such-words')
	const standing = { passage: [{ client: await paste(t, 'Words that stand'), from: 0, to: 6 }] }
	expect((await ask(t, 'holdClause')).status).toBe(200)
	expect((await ask(t, 'withholdWords', { body: standing })).code).toBe('words-stand')
	expect((await ask(t, 'withholdComment')).status).toBe(201)
	expect((await ask(t, 'withholdComment')).code).toBe('no-such-words')
})

test('[H17] [H72] in the last minute before a freeze no file is made, of this text or another', async () => {
	const t = await openTestApp()
	expect((await ask(t, 'freeze')).status).toBe(200)
	const snapshot = (await names(t))['SNAPSHOT'] ?? ''
	const askFor = (id: string, path: string) => ask(t, id, { path: `${ROOM}${path}?format=txt` })
	t.clock.step(HOUR_MS - 60_001)
	expect((await askFor('readText', '/text')).status).toBe(200)
	t.clock.step(30_000)
	for (const [id, path] of [
		['readText', '/text'],
		['downloadSnapshot', `/snapshots/${snapshot}`],
	] as const) {
		const refused = await askFor(id, path)
		expect([id, refused.code, refused.headers.get('retry-after')]).toEqual([
			id,
			'freeze-near',
			'31',
		])
	}
	expect((await ask(t, 'readText')).status).toBe(200)
	expect((await ask(t, 'downloadSnapshot', { path: `${ROOM}/snapshots/${snapshot}` })).status).toBe(
		200
	)
})

test('[H17] between the freeze and its snapshot there is no file of the text', async () => {
	const begun = Promise.withResolvers<undefined>()
	const release = Promise.withResolvers<undefined>()
	const t = await openTestApp({
		fault: (storage) => ({
			...storage,
			snapshots: {
				...storage.snapshots,
				save: async (snapshot) => {
					begun.resolve(undefined)
					await release.promise
					return storage.snapshots.save(snapshot)
				},
			},
		}),
	})
	const frozen = ask(t, 'freeze')
	await begun.promise
	expect((await ask(t, 'readText', { path: `${ROOM}/text?format=txt` })).code).toBe('freezing')
	release.resolve(undefined)
	expect((await frozen).status).toBe(200)
})

test('[H24] [H25] [H26] each command is carried out once under one key, and answered again as it was', async () => {
	let held: { readonly begun: () => void; readonly over: Promise<unknown> } | null = null
	const t = await openTestApp({
		fault: (storage) => ({
			...storage,
			answers: {
				...storage.answers,
				find: async (id) => {
					held?.begun()
					await held?.over
					return storage.answers.find(id)
				},
			},
		}),
	})
	const last = ['freeze', 'releaseLateEdits', 'revokeSeat', 'signOut']
	const commands = operationsWith(t, 'key-in-use')
	expect(commands).toEqual(expect.arrayContaining(last))
	for (const id of [...commands.filter((each) => !last.includes(each)), ...last]) {
		const key = { 'idempotency-key': `"${id}-0123456789"` }
		const edits = id === 'releaseLateEdits' ? [await comeTooLate(t)] : undefined
		const [method, path, asking] = await prepare(t, id, {
			headers: key,
			...(edits !== undefined && { body: { edits } }),
		})
		const [begun, over] = [Promise.withResolvers(), Promise.withResolvers()]
		held = {
			begun: () => {
				begun.resolve(undefined)
			},
			over: over.promise,
		}
		const first = t.ask(method, path, asking)
		await begun.promise
		held = null
		expect((await t.ask(method, path, asking)).code, id).toBe('key-in-use')
		over.resolve(undefined)
		const answer = await first
		expect([id, answer.status < 300, answer.headers.get('idempotency-replayed')]).toEqual([
			...[id, true, null],
		])
		const after = await dump(t.storage)
		const again = await t.ask(method, path, asking)
		expect([id, again.headers.get('idempotency-replayed')]).toEqual([id, 'true'])
		expect([id, again.status, again.text]).toEqual([id, answer.status, answer.text])
		expect(again.headers.getSetCookie()).toEqual(answer.headers.getSetCookie())
		const body: unknown = JSON.parse(typeof asking?.body === 'string' ? asking.body : '{}')
		const other = { ...asking, body: JSON.stringify({ ...Object(body), more: 1 }) }
		expect((await t.ask(method, path, other)).code, id).toBe('key-reused')
		expect(await dump(t.storage), id).toEqual(after)
	}
})

test('[H17] [H20] whoever asks too often is told when to come back, by every operation of the API', async () => {
	const t = await openTestApp({ rates: { addressPerMinute: 0 } })
	for (const id of operationsWith(t, 'too-many-requests')) {
		const { method, path } = REQUESTS[id] ?? { method: '', path: '' }
		const answer = await t.ask(method, path)
		expect([id, answer.code]).toEqual([id, 'too-many-requests'])
		expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
	}
})

test('[H17] what was not stored is said to be so by every operation that stores something', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Chair')
	await t.storage.close()
	for (const id of operationsWith(t, 'not-stored')) {
		const { method, path, body } = REQUESTS[id] ?? { method: '', path: '' }
		const code = 'A'.repeat(22)
		const asking = path.startsWith(ROOM) || body === undefined ? { body } : { body: { code } }
		expect((await t.ask(method, path, { ...asking, as })).code, id).toBe('not-stored')
	}
})

/** Nobody signs in to read what no storage is asked for; of these, only a link is looked up. */
const BROKEN = { anybody: 'previewInvitation', session: 'listNegotiations', seat: 'listPeople' }

test('[H1] [H31] what breaks on the server is `internal`, whoever asks: nobody in particular, a session, a seat', async () => {
	const unreadable = (): Promise<never> =>
		Promise.reject(new ParleyError('log-corrupt', 'It is not as it was written.'))
	const fault = (storage: Storage): Storage => ({
		...storage,
		seats: { ...storage.seats, invitationByHash: unreadable },
	})
	const anybody = await ask(await openTestApp({ fault }), BROKEN.anybody)
	expect(anybody.json).toMatchObject({ code: 'internal', status: 500 })

	const t = await openTestApp()
	const as = await t.signIn('Chair')
	await t.storage.close()
	for (const id of [BROKEN.session, BROKEN.seat]) {
		const { path = '' } = REQUESTS[id] ?? {}
		const there = path.replaceAll('NG', t.framework.negotiation.id)
		const answer = await t.ask('GET', there, { as })
		expect([id, answer.status, answer.code]).toEqual([id, 500, 'internal'])
		expect((await t.ask('HEAD', there, { as })).status, id).toBe(500)
	}
	for (const { operationId, responses } of operations(t)) {
		expect(JSON.stringify(responses['default']), operationId).toContain('"internal"')
	}
})

test('[H17] everything that the document promises was heard above', async () => {
	const t = await openTestApp()
	expect(t.document.unheard()).toEqual([])
})
