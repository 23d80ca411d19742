import { ParleyError } from '@parley/domain'
import { sayDeadline } from '../deadline.ts'
import { freezesSoon, readRetention } from '../negotiation/retention.ts'
import { type OpenData } from './openData.ts'

type Looked = Pick<OpenData, 'storage' | 'clock'>

/**
 * Resolves where nothing is about to be frozen: commits wait while files are cleared.
 *
 * @throws ParleyError `storage-failed` where a text freezes within ten minutes.
 */
export function assertStill(data: Looked): Promise<void> {
	return assertNone(data, undefined, 'erase when that is done')
}

/**
 * Resolves where no text freezes within a minute: what reads or writes much takes time and disk from the bell (rule F3).
 *
 * @throws ParleyError `storage-failed` where one does.
 */
export function assertNoFreezeNear(data: Looked): Promise<void> {
	return assertNone(data, 60_000, 'do this when that is done')
}

async function assertNone(
	{ storage, clock }: Looked,
	withinMs: number | undefined,
	then: string
): Promise<void> {
	const now = clock.now()
	const soon = freezesSoon(await readRetention(storage, null, now), now, withinMs)
	if (soon === null) return
	const when = sayDeadline({ at: soon.closesAt, zone: 'UTC' })
	const message = `The text of ${soon.negotiation.id} freezes on ${when}: ${then}.`
	throw new ParleyError('storage-failed', message)
}
