import { expect, test } from 'vitest'
import { rankEntry } from './rank.ts'
import { SYNONYMS } from './synonyms.ts'

const found = (query: string): readonly string[] =>
	Object.entries(SYNONYMS).flatMap(([id, words]) =>
		rankEntry(query, { name: `Command ${id}`, words }) > 0 ? [id] : []
	)

test.each([
	['stance', 'alternatives'],
	['congress', 'standing'],
	['seal', 'freeze'],
	['unresolved', 'open'],
	['blank', 'placeholder'],
	['track changes', 'suggest'],
	['download', 'copies'],
	['export', 'copies'],
	['help', 'keys'],
	['shortcut', 'keys'],
	['undo', 'keys'],
	['language', 'settings'],
	['history', 'authors'],
	['comment', 'note'],
	// "stance" typed on the other layout
	['іефтсу', 'alternatives'],
])('[K12] %s finds the command %s, which is not called so', (query, id) => {
	expect(found(query)).toContain(id)
	expect(rankEntry(query, { name: `Command ${id}` })).toBe(0)
})

test('[K12] a name that has the words comes before one that is only meant by them', () => {
	const named = rankEntry('brackets', { name: 'All open brackets', words: 'register' })
	expect(named).toBeGreaterThan(rankEntry('brackets', { name: 'What is open', words: 'brackets' }))
})
