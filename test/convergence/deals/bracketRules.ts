import { type BracketAct, type DelegationId, type Seat } from '@parley/domain'
import { need, runsTheRoom } from './need.ts'

/** What one knows of a bracket without the room's own reading of the log. */
interface Known {
	readonly holders: Set<DelegationId>
	/** It came with an imported text that names nobody. */
	readonly ownerless: boolean
	asked: {
		readonly ending: string
		readonly consents: Set<DelegationId>
		/** Null where those who run the room proposed it. */
		readonly by: DelegationId | null
	} | null
	ended: boolean
}

type Placed = Extract<BracketAct, { kind: 'bracket-placed' }>

/** Keeps account of brackets act by act, and finds what was not allowed (rules B1 to B9). */
export class BracketRules {
	readonly #known = new Map<string, Known>()

	/** Takes an act in. Throws where its seat may not decide that, or not now. */
	decide(act: BracketAct, seat: Seat): void {
		const own = seat.delegation
		if (act.kind === 'bracket-placed') {
			need(!this.#known.has(act.bracket), 'a bracket is placed twice')
			this.#place(act, false)
			need(own === null || act.holders.every((holder) => holder === own), 'a holder of others')
			return
		}
		const known = this.#open(act.bracket)
		switch (act.kind) {
			case 'bracket-joined':
				need(own === act.delegation || runsTheRoom(seat), 'joined for others')
				known.holders.add(act.delegation)
				return
			case 'bracket-left':
				need(act.delegation === own && known.holders.delete(own), 'left by who does not hold it')
				need(
					known.holders.size > 0 || (known.ownerless && known.asked === null),
					'left by the last holder'
				)
				return
			case 'bracket-ending-proposed':
				need(
					runsTheRoom(seat) || (own !== null && known.holders.has(own) && !known.ownerless),
					'proposed by no holder'
				)
				need(
					act.consents.join() === (runsTheRoom(seat) ? '' : (own ?? '')),
					'a consent of others, or none of its own'
				)
				known.asked = { ending: act.ending, consents: new Set(act.consents), by: own }
				return
			case 'bracket-answered':
				need(act.delegation === own && known.holders.has(own), 'answered by who does not hold it')
				need(known.asked?.ending === act.ending, 'an answer to what was not proposed')
				if (act.consents) known.asked?.consents.add(act.delegation)
				else known.asked = null
				return
			case 'bracket-ending-withdrawn':
				need(known.asked?.ending === act.ending, 'withdrawn what was not proposed')
				need(
					known.asked?.by === null ? runsTheRoom(seat) : known.asked?.by === own,
					'withdrawn by who did not propose it'
				)
				known.asked = null
				return
			case 'bracket-ended':
				need(known.asked?.ending === act.ending, 'ended otherwise than was proposed')
				need(
					[...known.holders].every((holder) => known.asked?.consents.has(holder) === true),
					'ended without the consent of every holder'
				)
				known.ended = true
		}
	}

	/** Takes in a bracket that came with an imported text. */
	find(act: Placed): void {
		this.#place(act, act.holders.length === 0)
	}

	#place({ bracket, holders }: Placed, ownerless: boolean): void {
		this.#known.set(bracket, { holders: new Set(holders), ownerless, asked: null, ended: false })
	}

	/** Whether the bracket `id` was placed and has not ended. */
	isOpen(id: string): boolean {
		return this.#known.get(id)?.ended === false
	}

	/** The brackets that were placed and have not ended. */
	get open(): readonly string[] {
		return [...this.#known].flatMap(([id, { ended }]) => (ended ? [] : [id]))
	}

	/** Who holds the bracket `id`. */
	holders(id: string): ReadonlySet<DelegationId> {
		return this.#known.get(id)?.holders ?? new Set()
	}

	/** Whether `seat` may take the last words of `id`, or change where its mark stands. */
	isOnlyHolder(id: string, seat: Seat): boolean {
		const holders = this.holders(id)
		if (holders.size === 0) return runsTheRoom(seat)
		if (this.#known.get(id)?.ownerless === true) return false
		return holders.size === 1 && seat.delegation !== null && holders.has(seat.delegation)
	}

	/** Whether all who hold `inner` hold `outer`, and so have consented where that is struck; what nobody holds goes by who carries it out. */
	isHeldWithin(inner: string, outer: string, seat: Seat): boolean {
		const [own, around] = [this.holders(inner), this.holders(outer)]
		if (own.size === 0) return runsTheRoom(seat)
		if (this.#known.get(inner)?.ownerless === true) return false
		return [...own].every((holder) => around.has(holder))
	}

	#open(id: string): Known {
		const known = this.#known.get(id)
		if (known === undefined || known.ended) throw new Error('an act about no open bracket')
		return known
	}
}
