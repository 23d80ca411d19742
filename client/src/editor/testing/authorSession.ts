import { parseInstant, parseLogPosition, parseSeatId, type SeatId } from '@parley/domain'
import {
	createDocument,
	plainText,
	Provenance,
	readBlocks,
	seed,
	type ProvenanceEntry,
} from '@parley/schema'
import * as Y from 'yjs'
import { cut, drag } from './carrying.ts'
import { actionsFor, pickAction, selectSomewhere, type Action } from './actions.ts'
import { Draw, Peer } from './peer.ts'
import { type Failure } from './session.ts'

/** Who wrote a character, and by which entry it came. */
interface Writing {
	readonly seat: SeatId | null
	position: number | null
}

/** One who writes, and what of it has been sent. */
interface Writer {
	readonly name: string
	readonly seat: SeatId
	readonly peer: Peer
	/** Updates of the peer that the log has, and entries of the log that the peer has. */
	sent: number
	received: number
	/** Characters written by each update that is not sent yet. */
	readonly fresh: Map<number, string[]>
}

/** How a session went, and how many characters were in question. */
export interface AuthorSessionOutcome {
	/** Undefined where every character has its author. */
	readonly failure: Failure | undefined
	/** Characters that were typed, each of them once. */
	readonly written: number
	/** How often words were dragged to another place, and how often they were cut and pasted. */
	readonly dragged: number
	readonly pasted: number
}

const FIRST_CHARACTER = 0x4e00

/**
 * Three people edit one clause through a log, each seeing the others' entries at any later time, some of them at times without a line.
 * Every character is typed once in a session, so that whoever typed it is its author whatever is done with it afterwards: that is the
 * model, which knows nothing of Yjs. At the end every character that stands has its author and the entry by which it came, every one
 * that does not stand has the entry after which it was not read any more, and an index that was read after each entry says the same
 * as one that was not. What was brought back is told of by notes, as our client sends them (rule T51), and every one of these is believed. What is
 * dragged keeps its authors; what is cut and pasted is by whoever pasted it, and the others whose words it repeats are named (T53).
 */
export function runAuthorSession(seedNumber: number): AuthorSessionOutcome {
	const log: string[] = []
	const session = new AuthorSession(seedNumber, log)
	try {
		session.run()
		return { failure: undefined, ...session.counts }
	} catch (error) {
		const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
		return { failure: { message, log }, ...session.counts }
	}
}

class AuthorSession {
	readonly #draw: Draw
	readonly #log: string[]
	readonly #writers: readonly Writer[]
	readonly #actions: readonly Action[]
	readonly #entries: ProvenanceEntry[] = []
	readonly #server = createDocument({ gc: false })
	readonly #written = new Map<string, Writing>()
	/** The entry after which a character was not read any more. */
	readonly #gone = new Map<string, ProvenanceEntry>()
	/** Characters that were pasted as they were: such a one may stand twice, by who wrote it and by who pasted it. */
	readonly #pasted = new Map<string, Writing[]>()
	#dragged = 0
	#pastes = 0
	#writing: string[] = []
	#shown = ''
	#nextCharacter = FIRST_CHARACTER

