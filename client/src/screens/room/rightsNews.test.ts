import { type ClauseJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { type Mode } from '../../negotiation/mode.ts'
import { rightsNews, type Modes } from './rightsNews.ts'

const EDITING: Mode = { kind: 'editing' }
const READS: Mode = { kind: 'reading', denial: 'seat-reads', reason: 'Your seat reads.' }
const HELD: Mode = { kind: 'reading', denial: 'held', reason: 'This point is held.' }

const CLAUSES = ['1', '2'].map((number): ClauseJson => ({
	id: `cl_${number}`,
	kind: 'clause',
	order: Number(number),
	number,
	heading: '',
	status: 'open',
	document: '',
}))

function modes(whole: Mode, first = whole, second = whole): Modes {
	return {
		whole,
		points: new Map([
			['cl_1', first],
			['cl_2', second],
		]),
	}
}

function news(before: Modes, after: Modes, reason = ''): readonly (string | null)[] {
	const { here, elsewhere } = rightsNews(before, after, CLAUSES, 'cl_1', reason)
	return [here, elsewhere]
}

test('[G2] what changes for the room as a whole is said once, with the reason', () => {
	expect(news(modes(EDITING), modes(READS))).toEqual(['Your seat reads.', null])
	expect(news(modes(READS), modes(EDITING), 'Accredited.')).toEqual([
		'You can write again. Reason: Accredited.',
		null,
	])
})

test('[G2] of a point, whoever reads it is told; whoever does not hears of it by its name', () => {
	expect(news(modes(EDITING), modes(EDITING, HELD))).toEqual(['This point is held.', null])
	expect(news(modes(EDITING), modes(EDITING, EDITING, HELD))).toEqual([
		null,
		'Point 2: This point is held.',
	])
	expect(news(modes(EDITING, HELD), modes(EDITING))).toEqual([
		'This point can be written in again.',
		null,
	])
})

test('[G2] what changes nothing for me is not said', () => {
	expect(news(modes(EDITING, HELD), modes(EDITING, HELD))).toEqual([null, null])
	expect(news(modes(READS), modes(READS))).toEqual([null, null])
})
