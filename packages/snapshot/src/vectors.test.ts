import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { buildVectors } from '../vectors/build.ts'
import { signers, snapshot } from '../vectors/input.ts'
import { parseCanonical } from './canonical.ts'
import { signEnvelope } from './envelope.ts'
import { formatKey, parseKey } from './key.ts'
import { signSnapshot } from './sign.ts'
import { verifyFile } from './verify.ts'

const folder = new URL('../vectors/', import.meta.url)
const pathOf = (name: string) => fileURLToPath(new URL(name, folder))
const key = formatKey(signers.server.publicKey)
const execute = promisify(execFile)
const long = process.env['PARLEY_SCALE'] === 'long'

test('[P23] the published vectors are what this code gives, byte for byte', () => {
	for (const [name, bytes] of buildVectors()) {
		expect(readFileSync(pathOf(name)).equals(bytes), `${name}: run the script "vectors"`).toBe(true)
	}
})

test('[P23] every vector that is to be refused is refused', () => {
	const { refused } = JSON.parse(readFileSync(pathOf('vectors.json'), 'utf8')) as {
		refused: { name: string; text: string }[]
	}
	expect(refused.length).toBeGreaterThan(20)
	for (const { name, text } of refused) {
		expect(parseCanonical(new TextEncoder().encode(text)).ok, name).toBe(false)
	}
})

/** Calls verify.py from inside Python on files that differ in one byte, each `step` from `first` on, since 10,000 processes would take minutes. */
const TAMPER = `
import sys
sys.path.insert(0, sys.argv[1])
import verify
name, key, masks = sys.argv[2], sys.argv[3], [int(mask) for mask in sys.argv[4].split(',')]
first, step = int(sys.argv[5]), int(sys.argv[6])
data = open(name, 'rb').read()
assert verify.verify(data, key)[3] == 'valid'
tried = 0
for i in range(first, len(data) + 1, step):
    changes = [data[:i] + bytes([b]) + data[i:] for b in (0x0a,)]
    if i < len(data):
        changes.append(data[:i] + data[i + 1:])
        changes += [data[:i] + bytes([data[i] ^ x]) + data[i + 1:] for x in masks]
    for change in changes:
        tried += 1
        try:
            verify.verify(change, key)
            sys.exit('taken at byte %d: %r' % (i, change[max(0, i - 9):i + 9]))
        except verify.Refused:
            pass
print(tried)
`

const python = spawnSync('python3', ['--version'], { encoding: 'utf8' })
const hasPython = python.status === 0
if (!hasPython) console.warn('SKIPPED: python3 is missing, so vectors/verify.py was not tested')

describe.skipIf(!hasPython)('the Python verifier', () => {
	const run = (...parameters: string[]) =>
		spawnSync('python3', parameters, { encoding: 'utf8', env: { PATH: process.env['PATH'] } })
	const verify = (...parameters: string[]) => run(pathOf('verify.py'), ...parameters)

	test('[P24] agrees with every vector', () => {
		const { stdout, stderr, status } = verify('--vectors', fileURLToPath(folder))
		expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
		expect(stdout).toContain('all vectors hold')
	})

	test('[P24] says valid only against a key from outside', () => {
		const file = pathOf('snapshot.json')
		expect(verify(file, '--key', key).stdout).toMatch(/^valid: parley-snapshot\/3/)
		expect(verify(file).stdout).toMatch(/^consistent: .*key not checked/)
		const other = verify(file, '--key', formatKey(signers.successor.publicKey))
		expect(other.status).toBe(1)
		expect(other.stderr).toBe('invalid: signed with another key than the one given\n')
	})

	test('[P24] [P35] takes a text from before anything could be said about a suggestion or a confirmation named a text, and nothing else for a list', () => {
		const older = verify(pathOf('snapshot-before-comments.json'), '--key', key)
		expect(older.stdout).toMatch(/^valid: parley-snapshot\/3/)
		const folder = mkdtempSync(join(tmpdir(), 'parley-vectors-'))
		const file = join(folder, 'snapshot.json')
		for (const comments of [null, '', {}, [{}], [null], 0]) {
			const clauses = snapshot.clauses.map((clause) => ({
				...clause,
				openSuggestions: clause.openSuggestions?.map((one) => ({ ...one, comments })),
			}))
			const body: object = { ...snapshot, clauses }
			writeFileSync(file, signEnvelope({ format: '', ...body }, signers.server).bytes)
			expect(verify(file, '--key', key).stderr, JSON.stringify(comments)).toMatch(/^invalid: the /)
		}
		rmSync(folder, { recursive: true })
	})

	test('[P22] calls a copy of the text for programs that, and refuses it', () => {
		const folder = mkdtempSync(join(tmpdir(), 'parley-vectors-'))
		const file = join(folder, 'data.json')
		writeFileSync(file, '{\n\t"format": "parley-text/1"\n}\n')
		const { status, stderr } = verify(file, '--key', key)
		expect(status).toBe(1)
		expect(stderr).toMatch(/^invalid: a copy of the text for programs, nothing in it is signed/)
		rmSync(folder, { recursive: true })
	})

	test('[P24] follows rotations from the key that was given, forwards only', () => {
		const folder = mkdtempSync(join(tmpdir(), 'parley-vectors-'))
		const file = join(folder, 'snapshot.json')
		writeFileSync(file, signSnapshot(snapshot, signers.successor).bytes)
		const rotation = pathOf('rotation.json')
		expect(verify(file, '--key', key).status).toBe(1)
		expect(verify(file, '--key', key, '--rotation', rotation).stdout).toMatch(/^valid: /)
		const successor = formatKey(signers.successor.publicKey)
		const old = pathOf('snapshot.json')
		expect(verify(old, '--key', successor, '--rotation', rotation).status).toBe(1)
		rmSync(folder, { recursive: true })
	})

	test.each(['snapshot.json', 'freeze-protocol.json', 'rotation.json'])(
		'[P24] refuses %s with any one byte changed',
		async (name) => {
			const masks = long ? '1,2,4,8,16,32,64,128' : '1'
			const bytes = readFileSync(pathOf(name)).length
			// of a long file some bytes, others in each run
			const step = long || bytes < 5_000 ? 1 : 8
			const first = Math.floor(Math.random() * step)
			console.log(`${name}: byte ${first} and each ${step} on`)
			const parameters = ['-B', '-c', TAMPER, fileURLToPath(folder), pathOf(name), key, masks]
			const places = [first, step].map(String)
			const tried = Number((await execute('python3', [...parameters, ...places])).stdout)
			expect(tried).toBeGreaterThan(Math.floor(bytes / step) * 2)
		}
	)
})

test.each(['freeze-protocol.json', 'rotation.json'])('[P14] so does ours, of %s', (name) => {
	const bytes = readFileSync(pathOf(name))
	const options = { key: parseKey(key) }
	expect(verifyFile(bytes, options).kind).toBe('valid')
	for (let i = 0; i < bytes.length; i++) {
		for (const mask of [0x01, 0x20, 0x80]) {
			const changed = Uint8Array.from(bytes).with(i, (bytes[i] ?? 0) ^ mask)
			expect(verifyFile(changed, options).kind, `byte ${i}`).toBe('invalid')
		}
	}
})
