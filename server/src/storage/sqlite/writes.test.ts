import { expect, test } from 'vitest'
import { Samples } from '../contract/samples.ts'
import { tables } from './tables.ts'
import { step, storedCommit } from './writes.ts'

test('[S3] what is sent to the writing thread leaves the frame behind that it came in', () => {
	const samples = new Samples()
	const bytes = samples.bytes(1000).subarray(100, 130)
	const document = samples.document()
	const commit = samples.commit(samples.log(), 0, [{ kind: 'update', document, bytes }])
	const [entry] = storedCommit(commit).entries
	expect(entry?.bytes).toEqual(bytes)
	expect(entry?.bytes.buffer.byteLength).toBe(30)

	const cache = { document, position: 1, state: bytes }
	const { parameters } = step(tables.insertInto('state_cache').values(cache))
	const [sent] = parameters.filter((parameter) => parameter instanceof Uint8Array)
	expect(sent).toEqual(bytes)
	expect(sent?.buffer.byteLength).toBe(30)
})
