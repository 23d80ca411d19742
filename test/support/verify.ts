import { verifySnapshot, type Snapshot } from '@parley/snapshot'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const VERIFIER = fileURLToPath(
	new URL('../../packages/snapshot/vectors/verify.py', import.meta.url)
)

/** The frozen text of a signed file that both verifiers take, the one in TypeScript and the one in Python. Throws where one does not. */
export async function verifiedTwice(file: Uint8Array): Promise<Snapshot> {
	const verified = verifySnapshot(file)
	if (verified.kind === 'invalid') throw new Error(`the snapshot is ${verified.reason}`)
	const folder = await mkdtemp(join(tmpdir(), 'parley-verify-'))
	try {
		const path = join(folder, 'frozen.json')
		await writeFile(path, file)
		await inPython(path)
	} finally {
		await rm(folder, { recursive: true, force: true })
	}
	return verified.document
}

/** Rejects with what the verifier says where it does not take the file. */
function inPython(path: string): Promise<void> {
	return new Promise((resolve, reject) => {
		execFile('python3', [VERIFIER, path], (error, out, err) => {
			if (error === null) resolve()
			else reject(new Error(`verify.py: ${out}${err}`, { cause: error }))
		})
	})
}
