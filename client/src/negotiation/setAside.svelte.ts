import { type Refusal } from '@parley/protocol'
import { type Settlement } from './ledger.ts'

/** Words of mine that are not in the text. */
export interface SetAside {
	readonly id: number
	readonly clause: string
	/** Empty where the edit only deleted or formatted. */
	readonly words: string
	readonly why:
		| { readonly kind: 'late'; readonly receivedAt: number }
		| { readonly kind: 'refused'; readonly reason: Refusal }
}

/** My words that arrived after the freeze, and those the server did not take: shown, to be copied, never dropped. */
export class SetAsideWords {
	#all = $state.raw<readonly SetAside[]>([])
	#next = 1

	/** Everything of mine is in the text. */
	get isEmpty(): boolean {
		return this.#all.length === 0
	}

	get late(): readonly SetAside[] {
		return this.#all.filter(({ why }) => why.kind === 'late')
	}

	get refused(): readonly SetAside[] {
		return this.#all.filter(({ why }) => why.kind === 'refused')
	}

	/** Takes in what a receipt said of edits in `clause`; late keystrokes of one clause are one passage. */
	add(clause: string, settlement: Settlement, words: string): void {
		if (settlement.kind === 'late') {
			const why = { kind: 'late', receivedAt: settlement.receivedAt } as const
			const known = this.#all.find((one) => one.clause === clause && one.why.kind === 'late')
			if (known === undefined) this.#add({ clause, words, why })
			else {
				const joined =
					known.words + (words.startsWith(known.words) ? words.slice(known.words.length) : words)
				this.#all = this.#all.map((one) => (one === known ? { ...one, words: joined } : one))
			}
		} else if (settlement.kind === 'refused') {
			this.#add({ clause, words, why: { kind: 'refused', reason: settlement.reason } })
		}
	}

	/** The person has seen, and copied or let go of, refused words. */
	dismiss(id: number): void {
		this.#all = this.#all.filter((one) => one.id !== id)
	}

	#add(one: Omit<SetAside, 'id'>): void {
		this.#all = [...this.#all, { id: this.#next, ...one }]
		this.#next += 1
	}
}
