import { type Act } from '@parley/domain'

/**
 * Holds what stands in the log against the acts that withheld words. The chain goes by what came; what stands now is named by the newest act
 * that withheld something of it, which is chained itself.
 */
export class WithheldCheck {
	/** Digests of what stands in the place of what came. */
	readonly #found = new Map<number, string>()
	/** What the newest act says must stand there. */
	readonly #named = new Map<number, string>()

	/** An entry stands with other bytes than came. */
	found(position: number, digest: string): void {
		this.#found.set(position, digest)
	}

	/** What an act says of the entries it withheld words of. Acts come in the order of the log. */
	named(entries: readonly { readonly position: number; readonly digest: string }[]): void {
		for (const { position, digest } of entries) this.#named.set(position, digest)
	}

	/** The first position at which something else stands than an act says, once all entries were seen; null where there is none. */
	fault(): number | null {
		const positions = [...new Set([...this.#found.keys(), ...this.#named.keys()])]
		const wrong = positions.filter((at) => this.#found.get(at) !== this.#named.get(at))
		return wrong.sort((a, b) => a - b)[0] ?? null
	}
}

/** Whether an act takes words out of entries before it, which it names. */
export function isWithholding(act: Act): act is Withholding {
	return act.kind === 'passage-withheld' || act.kind === 'comment-withheld'
}

type Withholding = Extract<Act, { kind: 'passage-withheld' | 'comment-withheld' }>

/** What a fault that it finds is called. */
export const NOT_WITHHELD = 'what stands there is not what the act that withheld words of it says.'
