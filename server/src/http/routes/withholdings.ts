import { type Delegation, type Denial, type Seat, type SeatId } from '@parley/domain'
import {
	InsertionList,
	OccurrencesJson,
	WithheldJson,
	WithholdRequest,
	WordsRequest,
	type OccurrenceJson,
} from '@parley/protocol'
import * as z from 'zod/mini'
import { type Occurrence } from '../../negotiation/room.ts'
import { type Entry } from '../../storage/ports.ts'
import { parseProse } from '../../words.ts'
import { allow } from '../access.ts'
import { countSeat, readDearly } from '../counting.ts'
import { isFreezeNear } from '../downloads.ts'
import { json, type Described } from '../operation.ts'
import { type HttpParts, type Place } from '../parts.ts'
import { denied, notNow, RequestProblem } from '../problem.ts'
import { RouteGroup } from '../routeGroup.ts'
import { clauseOf } from './clauses.ts'

/** How much of an insertion is shown, in UTF-16 units: enough to know it again. */
const EXCERPT = 160

/** Taking words out of the record, and finding those that one has pasted. */
export function withholdingRoutes(parts: HttpParts): RouteGroup {
	const { storage } = parts
	const routes = new RouteGroup(parts, 'Text', 'seat')

	routes.add(
		{
			method: 'get',
			path: '/clauses/:clause/insertions',
			id: 'listInsertions',
			summary: 'What a seat pasted into a clause',
			words:
				'The larger insertions that came at one go, the twenty newest of them, newest first, whether they still stand or were deleted, until they are withheld. One sees one’s own; those who run the room see those of a seat that they name. Counted by the time that it takes.',
			query: { author: AUTHOR },
			answers: { 200: json(InsertionList, 'The insertions.') },
			problems: ['not-allowed', 'frozen', 'freezing', 'awaiting-chair'],
		},
		async (c, { query }) => {
			const place = c.get('place')
			const clause = clauseOf(place.room, c.req.param('clause'))
			const author = await authorOf(place, query.author)
			const { clients, insertions: found } = await readDearly(c, parts, () =>
				place.room.insertions(clause.id, author.id)
			)
			const insertions = found.map(({ passage, receivedAt, words, visible }) => ({
				...{ passage: [...passage], at: receivedAt, characters: words.length, visible },
				excerpt: excerptOf(words),
			}))
			return c.json({ clients: [...clients], insertions })
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/occurrences',
			id: 'findOccurrences',
			summary: 'Where words stand or stood',
			words:
				'Before they are taken out: what of a passage a seat wrote, where it was moved to or brought back, and where the same twenty characters or more came in anew, in all clauses, deleted or not. What was moved or brought back is taken out with the words; a copy is its own author’s, and for a person to look at: the same characters may be there by chance. A hundred places of each kind are named at most, and that there are more is said. In the last minute before any text of this server is frozen, copies are not looked for. Counted by the time that it takes.',
			body: WordsRequest,
			answers: { 200: json(OccurrencesJson, 'The places.') },
			problems: ['not-allowed', 'frozen', 'freezing', 'awaiting-chair'],
		},
		async (c, { body }) => {
			const place = c.get('place')
			const { room } = place
			const clause = clauseOf(room, c.req.param('clause'))
			const author = await authorOf(place, body.author)
			await countSeat(c, parts, 'word-searches')
			const found = await readDearly(c, parts, () =>
				// A search through all clauses is none of what has to be done before the bell; taking the words out may be.
				room.occurrences(clause.id, body.passage, author.id, { copies: !isFreezeNear(parts) })
			)
			const seats = await storage.seats.seats(room.negotiation.id)
			const toJson = (one: Occurrence) => toOccurrenceJson(one, seats, room.delegations)
			return c.json({
				words: found.words === null ? null : toJson(found.words),
				foreign: found.foreign,
				along: found.along.map(toJson),
				isAlongCut: found.isAlongCut,
				copies: found.copies.map(toJson),
				isCut: found.isCut,
				isSearched: found.isSearched,
			})
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/withholdings',
			id: 'withholdWords',
			summary: 'Take words out of the record',
			words:
				'By the seat that wrote them, or by those who run the room on its request, while the text is drafted. What stands in the text is taken out by its author only where that seat may edit the clause; what was deleted before, whatever is set. The words leave the text, every earlier position of it, the log and what is made of it from then on; the text around them stays, and the log still proves itself by the digests of what was taken out. Who has read them has read them, and backups and archives that were made before still hold them.',
			body: WithholdRequest,
			answers: { 201: json(WithheldJson, 'The act by which they were withheld.') },
			problems: [
				'not-allowed',
				'not-own-words',
				'words-stand',
				'no-such-words',
				'frozen',
				'freezing',
				'awaiting-chair',
			],
		},
		async (c, { body }) => {
			const place = c.get('place')
			const { room, seat } = place
			const clause = clauseOf(room, c.req.param('clause'))
			const author = await authorOf(place, body.author)
			await countSeat(c, parts, 'withholdings')
			const answerTo = (entry: Entry) => toWithheldJson(entry, [author, seat], room.delegations)
			const done = await room.withhold({
				clause: clause.id,
				passage: body.passage,
				author: author.id,
				seat,
				reason: parseProse(body.reason ?? ''),
				receivedAt: c.get('stamp').receivedAt,
				answer: (entry) => c.get('keyed')?.settle(201, answerTo(entry)),
			})
			if (done.kind === 'withheld') return c.json(answerTo(done.entry), 201)
			throw refusedWithholding(done.reason)
		}
	)

	/** The seat whose words it is about: one's own, or the one named, for those who run the room. */
	async function authorOf(place: Place, named: string | undefined): Promise<Seat> {
		const { room, seat } = place
		if (named === undefined || named === seat.id) {
			allow(place, 'withhold')
			return seat
		}
		allow(place, 'withhold-for-others')
		const seats = await storage.seats.seats(room.negotiation.id)
		const author = seats.find(({ id }) => id === named)
		if (author !== undefined) return author
		const detail = 'There is no such seat in this negotiation.'
		throw new RequestProblem('bad-request', detail, { at: 'author' })
	}

	return routes
}

