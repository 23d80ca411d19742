import * as Y from 'yjs'
import type { UnitId } from './struct.ts'

/** What a struct was put between. */
interface Neighbours {
	readonly origin: UnitId | null
	readonly rightOrigin: UnitId | null
}

const known = new WeakMap<Y.Doc, Named>()

/**
 * Up to which clock the units of each client are named by structs of others, as what these were put between. Whoever has not written a
 * unit has seen it only by one of these: what was typed a moment ago is named by nobody, and that is told at once.
 */
export class Named {
	readonly #reached = new Map<number, number>()
	/** How many clocks of each client have been looked at. */
	readonly #looked = new Map<number, number>()

	/** What is named in `doc` as it is now. What has come since it was asked for last is looked at alone. */
	static in(doc: Y.Doc): Named {
		const named = known.get(doc) ?? new Named()
		known.set(doc, named)
		named.#follow(doc)
		return named
	}

	/** Whether a struct of another client names `unit` or a later one of its client. */
	has({ client, clock }: UnitId): boolean {
		return clock < (this.#reached.get(client) ?? 0)
	}

	/** Counts in what a struct of `author` names. */
	add(author: number, { origin, rightOrigin }: Neighbours): void {
		for (const unit of [origin, rightOrigin]) {
			if (unit === null || unit.client === author || this.has(unit)) continue
			this.#reached.set(unit.client, unit.clock + 1)
		}
	}

	#follow({ store }: Y.Doc): void {
		for (const [client, structs] of store.clients) {
			const from = this.#looked.get(client) ?? 0
			const to = Y.getState(store, client)
			if (from >= to) continue
			this.#looked.set(client, to)
			for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
				const struct = structs[i]
				if (struct instanceof Y.Item) this.add(client, struct)
			}
		}
	}
}
