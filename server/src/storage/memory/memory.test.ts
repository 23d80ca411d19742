import { storageContract } from '../contract.ts'
import { createMemory } from './memory.ts'
import { openMemoryStorage } from './openMemoryStorage.ts'

storageContract('memory', () => {
	const memory = createMemory()
	return {
		open: () => Promise.resolve(openMemoryStorage(memory)),
		remove: () => undefined,
	}
})
