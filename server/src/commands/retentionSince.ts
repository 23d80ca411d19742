import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseInstant, type Instant } from '@parley/domain'
import * as z from 'zod'
import { writeWhole } from './writeWhole.ts'

/** The name, in a data folder, of the note since when closed negotiations are kept for so long. */
export const RETENTION_FILE = 'retention.json'

const Note = z.object({ days: z.int(), since: z.int().transform(parseInstant) })

/**
 * Since when closed negotiations have been kept for `days`, as a note in the data folder has it: a number that is new, lowered or mistyped
 * must not erase anything that was not announced. It is `now` where the number was another one until now, or none.
 */
export async function retentionSince(
	folder: string,
	days: number | null,
	now: Instant
): Promise<Instant> {
	const file = join(folder, RETENTION_FILE)
	if (days === null) {
		await rm(file, { force: true })
		return now
	}
	const noted = parseNote(await readFile(file, 'utf8').catch(() => ''))
	if (noted?.days === days && noted.since <= now) return noted.since
	await writeWhole(file, `${JSON.stringify({ days, since: now })}\n`)
	return now
}

/** The note, or null where there is none that can be read: then the time begins anew. */
function parseNote(text: string): z.infer<typeof Note> | null {
	try {
		return Note.safeParse(JSON.parse(text)).data ?? null
	} catch (error) {
		if (error instanceof SyntaxError) return null
		throw error
	}
}
