import { createSubscriber } from 'svelte/reactivity'
import { reached, type Comeback } from './comeback.ts'

/** In which points others changed something that I have not seen: since they were on my screen, and while I was away. */
export class Changes {
	#unread: readonly string[] = []
	#comeback: Comeback | null = null
	#visible: readonly string[] = []
	readonly #subscribe: () => void
	#tell: () => void = () => undefined

	constructor() {
		this.#subscribe = createSubscriber((update) => {
			this.#tell = update
			return () => {
				this.#tell = () => undefined
			}
		})
	}

	/** What others changed while I was away; null where nothing was, or it was put away. */
	get comeback(): Comeback | null {
		this.#subscribe()
		return this.#comeback
	}

	/** Whether others changed a clause since it was last on my screen, or while I was away and I have not gone to it yet. */
	isUnread(clause: string): boolean {
		this.#subscribe()
		return this.#unread.includes(clause) || this.isPending(clause)
	}

	/** Whether a clause was changed while I was away, and I have not gone to it yet. */
	isPending(clause: string): boolean {
		this.#subscribe()
		return this.#comeback?.pending.includes(clause) ?? false
	}

	/** Others changed a clause; nothing where it is on the screen. */
	markUnread(clause: string): void {
		if (this.#visible.includes(clause) || this.#unread.includes(clause)) return
		this.#unread = [...this.#unread, clause]
		this.#tell()
	}

	/** These clauses are on the screen now. */
	see(clauses: readonly string[]): void {
		this.#visible = clauses
		if (this.#unread.some((clause) => clauses.includes(clause))) {
			this.#unread = this.#unread.filter((clause) => !clauses.includes(clause))
			this.#tell()
		}
	}

	/** I am back, and this is what others changed meanwhile. What I had not gone to of the time before keeps its dots. */
	cameBack(comeback: Comeback): void {
		this.putAway()
		this.#comeback = comeback
		this.#tell()
	}

	/** I went to a clause: what changed in it while I was away is known. */
	goneTo(clause: string): void {
		if (this.#comeback === null) return
		this.#comeback = reached(this.#comeback, clause)
		this.#tell()
	}

	/** I have heard of what changed while I was away; points that I did not go to keep their dots until they are on my screen. */
	putAway(): void {
		const pending = this.#comeback?.pending ?? []
		this.#comeback = null
		for (const clause of pending) this.markUnread(clause)
		this.#tell()
	}
}
