import { type Connection, type Document } from '@hocuspocus/server'
import {
	actorOf,
	can,
	type ClauseId,
	type Instant,
	type LogPosition,
	type NegotiationId,
	type Seat,
	type SeatId,
} from '@parley/domain'
import {
	clauseDocument,
	Remark,
	roomDocument,
	toAlternativeActJson,
	toBracketActJson,
	toSuggestionActJson,
	toRightsJson,
	toStandingActJson,
	toStandingJson,
	type Announcement,
	type ClockRangeJson,
	type SeatName,
	type WithheldMessage,
} from '@parley/protocol'
import { rangesOf } from '@parley/schema'
import { type Logger } from 'pino'
import { type Clock } from '../freeze/clock.ts'
import { type Room, type RoomEvent } from '../negotiation/room.ts'
import { type Entry } from '../storage/ports.ts'
import { Calls } from './calls.ts'
import { ChangedText } from './changedText.ts'
import { ClockOffsets } from './clockOffsets.ts'
import { type Hooks } from './guard.ts'
import { type Participants } from './context.ts'
import { type Participant } from './participant.ts'
import { type Sockets } from './sockets.ts'

/** What telling the room needs. */
export interface RoomChannelParts {
	readonly participants: Participants
	readonly sockets: Sockets
	readonly clock: Clock
	readonly log: Logger
	/** Every document that is loaded, by name. */
	readonly documents: ReadonlyMap<string, Document>
	/** A seat by its id, for the names that go with notes. */
	readonly readSeat: (id: SeatId) => Promise<Seat | null>
}

/** The room document's side of the conversation: hooks for what clients say, and what follows from a room's events. */
export interface RoomChannel {
	readonly hooks: Hooks
	/** Tells those who are connected what has happened in `room`, and closes sockets where that is what follows. Never throws. */
	onEvent(room: Room, event: RoomEvent): void
	/** Lets go of timers; nothing is told on its own afterwards. */
	close(): void
}

type Filter = (participant: Participant) => boolean

