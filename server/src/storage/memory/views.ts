import { ParleyError } from '@parley/domain'
import { CACHES_KEPT } from '../commit.ts'
import type { SnapshotStore, StateCacheStore } from '../ports.ts'
import type { Access } from './access.ts'
import { assertNotErased } from './erasure.ts'

/** The state caches in memory. */
export function memoryCaches(access: Access): StateCacheStore {
	return {
		put: (document, { position, state }) =>
			access.write((memory) => {
				assertNotErased(memory, document)
				const isStale = memory.withheld.some(
					(one) => one.document === document && one.from <= position && one.act > position
				)
				if (isStale) return
				const others = (memory.caches.get(document) ?? []).filter(
					(cache) => cache.position !== position
				)
				const kept = [...others, { position, state: new Uint8Array(state) }]
					.sort((a, b) => a.position - b.position)
					.slice(-CACHES_KEPT)
				memory.caches.set(document, kept)
			}),
		newest: (document, until) =>
			access.read((memory) => {
				const caches = memory.caches.get(document) ?? []
				const found = caches.findLast((cache) => cache.position <= until)
				return found === undefined ? null : { ...found, state: new Uint8Array(found.state) }
			}),
	}
}

/** The snapshots in memory. */
export function memorySnapshots(access: Access): SnapshotStore {
	return {
		save: (snapshot) =>
			access.write((memory) => {
				const { snapshots } = memory
				const { id, log, position } = snapshot
				assertNotErased(memory, snapshot.negotiation)
				const standing = snapshots.find((other) => other.log === log && other.position === position)
				if (standing !== undefined) return standing
				if (snapshots.some((other) => other.id === id)) {
					throw new ParleyError('storage-failed', `The snapshot ${id} stands for another freeze.`)
				}
				snapshots.push(structuredClone(snapshot))
				return snapshot
			}),
		list: (negotiation) =>
			access.read(({ snapshots }) =>
				snapshots
					.filter((snapshot) => snapshot.negotiation === negotiation)
					.sort((a, b) => b.round - a.round || b.position - a.position)
			),
	}
}
