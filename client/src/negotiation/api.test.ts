import { type NoteJson } from '@parley/protocol'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiError, listNotes } from './api.ts'

const NOTES = Array.from({ length: 250 }, (_, i): NoteJson => ({
	...{ id: `nt_${i}`, clause: 'cl_1', seen: 1, position: i + 1, takenAt: i, text: `Note ${i}` },
	by: { seat: 'st_1', name: 'Note-taker', code: null },
}))

afterEach(() => {
	vi.unstubAllGlobals()
})

/** A network on which the server gives `rows` notes at a time, whatever is asked for; `cursorAt` names what follows a place. */
function answerBy(rows: number, cursorAt = (place: number): string => `+/${place}`): string[] {
	const asked: string[] = []
	vi.stubGlobal('fetch', (path: string) => {
		asked.push(path)
		const cursor = new URL(path, 'http://localhost').searchParams.get('cursor')
		const from = Number(cursor?.replace('+/', '') ?? 0)
		const notes = NOTES.slice(from, from + rows)
		const place = from + notes.length
		const next = place < NOTES.length ? cursorAt(place) : null
		return Promise.resolve(Response.json({ notes, next }))
	})
	return asked
}

test.each([500, 100, 7, 1])(
	'250 notes are read to their end where the server gives %i at a time',
	async (rows) => {
		const asked = answerBy(rows)
		expect(await listNotes('ng_1')).toEqual(NOTES)
		expect(asked).toHaveLength(Math.ceil(NOTES.length / rows))
		expect(asked[0]).toBe('/api/v1/negotiations/ng_1/notes?limit=500')
	}
)

test('a list whose pages lead round in a circle is not understood', async () => {
	answerBy(100, () => '+/0')
	await expect(listNotes('ng_1')).rejects.toMatchObject({ kind: 'unreadable' })
})

test('what fails on a later page fails the list: half of it is not shown as the whole', async () => {
	const first = { notes: NOTES.slice(0, 2), next: 'x' }
	const answers = [Response.json(first), new Response('', { status: 502 })]
	vi.stubGlobal('fetch', () => Promise.resolve(answers.shift()))
	await expect(listNotes('ng_1')).rejects.toBeInstanceOf(ApiError)
})
