import {
	parseLogPosition,
	suggestionOf,
	type Act,
	type LogPosition,
	type SeatId,
	type SuggestionComment,
} from '@parley/domain'
import { toCanonicalText, toHex } from '@parley/snapshot'
import { toActBytes } from '../storage/actJson.ts'
import { sha256 } from './chain.ts'
import { clauseOf } from './head.ts'
import { type CommentWithholding, type Withheld } from './room.ts'
import {
	closedTo,
	refused,
	whenStored,
	withholdingDenial,
	type WithholdingRefusal,
} from './withholdingActs.ts'
import { type WithholdingsParts } from './withholdings.ts'

/** A comment in the log. */
interface Said {
	readonly position: LogPosition
	readonly act: Extract<Act, { kind: 'suggestion-commented' }>
}

const ignore = (): void => undefined

/**
 * The way in which what was said about a suggestion leaves the record. One entry has its words, and nothing repeats them; so that one is looked up on
 * disk, and the same act without words stands in for it from the act on that withholds them (rule L22).
 */
export class CommentWithholdings {
	readonly #parts: Pick<WithholdingsParts, 'store' | 'log' | 'turns' | 'freeze'>

	constructor(parts: Pick<WithholdingsParts, 'store' | 'log' | 'turns' | 'freeze'>) {
		this.#parts = parts
	}

	/** See `Room.withholdComment`. */
	async withhold(request: CommentWithholding): Promise<Withheld> {
		const { log, turns } = this.#parts
		const { clause, receivedAt } = request
		if (clauseOf(log.head, clause) === undefined)
			throw new RangeError(`there is no clause ${clause}`)
		// before the log is read for it
		const first = this.#judge(request)
		if ('refused' in first) return refused(first.refused)
		// what has its number by now is on disk afterwards, or has it no more
		await turns.take(receivedAt, () => log.stored.catch(ignore))
		const said = await this.#find(request)
		if (said === null) return refused('no-such-words')
		const { done } = await turns.take(receivedAt, () => ({ done: this.#number(request, said) }))
		return done
	}

	/** The entry on disk that has the comment; null where there is none. */
	async #find({ clause, suggestion, comment }: CommentWithholding): Promise<Said | null> {
		const { store, log } = this.#parts
		const range = { after: parseLogPosition(0), until: log.committed, kind: 'act' } as const
		let index = 0
		for await (const { position, payload } of store.read(log.id, range)) {
			if (payload.kind !== 'act' || payload.act.kind !== 'suggestion-commented') continue
			const { act } = payload
			if (act.clause !== clause || act.suggestion !== suggestion) continue
			if (index === comment) return { position, act }
			index++
		}
		return null
	}

	/** Numbers the act, in the turn in which this is called, and waits until it is on disk. */
	async #number(request: CommentWithholding, { position, act: said }: Said): Promise<Withheld> {
		const { log, freeze } = this.#parts
		const { clause, suggestion, comment, seat, receivedAt } = request
		const closed = closedTo(freeze, receivedAt)
		if (closed !== null) return refused(closed)
		const judged = this.#judge(request)
		if ('refused' in judged) return refused(judged.refused)
		const { author } = judged
		const bytes = toActBytes({ ...said, words: '' })
		const act = {
			kind: 'comment-withheld',
			...{ clause, suggestion, comment, author },
			entries: [{ position, digest: toHex(sha256(bytes)) }],
			reason: toCanonicalText(request.reason),
		} as const
		const { entry, stored } = log.number({ kind: 'act', act }, seat.id, receivedAt, {
			standIns: [{ position, document: null, bytes }],
		})
		return whenStored(entry, stored)
	}

	/** Whose words they are, or why they are not taken out. */
	#judge(
		request: CommentWithholding
	): { readonly author: SeatId } | { readonly refused: WithholdingRefusal } {
		const author = this.#standing(request)?.by
		if (author === undefined || author === null) return { refused: 'no-such-words' }
		const { clause, seat } = request
		const denial = withholdingDenial(this.#parts.log.head, { clause, author, seat })
		return denial === null ? { author } : { refused: denial }
	}

	/** The comment as it is numbered; undefined where there is none, or its words were taken out already. */
	#standing({ clause, suggestion, comment }: CommentWithholding): SuggestionComment | undefined {
		const one = suggestionOf(this.#parts.log.head.suggestions, { clause, suggestion })
		const found = one?.comments[comment]
		return found?.withheld === undefined ? found : undefined
	}
}
