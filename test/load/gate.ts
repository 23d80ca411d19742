import {
	DEFAULT_LADDER,
	foldRights,
	foldSuggestions,
	NO_BRACKETS,
	NO_RIGHTS,
	NO_SUGGESTIONS,
	parseInstant,
	parseLogPosition,
	parseSuggestionId,
	speakersOf,
	type Brackets,
	type Rights,
	type Suggestions,
} from '@parley/domain'
import { BracketGate } from '@parley/server/src/negotiation/bracketGate.ts'
import { DocumentHead, Numbered } from '@parley/server/src/negotiation/documentHead.ts'
import { openHead, type Head } from '@parley/server/src/negotiation/head.ts'
import { judge } from '@parley/server/src/negotiation/judge.ts'
import { type Offer } from '@parley/server/src/negotiation/room.ts'
import {
	openTestRoom,
	seededRandom,
	TestEditor,
	type TestRoom,
} from '@parley/server/src/negotiation/testRoom.ts'
import { SuggestionGate } from '@parley/server/src/negotiation/suggestionGate.ts'
import { Writers } from '@parley/server/src/negotiation/writers.ts'
import {
	createDocument,
	readUpdate,
	suggestionKey,
	suggestionsIn,
	textOf,
	type Edit,
} from '@parley/schema'
import * as Y from 'yjs'

/** A clause that many have written, and how many keys are pressed in it. */
export interface GateOptions {
	readonly characters: number
	readonly clients: number
	readonly keys: number
}

/** What one update costs at the gate, in µs: read, judged, placed, its clientID bound and counted in; without its commit. */
export interface GateFigures {
	readonly medianUs: number
	readonly p99Us: number
	/** Its parts, in the median. */
	readonly readUs: number
	readonly judgedUs: number
	readonly placedUs: number
	readonly countedUs: number
	/** The clause's items in Yjs. */
	readonly items: number
	/** Keys that were not answered as they must be. */
	readonly faults: readonly string[]
}

/**
 * What the keys of a run are: each at a place of its own, refused since the clause is held, two by two at one place at once, of one who
 * types on while a slow disk has stored none of the last keys, each at a place of its own beside a suggestion of another seat, or so while the disk has
 * not stored the last thing that this one suggested.
 */
export type GateKeys = 'typing' | 'held' | 'crossing' | 'ahead' | 'suggested' | 'suggesting'

/** Of how many keys of a run the first is not counted. */
const WARM_UP_SHARE = 10

/** How many keys wait for a slow disk: two seconds of a fast typist. */
const AHEAD = 20

/**
 * Presses keys in a clause of `characters` that `clients` have written in short runs all over each other's, each key by another of
 * them, and takes the time of what decides about it, in the order of `Offers`. In one process and without a socket: nothing else is in it.
 *
 * @param kind where the keys cross, those are counted that come second
 */
export async function runGate(
	{ characters, clients, keys }: GateOptions,
	kind: GateKeys
): Promise<GateFigures> {
	const room = await openTestRoom()
	const draw = seededRandom(7)
	const author = writtenBy(clients, characters, draw)
	const other = copyOf(author)
	const isBeside = kind === 'suggested' || kind === 'suggesting'
	if (isBeside) suggest(author, clients + 1, 1)
	const gate = new Gate(room, copyOf(author), clients, kind === 'held')
	const [editor, suggester] = [
		await TestEditor.open(room, 0, 1),
		await TestEditor.open(room, 1, 2),
	] as const
	const parts: [read: number, judged: number, placed: number, counted: number][] = []
	const faults: string[] = []
	const warmUp = Math.ceil(keys / WARM_UP_SHARE)
	let crossing: Uint8Array | undefined
	let caret = 0
	// behind the suggestion, where there is one
	let first = isBeside ? 20 : 1
	for (let key = 0; key < warmUp + keys; key++) {
		if (kind === 'suggesting' && key % AHEAD === 0) {
			// a letter behind what was suggested before: what is put to that names no mark
			const { answer } = gate.take(suggester.offer(suggest(author, clients + 1, first - 10)))
			if (answer !== 'number') faults.push(`a suggestion was answered: ${answer}`)
			first += SUGGESTION.length + 1
		}
		const isOn = kind === 'ahead' && key % AHEAD > 0
		const client = kind === 'ahead' ? 1 : 1 + Math.floor(draw() * clients)
		caret = isOn ? caret + 1 : first + Math.floor(draw() * (textOf(author).length - first))
		const bytes = crossing ?? press(author, client, caret)
		const isSecond = crossing !== undefined
		crossing = undefined
		if (kind === 'crossing' && !isSecond) {
			crossing = press(other, 1 + (client % clients), caret)
			Y.applyUpdate(author, crossing)
			Y.applyUpdate(other, bytes)
		}
		const { answer, part } = gate.take(editor.offer(bytes))
		const expected = kind === 'held' ? 'held' : 'number'
		if (answer !== expected) faults.push(`a key was answered: ${answer}`)
		if (key >= warmUp && (kind !== 'crossing' || isSecond)) parts.push(part)
		const isSlow = kind === 'ahead' || kind === 'suggesting'
		if (!isSlow || key % AHEAD === AHEAD - 1) gate.commit()
	}
	await room.rooms.close()
	const us = (pick: (part: (typeof parts)[number]) => number, at: number): number =>
		quantile(parts.map(pick), at) * 1000
	const whole = (part: (typeof parts)[number]): number => part.reduce((sum, ms) => sum + ms, 0)
	return {
		medianUs: us(whole, 0.5),
		p99Us: us(whole, 0.99),
		readUs: us(([read]) => read, 0.5),
		judgedUs: us(([, judged]) => judged, 0.5),
		placedUs: us(([, , placed]) => placed, 0.5),
		countedUs: us(([, , , counted]) => counted, 0.5),
		items: gate.items,
		faults: [...new Set(faults)],
	}
}

