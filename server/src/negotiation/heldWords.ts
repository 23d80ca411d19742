import { ParleyError, parseLogPosition, type LogPosition } from '@parley/domain'
import { type DocumentName } from '@parley/protocol'
import {
	rangesOf,
	touches,
	withholdSteps,
	type Passage,
	type Steps,
	type WithoutWords,
} from '@parley/schema'
import { type StandIn } from '../storage/ports.ts'
import { Intervals } from './intervals.ts'

/** What of a passage the entries of a document hold: they are given one after the other, and the passage may grow in between. */
export class HeldWords {
	/** The newest position on disk before the first entry was read. */
	readonly since: LogPosition
	readonly #document: DocumentName
	#passage: Passage
	#until = parseLogPosition(0)
	/** The clocks of the clientIDs of the passage that came with an entry. */
	readonly #came = new Map<number, Intervals>()
	/** How far each clientID has come. */
	readonly #reached = new Map<number, number>()
	readonly #standIns: Omit<StandIn, 'act'>[] = []

	constructor(document: DocumentName, passage: Passage, since: LogPosition) {
		this.since = since
		this.#document = document
		this.#passage = passage
	}

	/** The position through which entries were given. */
	get until(): LogPosition {
		return this.#until
	}

	/** Whether every clock of the passage came with an entry. */
	get isWhole(): boolean {
		return rangesOf(this.#passage).every(({ client, from, to }) =>
			this.#came.get(client)?.covers(from, to)
		)
	}

	/** The entries with words of the passage, without them. */
	get standIns(): readonly Omit<StandIn, 'act'>[] {
		return this.#standIns
	}

	/**
	 * Takes `passage`, which has all of the one before, in its place. False, and nothing is done, where what is new in it can stand in an entry
	 * that was given already: then all have to be given anew.
	 */
	extend(passage: Passage): boolean {
		const isNew = [...passage].every(([client, ranges]) => {
			const known = new Intervals()
			known.add(this.#passage.get(client) ?? [])
			const reached = this.#reached.get(client) ?? 0
			return ranges.every(({ from, to }) => known.covers(from, Math.min(to, reached)))
		})
		if (isNew) this.#passage = passage
		return isNew
	}

	/** Takes the next entry, in steps. Throws `ParleyError` `log-corrupt` for bytes that no log holds. */
	*take(position: LogPosition, bytes: Uint8Array): Steps<void> {
		const { inserted, update } = yield* this.#without(position, bytes)
		this.#until = position
		for (const [client, { to }] of inserted)
			this.#reached.set(client, Math.max(to, this.#reached.get(client) ?? 0))
		if (!touches(inserted, this.#passage)) return
		for (const [client, range] of inserted) {
			const came = this.#came.get(client) ?? new Intervals()
			came.add([range])
			this.#came.set(client, came)
		}
		if (update !== null) this.#standIns.push({ position, document: this.#document, bytes: update })
	}

	*#without(position: LogPosition, bytes: Uint8Array): Steps<WithoutWords> {
		try {
			return yield* withholdSteps(bytes, this.#passage)
		} catch (cause) {
			const what = `entry ${position} of ${this.#document} is no update`
			throw new ParleyError('log-corrupt', what, { cause })
		}
	}

	/** There is nothing of the document up to `until` besides what was given. */
	reach(until: LogPosition): void {
		this.#until = until
	}
}
