import type { Delegation, Negotiation, NegotiationId, Seat } from '@parley/domain'
import type { DocumentName, LogId } from '@parley/protocol'
import type {
	Checkpoint,
	Entry,
	Invitation,
	Session,
	StateCache,
	StoredAnswer,
	StoredErasure,
	StoredSnapshot,
	Writer,
} from '../ports.ts'

/** One log, as far as it has come. */
export interface MemoryLog {
	readonly entries: Entry[]
	readonly checkpoints: Checkpoint[]
}

/** One negotiation with what belongs to it. */
export interface MemoryRoom {
	negotiation: Negotiation
	readonly delegations: readonly Delegation[]
	seats: readonly Seat[]
}

/** What the memory adapter keeps: it outlives the storages that are opened on it, as a data folder does. */
export interface Memory {
	readonly logs: Map<LogId, MemoryLog>
	/** By document, in the order of their positions. */
	readonly writers: Map<DocumentName, Writer[]>
	/** Which entries words were withheld from, by the acts that did, oldest first. */
	withheld: { readonly document: DocumentName; readonly from: number; readonly act: number }[]
	/** By document, oldest position first. */
	readonly caches: Map<DocumentName, StateCache[]>
	snapshots: StoredSnapshot[]
	readonly rooms: Map<NegotiationId, MemoryRoom>
	/** Oldest first. */
	readonly erasures: StoredErasure[]
	/** By id, oldest first. */
	readonly invitations: Map<string, Invitation>
	/** By id. */
	readonly sessions: Map<string, Session>
	/** By id, oldest first. */
	readonly answers: Map<string, StoredAnswer>
	/** Told of every write, with the storage that wrote. */
	readonly onWrite: Set<(writer: object) => void>
}

/** A place with nothing in it. Open it with `openMemoryStorage`, again and again as if a server were restarted. */
export function createMemory(): Memory {
	return {
		logs: new Map(),
		writers: new Map(),
		withheld: [],
		caches: new Map(),
		snapshots: [],
		rooms: new Map(),
		erasures: [],
		invitations: new Map(),
		sessions: new Map(),
		answers: new Map(),
		onWrite: new Set(),
	}
}
