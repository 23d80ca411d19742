import { ParleyError } from '@parley/domain'
import { type Storage } from '../storage/ports.ts'

/** A storage that does to commits and readings what a test wants; it lets everything through at first. */
export class FaultyStorage {
	/** How many commits are to fail from now on. */
	failing = 0
	/** How many commits are to be stored and reported as failed, as where the writing thread dies before it has answered. */
	silent = 0
	/** Whether the log cannot be read. */
	isUnreadable = false
	/** Awaited before anything of a log is read. */
	beforeRead: () => Promise<void> = () => Promise.resolve()
	#held: { readonly begun: () => void; readonly over: Promise<void> } | null = null
	#release = (): void => undefined

	/** From now on commits wait, and those that wait already go on; resolves when the next one has begun to. */
	hold(): Promise<void> {
		this.#release()
		const over = Promise.withResolvers<undefined>()
		const begun = Promise.withResolvers<undefined>()
		this.#release = () => {
			over.resolve(undefined)
		}
		this.#held = {
			begun: () => {
				begun.resolve(undefined)
			},
			over: over.promise,
		}
		return begun.promise
	}

	/** Lets commits go on. */
	release(): void {
		this.#held = null
		this.#release()
	}

	/** To be put between a room and its storage. */
	readonly fault = (storage: Storage): Storage => {
		const { log } = storage
		const assertReadable = (): void => {
			if (this.isUnreadable) throw new ParleyError('storage-failed', 'the disk does not answer')
		}
		const isReadable = (): Promise<void> => Promise.resolve().then(assertReadable)
		const beforeRead = (): Promise<void> => this.beforeRead()
		return {
			...storage,
			log: {
				...log,
				append: async (commit) => {
					this.#held?.begun()
					await this.#held?.over
					const isStored = this.failing === 0
					if (isStored) await log.append(commit)
					else this.failing--
					if (isStored && this.silent === 0) return
					if (isStored) this.silent--
					throw new ParleyError('disk-full', 'no room on the disk')
				},
				last: async (id) => {
					await isReadable()
					return log.last(id)
				},
				read: async function* (id, range) {
					await isReadable()
					await beforeRead()
					yield* log.read(id, range)
				},
			},
		}
	}
}
