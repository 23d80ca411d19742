import {
	foldBrackets,
	NO_BRACKETS,
	type Act,
	type Bracket,
	type BracketAct,
	type BracketId,
	type Brackets,
	type DelegationId,
	type Seat,
} from '@parley/domain'
import { bracketExtents, createDocument } from '@parley/schema'
import { type Entry } from '@parley/server/src/storage/ports.ts'
import { verifySnapshot } from '@parley/snapshot'
import { expect } from 'vitest'
import * as Y from 'yjs'
import { type CollabServer } from '../support/collabServer.ts'
import { type FinishedBracketRun } from './bracketRun.ts'
import { expectConverged, expectTrueReceipts, readEntries, type Participant } from './checks.ts'
import { type Writer } from './rightsRun.ts'

/** What a run came to. */
export interface BracketCounts {
	readonly placed: number
	readonly ended: number
	/** Updates that were refused. */
	readonly refused: number
	/** Open brackets that had no words in the end. */
	readonly wordless: number
}

/** Everything that must hold when a run is over. */
export async function expectBracketsKept(run: FinishedBracketRun): Promise<BracketCounts> {
	const { server, writers, documents } = run
	const participant = ({ seatIndex }: Writer, client = writers[0]?.client): Participant => {
		if (client === undefined) throw new RangeError('nobody took part')
		return { client, seat: server.seat(seatIndex).id, wasRefused: true }
	}
	const last = writers.map((writer) => participant(writer, writer.client))
	await expectConverged(server, last, documents)
	const entries = await readEntries(server)
	const { phase } = server.room
	const until = phase.kind === 'frozen' ? phase.position : Infinity
	const all = writers.flatMap((writer) =>
		writer.clients.map((client) => participant(writer, client))
	)
	expectTrueReceipts(entries, all, until)
	const replayed = new Replay(server)
	for (const entry of entries.values()) if (entry.position < until) replayed.add(entry)
	expect(server.room.brackets).toEqual(replayed.brackets)
	const inText = replayed.expectRegister()
	if (phase.kind === 'frozen') await expectFrozen(server, inText, replayed.brackets)
	const open = [...replayed.brackets.values()].filter(({ ended }) => ended === null)
	return {
		placed: replayed.brackets.size,
		ended: replayed.brackets.size - open.length,
		refused: writers
			.flatMap(({ clients }) => clients.flatMap(({ receipts }) => receipts))
			.filter(({ receipt }) => receipt.type === 'refused').length,
		wordless: open.length - inText.size,
	}
}

/** What one knows of a bracket without the room's own reading of the log. */
interface Known {
	readonly holders: Set<DelegationId>
	asked: { readonly ending: string; readonly consents: Set<DelegationId> } | null
}

/** Goes through the log entry by entry, and looks whether each was allowed to do what it does to brackets. */
class Replay {
	brackets: Brackets = NO_BRACKETS
	readonly #server: CollabServer
	readonly #known = new Map<BracketId, Known>()
	readonly #texts = new Map<string, Y.Doc>()
	/** Which bracket the newest act has ended, for the update behind it. */
	#ending: BracketId | null = null

	constructor(server: CollabServer) {
		this.#server = server
	}

