import {
	AuthorshipJson,
	ChangesJson,
	ClauseTextJson,
	CurrentSession,
	InvitationJson,
	InvitationPreview,
	KeyJson,
	InsertionList,
	isProblemCode,
	LateLane,
	NegotiationList,
	NoteJson,
	NoteList,
	PeopleJson,
	PhaseAnswer,
	Problem,
	ReleasedEdits,
	RightsAnswer,
	RoomJson,
	SeatJson,
	SessionAnswer,
	SnapshotList,
	TextJson,
	OccurrencesJson,
	WithheldJson,
	type ContactRequest,
	type DeadlineRequest,
	type FreezeRequest,
	type LateEditJson,
	type LevelRequest,
	type NegotiationRow,
	type NoteRequest,
	type PersonJson,
	type ProblemCode,
	type SnapshotRow,
	type WithholdRequest,
	type WordsRequest,
} from '@parley/protocol'
import type * as z from 'zod/mini'
import { commandKeys } from './commandKeys.ts'
import { wipeDevice } from './deviceStore.ts'
import { isComing, takeFirst } from './firstAnswers.ts'

/**
 * A request that did not do what was asked: one class, told apart by `kind`. `offline`: no answer came at all. `unreadable`: the
 * answer was not what this page understands, e.g. a proxy's page or a newer server. `problem`: the server said why.
 */
export class ApiError extends Error {
	override readonly name = 'ApiError'
	readonly kind: 'offline' | 'unreadable' | 'problem'
	/** What the server said; null unless `kind` is `problem`. */
	readonly problem: Problem | null
	/** What was asked, for the details a person copies, e.g. `GET /api/v1/negotiations`. */
	readonly request: string
	readonly at: Date

	constructor(
		kind: ApiError['kind'],
		request: string,
		problem: Problem | null,
		options?: ErrorOptions
	) {
		super(problem?.detail ?? `${request}: ${kind}`, options)
		this.kind = kind
		this.problem = problem
		this.request = request
		this.at = new Date()
	}

	/** The server's name for the problem; null where the server did not speak, or says one we do not know. */
	get code(): ProblemCode | null {
		const code = this.problem?.code
		return code !== undefined && isProblemCode(code) ? code : null
	}

	/** The HTTP status; 0 where the server did not speak. */
	get status(): number {
		return this.problem?.status ?? 0
	}
}

type Body = Readonly<Record<string, unknown>>
type Signal = AbortSignal | undefined

const BASE = '/api/v1'

/** Rows of a list that are asked for at once: the most that the server gives. */
const PAGE_ROWS = 500

/** How often a command is sent again by itself while it is said to be still under way, and how long is waited before each. */
const UNDER_WAY_TRIES = 5
const UNDER_WAY_PAUSE_MS = 1000

interface Asking {
	readonly body?: Body | undefined
	readonly signal?: Signal
	readonly accept?: string
	/** Whether this is no command, although it is sent like one. */
	readonly changesNothing?: boolean
}

/**
 * Asks, and sends a command under a key that stays the same until it was answered: by itself once more where no answer came, and
 * whenever the person does the same again.
 */
async function request(method: string, path: string, options: Asking): Promise<Response> {
	if (method === 'GET' || options.changesNothing === true) {
		return requestOnce(method, path, options, null)
	}
	const command = [method, path, JSON.stringify(options.body)].join('\n')
	const key = commandKeys.keyOf(command)
	for (let again = 0; ; again++) {
		try {
			const response = await requestOnce(method, path, options, key)
			commandKeys.answered(command)
			return response
		} catch (error) {
			const isOffline = error instanceof ApiError && error.kind === 'offline'
			const isUnderWay = error instanceof ApiError && error.code === 'key-in-use'
			if (isUnderWay && again < UNDER_WAY_TRIES) {
				await new Promise((resolve) => setTimeout(resolve, UNDER_WAY_PAUSE_MS))
			} else if (!isOffline || again > 0) {
				// A server that failed may have done it all the same.
				if (error instanceof ApiError && error.status >= 400 && error.status < 500 && !isUnderWay) {
					commandKeys.answered(command)
				}
				throw error
			}
		}
	}
}

