import { isStandingAct, type Act, type Ladder, type Seat, type SuggestionAct } from '@parley/domain'
import { createDocument } from '@parley/schema'
import { type Entry } from '@parley/server/src/storage/ports.ts'
import * as Y from 'yjs'
import { AlternativeRules } from './alternativeRules.ts'
import { countRestyled } from './blocks.ts'
import { BracketRules } from './bracketRules.ts'
import { expectLevel, type Ground } from './levels.ts'
import { need } from './need.ts'
import { PlaceholderRules } from './placeholderRules.ts'
import { StandingRules } from './standingRules.ts'
import { expectEnded, expectUnseen, type Strays } from './strayRules.ts'
import { changedKeys, SuggestionRules, type Changed, type KnownBefore } from './suggestionRules.ts'
import {
	bracketPieces,
	bracketsIn,
	markKeysIn,
	placesOfReturned,
	sayingsIn,
	suggestionMark,
	unitsIn,
	type Unit,
} from './units.ts'

/** One clause as the referee has it. */
export class Ruled {
	readonly doc = createDocument({ gc: false })
	readonly suggestions = new SuggestionRules()
	readonly alternatives = new AlternativeRules()
	readonly placeholders = new PlaceholderRules()
	units: readonly Unit[] = []
	held = false
	level: string | null = null
}

type Answered = Extract<SuggestionAct, { kind: 'suggestion-answered' }>

/** An act that comes with an update, which is to be the next entry. */
interface Promised {
	readonly clause: string
	readonly seat: string
	/** The bracket that has ended by it. */
	readonly ended: string | null
	/** Whether the update may be missing: a bracket around no words may leave nothing to change. */
	readonly isOptional: boolean
	/** Whether nothing but what is suggested changes by it. */
	readonly keepsText: boolean
	readonly check: (changed: Changed) => void
}

/** An edit whose words came under what others would insert. */
interface Straying {
	readonly clause: string
	readonly seat: string
	readonly strays: Strays
}

const NOTHING = (): void => undefined

/**
 * Goes through a log entry by entry, and throws where one does what its seat may not do, or where a text is not what was decided. It goes by the
 * rules of `packages/domain/SPEC.md` alone: nothing here folds an act or judges an edit with code of the product.
 */
export class Referee {
	readonly clauses: ReadonlyMap<string, Ruled>
	readonly brackets = new BracketRules()
	readonly standing: StandingRules
	/** How many edits and how many acts were looked at, and how many blocks became others by answers. */
	readonly counts = { edits: 0, acts: 0, restyled: 0 }
	readonly #seats: ReadonlyMap<string, Seat>
	readonly #levels = new Map<string, string | null>()
	#promised: Promised | null = null
	/** Suggestions that were answered together, up to the entry before. */
	#answers: readonly Answered[] = []
	/** Suggestions that the update behind takes all words of, as the acts before it say. */
	#moot: string[] = []
	/** Words that the update behind takes out of what others would insert. */
	#stray: Straying | null = null
	/** Suggestions that the update behind brings, by clause and id. */
	#made: { readonly clause: string; readonly id: string; readonly seat: string }[] = []

	constructor(
		seats: readonly Seat[],
		clauses: readonly { readonly id: string; readonly status: string }[],
		ladder: Ladder
	) {
		this.#seats = new Map(seats.map((seat) => [seat.id, seat]))
		this.clauses = new Map(clauses.map(({ id }) => [id, new Ruled()]))
		this.standing = new StandingRules(ladder, clauses)
	}