	add({ payload, seat: id, receivedAt, position }: Entry): void {
		const seat = this.#server.seats.find((one) => one.id === id)
		if (payload.kind === 'act') {
			const { act } = payload
			if (!isAboutBracket(act)) return
			this.brackets = foldBrackets(this.brackets, act, id, receivedAt)
			this.#decide(act, seat, position)
			return
		}
		const text = this.#text(payload.document)
		const before = new Set(bracketExtents(text).keys())
		Y.applyUpdate(text, payload.bytes)
		const after = new Set(bracketExtents(text).keys())
		for (const gone of before) {
			if (after.has(gone) || gone === this.#ending) continue
			if (this.brackets.get(gone as BracketId)?.ended !== null) continue
			const holders = this.#known.get(gone as BracketId)?.holders ?? new Set()
			// where one around it is struck, its holders have consented to that
			const struck = this.#ending === null ? undefined : this.#known.get(this.#ending)?.holders
			if (struck !== undefined && [...holders].every((holder) => struck.has(holder))) continue
			const own = seat?.delegation ?? null
			const isOnly = own !== null && holders.has(own) && holders.size === 1
			expect({ position, gone, isOnly }).toEqual({ position, gone, isOnly: true })
		}
		this.#ending = null
	}

	/** The open brackets that stand in the texts. What else has a mark has ended: words came at that moment whose mark could not be ended with it. */
	expectRegister(): ReadonlySet<string> {
		const ids = [...this.#texts.values()].flatMap((text) => [...bracketExtents(text).keys()])
		const known = new Map<string, Bracket>(this.brackets)
		expect(ids.filter((id) => !known.has(id))).toEqual([])
		expect(new Set(ids).size).toBe(ids.length)
		return new Set(ids.filter((id) => known.get(id)?.ended === null))
	}

	#decide(act: BracketAct, seat: Seat | undefined, position: number): void {
		const own = seat?.delegation ?? null
		if (act.kind === 'bracket-placed') {
			this.#known.set(act.bracket, { holders: new Set(act.holders), asked: null })
			expect(own === null || act.holders.every((holder) => holder === own)).toBe(true)
			return
		}
		const known = this.#known.get(act.bracket)
		if (known === undefined)
			throw new Error(`an act about a bracket that was not placed: ${position}`)
		switch (act.kind) {
			case 'bracket-joined':
				known.holders.add(act.delegation)
				return
			case 'bracket-left':
				expect([act.delegation, known.holders.delete(act.delegation)]).toEqual([own, true])
				expect(known.holders.size).toBeGreaterThan(0)
				return
			case 'bracket-ending-proposed':
				expect(act.consents.every((consent) => consent === own)).toBe(true)
				known.asked = { ending: act.ending, consents: new Set(act.consents) }
				return
			case 'bracket-answered':
				expect([act.delegation, known.holders.has(act.delegation)]).toEqual([own, true])
				expect(known.asked?.ending).toBe(act.ending)
				if (act.consents) known.asked?.consents.add(act.delegation)
				else known.asked = null
				return
			case 'bracket-ending-withdrawn':
				expect(known.asked?.ending).toBe(act.ending)
				known.asked = null
				return
			case 'bracket-ended': {
				const missing = [...known.holders].filter((one) => known.asked?.consents.has(one) !== true)
				expect({ position, ending: known.asked?.ending, missing }).toEqual({
					...{ position, ending: act.ending, missing: [] },
				})
				this.#ending = act.bracket
			}
		}
	}

	#text(document: string): Y.Doc {
		const known = this.#texts.get(document)
		if (known !== undefined) return known
		const text = createDocument({ gc: false })
		this.#texts.set(document, text)
		return text
	}
}

function isAboutBracket(act: Act): act is BracketAct {
	return 'bracket' in act
}

/** The frozen text names the very brackets that stand in it, with their holders at the freeze. */
async function expectFrozen(
	server: CollabServer,
	inText: ReadonlySet<string>,
	brackets: Brackets
): Promise<void> {
	const [stored] = await server.storage.snapshots.list(server.negotiation.id)
	if (stored === undefined) throw new Error('there is no snapshot')
	const verified = verifySnapshot(stored.file)
	if (verified.kind === 'invalid') throw new Error(`the snapshot is ${verified.reason}`)
	const frozen = verified.document.clauses.flatMap(({ openBrackets }) => openBrackets)
	expect(new Set(frozen.map(({ id }) => id))).toEqual(inText)
	for (const { id, holders } of frozen) {
		expect(holders).toHaveLength(brackets.get(id)?.holders.size ?? -1)
	}
}
