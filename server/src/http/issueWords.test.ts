import { DeadlineRequest, NoteRequest, ReleaseRequest, ReservationRequest } from '@parley/protocol'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { sayIssue } from './issueWords.ts'

function said(schema: z.ZodMiniType, input: unknown): string {
	const parsed = schema.safeParse(input)
	if (parsed.success) throw new Error('nothing is wrong')
	return sayIssue(parsed.error.issues[0], input)
}

test('[H81] what is wrong with a request is said in plain words, with its place and without what was sent', () => {
	const note = { clause: 'cl_1', seen: 1, text: 'Said.' }
	expect(said(NoteRequest, { ...note, seen: 'secret' })).toBe(
		'At seen: a number is expected, got text.'
	)
	expect(said(NoteRequest, { ...note, seen: 1.5 })).toBe(
		'At seen: a whole number is expected, got a fraction.'
	)
	expect(said(NoteRequest, { ...note, seen: -1 })).toBe('At seen: at least 0 is expected.')
	expect(said(NoteRequest, { clause: 'cl_1', seen: 1 })).toBe(
		'At text: text is expected, got nothing.'
	)
	expect(said(NoteRequest, { ...note, text: '' })).toBe(
		'At text: at least 1 character is expected.'
	)
	expect(said(NoteRequest, { ...note, text: 'x'.repeat(2001) })).toBe(
		'At text: at most 2000 characters are expected.'
	)
	expect(said(ReleaseRequest, { edits: [1, 'secret'] })).toBe(
		'At edits.1: a number is expected, got text.'
	)
	expect(said(ReleaseRequest, { edits: [] })).toBe('At edits: at least 1 entry is expected.')
	expect(said(ReservationRequest, { kind: 'secret' })).toMatch(
		/^At kind: one of scrutiny, .*awaiting-instructions is expected, got another word\.$/
	)
	expect(said(DeadlineRequest, [])).toBe('In the request: an object is expected, got a list.')
	const nested = z.object({ deadline: z.object({ at: z.number() }) })
	expect(said(nested, { deadline: { at: '18:00' } })).toBe(
		'At deadline.at: a number is expected, got text.'
	)
})
