import { type AlternativeAct, type DelegationId, type Seat } from '@parley/domain'
import { need, runsTheRoom } from './need.ts'
import { shown, type Changed } from './suggestionRules.ts'
import { alternativesIn, wordsOf, type Unit } from './units.ts'

/** What one knows of an alternative without the room's own reading of the log. */
interface KnownAlternative {
	readonly by: DelegationId | null
	readonly stances: Map<string, string>
	state: string
}

/** What one knows of a group. */
export interface KnownGroup {
	/** In the order in which they came; the first one stood there before. */
	readonly alternatives: Map<string, KnownAlternative>
	parked: boolean
	closed: boolean
}

/** Keeps account of the alternatives of one clause act by act, and finds what was not allowed (rules N1 to N6). */
export class AlternativeRules {
	readonly groups = new Map<string, KnownGroup>()

	/**
	 * Takes an act in. Throws where its seat may not decide that, or not now; gives what must have become of the text by the update behind it, or null
	 * where there is none.
	 *
	 * @param before the text in which it is decided
	 */
	decide(
		act: AlternativeAct,
		seat: Seat,
		before: readonly Unit[]
	): ((changed: Changed) => void) | null {
		if (act.kind === 'alternatives-opened' || act.kind === 'alternative-offered') {
			need(act.by === seat.delegation || runsTheRoom(seat), 'offered for others')
		}
		if (act.kind === 'alternatives-opened') {
			need(!this.groups.has(act.group), 'a group is opened twice')
			const first = newOne(act.by)
			this.groups.set(act.group, {
				...{ alternatives: new Map([[act.first, first]]), parked: false, closed: false },
			})
			return (changed) => {
				expectSameWords(changed, () => true)
				need(alternativesIn(changed.after).has(act.first), 'the first one has no words')
			}
		}
		const group = this.#open(act.group)
		const isOf = (id: string) => (unit: Unit) => unit.place?.alternative === id
		const isInGroup = (unit: Unit): boolean => unit.place?.group === act.group
		switch (act.kind) {
			case 'alternative-offered':
				need(!group.parked, 'offered in a parked group')
				group.alternatives.set(act.alternative, newOne(act.by))
				return (changed) => {
					expectSameWords(changed, (unit) => !isOf(act.alternative)(unit))
					need(changed.after.some(isOf(act.alternative)), 'what is offered has no words')
				}
			case 'stance-taken': {
				need(act.delegation === seat.delegation, 'a stance of others')
				const { stances } = this.#standing(group, act.alternative)
				if (act.stance === null) stances.delete(act.delegation)
				else stances.set(act.delegation, act.stance)
				return null
			}
			case 'alternatives-parked':
			case 'alternatives-taken-up':
				need(runsTheRoom(seat), 'parked or taken up by who does not run the room')
				need(group.parked === (act.kind === 'alternatives-taken-up'), 'parked twice, or not at all')
				group.parked = act.kind === 'alternatives-parked'
				return null
			case 'alternatives-merged': {
				need(!group.parked, 'merged in a parked group')
				const two = act.merged.map((id) => this.#standing(group, id))
				const areOwn = two.every(({ by }) => by !== null && by === seat.delegation)
				need(areOwn || runsTheRoom(seat), 'merged by others')
				for (const one of two) one.state = 'merged'
				group.alternatives.set(act.into, newOne(act.by))
				const words = act.merged.map((id) => said(before.filter(isOf(id)))).join('')
				if (!act.merged.some((id) => before.some(isOf(id)))) return null
				return (changed) => {
					const isMerged = (unit: Unit): boolean =>
						[act.into, ...act.merged].some((id) => isOf(id)(unit))
					expectSameWords(changed, (unit) => !isMerged(unit))
					need(said(changed.after.filter(isOf(act.into))) === words, 'words are lost in merging')
				}
			}
			case 'alternative-withdrawn': {
				const one = this.#standing(group, act.alternative)
				const isOwn = one.by === null ? runsTheRoom(seat) : one.by === seat.delegation
				need(isOwn, 'withdrawn by others')
				const [first] = group.alternatives.keys()
				const isLast = standing(group).length === 1
				one.state = 'withdrawn'
				group.closed = isLast
				if (!before.some(isOf(act.alternative))) return null
				return (changed) => {
					const keepsWords = isLast && first === act.alternative
					expectSameWords(changed, (unit) => keepsWords || !isOf(act.alternative)(unit))
					need(!changed.after.some(isOf(act.alternative)), 'it stands there still')
				}
			}
			case 'alternative-chosen': {
				need(runsTheRoom(seat), 'chosen by who does not run the room')
				need(!group.parked, 'chosen in a parked group')
				const chosen = this.#standing(group, act.alternative)
				for (const one of standing(group)) one.state = 'passed-over'
				chosen.state = 'chosen'
				group.closed = true
				if (!before.some(isInGroup)) return null
				return (changed) => {
					expectSameWords(changed, (unit) => !isInGroup(unit) || isOf(act.alternative)(unit))
					need(!changed.after.some(isInGroup), 'the group stands there still')
				}
			}
		}
	}

	/** Throws where an edit of `seat` puts something where no act opened a place, or takes an alternative of others out. */
	judgeEdit({ before, after }: Changed, seat: Seat): void {
		for (const { place } of after) {
			if (place === null) continue
			const isKnown = this.groups.get(place.group)?.alternatives.has(place.alternative) === true
			need(isKnown, 'something stands in an alternative that no act opened')
		}
		const left = alternativesIn(after)
		for (const id of alternativesIn(before)) {
			if (left.has(id)) continue
			const isStanding = this.#known(id)?.state === 'standing'
			need(!isStanding || this.#isOwn(id, seat), 'an alternative of others is taken out')
		}
		const old = new Map(before.map((unit) => [unit.id, this.#placeOf(unit)]))
		for (const unit of wordsOf(after)) {
			const [was, is] = [old.get(unit.id), this.#placeOf(unit)]
			if (was === undefined || was === is) continue
			need(was !== null, `words of the text come to stand in an alternative: ${unit.character}`)
			const areOwn = [was, is].every((id) => id === null || this.#isOwn(id, seat))
			need(areOwn, `words leave an alternative of others: ${unit.character}`)
		}
	}

	/** The alternative that a unit stands in, or null; what is left of a closed group stands in none. */
	#placeOf({ place }: Unit): string | null {
		return place === null || this.groups.get(place.group)?.closed !== false
			? null
			: place.alternative
	}

	#isOwn(id: string, seat: Seat): boolean {
		const by = this.#known(id)?.by
		return by === null ? runsTheRoom(seat) : by === seat.delegation
	}

	/** The alternative `id` of an open group. */
	#known(id: string): KnownAlternative | undefined {
		return [...this.groups.values()]
			.filter(({ closed }) => !closed)
			.flatMap(({ alternatives }) => alternatives.get(id) ?? [])[0]
	}

	#open(id: string): KnownGroup {
		const group = this.groups.get(id)
		if (group === undefined || group.closed) throw new Error('an act about no open group')
		return group
	}

	#standing({ alternatives }: KnownGroup, id: string): KnownAlternative {
		const one = alternatives.get(id)
		if (one?.state !== 'standing') throw new Error('an act about no standing alternative')
		return one
	}
}

function newOne(by: DelegationId | null): KnownAlternative {
	return { by, stances: new Map(), state: 'standing' }
}

function standing({ alternatives }: KnownGroup): readonly KnownAlternative[] {
	return [...alternatives.values()].filter(({ state }) => state === 'standing')
}

/** The words of a text for which `stays` holds are the same, unit by unit, and in the same order. */
function expectSameWords({ before, after }: Changed, stays: (unit: Unit) => boolean): void {
	const [was, is] = [before, after].map((units) => shown(wordsOf(units).filter(stays)))
	need(was === is, 'words that it is not about are others now')
}

function said(units: readonly Unit[]): string {
	return wordsOf(units)
		.map(({ character }) => (character === '' ? '\ufffc' : character))
		.join('')
}