async function requestOnce(
	method: string,
	path: string,
	options: Asking,
	key: string | null
): Promise<Response> {
	const asked = `${method} ${path}`
	const headers: Record<string, string> = { accept: options.accept ?? 'application/json' }
	if (options.body !== undefined) headers['content-type'] = 'application/json'
	if (key !== null) headers['idempotency-key'] = `"${key}"`
	let response: Response
	try {
		const first = method === 'GET' ? await takeFirst(path) : null
		options.signal?.throwIfAborted()
		response =
			first ??
			(await fetch(path, {
				method,
				headers,
				// the session is a cookie of this origin; nothing is kept by the browser's cache
				credentials: 'same-origin',
				cache: 'no-store',
				...(options.body !== undefined && { body: JSON.stringify(options.body) }),
				...(options.signal && { signal: options.signal }),
			}))
	} catch (cause) {
		if (options.signal?.aborted === true) throw cause
		throw new ApiError('offline', asked, null, { cause })
	}
	if (response.ok) return response
	const problem = Problem.safeParse(await jsonOrNull(response))
	if (problem.success) {
		// whoever is no longer known here leaves nothing on this device
		if (problem.data.code === 'not-signed-in') await wipeDevice()
		throw new ApiError('problem', asked, problem.data)
	}
	throw new ApiError('unreadable', `${asked} (${response.status})`, null)
}

async function jsonOrNull(response: Response): Promise<unknown> {
	try {
		return await response.json()
	} catch {
		return null
	}
}

/** Asks, and reads the answer. Throws `ApiError`. */
export async function ask<T>(
	answer: z.ZodMiniType<T>,
	method: string,
	path: string,
	options: Omit<Asking, 'accept'> = {}
): Promise<T> {
	const response = await request(method, BASE + path, options)
	const parsed = answer.safeParse(await jsonOrNull(response))
	if (parsed.success) return parsed.data
	throw new ApiError('unreadable', `${method} ${BASE}${path}`, null, { cause: parsed.error })
}

/** Every page of a list, in its order. Throws `ApiError`. */
export async function askPages<T extends { readonly next: string | null }>(
	page: z.ZodMiniType<T>,
	path: string,
	signal: Signal
): Promise<readonly T[]> {
	const pages: T[] = []
	const asked = new Set<string>()
	let cursor: string | null = null
	do {
		const behind: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
		const query = `${path.includes('?') ? '&' : '?'}limit=${PAGE_ROWS}${behind}`
		const read: T = await ask(page, 'GET', path + query, { signal })
		pages.push(read)
		cursor = read.next
		// one that came before would lead round in a circle
		if (cursor !== null && asked.has(cursor)) {
			throw new ApiError('unreadable', `GET ${BASE}${path}`, null)
		}
		if (cursor !== null) asked.add(cursor)
	} while (cursor !== null)
	return pages
}

async function tell(method: string, path: string, body?: Body): Promise<void> {
	await request(method, BASE + path, { body })
}

/** The path of a negotiation under the API's own. */
export const negotiationPath = (id: string): string => `/negotiations/${encodeURIComponent(id)}`

/** What the link with `code` opens: the room's name, the seat, the deadline. Uses nothing up. */
export function previewInvitation(code: string, signal?: Signal): Promise<InvitationPreview> {
	const options = { body: { code }, signal, changesNothing: true }
	return ask(InvitationPreview, 'POST', '/invitations/preview', options)
}

/** Redeems a link for a session of this browser: a cookie that scripts cannot read. */
export function redeemInvitation(code: string): Promise<SessionAnswer> {
	return ask(SessionAnswer, 'POST', '/sessions', { body: { code, kind: 'browser' } })
}

/** This browser's session and the seats it holds, one in each negotiation. */
export function readSession(signal?: Signal): Promise<CurrentSession> {
	return ask(CurrentSession, 'GET', '/sessions/current', { signal })
}

/** Ends this browser's session; its seats are left, not lost. */
export function signOut(): Promise<void> {
	return tell('DELETE', '/sessions/current')
}

/** The negotiations in which this browser has a seat, and the server's clock at the end of reading them. */
export async function listNegotiations(
	signal?: Signal
): Promise<{ readonly negotiations: readonly NegotiationRow[]; readonly now: number }> {
	const pages = await askPages(NegotiationList, '/negotiations', signal)
	const now = pages.at(-1)?.now ?? 0
	return { negotiations: pages.flatMap(({ negotiations }) => negotiations), now }
}

/** Everything a room needs to start, but the text. */
export function readRoom(negotiation: string, signal?: Signal): Promise<RoomJson> {
	return ask(RoomJson, 'GET', negotiationPath(negotiation), { signal })
}

/** The text of all clauses as committed now. */
export function readText(negotiation: string, signal?: Signal): Promise<z.infer<typeof TextJson>> {
	return ask(TextJson, 'GET', textPath(negotiation), { signal })
}

/** Whether what `readText` gives is about to be here. */
export function isTextComing(negotiation: string): boolean {
	return isComing(BASE + textPath(negotiation))
}

