import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { signers, snapshot } from '../vectors/input.ts'
import { describeResult } from './describe.ts'
import { signEnvelope } from './envelope.ts'
import { sayConfirmations } from './describeStanding.ts'
import { formatKey, parseKey } from './key.ts'
import { readDigestOf, withoutSuggestions } from './readDigest.ts'
import { signSnapshot } from './sign.ts'
import { type SnapshotClause } from './snapshot.ts'
import { beforeStandings } from './testing.ts'
import { verifyFile, verifySnapshot } from './verify.ts'

const file = signSnapshot(snapshot, signers.server)
const key = parseKey(formatKey(signers.server.publicKey))
const before = beforeStandings(snapshot)

/** A document signed as it is, though it may be none that should be. */
const signed = (body: object) => signEnvelope({ format: '', ...body }, signers.server)

const verifyChanged = (changes: object) => {
	const { bytes } = signed({ ...snapshot, ...changes })
	return agreed(bytes)
}

/** The snapshot's clauses with the second one changed. */
const withClause = (changes: Partial<Record<keyof SnapshotClause, unknown>>) => ({
	clauses: snapshot.clauses.map((clause, i) => (i === 1 ? { ...clause, ...changes } : clause)),
})

/** The answer about a file, on which the Python verifier agrees where there is one. */
function agreed(bytes: Uint8Array) {
	const answer = verifySnapshot(bytes, { key })
	const folder = mkdtempSync(join(tmpdir(), 'parley-standing-'))
	const path = join(folder, 'file.json')
	writeFileSync(path, bytes)
	const verifier = fileURLToPath(new URL('../vectors/verify.py', import.meta.url))
	const python = spawnSync('python3', [
		verifier,
		path,
		'--key',
		formatKey(signers.server.publicKey),
	])
	rmSync(folder, { recursive: true })
	if (python.error === undefined) expect(python.status === 0).toBe(answer.kind === 'valid')
	return answer
}

test('[P29] another colour, shape, order or setter of the ladder is another digest', () => {
	const [first, ...rest] = snapshot.ladder
	if (first === undefined) throw new RangeError('the vectors have a ladder')
	const ladders = [
		[{ ...first, colour: 'accent' }, ...rest],
		[{ ...first, shape: 'triangle' }, ...rest],
		[{ ...first, effect: 'open' }, ...rest],
		[{ ...first, setBy: ['advisor'] }, ...rest],
		[{ ...first, meaning: 'Something else.' }, ...rest],
		[...rest, first],
	].map((ladder) => signed({ ...snapshot, ladder }))
	const digests = [file, ...ladders].map((one) => one.digest)
	expect(new Set(digests).size).toBe(7)
	for (const { bytes } of ladders) expect(agreed(bytes).kind).toBe('valid')
	for (const ladder of [
		snapshot.ladder.slice(0, 1),
		[...snapshot.ladder, first],
		[{ ...first, shape: 'disc' }, ...rest],
		[{ ...first, setBy: [] }, ...rest],
		[{ status: 'not-discussed', name: 'A', meaning: 'B' }, ...rest],
		before.ladder,
	])
		expect(verifyChanged({ ladder: ladder })).toMatchObject({
			...{ kind: 'invalid', reason: 'bad-content' },
		})
})

test('[P30] what is said of a clause fits its step, in its order, each row once', () => {
	const [preamble, clause] = snapshot.clauses
	if (clause === undefined || preamble === undefined) throw new RangeError('two clauses')
	const { reservations, confirmations, packages } = clause
	expect(reservations.map(({ delegation, kind }) => `${delegation} ${kind}`)).toEqual([
		...['FR parliamentary', 'UA linguistic', 'UA scrutiny'],
	])
	if (confirmations === null || confirmations === undefined) throw new RangeError('a ledger')
	const { delegations } = confirmations
	const unconfirmed = { delegation: 'XX', confirmedAt: null, late: true }
	for (const change of [
		{ reservations: reservations.toReversed() },
		{ reservations: [...reservations, ...reservations.slice(2)] },
		{ confirmations: { ...confirmations, delegations: delegations.toReversed() } },
		{ confirmations: { ...confirmations, delegations: [...delegations, unconfirmed] } },
		{ packages: [...(packages ?? []), ...(packages ?? [])] },
		{ status: 'agreed' },
	])
		expect(verifyChanged(withClause(change))).toMatchObject({ reason: 'bad-content' })
	expect(verifyChanged(withClause({ confirmations: null, packages: [] })).kind).toBe('valid')
})

