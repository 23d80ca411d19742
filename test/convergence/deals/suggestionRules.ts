import { type Seat, type SuggestionAct } from '@parley/domain'
import { isRestyling, withRestyled } from './blocks.ts'
import { need } from './need.ts'
import { insertersOf, markOf, suggestionMark, suggestionsIn, type Unit } from './units.ts'

/** What one knows of a suggestion without the room's own reading of the log. */
export interface KnownSuggestion {
	readonly by: string
	readonly delegation: string | null
	answer: string | null
	reason: string
	counters: string | null
	/** The seat and the words of each. */
	readonly comments: string[]
}

type Answered = Extract<SuggestionAct, { kind: 'suggestion-answered' }>

/** A change of a text: what stood there before, and what stands there behind it. */
export interface Changed {
	readonly before: readonly Unit[]
	readonly after: readonly Unit[]
}

/** What is known of a text before an edit, for words that come under marks without naming them. */
export interface KnownBefore {
	readonly keys: ReadonlySet<string>
	readonly back: ReadonlyMap<string, ReadonlySet<string>>
}

/** Keeps account of the suggestions of one clause act by act, and finds what was not allowed (rules Q2 to Q8). */
export class SuggestionRules {
	readonly known = new Map<string, KnownSuggestion>()

	/** Takes an act in. Throws where its seat may not decide that, or not now. */
	decide(act: Exclude<SuggestionAct, { kind: 'proposal-made' }>, seat: Seat): void {
		if (act.kind === 'suggestion-made') {
			need(!this.known.has(act.suggestion), 'a suggestion is made twice')
			need(act.delegation === seat.delegation, 'a suggestion for others')
			const { id: by, delegation } = seat
			const made = { by, delegation, answer: null, reason: '', counters: null, comments: [] }
			this.known.set(act.suggestion, made)
			return
		}
		if (act.kind === 'comment-withheld') {
			const said = this.known.get(act.suggestion)?.comments
			need(said?.[act.comment] !== undefined, 'a comment is withheld that was not made')
			if (said !== undefined) said[act.comment] = `${act.author} `
			return
		}
		const one = this.#open(act.suggestion)
		if (act.kind === 'suggestion-explained') {
			need(one.by === seat.id, 'explained by others')
			if (act.counters !== null) this.#open(act.counters)
			one.reason = act.reason
			one.counters = act.counters
			this.#expectNoCircle(act.suggestion)
			return
		}
		if (act.kind === 'suggestion-commented') {
			need(act.delegation === seat.delegation, 'a comment for others')
			one.comments.push(`${seat.id} ${act.words}`)
			return
		}
		if (act.answer === 'withdrawn') {
			const isOurs = seat.delegation !== null && one.delegation === seat.delegation
			need(one.by === seat.id || isOurs, 'withdrawn by others')
		}
		one.answer = act.answer
	}

	/** Whether the suggestion `id` was made and not answered. */
	isOpen(id: string): boolean {
		return this.known.get(id)?.answer === null
	}

	/** Whether `id` is an open suggestion of the seat. */
	isOwn(id: string, { id: seat }: Seat): boolean {
		return this.isOpen(id) && this.known.get(id)?.by === seat
	}

	/** What `answers`, which were taken in together, must make of `before`; what was answered by them counts as open until its turn. */
	expectCarriedOut(answers: readonly Answered[], { before, after }: Changed): void {
		const accepted = answers.filter(({ answer }) => answer === 'accepted')
		const countered = answers.filter(({ answer }) => answer === 'countered')
		const inPlaceOf = answers
			.filter(({ answer }) => answer === 'accepted' || answer === 'countered')
			.map(({ suggestion }) => this.known.get(suggestion)?.counters)
		for (const { suggestion } of countered) {
			need(inPlaceOf.includes(suggestion), 'countered by none that was accepted')
		}
		for (const { suggestion } of accepted) {
			need(!inPlaceOf.includes(suggestion), 'accepted beside what is offered in its place')
		}
		const waiting = new Set<string>(answers.map(({ suggestion }) => suggestion))
		const isOpen = (id: string): boolean => waiting.has(id) || this.isOpen(id)
		let expected = before
		const back = answers.filter(({ answer }) => answer !== 'accepted')
		for (const { suggestion, answer } of [...back, ...accepted]) {
			waiting.delete(suggestion)
			expected =
				answer === 'accepted'
					? withAccepted(expected, suggestion, isOpen)
					: withDeclined(expected, suggestion, isOpen)
		}
		need(shown(after) === shown(expected), 'the text is not what the answer makes of it')
	}