function textPath(negotiation: string): string {
	return `${negotiationPath(negotiation)}/text`
}

/** The text of one clause at a log position, or as committed now. */
export function readClause(
	negotiation: string,
	clause: string,
	at?: number,
	signal?: Signal
): Promise<ClauseTextJson> {
	const query = at === undefined ? '' : `?at=${at}`
	const path = `${negotiationPath(negotiation)}/clauses/${encodeURIComponent(clause)}${query}`
	return ask(ClauseTextJson, 'GET', path, { signal })
}

/** Pages of who wrote what that are read of one clause: 20,000 rows. Of a longer one the rest is not shown. */
const MOST_AUTHORSHIP_PAGES = 40

/** Who wrote what in a clause, and what was deleted, as committed now. */
export async function readAuthorship(
	negotiation: string,
	clause: string,
	signal?: AbortSignal
): Promise<AuthorshipJson> {
	const path = `${negotiationPath(negotiation)}/clauses/${encodeURIComponent(clause)}/authorship`
	const read = (behind: string) =>
		ask(AuthorshipJson, 'GET', `${path}?limit=${PAGE_ROWS}${behind}`, { signal })
	let last = await read('')
	const written = [...last.written]
	const deleted = [...last.deleted]
	for (let pages = 1; last.next !== null && pages < MOST_AUTHORSHIP_PAGES; pages++) {
		last = await read(`&cursor=${encodeURIComponent(last.next)}`)
		written.push(...last.written)
		deleted.push(...last.deleted)
	}
	return { ...last, written, deleted }
}

/** Who changed which clauses how often behind the position `since`. */
export function readChanges(
	negotiation: string,
	since: number,
	signal?: Signal
): Promise<ChangesJson> {
	return ask(ChangesJson, 'GET', `${negotiationPath(negotiation)}/changes?since=${since}`, {
		signal,
	})
}

/** All notes, oldest first. */
export async function listNotes(
	negotiation: string,
	signal?: Signal
): Promise<readonly NoteJson[]> {
	const pages = await askPages(NoteList, `${negotiationPath(negotiation)}/notes`, signal)
	return pages.flatMap(({ notes }) => notes)
}

/** Takes a note; gives it with the server's stamp. The room is told by the server. */
export function takeNote(
	negotiation: string,
	note: z.infer<typeof NoteRequest>
): Promise<NoteJson> {
	return ask(NoteJson, 'POST', `${negotiationPath(negotiation)}/notes`, { body: note })
}

/** What a seat pasted into a clause, one's own where none is named, and under which clientIDs it writes there. */
export function listInsertions(
	negotiation: string,
	clause: string,
	author: string | null,
	signal?: Signal
): Promise<InsertionList> {
	const query = author === null ? '' : `?author=${encodeURIComponent(author)}`
	const path = `${negotiationPath(negotiation)}/clauses/${encodeURIComponent(clause)}/insertions`
	return ask(InsertionList, 'GET', `${path}${query}`, { signal })
}

/** What of a passage a seat wrote, and where that stands or stood elsewhere. Changes nothing. */
export function findOccurrences(
	negotiation: string,
	clause: string,
	words: z.infer<typeof WordsRequest>,
	signal?: Signal
): Promise<OccurrencesJson> {
	const path = `${negotiationPath(negotiation)}/clauses/${encodeURIComponent(clause)}/occurrences`
	return ask(OccurrencesJson, 'POST', path, { body: words, signal, changesNothing: true })
}

/** Takes words out of the record; everybody is told by the server. */
export function withholdWords(
	negotiation: string,
	clause: string,
	words: z.infer<typeof WithholdRequest>
): Promise<WithheldJson> {
	const path = `${negotiationPath(negotiation)}/clauses/${encodeURIComponent(clause)}/withholdings`
	return ask(WithheldJson, 'POST', path, { body: words })
}

/** Seats with their sessions, connections and open links, for those who run the room. */
export async function listPeople(
	negotiation: string,
	signal?: Signal
): Promise<readonly PersonJson[]> {
	const pages = await askPages(PeopleJson, `${negotiationPath(negotiation)}/people`, signal)
	return pages.flatMap(({ people }) => people)
}

/** Makes a fresh link to a seat, beside those that are still open. Its code is in this answer only. */
export function inviteSeat(negotiation: string, seat: string): Promise<InvitationJson> {
	const path = `${negotiationPath(negotiation)}/seats/${encodeURIComponent(seat)}/invitations`
	return ask(InvitationJson, 'POST', path, { body: {} })
}