/** Tells everybody in the room what the server has to say, as stateless messages on the room document. */
export function createRoomChannel(parts: RoomChannelParts): RoomChannel {
	const { participants, sockets, clock, documents, log } = parts
	const offsets = new Map<NegotiationId, ClockOffsets>()
	const calls = new Calls(clock)
	const changedText = new ChangedText(clock, (room, clauses) => {
		announce(room, { type: 'text-changed', position: room.position, clauses: [...clauses] })
	})

	function announce(room: Room, announcement: Announcement, filter?: Filter): void {
		const { id, round } = room.negotiation
		const document = documents.get(roomDocument(id, round))
		if (document === undefined) return
		const isFor = (connection: Connection): boolean => {
			const participant = participants.of(connection)
			return participant !== undefined && (filter?.(participant) ?? true)
		}
		flushText(id)
		document.broadcastStateless(JSON.stringify(announcement), isFor)
	}

	/** Sends what is still queued of the text, so that no announcement overtakes the last words before it (design, F9). */
	function flushText(negotiation: NegotiationId): void {
		for (const [name, document] of documents) {
			if (name.startsWith(`${negotiation}/`)) document.flush()
		}
	}

	function phaseOf(room: Room): Announcement {
		return { type: 'phase', phase: room.phase, now: clock.now(), position: room.position }
	}

	async function announceEntry(room: Room, entry: Entry): Promise<void> {
		if (entry.payload.kind === 'update') {
			changedText.changed(room, entry.payload.document)
			return
		}
		const { act } = entry.payload
		switch (act.kind) {
			case 'deadline-moved':
				announce(room, { type: 'deadline-moved', deadline: act.deadline, reason: act.reason })
				return
			case 'status-set':
				announce(room, {
					type: 'status',
					clause: act.clause,
					status: act.status,
					...stampOf(entry),
				})
				return
			case 'ladder-set':
			case 'ad-referendum-opened':
			case 'confirm-by-set':
			case 'ad-referendum-confirmed':
			case 'text-confirmed':
			case 'reservation-entered':
			case 'reservation-lifted':
			case 'force-set':
			case 'package-made':
			case 'package-closed':
			case 'package-dissolved':
				announce(room, {
					type: 'standing-changed',
					act: toStandingActJson(act),
					...stampOf(entry),
				})
				return
			case 'rights-set':
			case 'clause-held':
			case 'clause-released':
				announce(room, { type: 'rights-changed', act, by: entry.seat, at: entry.receivedAt })
				return
			case 'bracket-placed':
			case 'bracket-joined':
			case 'bracket-left':
			case 'bracket-ending-proposed':
			case 'bracket-answered':
			case 'bracket-ending-withdrawn':
			case 'bracket-ended':
				announce(room, { type: 'bracket-changed', act: toBracketActJson(act), ...stampOf(entry) })
				return
			case 'alternatives-opened':
			case 'alternative-offered':
			case 'stance-taken':
			case 'alternatives-parked':
			case 'alternatives-taken-up':
			case 'alternative-withdrawn':
			case 'alternatives-merged':
			case 'alternative-chosen': {
				const told = toAlternativeActJson(act)
				announce(room, { type: 'alternatives-changed', act: told, ...stampOf(entry) })
				return
			}
			case 'placeholder-placed':
			case 'placeholder-set':
			case 'placeholder-filled': {
				const { seat: by, receivedAt: at, position } = entry
				announce(room, { type: 'placeholder-changed', act, by, at, position })
				return
			}
			case 'suggestion-made':
			case 'suggestion-explained':
			case 'suggestion-commented':
			case 'comment-withheld':
			case 'suggestion-answered':
			case 'proposal-made': {
				const { seat: by, receivedAt: at, position } = entry
				const told = { act: toSuggestionActJson(act), by, at, position }
				announce(room, { type: 'suggestion-changed', ...told })
				return
			}
			case 'note-taken': {
				const { note: id, clause, seen, text } = act
				const seat = entry.seat === null ? null : await parts.readSeat(entry.seat)
				if (seat === null) return
				const by = nameOf(seat, room)
				const { position, receivedAt: takenAt } = entry
				announce(room, { type: 'note', note: { id, clause, seen, position, takenAt, text, by } })
				return
			}
			case 'late-released':
				await announceLate(room, entry, 'late-released')
				return
			case 'passage-withheld':
				tellWithheld(room, act.clause, act.passage)
				await announceWithheld(room, entry, act)
				return
			case 'round-opened':
			case 'frozen':
				return
		}
	}

	/** Tells those who have a clause open what of it they drop, behind the change by which it leaves the text. */
	function tellWithheld(room: Room, clause: ClauseId, passage: readonly ClockRangeJson[]): void {
		const { id, round } = room.negotiation
		const name = clauseDocument(id, round, clause)
		changedText.changed(room, name)
		const document = documents.get(name)
		document?.flush()
		document?.broadcastStateless(withheldMessage(passage))
	}

	/** Tells everybody in the room who has taken words out, and whose: not which. */
	async function announceWithheld(
		room: Room,
		{ seat, receivedAt }: Entry,
		{ clause, author }: { readonly clause: ClauseId; readonly author: SeatId }
	): Promise<void> {
		const [writer, doer] = [await parts.readSeat(author), await parts.readSeat(seat ?? author)]
		if (writer === null || doer === null) return
		const names = { author: nameOf(writer, room), by: nameOf(doer, room) }
		announce(room, { type: 'passage-withheld', clause, ...names, at: receivedAt })
	}

	/** Tells the delegation of the seat that `entry` comes from, and those who run the room. */
	async function announceLate(
		room: Room,
		entry: Entry,
		type: 'late-edit' | 'late-released'
	): Promise<void> {
		const author = entry.seat === null ? null : await parts.readSeat(entry.seat)
		announce(room, { type }, ({ seat }) => {
			const isOwn = author !== null && (seat.id === author.id || isSameDelegation(seat, author))
			return isOwn || runsTheRoom(seat, room)
		})
	}

	async function follow(room: Room, event: RoomEvent): Promise<void> {
		switch (event.kind) {
			case 'phase':
				if (event.phase.kind === 'frozen') changedText.forget(room)
				announce(room, phaseOf(room))
				return
			case 'committed':
				await announceEntry(room, event.entry)
				return
			case 'late':
				await announceLate(room, event.entry, 'late-edit')
				return
			case 'people-changed':
				announce(room, { type: 'people-changed' })
				return
			case 'commit-failed':
				sockets.closeNegotiation(room.negotiation.id, 'notStored')
				return
			case 'erased':
				changedText.forget(room)
				offsets.delete(room.negotiation.id)
				sockets.closeNegotiation(room.negotiation.id, 'erased')
				return
			case 'note-disbelieved':
				// for those who run the server: the words are in the text as any
				return
			case 'seat-revoked':
				sockets.closeSeat(event.seat)
				announce(room, { type: 'people-changed' })
				return
		}
	}

	function hear(participant: Participant, connection: Connection, remark: Remark): void {
		const { room, seat } = participant
		switch (remark.type) {
			case 'ask-time':
				say(connection, { type: 'time', now: clock.now(), asked: remark.asked })
				return
			case 'clock-offset': {
				const { id } = room.negotiation
				const gathered = offsets.get(id) ?? new ClockOffsets()
				offsets.set(id, gathered)
				const medianOffsetMs = gathered.report(participant, seat.id, remark.offsetMs)
				if (medianOffsetMs === null) return
				log.warn({ medianOffsetMs, negotiation: id }, 'the clocks of the room differ from ours')
				const isFor: Filter = (other) => runsTheRoom(other.seat, room)
				announce(room, { type: 'clock-warning', medianOffsetMs }, isFor)
				return
			}
			case 'call': {
				const told = calls.judge(participant, remark)
				if (told.type === 'called') announce(room, told)
				else say(connection, told)
			}
		}
	}

	return {
		hooks: {
			connected({ connection, context }) {
				participants.join(context, connection)
				const { participant } = context
				if (participant?.address.kind === 'clause') sayWithheld(participant, connection)
				if (participant?.address.kind !== 'room') return
				say(connection, { type: 'time', now: clock.now() })
				say(connection, { type: 'rights', rights: toRightsJson(participant.room.rights) })
				say(connection, standingOf(participant.room))
				say(connection, { type: 'brackets', position: participant.room.bracketsChangedAt })
				say(connection, { type: 'alternatives', position: participant.room.alternativesChangedAt })
				const { suggestionsChangedAt, placeholdersChangedAt } = participant.room
				say(connection, { type: 'placeholders', position: placeholdersChangedAt })
				say(connection, { type: 'suggestions', position: suggestionsChangedAt })
				say(connection, phaseOf(participant.room))
				sayWithheldClauses(participant.room, connection)
				const { room, seat } = participant
				const medianOffsetMs = offsets.get(room.negotiation.id)?.warning ?? null
				if (medianOffsetMs !== null && runsTheRoom(seat, room)) {
					say(connection, { type: 'clock-warning', medianOffsetMs })
				}
			},

			onStateless({ connection, payload }) {
				const participant = participants.of(connection)
				if (participant?.address.kind !== 'room') return
				const remark = readRemark(payload)
				if (remark !== null) hear(participant, connection, remark)
			},

			onDisconnect({ context: { participant } }) {
				if (participant !== undefined)
					offsets.get(participant.address.negotiation)?.forget(participant)
			},
		},

		onEvent(room, event) {
			follow(room, event).catch((error: unknown) => {
				log.error({ err: error, event: event.kind }, 'the room could not be told')
			})
		},

		close() {
			changedText.close()
		},
	}
}

