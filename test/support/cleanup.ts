import { afterEach } from 'vitest'

/** Something that a test opened. */
export interface Closable {
	close(): unknown
}

/**
 * Gives a function that keeps what a test opens; after each test all of it is closed, the last opened first. To be called once in a
 * test file, outside of tests.
 */
export function closingAfterEach(): <T extends Closable>(opened: T) => T {
	const open: Closable[] = []
	afterEach(async () => {
		for (const one of open.splice(0).reverse()) await one.close()
	})
	return (opened) => {
		open.push(opened)
		return opened
	}
}
