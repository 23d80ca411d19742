import { parseLogPosition } from '@parley/domain'
import { expect, test } from 'vitest'
import { log, signers } from '../vectors/input.ts'
import { parseCheckpoint, signCheckpoint, verifyCheckpoint } from './checkpoint.ts'
import { signerFromSeed } from './ed25519.ts'

const checkpoint = { log, position: parseLogPosition(20852163), chain: new Uint8Array(32).fill(7) }
const note = signCheckpoint(checkpoint, signers.server)
const { publicKey } = signers.server

test('[P8] a checkpoint is a signed note of three lines, a blank line and one signature', () => {
	const lines = note.split('\n')
	expect(lines.slice(0, 4)).toEqual([
		`parley-log/1/${log}`,
		'20852163',
		'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=',
		'',
	])
	expect(lines[4]?.startsWith(`\u2014 parley-log/1/${log} `)).toBe(true)
	expect(lines.slice(5)).toEqual([''])
})

test('[P8] what was signed is read and holds', () => {
	expect(parseCheckpoint(note)).toEqual(checkpoint)
	expect(verifyCheckpoint(note, publicKey)).toEqual({ kind: 'valid', checkpoint })
})

test('[P8] nothing in a checkpoint can change and leave it valid', () => {
	const characters = Array.from(note)
	for (let i = 0; i <= characters.length; i++) {
		for (const other of ['A', 'B', '0', '1', '=', '+', '\n', ' ', '']) {
			for (const removed of other === '' ? [1] : [0, 1]) {
				const changed = characters.toSpliced(i, removed, other).join('')
				if (changed !== note) {
					expect(verifyCheckpoint(changed, publicKey).kind, JSON.stringify(changed)).toBe('invalid')
				}
			}
		}
	}
})

test('[P8] a checkpoint of another server, or of another log under this name, does not hold', () => {
	const other = signerFromSeed(new Uint8Array(32).fill(3))
	expect(verifyCheckpoint(note, other.publicKey)).toEqual({
		kind: 'invalid',
		reason: 'bad-signature',
	})
	const renamed = note.replaceAll(log, `${log}x`)
	expect(verifyCheckpoint(renamed, publicKey)).toEqual({ kind: 'invalid', reason: 'bad-signature' })
})

test('[P8] a log whose id cannot be a key name is refused', () => {
	for (const id of ['', 'a b', 'a+b', 'a\nb', 'é']) {
		expect(() => signCheckpoint({ ...checkpoint, log: id }, signers.server)).toThrow(RangeError)
	}
	expect(() =>
		signCheckpoint({ ...checkpoint, chain: new Uint8Array(31) }, signers.server)
	).toThrow(RangeError)
})

test('[P8] a position beyond what a number can hold is malformed, not an error', () => {
	const huge = note.replace('20852163', '99999999999999999999')
	expect(verifyCheckpoint(huge, publicKey)).toEqual({ kind: 'invalid', reason: 'malformed' })
})
