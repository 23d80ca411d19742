import { expect, test } from 'vitest'
import { attributionDigest, type AttributionManifest } from './attribution.ts'

const manifest: AttributionManifest = {
	format: 'parley-attribution/1',
	clauses: [{ id: 'cl_000000000001', runs: [{ seat: 'st_000000000001', length: 3 }] }],
}
const salt = new Uint8Array(32).fill(1)

test('[P21] the digest of who wrote what depends on the manifest and on the salt', () => {
	const other = attributionDigest({ ...manifest, clauses: [] }, salt)
	const salted = attributionDigest(manifest, new Uint8Array(32).fill(2))
	expect(new Set([attributionDigest(manifest, salt), other, salted]).size).toBe(3)
})

test('[P21] a salt that is too short to hide anything is refused', () => {
	expect(() => attributionDigest(manifest, new Uint8Array(16))).toThrow(RangeError)
})
