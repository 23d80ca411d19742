import { type Instant } from '@parley/domain'

/** Makes those wait that came at an instant or after it, until it is decided whether they are late. */
export interface Hold {
	readonly from: Instant
	readonly released: Promise<void>
	release(): void
}

/** A hold on what is received at `from` or later. */
export function createHold(from: Instant): Hold {
	let release = (): void => undefined
	const released = new Promise<void>((resolve) => {
		release = resolve
	})
	return { from, released, release }
}
