import type { Instant } from '@parley/domain'
import { ANSWERS_KEPT } from '../commit.ts'
import type { StoredAnswer } from '../ports.ts'
import { tables } from './tables.ts'
import { step, type Step } from './writes.ts'

/** Keeps `answers`, as a part of the transaction that they belong to. */
export function keepAnswers(answers: readonly (StoredAnswer | undefined)[]): Step[] {
	return answers.filter((answer) => answer !== undefined).flatMap(keepAnswer)
}

function keepAnswer({ id, holder, negotiation, at, request, sealed }: StoredAnswer): Step[] {
	const given: { at: Instant; request: string; sealed: Uint8Array } = { at, request, sealed }
	const firstKept = tables
		.selectFrom('kept_answer')
		.select('number')
		.where('holder', '=', holder)
		.orderBy('number', 'desc')
		.limit(1)
		.offset(ANSWERS_KEPT - 1)
	return [
		step(
			tables
				.insertInto('kept_answer')
				.values({ id, holder, negotiation, ...given })
				.onConflict((conflict) => conflict.column('id').doUpdateSet(given))
		),
		step(
			tables
				.deleteFrom('kept_answer')
				.where('holder', '=', holder)
				.where('number', '<', (eb) => eb.fn.coalesce(firstKept, eb.val(0)))
		),
	]
}
