import { readJson } from '@parley/formats'
import { expect, test } from 'vitest'
import { freshFolder, run } from './testCommand.ts'

test('[K76] the sample has one of each thing that a room can decide about a text, and its record holds', async () => {
	const environment = { PARLEY_DATA: freshFolder(), PARLEY_PUBLIC_URL: 'https://parley.example' }
	expect(await run(['sample'], environment)).toMatchObject({ code: 0 })
	const { clauses } = readJson((await run(['export', '--format', 'json'], environment)).out)
	const statuses = ['not-discussed', 'open', 'bracketed', 'agreed-ad-referendum', 'agreed']
	expect(new Set(clauses.map(({ status }) => status))).toEqual(new Set(statuses))
	const point = (number: string) => clauses.find((clause) => clause.number === number)
	expect(point('13')?.standing.legalForce).toMatchObject({
		body: 'US Congress',
		state: 'not-asked',
	})
	expect(point('17')?.standing.reservations).toMatchObject([{ delegation: 'FR', kind: 'scrutiny' }])
	const confirmed = point('18')?.standing.confirmations?.delegations.filter(
		({ confirmedAt }) => confirmedAt !== null
	)
	expect(confirmed?.map(({ delegation }) => delegation)).toEqual(['GB'])
	// it has confirmed the text that stands there
	expect(confirmed?.[0]?.readDigest).toMatch(/^[0-9a-f]{64}$/)
	expect(confirmed?.[0]?.readDigest).toBe(point('18')?.standing.confirmations?.readDigest)
	expect(point('4')?.suggestions?.map(({ by }) => by)).toEqual(['DE'])
	expect(point('14')?.alternatives?.[0]?.alternatives.map(({ label }) => label)).toEqual(['A', 'B'])
	expect(point('14')?.alternatives?.[0]?.alternatives.map(({ by }) => by)).toEqual(['UA', 'FR'])
	expect(point('14')?.placeholders).toMatchObject([{ what: 'number', owner: 'UA' }])
	expect(point('14')?.brackets).toEqual([])
	expect(point('13')?.brackets.length).toBeGreaterThan(0)
	expect(await run(['log', 'check'], environment)).toMatchObject({ code: 0, err: '' })
	// the points that are agreed have words in what was agreed last
	const agreed = (await run(['export', '--view', 'agreed', '--format', 'txt'], environment)).out
	const textOf = (number: string) =>
		point(number)?.blocks.flatMap(({ content }) =>
			content.flatMap((piece) => ('text' in piece ? [piece.text] : []))
		) ?? []
	for (const number of ['2', '8', '18']) {
		expect(textOf(number).join('').length).toBeGreaterThan(20)
		for (const words of textOf(number)) expect(agreed).toContain(words.slice(0, 20).trim())
	}
	// words that are only suggested to go, and the characters of brackets, are in the text as they were
	const plain = (await run(['export', '--format', 'txt'], environment)).out
	expect(plain).toContain('enjoy {--full and immediate -- DE}freedom of movement')
	expect(plain).toContain('no later than ⟨number: how many – UA⟩ days after')
})