/** What decides about an update, and the text as it is committed. */
export class Gate {
	readonly #room: TestRoom
	readonly #live: Y.Doc
	readonly #head: DocumentHead
	readonly #writers = new Writers(() => parseInstant(0))
	readonly #ground: Parameters<typeof judge>[3]
	readonly #brackets: BracketGate
	readonly #suggestions = new SuggestionGate()
	readonly #roomHead: Head
	#numbered = 0
	#pending: Uint8Array[] = []

	/** @param brackets those of the room, in whatever clause */
	constructor(
		room: TestRoom,
		live: Y.Doc,
		clients: number,
		isHeld: boolean,
		brackets: Brackets = NO_BRACKETS
	) {
		this.#room = room
		this.#live = live
		this.#brackets = new BracketGate(speakersOf(room.seats))
		const [seat] = room.seats
		if (seat === undefined) throw new RangeError('an empty room')
		const { document } = room
		const writers = Array.from({ length: clients }, (_, i) => {
			return { document, clientId: 1 + i, seat: seat.id, position: parseLogPosition(0) }
		})
		this.#head = new DocumentHead(Numbered.of(live), 0, writers)
		this.#ground = { ...groundOf(room, isHeld), phase: 'drafting' }
		const suggestions = suggestionsIn(live).size > 0 ? suggestedIn(room) : NO_SUGGESTIONS
		this.#roomHead = { ...headOf(room), brackets, suggestions, rights: this.#ground.rights }
	}

