import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { signers, snapshot } from '../vectors/input.ts'
import { describeResult } from './describe.ts'
import { signEnvelope } from './envelope.ts'
import { formatKey, parseKey } from './key.ts'
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
	])
	const [one, other] = crossings?.placeholders ?? []
	for (const placeholders of [[], [one], [other, one], [one, other, one], 'none']) {
		expect(verifyChanged(withClause({ placeholders })).kind).toBe('invalid')
	}
	expect(verifyChanged(withClause({ placeholders: [one, other] })).kind).toBe('valid')
	const said = describeResult(verifySnapshot(file.bytes, { key }))
	expect(JSON.stringify(said)).toContain('2 placeholders are open: sum in cafés (UA), unknown')
})
