import { type Refusal } from '@parley/protocol'
import { createSubscriber } from 'svelte/reactivity'
import { type DraftStore } from './draftStore.ts'
import { type Settlement } from './ledger.ts'

/** Words of mine that are not in the text. */
export interface SetAside {
	readonly id: string
	readonly clause: string
	/** Empty where the edit only deleted or formatted. */
	readonly words: string
	readonly why:
		| { readonly kind: 'late'; readonly receivedAt: number }
		| {
				readonly kind: 'refused'
				readonly reason: Refusal
				/** When it came back, in ms on this device's clock. */
				readonly at: number
				/** It lies on this device until its author lets it go. */
				readonly isKept: boolean
				/** It came back on an earlier visit. */
				readonly isOld: boolean
		  }
}

/** Refused words of mine. */
export type RefusedWords = SetAside & {
	readonly why: Extract<SetAside['why'], { readonly kind: 'refused' }>
}

/** Whose words they are, and how clauses and documents are called. */
export interface SetAsideNames {
	readonly seat: string
	readonly documentOf: (clause: string) => string
	/** Null where the room has no such clause. */
	readonly clauseOf: (document: string) => string | null
	/** ms on this device's clock. */
	readonly now: () => number
}

/**
 * My words that arrived after the freeze, and those the server did not take: shown, to be copied, never dropped. What was refused lies on
 * this device as a draft of mine alone, where it keeps copies, until I let it go. Reading it in a component follows it.
 */
export class SetAsideWords {
	readonly #names: SetAsideNames
	#store: DraftStore | null = null
	#writing: Promise<unknown> = Promise.resolve()
	#all: readonly SetAside[] = []
	#changed: (() => void) | null = null
	readonly #follow = createSubscriber((update) => {
		this.#changed = update
		return () => (this.#changed = null)
	})

	constructor(names: SetAsideNames) {
		this.#names = names
	}

	/** Everything of mine is in the text. */
	get isEmpty(): boolean {
		return this.#words.length === 0
	}

	get late(): readonly SetAside[] {
		return this.#words.filter(({ why }) => why.kind === 'late')
	}

	/** Oldest first. */
	get refused(): readonly RefusedWords[] {
		return this.#words.filter((one): one is RefusedWords => one.why.kind === 'refused')
	}

	/** Starts keeping drafts in `store`, and shows those that an earlier page left there. */
	async keepIn(store: DraftStore, prefix: string): Promise<void> {
		const drafts = await store.readDrafts(this.#names.seat, prefix)
		this.#store = store
		const old = drafts.flatMap(({ document, id, words, reason, at }): readonly SetAside[] => {
			const clause = this.#names.clauseOf(document)
			if (clause === null || this.#all.some((one) => one.id === id)) return []
			const why = { kind: 'refused', reason, at, isKept: true, isOld: true } as const
			return [{ id, clause, words, why }]
		})
		this.#set([...old, ...this.#all])
		for (const one of this.refused) if (!one.why.isKept) this.#keep(one)
	}

	/** Nothing is kept on this device any more; what there is stays in this page. */
	stopKeeping(): void {
		this.#store = null
		this.#set(
			this.#all.map((one) =>
				one.why.kind === 'refused' ? { ...one, why: { ...one.why, isKept: false } } : one
			)
		)
	}

	/** Resolves once the device has what it is to have. */
	async written(): Promise<void> {
		await this.#writing
	}

	/** Takes in what a receipt said of edits in `clause`; late keystrokes of one clause are one passage. */
	add(clause: string, settlement: Settlement, words: string): void {
		if (settlement.kind === 'late') {
			const why = { kind: 'late', receivedAt: settlement.receivedAt } as const
			const known = this.#all.find((one) => one.clause === clause && one.why.kind === 'late')
			if (known === undefined) this.#add({ id: crypto.randomUUID(), clause, words, why })
			else {
				const joined =
					known.words + (words.startsWith(known.words) ? words.slice(known.words.length) : words)
				this.#set(this.#all.map((one) => (one === known ? { ...one, words: joined } : one)))
			}
		} else if (settlement.kind === 'refused') {
			const { reason } = settlement
			const at = this.#names.now()
			const why = { kind: 'refused', reason, at, isKept: false, isOld: false } as const
			const one: RefusedWords = { id: crypto.randomUUID(), clause, words, why }
			this.#add(one)
			this.#keep(one)
		}
	}

	/**
	 * The person lets refused words go. They are gone here once the device has answered, since the page may be left right after; where it could not let go of
	 * them, they are shown again on the next visit.
	 */
	dismiss(id: string): void {
		const gone = this.#all.find((one) => one.id === id)
		if (gone === undefined) return
		const drop = (): void => {
			this.#set(this.#all.filter((one) => one.id !== id))
		}
		const document = this.#names.documentOf(gone.clause)
		this.#write((store) =>
			store.removeDraft({ seat: this.#names.seat, document, id }).finally(drop)
		)
		if (this.#store === null) drop()
	}

	get #words(): readonly SetAside[] {
		this.#follow()
		return this.#all
	}

	#set(all: readonly SetAside[]): void {
		this.#all = all
		this.#changed?.()
	}

	#add(one: SetAside): void {
		this.#set([...this.#all, one])
	}

	#keep({ id, clause, words, why }: RefusedWords): void {
		const { seat, documentOf } = this.#names
		const draft = { seat, document: documentOf(clause), id, words, reason: why.reason, at: why.at }
		this.#write(async (store) => {
			await store.keepDraft(draft)
			if (this.#store !== store) return
			this.#set(
				this.#all.map((one) =>
					one.id === id && one.why.kind === 'refused'
						? { ...one, why: { ...one.why, isKept: true } }
						: one
				)
			)
		})
	}

	/** What the device does not take stays in this page, and is shown as not kept. */
	#write(work: (store: DraftStore) => Promise<void>): void {
		const store = this.#store
		if (store === null) return
		this.#writing = this.#writing.then(() => work(store)).catch(() => undefined)
	}
}