	constructor(seedNumber: number, log: string[]) {
		this.#draw = new Draw(seedNumber)
		this.#log = log
		const base = createDocument()
		base.clientID = 1
		seed(base, this.#paragraphs())
		this.#take(Y.encodeStateAsUpdate(base), null, this.#writing)
		const initial = Y.encodeStateAsUpdate(base)
		this.#writers = [1000, 2000, 3000].map((id, i) => ({
			name: String(i),
			seat: parseSeatId(`st_writer00000${String(i)}`),
			peer: new Peer(
				id + this.#draw.below(900),
				initial,
				this.#draw,
				this.#draw.chance(0.5),
				() => {
					// nothing is watched here
				}
			),
			sent: 0,
			received: 1,
			fresh: new Map<number, string[]>(),
		}))
		this.#actions = actionsFor(this.#draw, this.#fresh, this.#transcribed)
	}

	/** How many characters were typed so far, and how often words were carried. */
	get counts(): Omit<AuthorSessionOutcome, 'failure'> {
		return { written: this.#written.size, dragged: this.#dragged, pasted: this.#pastes }
	}

	run(): void {
		const steps = 20 + this.#draw.below(40)
		for (let i = 0; i < steps; i++) this.#step(this.#draw.pick(this.#writers))
		for (const writer of this.#writers) this.#send(writer)
		this.#check()
		for (const { peer } of this.#writers) peer.binding.destroy()
	}

	readonly #fresh = (length: number): string => {
		let text = ''
		for (let i = 0; i < length; i++) {
			const character = String.fromCharCode(this.#nextCharacter++)
			this.#writing.push(character)
			text += character
		}
		return text
	}

	/** What is pasted is written by whoever pastes it: characters of its own for those that were copied. */
	readonly #transcribed = (text: string): string => this.#fresh(text.length)

	#paragraphs() {
		return Array.from({ length: 2 + this.#draw.below(4) }, (_, i) => ({
			id: `block000${String(i)}`,
			type: 'paragraph',
			content: [{ text: this.#fresh(1 + this.#draw.below(30)) }],
		}))
	}

	#step(writer: Writer): void {
		const draw = this.#draw
		const { peer, name } = writer
		if (draw.chance(0.25)) {
			this.#receive(writer, 1 + draw.below(6))
			return
		}
		if (draw.chance(0.3)) {
			this.#send(writer, 1 + draw.below(6))
			return
		}
		if (draw.chance(0.05)) {
			this.#carry(writer)
			return
		}
		if (draw.chance(0.6)) selectSomewhere(peer, draw)
		const action = pickAction(this.#actions, draw)
		const { from, to } = peer.state.selection
		this.#log.push(`${name} ${action.name} at ${String(from)}-${String(to)}`)
		this.#writing = []
		const update = peer.sent.length
		action.run(peer)
		writer.fresh.set(update, this.#writing)
		this.#log.push(`  ${peer.state.doc.toString()}`)
	}

	/**
	 * Words are carried by somebody who has all that there is: which of those that cross a deletion of the same words are moved and which are written anew
	 * is not told (T52).
	 */
	#carry(writer: Writer): void {
		const { peer, name, seat } = writer
		for (const other of this.#writers) this.#send(other)
		this.#receive(writer, Infinity)
		// also what a composition has held back
		peer.binding.composition.release()
		this.#writing = []
		if (this.#draw.chance(0.5)) {
			if (!drag(peer, this.#draw)) return
			this.#log.push(`${name} drags\n  ${peer.state.doc.toString()}`)
			this.#dragged++
			this.#send(writer)
			return
		}
		const carried = cut(peer, this.#draw)
		if (carried === undefined) return
		this.#log.push(`${name} cuts ${carried.words}\n  ${peer.state.doc.toString()}`)
		this.#send(writer)
		carried.paste()
		this.#log.push(`  and pastes\n  ${peer.state.doc.toString()}`)
		this.#send(writer)
		this.#pastes++
		const paste = { seat, position: this.#entries.length }
		this.#checkPasted(carried.words, paste)
		for (const character of carried.words)
			this.#pasted.set(character, [...(this.#pasted.get(character) ?? []), paste])
	}

	/** What has just been pasted is by who pasted it, and the others whose words it repeats are named. */
	#checkPasted(words: string, { seat, position }: Writing): void {
		const index = new Provenance()
		for (const entry of this.#entries) index.add(entry)
		const own = index.read().runs.filter(({ author }) => author.position === position)
		const length = own.reduce((sum, run) => sum + run.length, 0)
		if (length !== words.length || own.some(({ author }) => author.seat !== seat))
			throw new Error(`${words} is pasted, and ${String(length)} of it is by who pasted it`)
		// what was pasted before is by whoever did that, perhaps
		if (Array.from(words).some((character) => this.#pasted.has(character))) return
		const authors = new Set(
			Array.from(words)
				.filter(isTyped)
				.map((character) => this.#written.get(character)?.seat)
		)
		authors.delete(seat)
		const named = new Set(own.flatMap(({ copied }) => copied))
		if ([...authors].some((author) => author === undefined || !named.has(author)))
			throw new Error(`${words} is pasted, and named are ${JSON.stringify([...named])}`)
	}

	#receive(writer: Writer, count: number): void {
		const entries = this.#entries.slice(writer.received, writer.received + count)
		this.#log.push(`${writer.name} receives ${String(entries.length)}`)
		writer.received += entries.length
		writer.peer.take(entries.map(({ bytes }) => bytes))
	}

	/** Sends up to `count` updates; one who has more than a few was without a line, and sends one that has them all. */
	#send(writer: Writer, count = Infinity): void {
		const { peer, fresh, name } = writer
		const waiting = peer.sent.slice(writer.sent, writer.sent + count)
		const isReturning = waiting.length > 3 && this.#draw.chance(0.5)
		this.#log.push(`${name} sends ${String(waiting.length)}${isReturning ? ' as one' : ''}`)
		if (isReturning) {
			this.#receive(writer, Infinity)
			const all = peer.sent.slice(writer.sent).flatMap((_, i) => fresh.get(writer.sent + i) ?? [])
			writer.sent = peer.sent.length
			const update = Y.encodeStateAsUpdate(peer.doc, Y.encodeStateVector(this.#server))
			this.#take(peer.notes.noted(update), writer.seat, all)
			return
		}
		for (const update of waiting) this.#take(update, writer.seat, fresh.get(writer.sent++) ?? [])
	}

	/** What the log does with an update: what brings nothing gets no entry. */
	#take(bytes: Uint8Array, seat: SeatId | null, characters: readonly string[]): void {
		const news: Uint8Array[] = []
		const note = (update: Uint8Array) => {
			news.push(update)
		}
		this.#server.on('update', note)
		Y.applyUpdate(this.#server, bytes)
		this.#server.off('update', note)
		if (news.length === 0) return
		const position = parseLogPosition(this.#entries.length + 1)
		const entry = { bytes, seat, position, receivedAt: parseInstant(1000 * position) }
		this.#entries.push(entry)
		for (const character of characters) this.#written.set(character, { seat, position })
		const shown = plainText(readBlocks(this.#server))
		this.#compare(shown, entry)
		this.#shown = shown
	}

	#compare(shown: string, entry: ProvenanceEntry): void {
		for (const character of this.#shown) {
			if (!isTyped(character) || shown.includes(character)) continue
			this.#gone.set(character, entry)
		}
	}

	#check(): void {
		const index = new Provenance()
		for (const entry of this.#entries) index.add(entry)
		const { runs, deletions } = index.read()
		if (index.disbelieved > 0) throw new Error(`${String(index.disbelieved)} are not believed`)
		const oneByOne = new Provenance()
		for (const entry of this.#entries) {
			oneByOne.add(entry)
			oneByOne.read()
		}
		if (JSON.stringify(oneByOne.read()) !== JSON.stringify({ runs, deletions }))
			throw new Error('what was read in between changes what is read at the end')
		const blocks = new Map(readBlocks(this.#server).map((block) => [block.id, plainText([block])]))
		const read = runs.map(({ block, offset, length }) =>
			blocks.get(block)?.slice(offset, offset + length)
		)
		const text = [...blocks.values()].join('')
		if (read.join('') !== text) throw new Error(`runs do not cover the text: ${read.join('|')}`)
		for (const [i, { author }] of runs.entries()) {
			for (const character of read[i] ?? '') this.#checkAuthor(character, author)
		}
		for (const [character, entry] of this.#gone) {
			if (text.includes(character) || this.#pasted.has(character)) continue
			const found = deletions.filter(({ words }) => words?.includes(character) === true)
			const [deletion] = found
			if (deletion === undefined || found.length > 1)
				throw new Error(`${character} is among the deletions ${String(found.length)} times`)
			this.#checkAuthor(character, deletion.author)
			if (deletion.deleted.position !== entry.position || deletion.deleted.seat !== entry.seat)
				throw new Error(
					`${character} was deleted by ${JSON.stringify(deletion.deleted)}, not ${JSON.stringify(entry)}`
				)
		}
		for (const { words } of deletions)
			for (const character of words ?? '')
				if (isTyped(character) && text.includes(character) && !this.#pasted.has(character))
					throw new Error(`${character} stands, and is among the deletions`)
	}

	#checkAuthor(
		character: string,
		author: ProvenanceEntry | { readonly seat: SeatId | null; readonly position: number }
	): void {
		if (!isTyped(character)) return
		const written = this.#written.get(character)
		const writings = [written, ...(this.#pasted.get(character) ?? [])]
		if (writings.some((one) => one?.seat === author.seat && one.position === author.position))
			return
		throw new Error(`${character} is by ${JSON.stringify(written)}, not ${JSON.stringify(author)}`)
	}
}

/** Whether a character was typed, and does not stand for a line end or an atom. */
function isTyped(character: string): boolean {
	return character !== '\n' && character !== '\ufffc'
}
