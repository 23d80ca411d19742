import { type LadderStep, type Seat, type StandingAct } from '@parley/domain'
import { need, runsTheRoom } from './need.ts'

/** Who has confirmed a clause on the step that it stands on. */
interface KnownLedger {
	readonly status: string
	confirmBy: number
	/** Whether each delegation that confirmed was late. */
	readonly late: Map<string, boolean>
	/** Which text each of them has confirmed. */
	readonly read: Map<string, string>
}

/** What one knows of how a clause stands, without the room's own reading of the log. */
export interface KnownStanding {
	status: string
	/** As `delegation kind`. */
	readonly reservations: Set<string>
	ledger: KnownLedger | null
	force: string | null
}

interface KnownPackage {
	readonly clauses: readonly string[]
	ended: string | null
}

/** Keeps account of how clauses stand act by act, and finds what was not allowed (rules S1 to S12). */
export class StandingRules {
	readonly clauses: ReadonlyMap<string, KnownStanding>
	readonly packages = new Map<string, KnownPackage>()
	#ladder: readonly LadderStep[]

	constructor(ladder: readonly LadderStep[], clauses: readonly { id: string; status: string }[]) {
		this.#ladder = ladder
		this.clauses = new Map(
			clauses.map(({ id, status }) => [
				id,
				{ status, reservations: new Set(), ledger: null, force: null },
			])
		)
	}

	/** The ladder as it was set last. */
	get ladder(): readonly LadderStep[] {
		return this.#ladder
	}

	/** Whether the clause takes no more than suggestions by the step it stands on. */
	takesSuggestionsOnly(clause: string): boolean {
		return isAgreement(this.#effect(this.#clause(clause).status))
	}

	/** Whether a delegation has confirmed the clause as it is. */
	isConfirmed(clause: string): boolean {
		return (this.#clause(clause).ledger?.late.size ?? 0) > 0
	}

	/** Takes an act in, which was received at `at`. Throws where its seat may not decide that, or not now. */
	decide(act: StandingAct, seat: Seat, at: number): void {
		switch (act.kind) {
			case 'ladder-set': {
				need(runsTheRoom(seat), 'a ladder of others')
				const before = this.#ladder
				for (const { status } of this.clauses.values()) {
					const [was, is] = [before, act.steps].map((steps) => effectIn(steps, status))
					need(is !== undefined && is === was, 'a clause loses its step')
				}
				this.#ladder = act.steps
				return
			}
			case 'package-made':
				need(runsTheRoom(seat), 'a package of others')
				need(new Set(act.clauses).size > 1, 'a package of one')
				need(!act.clauses.some((clause) => this.#isPacked(clause)), 'a clause in two packages')
				this.packages.set(act.package, { clauses: act.clauses, ended: null })
				return
			case 'package-closed':
			case 'package-dissolved': {
				need(runsTheRoom(seat), 'a package ended by others')
				const one = this.packages.get(act.package)
				if (one === undefined || one.ended !== null) throw new Error('an act about no open package')
				const isClosed = act.kind === 'package-closed'
				const areAgreed = one.clauses.every((clause) =>
					isAgreement(this.#effect(this.#clause(clause).status))
				)
				need(!isClosed || areAgreed, 'closed before all of it is agreed')
				one.ended = isClosed ? 'closed' : 'dissolved'
				return
			}
			case 'status-set':
			case 'ad-referendum-opened':
			case 'confirm-by-set':
			case 'ad-referendum-confirmed':
			case 'text-confirmed':
			case 'reservation-entered':
			case 'reservation-lifted':
			case 'force-set':
				this.#decideClause(act, seat, at)
		}
	}

	#decideClause(
		act: Extract<StandingAct, { readonly clause: string }>,
		seat: Seat,
		at: number
	): void {
		const clause = this.#clause(act.clause)
		const { ledger } = clause
		switch (act.kind) {
			case 'status-set': {
				const mayTo = this.#mayTake(seat, act.status)
				const leaves = isAgreement(this.#effect(clause.status))
				need(mayTo && (!leaves || this.#mayTake(seat, clause.status)), 'a step of others')
				clause.status = act.status
				if (ledger?.status !== act.status) clause.ledger = null
				return
			}
			case 'ad-referendum-opened':
				need(act.status === clause.status, 'confirmations of a step that it is not on')
				need(this.#effect(act.status) === 'ad-referendum', 'confirmations of what needs none')
				need(ledger === null && act.confirmBy > at, 'confirmations asked for twice, or too late')
				clause.ledger = {
					...{ status: act.status, confirmBy: act.confirmBy },
					...{ late: new Map(), read: new Map() },
				}
				return
			case 'confirm-by-set':
				need(runsTheRoom(seat), 'an instant of others')
				if (ledger === null) throw new Error('an instant for what is not to be confirmed')
				ledger.confirmBy = act.confirmBy
				return
			case 'ad-referendum-confirmed':
				throw new Error('confirmed without naming a text')
			case 'text-confirmed':
				need(act.delegation === seat.delegation, 'confirmed for others')
				if (ledger === null || ledger.read.get(act.delegation) === act.readDigest)
					throw new Error('confirmed twice, or what is not to be')
				ledger.late.set(act.delegation, at > ledger.confirmBy)
				ledger.read.set(act.delegation, act.readDigest)
				return
			case 'reservation-entered':
			case 'reservation-lifted': {
				need(act.delegation === seat.delegation, 'a reservation of others')
				const key = `${act.delegation} ${act.reservation}`
				const isEntered = act.kind === 'reservation-entered'
				need(clause.reservations.has(key) !== isEntered, 'entered twice, or lifted twice')
				if (isEntered) clause.reservations.add(key)
				else clause.reservations.delete(key)
				return
			}
			case 'force-set':
				need(runsTheRoom(seat), 'a force of others')
				clause.force = act.force === null ? null : JSON.stringify(act.force)
		}
	}

	#clause(id: string): KnownStanding {
		const clause = this.clauses.get(id)
		if (clause === undefined) throw new Error(`there is no clause ${id}`)
		return clause
	}

	#effect(status: string): string | undefined {
		return effectIn(this.#ladder, status)
	}

	#mayTake({ role }: Seat, status: string): boolean {
		const roles: readonly string[] = this.#ladder.find(({ id }) => id === status)?.setBy ?? []
		return roles.includes(role)
	}

	#isPacked(clause: string): boolean {
		return [...this.packages.values()].some(
			({ clauses, ended }) => ended === null && clauses.includes(clause)
		)
	}
}

function effectIn(steps: readonly LadderStep[], status: string): string | undefined {
	return steps.find(({ id }) => id === status)?.effect
}

function isAgreement(effect: string | undefined): boolean {
	return effect === 'agreed' || effect === 'ad-referendum'
}