test('[P30] a text of version 2 is what it was, and says nothing of how its clauses stand', () => {
	const old = signed(before)
	expect(verifyFile(old.bytes, { key })).toMatchObject({ kind: 'valid', document: before })
	expect(agreed(old.bytes).kind).toBe('valid')
	for (const clauses of [
		before.clauses.map((one) => ({ ...one, packages: [] })),
		before.clauses.map((one, i) => ({ ...one, reservations: snapshot.clauses[i]?.reservations })),
	])
		expect(verifyFile(signed({ ...before, clauses }).bytes, { key })).toMatchObject({
			reason: 'bad-content',
		})
	const [one, ...others] = snapshot.clauses
	if (one === undefined) throw new RangeError('a clause')
	const unsaid = Object.fromEntries(Object.entries(one).filter(([key]) => key !== 'legalForce'))
	expect(verifyChanged({ clauses: [unsaid, ...others] })).toMatchObject({ reason: 'bad-content' })
	const full = signed({ ...before, ladder: snapshot.ladder })
	expect(agreed(full.bytes)).toMatchObject({ reason: 'bad-content' })
})

test('[P32] what is missing is named as it stands in the words, with its owner and its instant, and nothing else is', () => {
	const [, crossings] = snapshot.clauses
	expect(crossings?.placeholders).toEqual([
		{
			...{ id: 'amount00', what: 'amount', words: 'sum in cafés', owner: 'UA' },
			due: '2025-12-09T16:30:00.000Z',
		},
		{ id: 'unknown0', what: 'other', words: '', owner: null, due: null },
		{ id: 'opening0', what: 'date', words: 'from when', owner: null, due: null },
	])
	const [one, other, last] = crossings?.placeholders ?? []
	for (const placeholders of [
		[],
		[one, last],
		[other, one, last],
		[one, other, last, one],
		'none',
	]) {
		expect(verifyChanged(withClause({ placeholders })).kind).toBe('invalid')
	}
	expect(verifyChanged(withClause({ placeholders: [one, other, last] })).kind).toBe('valid')
	const said = describeResult(verifySnapshot(file.bytes, { key }))
	expect(JSON.stringify(said)).toContain(
		'3 placeholders are open: sum in cafés (UA), unknown, from when'
	)
})

test('[P35] the text to be confirmed is that of the clause, without what is only suggested, and every row says which was', () => {
	const [, clause] = snapshot.clauses
	const { confirmations } = clause ?? {}
	if (clause === undefined || !confirmations) throw new RangeError('a clause to be confirmed')
	const { confirmBy, delegations, readDigest } = confirmations
	const [read] = withoutSuggestions(clause.content).slice(1)
	expect(read?.content.map((piece) => ('text' in piece ? piece.text : ''))).toEqual([
		...['Opened by day; see the caf\u00e9 and ', 'the table'],
	])
	const without = { ...clause, content: withoutSuggestions(clause.content) }
	expect([readDigestOf(clause), readDigestOf(without)]).toEqual([readDigest, readDigest])
	const reworded = clause.placeholders?.map((one) => ({ ...one, words: 'another sum' })) ?? []
	expect(readDigestOf({ ...clause, placeholders: reworded })).not.toBe(readDigest)
	expect(readDigestOf({ ...clause, heading: 'Bridges' })).not.toBe(readDigest)
	const said = (rows: readonly object[], digest?: string) =>
		verifyChanged(
			withClause({
				confirmations: { confirmBy, delegations: rows, ...(digest && { readDigest: digest }) },
			})
		)
	const unsaid = delegations.map(({ delegation, confirmedAt, late }) => {
		return { delegation, confirmedAt, late }
	})
	// files that were frozen before confirmations named a text stay what they are
	expect(said(unsaid).kind).toBe('valid')
	expect(said(delegations, readDigest).kind).toBe('valid')
	const [first, ...rest] = delegations
	for (const [rows, digest] of [
		[delegations, '0f'.repeat(32)],
		[delegations, undefined],
		[unsaid, readDigest],
		[[{ ...first, confirmedAt: null, readDigest: '0f'.repeat(32) }, ...rest], readDigest],
		[[{ ...first, confirmedAt: '2025-12-09T16:30:00.000Z', readDigest: 'x' }, ...rest], readDigest],
	] as const)
		expect(said(rows, digest)).toMatchObject({ kind: 'invalid', reason: 'bad-content' })
	expect(sayConfirmations(confirmations)).toBe(
		'confirmed by 2 of 4 delegations (PL no text named, UA late); FR confirmed an earlier text'
	)
})
