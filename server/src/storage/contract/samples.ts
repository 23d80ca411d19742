import {
	createId,
	parseInstant,
	parseLogPosition,
	slotAt,
	type Act,
	type DelegationId,
	type Instant,
	type LogPosition,
	type NegotiationId,
	type Role,
	type Seat,
	type SeatId,
} from '@parley/domain'
import { clauseDocument, sharedLog, type DocumentName, type LogId } from '@parley/protocol'
import type {
	Commit,
	Creation,
	Entry,
	Invitation,
	Payload,
	Session,
	StoredAnswer,
	StoredSnapshot,
} from '../ports.ts'

/** Fresh ids and bytes, the same in every run. */
export class Samples {
	#state = 1

	/** A number in [0, 1): the minimal standard generator (Park and Miller 1988). */
	readonly random = (): number => {
		this.#state = (this.#state * 48_271) % 2_147_483_647
		return this.#state / 2_147_483_647
	}

	/** A log that nobody has written to. */
	log(): LogId {
		return sharedLog(createId('negotiation', this.random))
	}

	/** A document that nobody has written to. */
	document(negotiation: NegotiationId = createId('negotiation', this.random)): DocumentName {
		return clauseDocument(negotiation, 1, createId('clause', this.random))
	}

	seatId(): SeatId {
		return createId('seat', this.random)
	}

	/** `length` bytes of no meaning. */
	bytes(length: number): Uint8Array {
		return Uint8Array.from({ length }, () => Math.floor(this.random() * 256))
	}

	/** 64 hexadecimal digits. */
	hash(): string {
		return Buffer.from(this.bytes(32)).toString('hex')
	}

	/** An update of `document`, by default of 28 bytes, which is what a keystroke takes. */
	update(document: DocumentName, length = 28): Payload {
		return { kind: 'update', document, bytes: this.bytes(length) }
	}

	/** A note taken, as an act. */
	note(text = 'UA: “agreed” ’til Tuesday — не раніше'): Payload {
		const note = createId('note', this.random)
		const clause = createId('clause', this.random)
		return { kind: 'act', act: { kind: 'note-taken', note, clause, seen: at(0), text } }
	}

	/** A commit of `payloads` to `log` after the position `last`, received a second apart, all by one seat. */
	commit(log: LogId, last: number, payloads: readonly Payload[]): Commit {
		const seat = this.seatId()
		const entries = payloads.map((payload, index): Entry => {
			const position = at(last + index + 1)
			return { position, receivedAt: instant(position * 1000), seat, payload }
		})
		return { log, entries, writers: [], checkpoint: this.checkpoint(last + payloads.length) }
	}

	/** A checkpoint at `position`; nobody looks whether its digest is right. */
	checkpoint(position: number): Commit['checkpoint'] {
		const chain = this.hash()
		return { position: at(position), chain, note: `parley\n${position}\n${chain}\n\n— sig` }
	}

	/** A negotiation of two delegations and a secretariat, with the opening of its log. */
	creation(): Creation {
		const id = createId('negotiation', this.random)
		const delegations = ['UA', 'GB'].map((code, index) => ({
			id: createId('delegation', this.random),
			code,
			name: `Delegation ${code}`,
			slot: slotAt(index),
		}))
		const advisors = delegations.map((delegation) => this.seat('advisor', delegation.id))
		const opening = this.commit(sharedLog(id), 0, [{ kind: 'act', act: roundOpened(this.random) }])
		return {
			negotiation: {
				id,
				title: 'London, 20-point framework',
				notice: 'Illustration, not a real text',
				round: 1,
				language: 'en',
				contact: '',
				createdAt: instant(1_765_000_000_000),
			},
			delegations,
			seats: [...advisors, this.seat('secretariat', null)],
			opening,
		}
	}

	seat(role: Role, delegation: DelegationId | null): Seat {
		return { id: this.seatId(), role, delegation, name: 'Seat 1', revoked: false }
	}

	/** An answer about a negotiation, or about none, given at the instant 2000. */
	answer(negotiation: NegotiationId | null): StoredAnswer {
		const [id, holder, request] = [this.hash(), this.hash(), this.hash()]
		return { id, holder, negotiation, at: instant(2000), request, sealed: this.bytes(60) }
	}

	/** An open invitation that stands from the instant 1000 until just before 2000. */
	invitation(seat: SeatId): Invitation {
		return {
			id: createId('invitation', this.random),
			seat,
			codeHash: this.hash(),
			createdAt: instant(1000),
			expiresAt: instant(2000),
			redeemedAt: null,
			revokedAt: null,
		}
	}

	/** A new session that stands from the instant 1000 until just before 9000. */
	session(): Session {
		return {
			id: createId('session', this.random),
			tokenHash: this.hash(),
			createdAt: instant(1000),
			expiresAt: instant(9000),
			revokedAt: null,
			seats: [],
		}
	}

	snapshot(negotiation: NegotiationId, round: number, position: number): StoredSnapshot {
		return {
			id: createId('snapshot', this.random),
			negotiation,
			round,
			log: sharedLog(negotiation),
			position: at(position),
			frozenAt: instant(1_765_303_200_000),
			digest: this.hash(),
			keyId: 'parley+1',
			file: this.bytes(300),
		}
	}
}

/** A position, for short. */
export function at(position: number): LogPosition {
	return parseLogPosition(position)
}

/** An instant, for short. */
export function instant(ms: number): Instant {
	return parseInstant(ms)
}

function roundOpened(random: () => number): Act {
	return {
		kind: 'round-opened',
		round: 1,
		deadline: { at: instant(1_765_303_200_000), zone: 'Europe/London' },
		clauses: [
			{
				id: createId('clause', random),
				kind: 'clause',
				order: 0,
				number: '1',
				heading: 'Territory',
				status: 'open',
			},
		],
		baseTextDigest: null,
	}
}

/** All that `source` gives, in order. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = []
	for await (const item of source) all.push(item)
	return all
}

/** Every entry of `log`. */
export function everyEntry(
	store: {
		read(log: LogId, range: { after: LogPosition; until: LogPosition }): AsyncIterable<Entry>
	},
	log: LogId
): Promise<Entry[]> {
	return collect(store.read(log, { after: at(0), until: at(Number.MAX_SAFE_INTEGER) }))
}
