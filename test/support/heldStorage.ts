import { type StorageFault } from '@parley/server/src/negotiation/testRoom.ts'

/** A storage whose commits a test can keep waiting. */
export interface HeldStorage {
	/** To be put between a server and its storage. */
	readonly fault: StorageFault
	/** From now on commits wait; resolves when the next one has begun to. */
	hold(): Promise<void>
	/** Lets commits through again, in order. */
	release(): void
}

/** A storage that lets everything through until it is told not to. */
export function holdStorage(): HeldStorage {
	let held: { begun: () => void; over: Promise<void> } | null = null
	let release = (): void => undefined
	return {
		fault: (storage) => ({
			...storage,
			log: {
				...storage.log,
				async append(commit) {
					held?.begun()
					await held?.over
					await storage.log.append(commit)
				},
			},
		}),
		hold: () =>
			new Promise((begun) => {
				const over = new Promise<void>((resolve) => {
					release = resolve
				})
				held = { begun, over }
			}),
		release() {
			held = null
			release()
		},
	}
}
