import { expect, test } from 'vitest'
import { WithheldCheck } from './withheldCheck.ts'

const SAID = { kind: 'suggestion-commented', clause: 'cl_1', suggestion: 's_1', words: '' }
const TAKEN = { kind: 'comment-withheld', clause: 'cl_1', suggestion: 's_1' }
const PASSAGE = { kind: 'passage-withheld', clause: 'cl_1' }

/** The fault that a check names where `found` stands at position 3 and `act`, at `by`, names it. */
function faultOf(found: Parameters<WithheldCheck['found']>[2], act: typeof PASSAGE, by = 9) {
	const check = new WithheldCheck()
	check.found(3, 'aa', found)
	check.named(by, { ...act, entries: [{ position: 3, digest: 'aa' }] })
	return check.fault()
}

test('[L12] [L22] an update stands for an update, and a comment without words for a comment', () => {
	expect(faultOf(null, PASSAGE)).toBeNull()
	expect(faultOf(SAID, TAKEN)).toBeNull()
})

test('[L22] nothing stands in for another act, nor for a comment on something else, nor with words', () => {
	expect(faultOf({ kind: 'text-confirmed', clause: 'cl_1' }, TAKEN)).toBe(3)
	expect(faultOf({ ...SAID, words: 'Forged' }, TAKEN)).toBe(3)
	expect(faultOf({ ...SAID, suggestion: 's_2' }, TAKEN)).toBe(3)
	expect(faultOf(SAID, PASSAGE)).toBe(3)
	expect(faultOf(null, TAKEN)).toBe(3)
})

test('[L22] what stands in is named by an act behind it, with its digest', () => {
	expect(faultOf(SAID, TAKEN, 2)).toBe(3)
	const check = new WithheldCheck()
	check.found(3, 'aa', SAID)
	expect(check.fault()).toBe(3)
	check.named(9, { ...TAKEN, entries: [{ position: 3, digest: 'bb' }] })
	expect(check.fault()).toBe(3)
})