/** Takes back a link that was not used yet. */
export function revokeInvitation(negotiation: string, invitation: string): Promise<void> {
	const path = `${negotiationPath(negotiation)}/invitations/${encodeURIComponent(invitation)}`
	return tell('DELETE', path)
}

/** Takes a seat away: its links, sessions and connections end. */
export function revokeSeat(negotiation: string, seat: string): Promise<SeatJson> {
	const path = `${negotiationPath(negotiation)}/seats/${encodeURIComponent(seat)}/revocation`
	return ask(SeatJson, 'POST', path)
}

/** Moves the deadline; everybody is told, with the reason. */
export function moveDeadline(
	negotiation: string,
	deadline: z.infer<typeof DeadlineRequest>
): Promise<PhaseAnswer> {
	return ask(PhaseAnswer, 'PUT', `${negotiationPath(negotiation)}/deadline`, { body: deadline })
}

/** Freezes now; after an outage over the deadline, as of the deadline. */
export function freeze(
	negotiation: string,
	freezing: z.infer<typeof FreezeRequest>
): Promise<PhaseAnswer> {
	return ask(PhaseAnswer, 'POST', `${negotiationPath(negotiation)}/freeze`, { body: freezing })
}

/** For whom or where a level is set: the part of the address that says so. */
export type LevelPlace = 'seats' | 'delegations' | 'clauses'

/** Sets a seat, a delegation or a clause to a level, or back where that is null; everybody is told, with the reason. */
export function setLevel(
	negotiation: string,
	place: LevelPlace,
	id: string,
	body: z.infer<typeof LevelRequest>
): Promise<RightsAnswer> {
	const path = `${negotiationPath(negotiation)}/${place}/${encodeURIComponent(id)}/level`
	return ask(RightsAnswer, 'PUT', path, { body })
}

/** Holds a clause: nobody writes in it until it is released. */
export function holdClause(
	negotiation: string,
	clause: string,
	reason: string
): Promise<RightsAnswer> {
	const path = `${negotiationPath(negotiation)}/clauses/${encodeURIComponent(clause)}/hold`
	return ask(RightsAnswer, 'POST', path, { body: { reason } })
}

/** Releases a clause that is held, whoever holds it. */
export function releaseClause(
	negotiation: string,
	clause: string,
	reason: string
): Promise<RightsAnswer> {
	const path = `${negotiationPath(negotiation)}/clauses/${encodeURIComponent(clause)}/release`
	return ask(RightsAnswer, 'POST', path, { body: { reason } })
}

/** Sets whom to call when something fails. */
export function setContact(
	negotiation: string,
	contact: z.infer<typeof ContactRequest>['contact']
): Promise<void> {
	return tell('PUT', `${negotiationPath(negotiation)}/contact`, { contact })
}

/** Late edits: with their words for the author's delegation, without for those who run the room. */
export async function listLateEdits(
	negotiation: string,
	signal?: Signal
): Promise<readonly LateEditJson[]> {
	const pages = await askPages(LateLane, `${negotiationPath(negotiation)}/late`, signal)
	return pages.flatMap(({ edits }) => edits)
}

/** Keeps late edits of one's own delegation for the next round, by their positions; gives those edits as they stand then. */
export async function releaseLateEdits(
	negotiation: string,
	edits: readonly number[]
): Promise<readonly LateEditJson[]> {
	const path = `${negotiationPath(negotiation)}/late/releases`
	const released = await ask(ReleasedEdits, 'POST', path, { body: { edits: [...edits] } })
	return released.edits
}

/** The frozen texts of a negotiation, newest round first. */
export async function listSnapshots(
	negotiation: string,
	signal?: Signal
): Promise<readonly SnapshotRow[]> {
	const pages = await askPages(SnapshotList, `${negotiationPath(negotiation)}/snapshots`, signal)
	return pages.flatMap(({ snapshots }) => snapshots)
}

/** The bytes of a snapshot's file, exactly as they are stored and signed; `href` comes from its row. */
export async function downloadSnapshot(href: string, signal?: Signal): Promise<Uint8Array> {
	const response = await request('GET', href, { signal, accept: '*/*' })
	return new Uint8Array(await response.arrayBuffer())
}

/** Where the protocol of the freeze behind a snapshot can be had, a signed file made at this moment. */
export function freezeProtocolHref(snapshot: SnapshotRow): string {
	return `${snapshot.href}/protocol`
}

/** The key that signs this server's snapshots, as this server tells it. */
export function readKey(signal?: Signal): Promise<z.infer<typeof KeyJson>> {
	return ask(KeyJson, 'GET', '/keys', { signal })
}