const AUTHOR: Described<string | undefined> = {
	schema: z.optional(z.string().check(z.regex(/^st_[0-9a-z]{12}$/))),
	words: 'The seat whose words they are; one’s own where it is left out.',
}

function excerptOf(words: string): string {
	return words.length > EXCERPT ? `${words.slice(0, EXCERPT).toWellFormed()}…` : words
}

/** The problem that says why words are not taken out of the record. */
export function refusedWithholding(
	reason: Denial | 'not-own-words' | 'no-such-words' | 'not-stored'
): RequestProblem {
	switch (reason) {
		case 'not-own-words':
			return new RequestProblem(
				reason,
				'Not all of these words were written on that seat. Ask whoever wrote them to take them out.'
			)
		case 'no-such-words':
			return new RequestProblem(
				reason,
				'There are no such words in this point, or they were taken out already. Select them again.'
			)
		case 'held':
			return stillStand('it is held')
		case 'clause-reads':
			return stillStand('it is set to be read')
		case 'seat-reads':
		case 'delegation-reads':
			return stillStand('your seat reads')
		case 'suggest-only':
			return stillStand('you may only suggest there')
		case 'not-stored':
			return notNow(reason)
		case 'revoked':
		case 'role':
		case 'not-yours':
		case 'not-holder':
		case 'not-only-holder':
		case 'not-proposer':
		case 'capitals-confirmed':
		case 'frozen':
		case 'freezing':
		case 'awaiting-chair':
			return denied(reason)
	}
}

function stillStand(because: string): RequestProblem {
	return new RequestProblem(
		'words-stand',
		`These words stand in a point that you may not change now: ${because}. Ask the secretariat or the chair to take them out for you.`
	)
}

function toOccurrenceJson(
	{ clause, passage, author, words, visible }: Occurrence,
	seats: readonly Seat[],
	delegations: readonly Delegation[]
): OccurrenceJson {
	return {
		...{ clause, passage: [...passage], characters: words.length, visible },
		author: author === null ? null : seatName(author, seats, delegations),
		excerpt: excerptOf(words),
	}
}

function toWithheldJson(
	{ position, receivedAt, seat: by, payload }: Entry,
	seats: readonly Seat[],
	delegations: readonly Delegation[]
): WithheldJson {
	if (payload.kind !== 'act' || payload.act.kind !== 'passage-withheld') {
		throw new RangeError(`entry ${position} withholds nothing`)
	}
	const { clause, author, reason } = payload.act
	const nameOf = (id: SeatId | null) => seatName(id, seats, delegations)
	return { clause, position, at: receivedAt, author: nameOf(author), by: nameOf(by), reason }
}

function seatName(
	id: SeatId | null,
	seats: readonly Seat[],
	delegations: readonly Delegation[]
): WithheldJson['by'] {
	const seat = seats.find((one) => one.id === id)
	const code = delegations.find((one) => one.id === seat?.delegation)?.code ?? null
	return { seat: id ?? '', name: seat?.name ?? '', code }
}
