import { addMs, toIso } from '@parley/domain'
import { eraseNegotiation } from '../negotiation/eraseNegotiation.ts'
import { readRetention, type Kept } from '../negotiation/retention.ts'
import { ENDED_KEPT_MS } from '../retentionTask.ts'
import { ANSWER_KEPT_MS } from '../storage/commit.ts'
import { clearBeside } from './clearBeside.ts'
import { configOf, counted, type Console } from './console.ts'
import { withData } from './openData.ts'
import { assertStill } from './still.ts'

/** `parley retention` as typed. */
export interface RetentionOptions {
	/** Whether what is due is erased. */
	readonly apply?: boolean
}

/** Says how long each negotiation is kept, and erases those whose time is over where that is asked for. */
export async function retention(
	console: Console,
	{ apply = false }: RetentionOptions
): Promise<void> {
	const { dataFolder, retentionDays: days } = configOf(console)
	await withData({ dataFolder }, async (data) => {
		const { storage, clock } = data
		const now = clock.now()
		const kept = await readRetention(storage, days, now)
		console.say(
			days === null
				? 'Negotiations are kept until they are erased: PARLEY_RETENTION_DAYS is not set.'
				: `Negotiations are erased ${counted(days, 'day')} after they froze, or after a deadline that nobody froze.`
		)
		for (const one of kept) console.say(`  ${line(one, now)}`)
		for (const { negotiation, erasedAt } of await storage.negotiations.erasures()) {
			console.say(`  ${negotiation} was erased on ${toIso(erasedAt)}.`)
		}
		if (!apply) return
		await assertStill(data)
		await storage.seats.purge(addMs(now, -ENDED_KEPT_MS))
		await storage.answers.forget(addMs(now, -ANSWER_KEPT_MS))
		const due = kept.filter((one) => isDue(one, now))
		for (const { negotiation } of due) {
			await clearBeside(dataFolder, negotiation.id)
			await eraseNegotiation(data, negotiation.id, 'retention')
		}
		await storage.scrub()
		console.say(`${counted(due.length, 'negotiation')} erased.`)
	})
}

function line({ negotiation, closesAt, isFrozen, erasedFrom }: Kept, now: number): string {
	const { id, title } = negotiation
	const closed = isFrozen
		? `frozen ${toIso(closesAt)}`
		: closesAt > now
			? `open until ${toIso(closesAt)}`
			: `not frozen, deadline ${toIso(closesAt)}`
	const end =
		erasedFrom === null
			? ''
			: erasedFrom <= now
				? ', DUE TO BE ERASED'
				: `, erased from ${toIso(erasedFrom)}`
	return `${id} ${title}: ${closed}${end}`
}

function isDue({ erasedFrom }: Kept, now: number): boolean {
	return erasedFrom !== null && erasedFrom <= now
}
