import { isSignature } from '@parley/snapshot'
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { KEY_FILE, openSigner } from './signer.ts'

let folder: string
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'parley-signer-'))
})
afterEach(async () => {
	await rm(folder, { recursive: true, force: true })
})

test('the key is made once, for its owner alone, and signs as the portable verifier expects', async () => {
	const [first, second] = await Promise.all([openSigner(folder), openSigner(folder)])
	expect(first.keyText).toBe(second.keyText)
	expect(await readdir(folder)).toEqual([KEY_FILE])
	expect((await stat(join(folder, KEY_FILE))).mode & 0o777).toBe(0o600)
	const message = new TextEncoder().encode('message')
	expect(isSignature(first.sign(message), message, second.publicKey)).toBe(true)
})

test('a key that others may read, or that is none, is not used', async () => {
	await openSigner(folder)
	await chmod(join(folder, KEY_FILE), 0o644)
	await expect(openSigner(folder)).rejects.toThrow(/others may read/)
	await writeFile(join(folder, KEY_FILE), 'no key')
	await chmod(join(folder, KEY_FILE), 0o600)
	await expect(openSigner(folder)).rejects.toMatchObject({ code: 'bad-key' })
})