/** Whoever was away when words were withheld hears of it when they open the document again. */
function sayWithheld({ address, room }: Participant, connection: Connection): void {
	const passage = address.kind === 'clause' ? room.withheld(address.clause) : undefined
	if (passage !== undefined) connection.sendStateless(withheldMessage(rangesOf(passage)))
}

/** Whoever had a document open before and was away then is told that there is something to drop. */
function sayWithheldClauses(room: Room, connection: Connection): void {
	const withheld = room.clauses.filter(({ id }) => room.withheld(id) !== undefined)
	const clauses = withheld.map(({ id }) => id)
	if (clauses.length > 0) say(connection, { type: 'withheld-clauses', clauses })
}

function withheldMessage(passage: readonly ClockRangeJson[]): string {
	const message: WithheldMessage = { type: 'withheld', passage: [...passage] }
	return JSON.stringify(message)
}

function nameOf({ id, name, delegation }: Seat, room: Room): SeatName {
	const code = room.delegations.find((one) => one.id === delegation)?.code ?? null
	return { seat: id, name, code }
}

/** By whom an act was decided, and when. */
function stampOf({ seat: by, receivedAt: at, position }: Entry): {
	readonly by: SeatId | null
	readonly at: Instant
	readonly position: LogPosition
} {
	return { by, at, position }
}

function standingOf({ standing, clauses }: Room): Announcement {
	const statuses = clauses.map(({ id: clause, status }) => ({ clause, status }))
	return { type: 'standing', standing: toStandingJson(standing), statuses }
}

function say(connection: Connection, announcement: Announcement): void {
	connection.sendStateless(JSON.stringify(announcement))
}

/** What a client said, or null where it is nothing that one can say. */
function readRemark(payload: string): Remark | null {
	try {
		const parsed = Remark.safeParse(JSON.parse(payload))
		return parsed.success ? parsed.data : null
	} catch {
		return null
	}
}

function runsTheRoom(seat: Seat, room: Room): boolean {
	return can(actorOf(seat, room.rights), 'see-late-lane', { phase: room.phase.kind }).allowed
}

function isSameDelegation(one: Seat, other: Seat): boolean {
	return one.delegation !== null && one.delegation === other.delegation
}
