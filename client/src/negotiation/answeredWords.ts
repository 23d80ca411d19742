import { type BracketEnding } from '@parley/domain'
import { type ClauseJson, type SeatJson } from '@parley/protocol'
import { type Answered, type Outcome } from './answered.ts'
import { clauseLabel } from './clauseName.ts'
import { seatName } from './rights.ts'

/** What the words are taken from. */
export interface AnsweredSaying {
	/** In the order of the text. */
	readonly clauses: readonly Pick<ClauseJson, 'id' | 'kind' | 'number' | 'heading'>[]
	readonly seats: readonly SeatJson[]
}

/** What a notice of answers has to say. */
export interface AnswersNotice {
	/** All that is told. */
	readonly told: readonly Answered[]
	/** What of it was not gone to yet. */
	readonly pending: readonly Answered[]
	/** The one that was gone to last; null where the whole is told. */
	readonly at: Answered | null
}

/** More sentences than these are only counted: the notice is one line, or two. */
const MOST_SENTENCES = 2
/** More places than these are only counted. */
const MOST_PLACES = 4

/**
 * Answers in sentences, those of the same outcome by the same delegation in one.
 *
 * @example `France accepted 4 of your suggestions in Points 3–5.`
 */
export function sayAnswers(
	answers: readonly Answered[],
	{ clauses, seats }: AnsweredSaying
): readonly string[] {
	const groups = new Map<string, Answered[]>()
	for (const one of answers) {
		const key = `${one.outcome} ${whoOf(one.by, seats)}`
		groups.set(key, [...(groups.get(key) ?? []), one])
	}
	return [...groups.values()].flatMap((group) => {
		const [first] = group
		if (first === undefined) return []
		const places = placesOf(new Set(group.map(({ clause }) => clause)), clauses)
		const said = SENTENCES[first.outcome](whoOf(first.by, seats), group.length, places)
		return [upperFirst(said)]
	})
}

/**
 * A notice of answers: the one that was gone to last, with how many were of how many; else those that are pending. Empty where there is none.
 *
 * @example `1 of 2: France declined your suggestion in Point 3.`
 */
export function sayNotice({ told, pending, at }: AnswersNotice, from: AnsweredSaying): string {
	if (at !== null) {
		const [said = ''] = sayAnswers([at], from)
		return told.length === 1 ? said : `${told.length - pending.length} of ${told.length}: ${said}`
	}
	const said = sayAnswers(pending, from)
	const more = said.length - MOST_SENTENCES
	if (more <= 0) return said.join(' ')
	return `${said.slice(0, MOST_SENTENCES).join(' ')} And ${more === 1 ? '1 more answer' : `${more} more answers`}.`
}

/** How whoever decided it is called: their delegation, or the seat where it has none. */
function whoOf(by: string | null, seats: readonly SeatJson[]): string {
	return seats.find(({ id }) => id === by)?.delegation?.name ?? seatName(by, seats)
}

const SENTENCES: Readonly<Record<Outcome, (who: string, count: number, places: string) => string>> =
	{
		accepted: (who, count, places) => `${who} accepted ${suggestions(count)} in ${places}.`,
		declined: (who, count, places) => `${who} declined ${suggestions(count)} in ${places}.`,
		countered: (who, count, places) =>
			`${who} accepted another wording in place of ${suggestions(count)} in ${places}.`,
		moot: (who, count, places) =>
			`${who} took out the words that ${suggestions(count)} in ${places} ${count === 1 ? 'was' : 'were'} about.`,
		offered: (who, count, places) =>
			`${who} offers another wording in place of ${suggestions(count)} in ${places}.`,
		lifted: (who, count, places) =>
			count === 1
				? `your bracket in ${places} is lifted, with the consent of ${who}: its words stay.`
				: `${brackets(count)} in ${places} are lifted, with the consent of ${who}: their words stay.`,
		struck: (who, count, places) =>
			count === 1
				? `your bracket in ${places} is struck, with the consent of ${who}: its words are gone.`
				: `${brackets(count)} in ${places} are struck, with the consent of ${who}: their words are gone.`,
		'lift-declined': (who, count, places) =>
			`${who} declined to lift ${brackets(count)} in ${places}.`,
		'strike-declined': (who, count, places) =>
			`${who} declined to strike ${brackets(count)} in ${places}.`,
		'proposed-lift-declined': (who, count, places) =>
			`${who} declined ${proposals(count, 'lift')} in ${places}.`,
		'proposed-strike-declined': (who, count, places) =>
			`${who} declined ${proposals(count, 'strike')} in ${places}.`,
	}

function suggestions(count: number): string {
	return count === 1 ? 'your suggestion' : `${count} of your suggestions`
}

function brackets(count: number): string {
	return count === 1 ? 'your bracket' : `${count} of your brackets`
}

function proposals(count: number, ending: BracketEnding): string {
	return count === 1
		? `your proposal to ${ending} a bracket`
		: `your proposals to ${ending} ${count} brackets`
}

/** Where it was: `Point 3`, `Points 3–5 and 7`, `Preamble and Point 3`; the count where there are many places. */
function placesOf(wanted: ReadonlySet<string>, clauses: AnsweredSaying['clauses']): string {
	const runs: string[][] = []
	let before: string | null = null
	for (const clause of clauses) {
		const label = wanted.has(clause.id) ? clauseLabel(clause) : null
		if (label !== null) {
			const last = runs.at(-1)
			if (before !== null && last !== undefined && isPoint(before) && isPoint(label))
				last.push(label)
			else runs.push([label])
		}
		before = label
	}
	const all = runs.flatMap((run) => {
		const [first, last] = [run[0], run.at(-1)]
		return run.length > 2 && first !== undefined && last !== undefined
			? [`${first}–${numberOf(last)}`]
			: run
	})
	if (all.length === 0) return 'the text'
	if (all.length > MOST_PLACES) return `${wanted.size} places`
	return wanted.size > 1 && all.every(isPoint)
		? `Points ${listed(all.map(numberOf))}`
		: listed(all.map(pluralRun))
}

const POINT = 'Point '
const isPoint = (label: string): boolean => label.startsWith(POINT)
const numberOf = (label: string): string => label.slice(POINT.length)
const pluralRun = (label: string): string =>
	isPoint(label) && label.includes('–') ? `Points ${numberOf(label)}` : label

function listed(words: readonly string[]): string {
	const last = words.at(-1) ?? ''
	return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

function upperFirst(words: string): string {
	return words.charAt(0).toUpperCase() + words.slice(1)
}
