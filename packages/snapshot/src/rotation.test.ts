import { expect, test } from 'vitest'
import { deadline, signers, snapshot } from '../vectors/input.ts'
import { signerFromSeed } from './ed25519.ts'
import { formatKey, keyId, parseKey } from './key.ts'
import { signRotation } from './rotation.ts'
import { signSnapshot } from './sign.ts'
import { verifySnapshot } from './verify.ts'

const [a, b, c] = [signers.server, signers.successor, signerFromSeed(new Uint8Array(32).fill(3))]
const keyOf = (signer: { publicKey: Uint8Array }) => parseKey(formatKey(signer.publicKey))
const aToB = signRotation(a, b.publicKey, deadline.at).bytes
const bToC = signRotation(b, c.publicKey, deadline.at).bytes

test('[P20] a file of a successor is valid against the first key, through every rotation between', () => {
	const { bytes } = signSnapshot(snapshot, c)
	expect(verifySnapshot(bytes, { key: keyOf(a), rotations: [bToC, aToB] })).toMatchObject({
		kind: 'valid',
		trustedThrough: [a, b, c].map(({ publicKey }) => keyId(publicKey)),
	})
	for (const rotations of [[], [aToB], [bToC]]) {
		expect(verifySnapshot(bytes, { key: keyOf(a), rotations })).toMatchObject({
			reason: 'other-key',
		})
	}
})

test('[P20] trust does not run backwards: the old key is not that of its successor', () => {
	const { bytes } = signSnapshot(snapshot, a)
	expect(verifySnapshot(bytes, { key: keyOf(b), rotations: [aToB] })).toMatchObject({
		reason: 'other-key',
	})
})

test('[P20] a record that does not hold leads nowhere, and one that leads in a circle ends', () => {
	const { bytes } = signSnapshot(snapshot, b)
	const broken = aToB.with(40, (aToB[40] ?? 0) ^ 1)
	expect(verifySnapshot(bytes, { key: keyOf(a), rotations: [broken] })).toMatchObject({
		reason: 'other-key',
	})
	const circle = [bToC, signRotation(c, b.publicKey, deadline.at).bytes]
	expect(verifySnapshot(bytes, { key: keyOf(a), rotations: circle })).toMatchObject({
		reason: 'other-key',
	})
})

test('[P20] a stranger who names the same successor does not stand in the way', () => {
	const stranger = signerFromSeed(new Uint8Array(32).fill(4))
	const theirs = signRotation(stranger, b.publicKey, deadline.at).bytes
	const { bytes } = signSnapshot(snapshot, b)
	for (const rotations of [
		[aToB, theirs],
		[theirs, aToB],
	]) {
		expect(verifySnapshot(bytes, { key: keyOf(a), rotations }).kind).toBe('valid')
	}
})

test('[P20] a file that is no rotation leads nowhere', () => {
	const { bytes } = signSnapshot(snapshot, b)
	const rotations = [bytes, new Uint8Array(0)]
	expect(verifySnapshot(bytes, { key: keyOf(a), rotations })).toMatchObject({ reason: 'other-key' })
})
