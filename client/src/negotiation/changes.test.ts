import { expect, test } from 'vitest'
import { Changes } from './changes.ts'
import { type Comeback } from './comeback.ts'

function comebackTo(...clauses: readonly string[]): Comeback {
	const points = clauses.map((clause) => ({ clause, count: 1, by: [{ who: 'France', count: 1 }] }))
	return { leftAt: 100, count: clauses.length, points, pending: clauses, at: null }
}

test('[V2] what was put away keeps its dots until it is on the screen', () => {
	const changes = new Changes()
	changes.cameBack(comebackTo('one', 'four'))
	changes.goneTo('one')
	changes.putAway()
	expect(changes.comeback).toBeNull()
	expect(['one', 'four'].map((clause) => changes.isUnread(clause))).toEqual([false, true])
	changes.see(['four'])
	expect(changes.isUnread('four')).toBe(false)
})

test('[V2] who comes back for a second time has the dots of the first time too', () => {
	const changes = new Changes()
	changes.cameBack(comebackTo('one', 'four'))
	changes.goneTo('one')
	changes.cameBack(comebackTo('nine'))
	expect(changes.comeback?.pending).toEqual(['nine'])
	expect(['one', 'four', 'nine'].map((clause) => changes.isUnread(clause))).toEqual([
		false,
		true,
		true,
	])
})
