import { ParleyError } from '@parley/domain'
import type { Access } from './access.ts'
import type { Storage } from '../ports.ts'
import { memoryAnswers } from './answers.ts'
import { memoryLogs } from './logs.ts'
import { createMemory, type Memory } from './memory.ts'
import { memoryNegotiations } from './negotiations.ts'
import { memorySeats } from './seats.ts'
import { memoryCaches, memorySnapshots } from './views.ts'

/**
 * A storage that keeps everything in `memory` and nothing on disk: for tests, and for rooms that need not outlive the process.
 * Every write is one synchronous step that decides before it changes anything, and so atomic.
 */
export function openMemoryStorage(memory: Memory = createMemory()): Storage {
	const self = {}
	const stops = new Set<() => void>()
	let closed = false

	function assertOpen(): void {
		if (closed) throw new ParleyError('storage-failed', 'The storage in memory is closed.')
	}

	const access: Access = {
		async read(read) {
			assertOpen()
			return Promise.resolve(read(memory))
		},
		async write(write) {
			assertOpen()
			const answer = write(memory)
			for (const tell of memory.onWrite) tell(self)
			return Promise.resolve(answer)
		},
	}

	return {
		log: memoryLogs(access),
		caches: memoryCaches(access),
		snapshots: memorySnapshots(access),
		negotiations: memoryNegotiations(access),
		seats: memorySeats(access),
		answers: memoryAnswers(access),
		scrub: () => access.read(() => undefined),
		check: () => access.read(() => undefined),
		watch(listener) {
			const tell = (writer: object): void => {
				if (writer !== self) queueMicrotask(listener)
			}
			const stop = (): void => {
				memory.onWrite.delete(tell)
				stops.delete(stop)
			}
			memory.onWrite.add(tell)
			stops.add(stop)
			return stop
		},
		close() {
			closed = true
			for (const stop of stops) stop()
			return Promise.resolve()
		},
	}
}
