import { expect, test } from 'vitest'
import { keepPlaces, type Decision } from './decide.ts'

const decision = (id: string, verb: string): Decision => ({
	...{ id, verb, isFinal: false, isAlone: false },
	run: () => Promise.resolve(),
})
const JOIN = decision('join', 'Hold it, too')
const LEAVE = decision('leave', 'Hold it no more')
const LIFT = decision('lift', 'Propose to lift: the words stay')
const LIFT_NOW = decision('lift', 'Lift: the words stay')

const shown = (...steps: readonly (readonly Decision[])[]) =>
	steps.reduce(keepPlaces, []).map(({ decision: { verb }, isOpen }) => (isOpen ? verb : ''))

test('[B7] no control comes to where another stood: one that goes leaves its place empty, and is there again when it comes back', () => {
	expect(shown([JOIN])).toEqual([JOIN.verb])
	expect(shown([JOIN], [LIFT, LEAVE])).toEqual(['', LIFT.verb, LEAVE.verb])
	expect(shown([JOIN], [LIFT, LEAVE], [JOIN])).toEqual([JOIN.verb, '', ''])
})

test('[B7] a control that would do at once what it only proposed is another one', () => {
	expect(shown([LIFT, LEAVE], [LIFT_NOW])).toEqual(['', '', LIFT_NOW.verb])
})
