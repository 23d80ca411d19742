import {
	type ClauseId,
	type FreezeCause,
	type LogPosition,
	type NegotiationId,
	parseClauseId,
	parseLogPosition,
	parseNegotiationId,
} from '@parley/domain'
import {
	array,
	count,
	digest,
	isoInstant,
	nullable,
	object,
	oneOf,
	parsed,
	type Shape,
	string,
} from './shape.ts'

/** The name and version of the document. */
export const PROTOCOL_FORMAT = 'parley-freeze-protocol/1'

/**
 * What the server measured of a freeze (rules F2, F3). Written down here and not taken from the domain, because a file format does not
 * change when a type does.
 */
export interface FreezeAccount {
	/** How long the freeze waited for frames that had come in time. */
	readonly waitedMs: number
	/** Frames that had come in time and were not yet numbered at the instant. */
	readonly framesPending: number
	/** How many of them were still not numbered after the longest wait. */
	readonly framesLeft: number
	/** The longest the process was busy at a stretch in the last minute; null where it had not been running for a minute. */
	readonly loopDelayMaxMs: number | null
}

/** An edit that came after the freeze: where, when and how large it was; neither its author nor its words. */
export interface LateEdit {
	readonly position: LogPosition
	readonly clause: ClauseId
	readonly receivedAt: string
	/** Bytes of the update. */
	readonly size: number
}

/**
 * How a freeze went. It stands apart from the snapshot, since late edits go on arriving after that is signed: it refers to the
 * snapshot by digest, says through which position it lists, and a later one of the same freeze replaces it. Instants are ISO 8601
 * in UTC with milliseconds.
 */
export interface FreezeProtocol {
	readonly format: typeof PROTOCOL_FORMAT
	readonly negotiation: NegotiationId
	readonly round: number
	/** The digest of the snapshot it belongs to. */
	readonly snapshot: string
	readonly issuedAt: string
	readonly cause: FreezeCause
	readonly deadline: { readonly at: string; readonly zone: string }
	/** The instant that counts. */
	readonly frozenAt: string
	/** The position of the freeze entry. */
	readonly position: LogPosition
	/** Why it came early; empty otherwise. */
	readonly reason: string
	readonly account: FreezeAccount
	/** When the server was not running, as far as the log shows. */
	readonly outages: readonly { readonly from: string; readonly to: string }[]
	/** Whether a replay of the whole log gave the snapshot's text again; null while that has not been done. */
	readonly replay: 'equal' | 'different' | null
	/** The end of the log when this was issued. */
	readonly log: { readonly id: string; readonly position: LogPosition; readonly chain: string }
	readonly lateEdits: readonly LateEdit[]
}

const position: Shape<LogPosition> = (value, path) => parseLogPosition(count(value, path))

/** Reads a freeze protocol from a file's body. */
export const freezeProtocolShape: Shape<FreezeProtocol> = object<FreezeProtocol>({
	format: oneOf([PROTOCOL_FORMAT]),
	negotiation: parsed(parseNegotiationId),
	round: count,
	snapshot: digest,
	issuedAt: isoInstant,
	cause: oneOf(['deadline', 'early', 'as-of-deadline']),
	deadline: object<FreezeProtocol['deadline']>({ at: isoInstant, zone: string }),
	frozenAt: isoInstant,
	position,
	reason: string,
	account: object<FreezeAccount>({
		waitedMs: count,
		framesPending: count,
		framesLeft: count,
		loopDelayMaxMs: nullable(count),
	}),
	outages: array(object<{ from: string; to: string }>({ from: isoInstant, to: isoInstant })),
	replay: nullable(oneOf(['equal', 'different'])),
	log: object<FreezeProtocol['log']>({ id: string, position, chain: digest }),
	lateEdits: array(
		object<LateEdit>({
			position,
			clause: parsed(parseClauseId),
			receivedAt: isoInstant,
			size: count,
		})
	),
})
