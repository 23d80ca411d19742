import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type NegotiationId } from '@parley/domain'
import { dropBefore } from '../storage/sqlite/dropBefore.ts'
import { DATABASE_FILE } from '../storage/sqlite/folder.ts'
import { LINKS_FILE } from './links.ts'

/** Clears what of a negotiation stands in the data folder beside the database: its links, and copies kept before upgrades, which hold it. */
export async function clearBeside(folder: string, id: NegotiationId): Promise<void> {
	dropBefore(join(folder, DATABASE_FILE))
	const file = join(folder, LINKS_FILE)
	const text = await readFile(file, 'utf8').catch((error: unknown) => {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
		throw error
	})
	const kept = withoutLinks(text, id)
	if (kept === text) return
	const draft = `${file}.part`
	await writeFile(draft, kept, { mode: 0o600 })
	await rename(draft, file)
}

/** The lines of a links file but those of one negotiation: each begins with its title and id, and ends before the next title. */
export function withoutLinks(text: string, id: NegotiationId): string {
	const head = /^.*\(ng_[0-9a-z]{12}\), made \S+$/
	let isOf = false
	return text
		.split('\n')
		.filter((line) => {
			if (head.test(line)) isOf = line.includes(`(${id}), made `)
			return !isOf
		})
		.join('\n')
}