	/** How many items the clause has in Yjs. */
	get items(): number {
		return [...this.#live.store.clients.values()].reduce((sum, { length }) => sum + length, 0)
	}

	/** Gives the answer to `offer`, and the milliseconds that reading, judging, placing and counting it in took. */
	take(offer: Offer): {
		readonly answer: string
		readonly part: [read: number, judged: number, placed: number, counted: number]
	} {
		const { document } = this.#room
		const began = performance.now()
		const edit = readUpdate(offer.bytes)
		const read = performance.now()
		if (!edit.ok) throw new Error(`a key was not read: ${edit.reason}`)
		const judgement = judge(this.#head, edit, offer, this.#ground)
		const judged = performance.now()
		if (judgement.kind !== 'number') {
			const answer = judgement.kind === 'refused' ? judgement.reason : judgement.kind
			return { answer, part: [read - began, judged - read, 0, 0] }
		}
		const committed = parseLogPosition(this.#numbered - this.#pending.length)
		const misfit =
			this.#head.pending.misplaced(edit, this.#live, committed) ??
			this.#breaks(edit, offer) ??
			this.#touches(edit, offer)
		const placed = performance.now()
		const { seat, session } = offer
		const clients = [...edit.inserted.keys()]
		const binding = this.#writers.bind(document, this.#head, clients, seat.id, session)
		this.#head.add(edit, offer.bytes.byteLength, parseLogPosition(++this.#numbered))
		const counted = performance.now()
		this.#pending.push(offer.bytes)
		const refusal = misfit ?? (binding === 'bound' ? undefined : binding)
		const part = [read - began, judged - read, placed - judged, counted - placed] as [
			number,
			number,
			number,
			number,
		]
		return { answer: refusal ?? 'number', part }
	}

	#breaks(edit: Edit, { seat, bytes, document }: Offer): string | undefined {
		const { brackets } = this.#roomHead
		if (brackets.size === 0 && edit.markKeys.size === 0) return undefined
		const pending = () => ({ edits: this.#head.pending.edits, updates: this.#pending })
		const at = { document, head: this.#head, updates: () => this.#pending }
		const numbered = () => this.#suggestions.numbered(this.#live, at)
		const { clause } = this.#ground
		const asked = { seat, clause, edit, bytes, text: this.#live, pending, numbered }
		return this.#brackets.denial(asked, this.#roomHead) ?? undefined
	}

	#touches(edit: Edit, { seat, bytes, document }: Offer): string | undefined {
		const { clause } = this.#ground
		const { isMarked } = this.#head.text
		const asked = { seat, clause, edit, bytes, isSync: false, text: this.#live, isMarked }
		const at = { document, head: this.#head, updates: () => this.#pending }
		const verdict = this.#suggestions.judge(asked, this.#roomHead, at)
		return verdict.kind === 'refused' ? verdict.reason : undefined
	}

	/** Brings to the text what was numbered. */
	commit(): void {
		for (const bytes of this.#pending) Y.applyUpdate(this.#live, bytes)
		this.#pending = []
	}
}

/** The head of a room in which nothing was decided yet. */
function headOf({ clauses }: TestRoom): Head {
	const at = parseInstant(0)
	const deadline = { at, zone: 'UTC' }
	const act = { kind: 'round-opened', round: 1, deadline, clauses, baseTextDigest: null } as const
	return openHead({ position: parseLogPosition(1), receivedAt: at, seat: null, act })
}

/** That somebody who writes none of the keys has suggested something in the first clause. */
function suggestedIn({ clauses, seats }: TestRoom): Suggestions {
	const [clause] = clauses
	const [, other] = seats
	if (clause === undefined || other === undefined) throw new RangeError('an empty room')
	const suggestion = parseSuggestionId(SUGGESTED)
	const { delegation } = other
	const act = { kind: 'suggestion-made', clause: clause.id, suggestion, delegation } as const
	return foldSuggestions(NO_SUGGESTIONS, act, other.id, parseInstant(0))
}

/** The first clause, and rights by which its writer may write, or by which nobody may. */
function groundOf(
	{ clauses, seats }: TestRoom,
	isHeld: boolean
): Pick<Parameters<typeof judge>[3], 'clause' | 'rights' | 'ladder'> {
	const [clause] = clauses
	const [seat] = seats
	if (clause === undefined || seat === undefined) throw new RangeError('an empty room')
	const at = parseInstant(0)
	let rights: Rights = foldRights(
		NO_RIGHTS,
		{ kind: 'rights-set', subject: { kind: 'seat', seat: seat.id }, level: 'edit', reason: '' },
		null,
		at
	)
	if (isHeld) {
		const act = { kind: 'clause-held', clause: clause.id, reason: 'Lawyers.' } as const
		rights = foldRights(rights, act, null, at)
	}
	return { clause, rights, ladder: DEFAULT_LADDER }
}

const SUGGESTED = 'theirs000001'

const RUN = 10

/** A document in which `clients` have written `characters` in turn, each run somewhere in what is there. */
function writtenBy(clients: number, characters: number, draw: () => number): Y.Doc {
	const doc = createDocument({ gc: false })
	const text = textOf(doc)
	doc.clientID = 1
	text.insertEmbed(0, { block: 'block00001' })
	for (let written = 0, turn = 0; written < characters; written += RUN, turn++) {
		doc.clientID = 1 + (turn % clients)
		text.insert(1 + Math.floor(draw() * (text.length - 1)), 'abcdefghi ', {})
	}
	return doc
}

/** A document of its own with all that `doc` has. */
export function copyOf(doc: Y.Doc): Y.Doc {
	const copy = createDocument({ gc: false })
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
	return copy
}

const SUGGESTION = 'in part '

/** Suggests words in the text of `doc`, behind `at` units, always as one suggestion; gives the update. */
function suggest(doc: Y.Doc, client: number, at: number): Uint8Array {
	return put(doc, client, at, [SUGGESTION, { [suggestionKey('ins', SUGGESTED)]: true }])
}

/** The update of one key of `client` in the text of `doc`, behind `at` units. */
function press(doc: Y.Doc, client: number, at: number): Uint8Array {
	return put(doc, client, at, ['x', {}])
}

/** The update by which `client` puts words with their marks into the text of `doc`, behind `at` units. */
function put(
	doc: Y.Doc,
	client: number,
	at: number,
	[words, marks]: readonly [words: string, marks: Record<string, true>]
): Uint8Array {
	const updates: Uint8Array[] = []
	const take = (update: Uint8Array): void => {
		updates.push(update)
	}
	doc.clientID = client
	doc.on('update', take)
	textOf(doc).insert(at, words, marks)
	doc.off('update', take)
	const [update] = updates
	if (update === undefined) throw new Error('words made no update')
	return update
}

/** The value below which the share `at` of `values` lies. */
export function quantile(values: readonly number[], at: number): number {
	const sorted = values.toSorted((a, b) => a - b)
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? Number.NaN
}
