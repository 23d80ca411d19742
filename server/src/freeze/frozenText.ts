import {
	ParleyError,
	type Delegation,
	type Negotiation,
	type SnapshotId,
	type LogPosition,
} from '@parley/domain'
import { sharedLog, type LogId } from '@parley/protocol'
import { signFreezeProtocol, verifySnapshot, type SignedFile } from '@parley/snapshot'
import { type Logger } from 'pino'
import { type Head } from '../negotiation/head.ts'
import { type ClauseText, type LateEdit } from '../negotiation/room.ts'
import { type Checkpoint, type StoredSnapshot } from '../storage/ports.ts'
import { auditSnapshot, type AuditResult } from './audit.ts'
import { type Clock } from './clock.ts'
import { type FreezeStep } from './freezeHost.ts'
import { openAlternativesOf } from './openAlternatives.ts'
import { openBracketsOf } from './openBrackets.ts'
import { placedPlaceholdersOf } from './placedPlaceholders.ts'
import { freezeProtocol } from './protocol.ts'
import { readFreezeAct, sealRound, type FrozenRound, type SealParts } from './seal.ts'

/** What a frozen text is made and checked with. */
export type FrozenTextParts = SealParts & { readonly clock: Clock; readonly log: Logger }

/** The snapshot of a room's frozen round, its audit and its protocol. */
export class FrozenText {
	readonly #parts: FrozenTextParts
	readonly #negotiation: Negotiation
	readonly #delegations: readonly Delegation[]
	readonly #log: LogId
	readonly #readText: (until: LogPosition) => Promise<readonly ClauseText[]>
	#audit: AuditResult | null = null

	constructor(
		parts: FrozenTextParts,
		negotiation: Negotiation,
		delegations: readonly Delegation[],
		readText: (until: LogPosition) => Promise<readonly ClauseText[]>
	) {
		this.#parts = parts
		this.#negotiation = negotiation
		this.#delegations = delegations
		this.#log = sharedLog(negotiation.id)
		this.#readText = readText
	}

	/** Stores the snapshot of the round that `head` froze, and gives the id of the one that stands. */
	async seal(head: Head, onStep: (step: FreezeStep) => void): Promise<SnapshotId> {
		const { id } = await sealRound(this.#parts, this.#round(head), onStep)
		return id
	}

	/** Replays the log against the snapshot; a difference is logged as loudly as can be and stands in the protocol. */
	async audit(head: Head): Promise<void> {
		const { position } = this.#round(head)
		const stored = await this.#stored(position)
		const { storage, log } = this.#parts
		const checked = verifySnapshot(stored.file)
		if (checked.kind === 'invalid') {
			log.fatal({ snapshot: stored.id, reason: checked.reason }, 'the stored snapshot is not whole')
			this.#audit = { kind: 'different', chain: false, clauses: [] }
			return
		}
		this.#audit = await auditSnapshot(
			storage.log,
			this.#log,
			checked.document,
			position,
			this.#delegations
		)
		if (this.#audit.kind === 'different') {
			log.fatal(
				{ snapshot: stored.id, audit: this.#audit },
				'the log does not give the text of its snapshot'
			)
		}
	}

	/** The signed protocol of the freeze as of now, or as of an earlier end of the log: the checkpoint `until`. */
	async protocol(head: Head, late: readonly LateEdit[], until?: Checkpoint): Promise<SignedFile> {
		const { storage, signer, clock } = this.#parts
		const round = this.#round(head)
		if (this.#audit === null) await this.audit(head)
		const [act, stored, end] = await Promise.all([
			readFreezeAct(storage.log, round),
			this.#stored(round.position),
			until ?? this.#end(),
		])
		const protocol = freezeProtocol(round, act, stored, this.#audit, late, end, clock.now())
		return signFreezeProtocol(protocol, signer)
	}

	async #end(): Promise<Checkpoint> {
		const last = await this.#parts.storage.log.last(this.#log)
		if (last === null) throw new ParleyError('log-corrupt', `${this.#log} has no entries`)
		return last.checkpoint
	}

	#round(head: Head): FrozenRound {
		const { frozen, deadline, brackets, suggestions, standing, placeholders, alternatives } = head
		if (frozen === null) throw new RangeError('the round is not frozen')
		const { position } = frozen
		return {
			negotiation: this.#negotiation,
			log: this.#log,
			deadline,
			position,
			readText: () => this.#readText(position),
			standing,
			delegations: this.#delegations,
			brackets: openBracketsOf(brackets, this.#delegations),
			suggestions,
			placeholders: placedPlaceholdersOf(placeholders, this.#delegations),
			alternatives: openAlternativesOf(alternatives, this.#delegations),
		}
	}

	async #stored(position: LogPosition): Promise<StoredSnapshot> {
		const snapshots = await this.#parts.storage.snapshots.list(this.#negotiation.id)
		const stored = snapshots.find((snapshot) => snapshot.position === position)
		if (stored === undefined) {
			throw new ParleyError('not-found', `no snapshot of ${this.#log} at ${position}`)
		}
		return stored
	}
}
