import { ROLES } from '@parley/domain'
import { expect, test } from 'vitest'
import { mayDo } from './mayDo.ts'

test('each role is told what its seat may do', () => {
	expect(Object.fromEntries(ROLES.map((role) => [role, mayDo(role, 'drafting', null)]))).toEqual({
		advisor: 'write in the points that are open, suggest changes to the others, and take notes',
		'note-taker': 'read every point and take notes',
		secretariat:
			'write in the points that are open, suggest changes to the others, hand out links, move the deadline and freeze',
		chair:
			'write in the points that are open, suggest changes to the others, hand out links, move the deadline and freeze',
		observer: 'read every point and take notes',
	})
})

test('nobody is told to edit a text that is closed or frozen', () => {
	for (const role of ROLES) {
		for (const phase of ['freezing', 'awaiting-chair', 'frozen'] as const) {
			expect(mayDo(role, phase, null)).not.toContain('edit')
		}
	}
})

test('[G1] nobody is told to edit who was set to reading only', () => {
	expect(mayDo('advisor', 'drafting', 'read')).toBe('read every point and take notes')
	expect(mayDo('advisor', 'drafting', 'edit')).toBe(
		'write in the points that are open, suggest changes to the others, and take notes'
	)
	expect(mayDo('chair', 'drafting', 'read')).toMatch(/^read every point, hand out links/)
})
