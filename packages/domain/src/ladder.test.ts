import { expect, test } from 'vitest'
import {
	DEFAULT_LADDER,
	effectOf,
	parseLadder,
	settersOf,
	STEP_SHAPES,
	type LadderStep,
} from './ladder.ts'

const step = (change: Partial<LadderStep>): LadderStep => ({
	id: 'open',
	name: 'Open',
	meaning: 'Nobody has agreed to it.',
	effect: 'open',
	colour: 'ink',
	shape: 'ring',
	setBy: ['chair'],
	...change,
})
const other = step({ id: 'done', name: 'Done', effect: 'agreed', shape: 'disc' })

test('[S1] the default ladder is one, and has the steps that older logs speak of', () => {
	expect(parseLadder(DEFAULT_LADDER)).toBe(DEFAULT_LADDER)
	const effects = ['open', 'bracketed', 'agreed-ad-referendum', 'agreed'].map((id) =>
		effectOf(DEFAULT_LADDER, id)
	)
	expect(effects).toEqual(['open', 'bracketed', 'ad-referendum', 'agreed'])
	expect(effectOf(DEFAULT_LADDER, 'gone')).toBe('open')
})

test.each<[string, readonly LadderStep[], RegExp]>([
	['one step', [other], /2 to 9 steps, not 1/],
	[
		'ten steps',
		STEP_SHAPES.map((shape, i) => step({ id: `s${i}`, name: `S ${i}`, shape })),
		/not 10/,
	],
	['an id with capitals', [step({ id: 'Open' }), other], /small letters/],
	['an id that is too long', [step({ id: 'a'.repeat(33) }), other], /small letters/],
	['an id twice', [step({ id: 'done' }), other], /same id, done/],
	['a name twice', [step({ name: ' DONE ' }), other], /same name, done/],
	['a shape twice', [step({ shape: 'disc' }), other], /same shape, disc/],
	['no name', [step({ name: ' ' }), other], /name of the step open is empty/],
	['no meaning', [step({ meaning: '' }), other], /meaning of the step open is empty/],
	['a long name', [step({ name: 'a'.repeat(41) }), other], /41 characters; 40 at most/],
	['a name of two lines', [step({ name: 'a\nb' }), other], /not of one line/],
	['a step that nobody sets', [step({ setBy: [] }), other], /nobody may set the step open/],
	['a role twice', [step({ setBy: ['chair', 'chair'] }), other], /names a role twice/],
])('[S1] %s is no ladder, and it says why', (_what, steps, why) => {
	expect(() => parseLadder(steps)).toThrow(RangeError)
	expect(() => parseLadder(steps)).toThrow(why)
})

test('[S1] two steps and nine are a ladder', () => {
	const nine = STEP_SHAPES.slice(0, 9).map((shape, i) =>
		step({ id: `s${i}`, name: `S${i}`, shape })
	)
	expect(parseLadder(nine)).toBe(nine)
	expect(parseLadder([step({}), other])).toHaveLength(2)
})

test('[S3] who takes a clause off an agreement must be named for that, too', () => {
	const low = step({ setBy: ['advisor', 'chair'] })
	const high = { ...other, setBy: ['secretariat', 'chair'] as const }
	const ladder = parseLadder([low, high])
	expect(settersOf(ladder, 'done', 'open')).toEqual(['chair'])
	expect(settersOf(ladder, 'open', 'done')).toEqual(['secretariat', 'chair'])
	expect(settersOf(ladder, 'open', 'open')).toEqual(['advisor', 'chair'])
	expect(settersOf(ladder, 'gone', 'open')).toEqual(['advisor', 'chair'])
	expect(settersOf(ladder, 'open', 'gone')).toEqual([])
})