	/** Those that are open and lost all that they were about by a decision are answered by that as moot, and no others (rule Q10). */
	expectMoot(ids: readonly string[], { before, after }: Changed): void {
		const left = suggestionsIn(after)
		const gone = [...suggestionsIn(before)].filter((id) => this.isOpen(id) && !left.has(id))
		need(
			gone.toSorted().join() === ids.toSorted().join(),
			`moot: ${ids.join()}, not ${gone.join()}`
		)
		for (const id of ids) {
			const one = this.known.get(id)
			if (one !== undefined) one.answer = 'moot'
		}
	}

	/**
	 * Throws where an edit of `seat` does what no edit may, or more than suggest where it may do no more. Gives the units that it brought under what
	 * others would insert, or would take out or format where no unit beside them is under that: they may not stay so.
	 *
	 * @param keys of the marks that began or ended anywhere before it
	 * @param back what `placesOfReturned` gives of it
	 */
	judgeEdit(
		{ before, after }: Changed,
		seat: Seat,
		onlySuggests: boolean,
		{ keys, back }: KnownBefore
	): ReadonlyMap<string, readonly string[]> {
		const strays = new Map<string, readonly string[]>()
		const old = new Map(before.map((unit) => [unit.id, unit]))
		const left = new Set(after.map(({ id }) => id))
		const isOwnInsertion = (unit: Unit): boolean =>
			insertersOf(unit).some((id) => this.isOwn(id, seat))
		for (const unit of before) {
			if (left.has(unit.id)) continue
			const isForeign = insertersOf(unit).some((id) => !this.isOwn(id, seat))
			need(!isForeign, `deletes what another would insert: ${unit.character}`)
			need(!onlySuggests || isOwnInsertion(unit), `deletes at level suggest: ${unit.character}`)
		}
		const beside = marksBeside({ before, after })
		for (const unit of after) {
			const was = old.get(unit.id)
			if (was === undefined) {
				for (const key of unit.marks.keys()) {
					const mark = suggestionMark(key)
					if (mark === null || this.isOwn(mark.id, seat)) continue
					// of words, and of other blocks than the one that it names, it says nothing (rule T94)
					if (mark.does === 'setBlock' && !isRestyling(unit, key)) continue
					if (mark.does === 'ins') {
						strays.set(unit.id, [...(strays.get(unit.id) ?? []), key])
						continue
					}
					// typed among words that others would take out or format, or brought back to where they say something of its block
					need(keys.has(key), `brings words under a mark of others: ${key}`)
					const isBare =
						mark.does !== 'setBlock' &&
						![beside, back].some((marks) => marks.get(unit.id)?.has(markOf(key, unit)))
					if (isBare) strays.set(unit.id, [...(strays.get(unit.id) ?? []), key])
				}
				need(!onlySuggests || isOwnInsertion(unit), `inserts at level suggest: ${unit.character}`)
				continue
			}
			for (const key of changedKeys(was, unit)) {
				const mark = suggestionMark(key)
				if (mark === null) {
					need(!onlySuggests || isOwnInsertion(was), `formats at level suggest: ${key}`)
					continue
				}
				// on what it says nothing of, it comes and goes with what is typed beside
				const isMeant = isRestyling(was, key) || isRestyling(unit, key)
				if (mark.does === 'setBlock' && !isMeant) continue
				need(mark.does !== 'ins', `says of words that stand there that they are inserted: ${key}`)
				need(this.isOwn(mark.id, seat), `changes where a mark of others stands: ${key}`)
			}
		}
		return strays
	}

	/** Throws where `seat` has the suggestion of another say of a block what was never said in it, be it by marks around nothing. */
	expectSaidByAuthors(
		before: ReadonlyMap<string, string>,
		after: ReadonlyMap<string, string>,
		{ id: seat }: Seat
	): void {
		for (const [saying, id] of after) {
			const by = this.known.get(id)?.by ?? seat
			need(before.has(saying) || by === seat, `says of a block for others: ${saying}`)
		}
	}

	/**
	 * Nothing in a text is said to be inserted but by a suggestion that is open. Any other mark is of one that was made, or stood around nothing
	 * when words came in there (`keys`): whose words had gone before it came was never made.
	 */
	expectKnownOnly(units: readonly Unit[], keys: ReadonlySet<string>): void {
		for (const unit of units) {
			for (const id of insertersOf(unit))
				need(this.isOpen(id), `inserted by no open suggestion: ${id}`)
		}
		for (const key of new Set(units.flatMap(({ marks }) => [...marks.keys()]))) {
			const id = suggestionMark(key)?.id
			need(id === undefined || this.known.has(id) || keys.has(key), `no suggestion: ${key}`)
		}
	}

