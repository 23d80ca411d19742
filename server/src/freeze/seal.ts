import {
	createId,
	parseLogPosition,
	ParleyError,
	type Act,
	type Deadline,
	type Delegation,
	type LogPosition,
	type Negotiation,
	type Random,
	type Standing,
	type Suggestions,
} from '@parley/domain'
import { type LogId } from '@parley/protocol'
import { MODEL_VERSION, modelDigest } from '@parley/schema'
import { createSnapshot, fromHex, signSnapshot, type Snapshot } from '@parley/snapshot'
import { type ClauseText } from '../negotiation/room.ts'
import { type Entry, type Storage, type StoredSnapshot } from '../storage/ports.ts'
import { snapshotStandingOf } from './clauseStanding.ts'
import { type FreezeStep } from './freezeHost.ts'
import { type openAlternativesOf } from './openAlternatives.ts'
import { type openBracketsOf } from './openBrackets.ts'
import { openSuggestionsOf } from './openSuggestions.ts'
import { type placedPlaceholdersOf } from './placedPlaceholders.ts'
import { type ServerSigner } from './signer.ts'

/** The act that freezes, as it stands in the log. */
export type FrozenAct = Extract<Act, { kind: 'frozen' }>

/** A round whose freeze entry is on disk. */
export interface FrozenRound {
	readonly negotiation: Negotiation
	readonly log: LogId
	readonly deadline: Deadline
	/** The freeze entry's position. */
	readonly position: LogPosition
	/** The text below that position, in the order of the clauses. */
	readText(): Promise<readonly ClauseText[]>
	/** The ladder, and how the clauses stand beside their status. */
	readonly standing: Standing
	readonly delegations: readonly Delegation[]
	/** The brackets that are open in it, by clause. */
	readonly brackets: ReturnType<typeof openBracketsOf>
	readonly suggestions: Suggestions
	/** What is known of its placeholders, by clause. */
	readonly placeholders: ReturnType<typeof placedPlaceholdersOf>
	/** The alternatives of which none was chosen, by clause. */
	readonly alternatives: ReturnType<typeof openAlternativesOf>
}

/** What sealing works with. */
export interface SealParts {
	readonly storage: Pick<Storage, 'log' | 'snapshots'>
	readonly signer: ServerSigner
	readonly random: Random
}

/**
 * Stores the snapshot of a frozen round, and gives the one that stands. Everything in it comes from the log, so a process that takes
 * over after a kill makes the same bytes; the row is written once.
 */
export async function sealRound(
	parts: SealParts,
	round: FrozenRound,
	onStep: (step: FreezeStep) => void
): Promise<StoredSnapshot> {
	const { storage, signer } = parts
	const act = await readFreezeAct(storage.log, round)
	const chain = await chainAt(storage.log, round)
	const text = await round.readText()
	onStep('text-read')
	const snapshot = snapshotOf(round, act, chain, text)
	const { bytes, digest } = signSnapshot(snapshot, signer)
	const stored = await storage.snapshots.save({
		id: createId('snapshot', parts.random),
		negotiation: round.negotiation.id,
		round: round.negotiation.round,
		log: round.log,
		position: round.position,
		frozenAt: act.at,
		digest,
		keyId: signer.keyId,
		file: bytes,
	})
	onStep('snapshot-stored')
	return stored
}

/** The manifest of a frozen round with the text that was read for it. */
export function snapshotOf(
	round: Omit<FrozenRound, 'readText'>,
	act: FrozenAct,
	chain: string,
	text: readonly ClauseText[]
): Snapshot {
	const { negotiation, log, deadline, position, standing, delegations } = round
	const { brackets, suggestions, placeholders, alternatives } = round
	return createSnapshot({
		negotiation,
		deadline,
		frozenAt: act.at,
		cause: act.cause,
		log: { id: log, position, chain: fromHex(chain) },
		schema: { version: MODEL_VERSION, digest: modelDigest() },
		ladder: standing.ladder,
		clauses: text.map(({ clause, blocks }) => ({
			clause,
			content: blocks,
			brackets: brackets.get(clause.id) ?? new Map(),
			suggestions: openSuggestionsOf(suggestions, clause.id, delegations),
			alternatives: alternatives.get(clause.id) ?? new Map(),
			standing: snapshotStandingOf(standing, clause, delegations),
			placeholders: placeholders.get(clause.id) ?? new Map(),
		})),
		attribution: null,
		previous: null,
	})
}

/** The freeze entry's act. Throws `ParleyError` `log-corrupt` where something else stands there. */
export async function readFreezeAct(
	log: Storage['log'],
	{ log: id, position }: Pick<FrozenRound, 'log' | 'position'>
): Promise<FrozenAct> {
	const entry = await readEntry(log, id, position)
	if (entry?.payload.kind === 'act' && entry.payload.act.kind === 'frozen') return entry.payload.act
	throw new ParleyError('log-corrupt', `there is no freeze entry at ${position} of ${id}`)
}

async function readEntry(
	log: Storage['log'],
	id: LogId,
	position: LogPosition
): Promise<Entry | null> {
	for await (const entry of log.read(id, {
		after: parseLogPosition(position - 1),
		until: position,
	}))
		return entry
	return null
}

/** The chain through the freeze entry: its commit ended with it, so there is a checkpoint at its very position. */
async function chainAt(log: Storage['log'], { log: id, position }: FrozenRound): Promise<string> {
	const checkpoint = await log.checkpointAt(id, position)
	if (checkpoint !== null) return checkpoint.chain
	throw new ParleyError(
		'log-corrupt',
		`there is no checkpoint at the freeze entry ${position} of ${id}`
	)
}