	/** Takes the next entry in. Throws where it is not allowed. */
	add(entry: Entry): void {
		try {
			this.#add(entry)
		} catch (error) {
			const { payload, seat, position } = entry
			const what = payload.kind === 'act' ? JSON.stringify(payload.act) : payload.document
			const by = seat === null ? 'the server' : (this.#seats.get(seat)?.name ?? seat)
			throw new Error(`entry ${position} of ${by}: ${what}`, { cause: error })
		}
	}

	#add({ payload, seat: id, receivedAt }: Entry): void {
		const seat = id === null ? undefined : this.#seats.get(id)
		const straying = this.#takeStray()
		if (payload.kind === 'act') {
			need(straying === null, 'words stay under what others would insert')
			const { act } = payload
			if (act.kind === 'suggestion-answered' && act.answer === 'moot') {
				const { clause, suggestion } = act
				need(this.#promised?.clause === clause && this.#promised.seat === id, 'moot by itself')
				this.#moot.push(suggestion)
				return
			}
			const [last] = this.#answers
			const goesOn = act.kind === 'suggestion-answered' && last?.clause === act.clause
			if (this.#promised?.isOptional === true) this.#promised = null
			need(goesOn || this.#promised === null, 'an act stands before the update of another one')
			this.#answers =
				act.kind !== 'suggestion-answered' ? [] : goesOn ? [...this.#answers, act] : [act]
			if (seat === undefined) {
				if (act.kind === 'bracket-placed') this.brackets.find(act)
				return
			}
			this.counts.acts++
			this.#decide(act, seat, receivedAt)
			return
		}
		const found = [...this.clauses].find(([clause]) => payload.document.endsWith(clause))
		if (found === undefined) throw new Error(`no clause of ${payload.document}`)
		const [name, clause] = found
		const before = clause.units
		const properties = JSON.stringify(clause.doc.getMap('blocks').toJSON())
		const keys = markKeysIn(clause.doc)
		const said = sayingsIn(clause.doc)
		Y.applyUpdate(clause.doc, payload.bytes)
		need(clause.doc.store.pendingStructs === null, 'it builds on what is not there')
		clause.units = unitsIn(clause.doc)
		const changed = { before, after: clause.units }
		if (straying !== null) {
			need(straying.clause === name && straying.seat === id, 'another update behind stray words')
			expectEnded(straying.strays, changed)
			clause.suggestions.expectKnownOnly(clause.units, keys)
			return
		}
		const isOther =
			this.#promised?.isOptional === true &&
			(this.#promised.clause !== name || this.#promised.seat !== id)
		const promised = isOther ? null : this.#promised
		this.#promised = null
		this.#answers = []
		const made = this.#made.splice(0)
		// the text that the room began with
		if (seat === undefined) return
		if (promised === null) {
			this.counts.edits++
			for (const one of made)
				need(one.clause === name && one.seat === seat.id, 'a suggestion is made by another update')
			const writes = properties !== JSON.stringify(clause.doc.getMap('blocks').toJSON())
			clause.suggestions.expectSaidByAuthors(said, sayingsIn(clause.doc), seat)
			const back = placesOfReturned(clause.doc, payload.bytes)
			this.#judgeEdit(name, changed, seat, { writes, keys, back })
		} else {
			need(promised.clause === name && promised.seat === id, 'another update behind an act')
			need(made.length === 0, 'a decision makes a suggestion')
			const isFree = promised.keepsText || !this.standing.isConfirmed(name)
			need(isFree, 'a decision changes what a capital has confirmed')
			promised.check(changed)
			clause.suggestions.expectMoot(this.#moot.splice(0), changed)
		}
		this.#expectBracketsKept(changed, seat, promised?.ended ?? null)
		if (this.#stray === null) clause.suggestions.expectKnownOnly(clause.units, keys)
	}

	#takeStray(): Straying | null {
		const stray = this.#stray
		this.#stray = null
		return stray
	}

	#decide(act: Act, seat: Seat, at: number): void {
		if (act.kind === 'rights-set') {
			if (act.subject.kind === 'clause') this.#clause(act.subject.clause).level = act.level
			if (act.subject.kind === 'seat') this.#levels.set(act.subject.seat, act.level)
			return
		}
		if (act.kind === 'clause-held' || act.kind === 'clause-released') {
			this.#clause(act.clause).held = act.kind === 'clause-held'
			return
		}
		if (isStandingAct(act)) {
			this.standing.decide(act, seat, at)
			return
		}
		if (act.kind === 'proposal-made') {
			for (const { clause, suggestion } of act.suggestions) {
				const one = this.#clause(clause).suggestions.known.get(suggestion)
				const isOurs = one?.by === seat.id || one?.delegation === seat.delegation
				need(one?.answer === null && isOurs, 'others, or answered ones, are proposed')
			}
			return
		}
		if ('clause' in act) expectLevel(act, this.#ground(act.clause, seat))
		if ('bracket' in act) {
			this.brackets.decide(act, seat)
			const isEnded = act.kind === 'bracket-ended'
			if (act.kind !== 'bracket-placed' && !isEnded) return
			const hasWords = bracketsIn(this.#clause(act.clause).units).all.has(act.bracket)
			this.#promised = {
				...{ clause: act.clause, seat: seat.id, keepsText: false, check: NOTHING },
				...{ ended: isEnded ? act.bracket : null, isOptional: isEnded && !hasWords },
			}
			return
		}
		if (!('clause' in act)) return
		const clause = this.#clause(act.clause)
		if ('suggestion' in act) {
			clause.suggestions.decide(act, seat)
			if (act.kind === 'suggestion-made')
				this.#made.push({ clause: act.clause, id: act.suggestion, seat: seat.id })
			if (act.kind === 'suggestion-answered') this.#answer(act, seat, clause)
		} else if ('group' in act) {
			const check = clause.alternatives.decide(act, seat, clause.units)
			if (check !== null) this.#promise(act.clause, seat, check)
		} else if ('placeholder' in act) {
			const check = clause.placeholders.decide(act, seat)
			if (check !== null) this.#promise(act.clause, seat, check)
		}
	}

	#answer(act: Answered, seat: Seat, { units, suggestions }: Ruled): void {
		const answers = this.#answers
		const ids = new Set(answers.map(({ suggestion }) => suggestion as string))
		const hasMarks = units.some(({ marks }) =>
			[...marks.keys()].some((key) => ids.has(suggestionMark(key)?.id ?? ''))
		)
		// what has no marks any more changes nothing in the text
		if (!hasMarks) return
		const keepsText = answers.every(({ answer }) => answer === 'declined' || answer === 'withdrawn')
		const check = (changed: Changed): void => {
			suggestions.expectCarriedOut(answers, changed)
			this.counts.restyled += countRestyled(changed.before, changed.after)
		}
		this.#promise(act.clause, seat, check, keepsText)
	}

	#promise(clause: string, seat: Seat, check: (changed: Changed) => void, keepsText = false): void {
		this.#promised = {
			...{ clause, seat: seat.id, ended: null, isOptional: false },
			keepsText,
			check,
		}
	}

	#ground(clause: string, seat: Seat): Ground {
		const { held, level } = this.#clause(clause)
		return {
			...{ seat, held },
			onlySuggests: level === 'suggest' || this.standing.takesSuggestionsOnly(clause),
			seatSuggests: this.#levels.get(seat.id) === 'suggest',
		}
	}

	#judgeEdit(
		name: string,
		changed: Changed,
		seat: Seat,
		{ writes, ...known }: KnownBefore & { readonly writes: boolean }
	): void {
		const clause = this.#clause(name)
		const { held, onlySuggests, seatSuggests } = this.#ground(name, seat)
		need(!held, 'somebody writes in a clause that is held')
		const isBound = onlySuggests || seatSuggests
		need(!(isBound && writes), 'a property is written at level suggest')
		const strays = clause.suggestions.judgeEdit(changed, seat, isBound, known)
		if (strays.size > 0) {
			expectUnseen(clause.doc.getText('text'), strays, changed)
			this.#stray = { clause: name, seat: seat.id, strays }
		}
		clause.alternatives.judgeEdit(changed, seat)
		clause.placeholders.judgeEdit(changed)
		const isOfOthers = (id: string): boolean =>
			this.brackets.isOpen(id) && !this.brackets.isOnlyHolder(id, seat)
		const pieces = bracketPieces(changed.before)
		for (const [id, count] of bracketPieces(changed.after)) {
			const most = pieces.get(id) ?? Infinity
			need(count <= most || !isOfOthers(id), `cuts a bracket of others: ${id}`)
		}
		const old = new Map(changed.before.map((unit) => [unit.id, unit]))
		for (const unit of changed.after) {
			const was = old.get(unit.id)
			if (was === undefined) continue
			for (const key of changedKeys(was, unit)) {
				const id = key.startsWith('bracket:') ? key.slice('bracket:'.length) : null
				need(id === null || !isOfOthers(id), `moves a mark of others: ${key}`)
			}
		}
	}

	/** No bracket has lost its last words but by who may take them; words that were only suggested in it are none. */
	#expectBracketsKept({ before, after }: Changed, seat: Seat, ended: string | null): void {
		const left = bracketsIn(after).worded
		for (const id of bracketsIn(before).worded) {
			if (left.has(id) || id === ended || !this.brackets.isOpen(id)) continue
			const mayTake =
				ended === null
					? this.brackets.isOnlyHolder(id, seat)
					: this.brackets.isHeldWithin(id, ended, seat)
			need(mayTake, `the bracket ${id} lost its last words`)
		}
	}

	#clause(id: string): Ruled {
		const clause = this.clauses.get(id)
		if (clause === undefined) throw new Error(`there is no clause ${id}`)
		return clause
	}
}
