import type { Memory } from './memory.ts'

/** How the parts of the adapter touch the memory: refused once the storage is closed, and told to those who watch. */
export interface Access {
	/** Runs `read` at once. */
	read<T>(read: (memory: Memory) => T): Promise<T>
	/** Runs `write` at once; it changes nothing where it throws. */
	write<T>(write: (memory: Memory) => T): Promise<T>
}
