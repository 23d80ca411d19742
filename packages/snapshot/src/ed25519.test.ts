import fc from 'fast-check'
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { fromHex, toHex } from './digest.ts'
import { isSignature, signerFromSeed } from './ed25519.ts'
import { runs } from './testing.ts'

test.each([
	[
		'9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
		'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
		'',
		'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
	],
	[
		'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
		'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
		'af82',
		'6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
	],
])(
	'[P9] key, message and signature of RFC 8032 section 7.1 agree: %#',
	(seed, key, message, signature) => {
		const signer = signerFromSeed(fromHex(seed))
		expect(toHex(signer.publicKey)).toBe(key)
		expect(toHex(signer.sign(fromHex(message)))).toBe(signature)
		expect(isSignature(fromHex(signature), fromHex(message), fromHex(key))).toBe(true)
	}
)

test('[P9] signatures of node:crypto hold here, and ours there', () => {
	fc.assert(
		fc.property(
			fc.uint8Array({ minLength: 32, maxLength: 32 }),
			fc.uint8Array(),
			(seed, message) => {
				const ours = signerFromSeed(seed)
				// RFC 8410 section 7: the fixed bytes before a raw seed in a PKCS #8 key
				const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
				const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
				expect(isSignature(sign(null, message, key), message, ours.publicKey)).toBe(true)
				expect(verify(null, message, createPublicKey(key), ours.sign(message))).toBe(true)
			}
		),
		runs(20)
	)
})

test('[P9] a key of small order, under which one signature fits every message, signs nothing', () => {
	const neutral = Uint8Array.of(1, ...new Uint8Array(31))
	const signature = Uint8Array.of(...neutral, ...new Uint8Array(32))
	expect(isSignature(signature, Uint8Array.of(1), neutral)).toBe(false)
	expect(isSignature(signature, Uint8Array.of(2), new Uint8Array(32))).toBe(false)
})

test('[P9] a signature whose second half is not reduced does not hold', () => {
	const order = 2n ** 252n + 27742317777372353535851937790883648493n
	const { publicKey, sign: signWith } = signerFromSeed(new Uint8Array(32).fill(4))
	const message = Uint8Array.of(1, 2, 3)
	const signature = signWith(message)
	let s = order
	for (let i = 31; i >= 0; i--) s += BigInt(signature[32 + i] ?? 0) << BigInt(8 * i)
	const raised = signature.map((byte, i) =>
		i < 32 ? byte : Number((s >> BigInt(8 * (i - 32))) & 255n)
	)
	expect(isSignature(signature, message, publicKey)).toBe(true)
	expect(isSignature(raised, message, publicKey)).toBe(false)
})

test('[P9] bytes of another length are no signature and no key', () => {
	expect(isSignature(new Uint8Array(63), new Uint8Array(0), new Uint8Array(32))).toBe(false)
	expect(isSignature(new Uint8Array(64), new Uint8Array(0), new Uint8Array(31))).toBe(false)
})