	/** The open suggestions of which something stands in a text. */
	openIn(units: readonly Unit[]): readonly string[] {
		return [...suggestionsIn(units)].filter((id) => this.isOpen(id)).toSorted()
	}

	#open(id: string): KnownSuggestion {
		const one = this.known.get(id)
		if (one === undefined || one.answer !== null)
			throw new Error(`an act about no open suggestion: ${id}`)
		return one
	}

	#expectNoCircle(first: string): void {
		const seen = new Set<string>()
		for (let id: string | null = first; id !== null; id = this.known.get(id)?.counters ?? null) {
			need(!seen.has(id), 'offered in the place of itself')
			seen.add(id)
		}
	}
}

/** Of each unit that is new, the marks on those that stood at its place before, be they gone: on both sides of it. */
function marksBeside({ before, after }: Changed): ReadonlyMap<string, ReadonlySet<string>> {
	const places = new Map(before.map(({ id }, index) => [id, index]))
	const beside = new Map<string, ReadonlySet<string>>()
	let fresh: string[] = []
	let last = -1
	const settle = (next: number): void => {
		if (fresh.length > 0) {
			const there = before.slice(Math.max(0, last), next + 1)
			const marks = new Set(
				there.flatMap((unit) => [...unit.marks.keys()].map((key) => markOf(key, unit)))
			)
			for (const id of fresh) beside.set(id, marks)
		}
		fresh = []
		last = next
	}
	for (const { id } of after) {
		const place = places.get(id)
		if (place === undefined) fresh.push(id)
		else settle(place)
	}
	settle(before.length)
	return beside
}

/** The keys of the marks in which two states of a unit differ. */
export function changedKeys(one: Unit, other: Unit): readonly string[] {
	const keys = new Set([...one.marks.keys(), ...other.marks.keys()])
	return [...keys].filter((key) => one.marks.get(key) !== other.marks.get(key))
}

function withAccepted(
	units: readonly Unit[],
	id: string,
	isOpen: (id: string) => boolean
): readonly Unit[] {
	const goes = (unit: Unit, index: number): boolean => {
		const isFirst = index === 0 && unit.kind === 'marker'
		return unit.marks.has(`del:${id}`) && !isFirst && !isInsertedByOther(unit, id, isOpen)
	}
	const stay = units.filter((unit, index) => !goes(unit, index))
	return withRestyled(stay, id).map((unit) => withoutMarks(formatted(unit, id), id))
}

function withDeclined(
	units: readonly Unit[],
	id: string,
	isOpen: (id: string) => boolean
): readonly Unit[] {
	const goes = (unit: Unit): boolean =>
		unit.marks.has(`ins:${id}`) && !isInsertedByOther(unit, id, isOpen)
	const [first] = units
	const next = units.find((unit) => !goes(unit))
	// words need a block: the first marker goes where another one takes its place
	const keepsFirst = first?.kind === 'marker' && next?.kind !== 'marker'
	const stay = units.filter((unit, index) => !goes(unit) || (index === 0 && keepsFirst))
	return stay.map((unit) => withoutMarks(unit, id))
}

function isInsertedByOther(unit: Unit, id: string, isOpen: (id: string) => boolean): boolean {
	return insertersOf(unit).some((other) => other !== id && isOpen(other))
}

const FORMATS = [
	['setStrong', 'strong', 'true'],
	['endStrong', 'strong', null],
	['setEm', 'em', 'true'],
	['endEm', 'em', null],
	['setLink', 'link', undefined],
	['endLink', 'link', null],
] as const

function formatted(unit: Unit, id: string): Unit {
	const marks = new Map(unit.marks)
	for (const [does, mark, value] of FORMATS) {
		const said = unit.marks.get(`${does}:${id}`)
		if (said === undefined) continue
		if (value === null) marks.delete(mark)
		else marks.set(mark, value ?? said)
	}
	return { ...unit, marks }
}

function withoutMarks(unit: Unit, id: string): Unit {
	const marks = [...unit.marks].filter(([key]) => suggestionMark(key)?.id !== id)
	return { ...unit, marks: new Map(marks) }
}

/** Units as one can compare them: which they are, their marks, and of markers what their blocks are and where they stand. */
export function shown(units: readonly Unit[]): string {
	const lines = units.map(({ id, character, marks, block }) => {
		const said = [...marks].map(([key, value]) => `${key}=${value}`).toSorted()
		return `${id} ${character} ${JSON.stringify(block)} ${said.join(' ')}`
	})
	return lines.join('\n')
}
