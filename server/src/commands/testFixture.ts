import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { KEY_FILE } from '../freeze/signer.ts'
import { testKey } from '../negotiation/testRoom.ts'
import { DATABASE_FILE } from '../storage/sqlite/folder.ts'

const ROOM = fileURLToPath(new URL('../storage/fixtures/v1-room/', import.meta.url))

const Expected = z.object({
	negotiation: z.string(),
	snapshotDigest: z.string(),
	clauses: z.array(z.object({ id: z.string(), text: z.string() })),
})

/** What was read from the room of format 1 by the version that wrote it. */
export const EXPECTED_ROOM = Expected.parse(
	JSON.parse(readFileSync(join(ROOM, 'expected.json'), 'utf8'))
)

/** The signing key of that room as PEM: the one of all tests, so that no secret key stands in a file. */
export const ROOM_KEY = testKey().export({ type: 'pkcs8', format: 'pem' }).toString()

/** Lays the data folder that format 1 left into `folder`, made where it is missing: a frozen room with late words, and its signing key. */
export function layRoom(folder: string): void {
	mkdirSync(folder, { recursive: true })
	copyFileSync(join(ROOM, DATABASE_FILE), join(folder, DATABASE_FILE))
	chmodSync(join(folder, DATABASE_FILE), 0o600)
	writeFileSync(join(folder, KEY_FILE), ROOM_KEY, { mode: 0o600 })
}
