import { type Act } from '@parley/domain'

/** What an entry that was changed has to be for the act that names it: an update, or what was said about a suggestion, without its words. */
type About = 'update' | 'another act' | `comment on ${string}`

interface Found {
	readonly digest: string
	readonly about: About
}

interface Named extends Found {
	/** The position of the act. */
	readonly by: number
}

/** What a check needs of an act: it is read from a file as well, where it is anything. */
interface ReadAct {
	readonly kind: string
	readonly clause?: string | undefined
	readonly suggestion?: string | undefined
	readonly words?: string | undefined
}

/** What a check needs of an act that withheld words. */
interface ReadWithholding extends ReadAct {
	readonly entries: readonly { readonly position: number; readonly digest: string }[]
}

/**
 * Holds what stands in the log against the acts that withheld words. The chain goes by what came; what stands now is named by the newest act
 * that withheld something of it, which is chained itself. No act is another one than it was: all that stands in for one is a comment without words, as an act
 * behind it says that withheld it.
 */
export class WithheldCheck {
	/** What stands in the place of what came. */
	readonly #found = new Map<number, Found>()
	/** What the newest act says must stand there. */
	readonly #named = new Map<number, Named>()

	/** An entry stands with other bytes than came: an update, or the act that is given. */
	found(position: number, digest: string, act: ReadAct | null): void {
		const isEmpty = act?.kind === 'suggestion-commented' && act.words === ''
		const about = act === null ? 'update' : isEmpty ? commentOn(act) : 'another act'
		this.#found.set(position, { digest, about })
	}

	/** What the act at `by` says of the entries it withheld words of. Acts come in the order of the log. */
	named(by: number, act: ReadWithholding): void {
		const about = act.kind === 'comment-withheld' ? commentOn(act) : 'update'
		for (const { position, digest } of act.entries) this.#named.set(position, { digest, about, by })
	}

	/** The first position at which something else stands than an act says, once all entries were seen; null where there is none. */
	fault(): number | null {
		const positions = [...new Set([...this.#found.keys(), ...this.#named.keys()])]
		const wrong = positions.filter((at) => {
			const [found, named] = [this.#found.get(at), this.#named.get(at)]
			if (found === undefined || named === undefined || named.by <= at) return true
			return found.digest !== named.digest || found.about !== named.about
		})
		return wrong.sort((a, b) => a - b)[0] ?? null
	}
}

function commentOn({ clause = '', suggestion = '' }: ReadAct): About {
	return `comment on ${clause} ${suggestion}`
}

/** Whether an act takes words out of entries before it, which it names. */
export function isWithholding(act: Act): act is Withholding {
	return act.kind === 'passage-withheld' || act.kind === 'comment-withheld'
}

type Withholding = Extract<Act, { kind: 'passage-withheld' | 'comment-withheld' }>

/** What a fault that it finds is called. */
export const NOT_WITHHELD = 'what stands there is not what the act that withheld words of it says.'
