import { parseStampedCaret, RoomJson, TextJson } from '@parley/protocol'
import { textOf } from '@parley/schema'
import * as Y from 'yjs'
import { ApiClient } from '../support/api.ts'
import { connectClient } from '../support/client.ts'
import { SEATS, type Venue } from './venue.ts'

/** A piece of a point's text and who wrote it. */
export interface Authored {
	readonly text: string
	/** The name of the seat; null where it is not here, as with the imported text. */
	readonly author: string | null
}

/** The observer's seat, held by a program: what the server has, told apart from what pages show. */
export class Observer {
	readonly api: ApiClient
	readonly #venue: Venue

	private constructor(api: ApiClient, venue: Venue) {
		this.api = api
		this.#venue = venue
	}

	static async enter(venue: Venue): Promise<Observer> {
		const code = venue.prepared.seats[SEATS.observer]?.code ?? ''
		return new Observer(await ApiClient.redeem(venue.server.url, code), venue)
	}

	/** The phase of the round, e.g. `frozen`. */
	async phase(): Promise<string> {
		return (await this.api.json('', RoomJson)).phase.kind
	}

	/** The text of a point as the server answers it. */
	async read(number: number): Promise<string> {
		const { clauses } = await this.api.json('/text', TextJson)
		const found = clauses.find(({ clause }) => clause.number === String(number))
		if (found === undefined) throw new RangeError(`no point ${number}`)
		return found.text
	}

	/** A point with the author of every piece, by the clientIDs of its Y.Doc; those who are in it now are known by name. */
	async authors(number: number): Promise<readonly Authored[]> {
		const document = this.#venue.document(number)
		const client = await connectClient({
			url: `${this.#venue.server.url.replace('http', 'ws')}/collaboration`,
			token: this.api.token,
			documents: [document],
			awareness: true,
		})
		try {
			const awareness = client.provider(document).awareness
			const names = new Map<number, string>()
			for (const [id, state] of awareness?.getStates() ?? []) {
				const caret = parseStampedCaret(state)
				if (caret !== null) names.set(id, caret.who.name)
			}
			return piecesOf(client.doc(document), names)
		} finally {
			client.close()
		}
	}
}

/** What stands in the text, a piece for each author in a row; `¶` is the marker of a paragraph. */
function piecesOf(doc: Y.Doc, names: ReadonlyMap<number, string>): readonly Authored[] {
	const pieces: Authored[] = []
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		if (item.deleted || !item.countable) continue
		const { content } = item
		const text = content instanceof Y.ContentString ? content.str : '¶'
		const author = names.get(item.id.client) ?? null
		const last = pieces.at(-1)
		if (last?.author === author) pieces[pieces.length - 1] = { text: last.text + text, author }
		else pieces.push({ text, author })
	}
	return pieces
}
