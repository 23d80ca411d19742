import { ParleyError, type Negotiation } from '@parley/domain'
import { eraseNegotiation } from '../negotiation/eraseNegotiation.ts'
import { type Storage } from '../storage/ports.ts'
import { clearBeside } from './clearBeside.ts'
import { configOf, type Console } from './console.ts'
import { withData } from './openData.ts'
import { outputFile } from './outputFile.ts'
import { assertStill } from './still.ts'
import { writeWhole } from './writeWhole.ts'

/** `parley erase` as typed. */
export interface EraseOptions {
	/** Whether it is done without asking for the title. */
	readonly yes?: boolean
	/** The file to write the signed record of it into. */
	readonly record?: string
}

/** Erases a negotiation with everything of it, also while a server runs, once its title was typed. */
export async function erase(
	console: Console,
	id: string,
	{ yes = false, record }: EraseOptions
): Promise<void> {
	const { dataFolder } = configOf(console)
	const recordFile = record === undefined ? null : outputFile(console, record)
	await withData({ dataFolder }, async (data) => {
		const { storage } = data
		const negotiation = await find(storage, id)
		await assertStill(data)
		if (!yes) await confirm(console, negotiation)
		await clearBeside(dataFolder, negotiation.id)
		const signed = await eraseNegotiation(data, negotiation.id, 'operator')
		try {
			// The record is in the database too: where this file cannot be written, the words must go all the same.
			if (recordFile !== null) await writeWhole(recordFile, signed)
		} finally {
			await storage.scrub()
		}
		console.say(
			`Erased: ${negotiation.id}. Nothing of it is in ${dataFolder} any more but a signed record that it was there.`
		)
		console.say(
			'Backups, archives and snapshots that were made before still hold it: they are yours to delete.'
		)
	})
}

/** The negotiation of that id. Throws `not-found`, naming those that there are. */
export async function find(
	storage: Pick<Storage, 'negotiations'>,
	id: string
): Promise<Negotiation> {
	const all = await storage.negotiations.list()
	const found = all.find((negotiation) => negotiation.id === id)
	if (found !== undefined) return found
	const erased = (await storage.negotiations.erasures()).find(
		({ negotiation }) => negotiation === id
	)
	if (erased !== undefined) throw new ParleyError('not-found', `The negotiation ${id} was erased.`)
	const others = all.map(({ id: other, title }) => `${other} (${title})`).join(', ')
	const hint = others === '' ? 'There is none.' : `There are: ${others}.`
	throw new ParleyError('not-found', `There is no negotiation ${JSON.stringify(id)}. ${hint}`)
}

async function confirm(console: Console, { id, title }: Negotiation): Promise<void> {
	if (!console.isTerminal) {
		const message = `Erasing ${id} cannot be undone: say --yes where nobody can be asked.`
		throw new ParleyError('bad-configuration', message)
	}
	console.say(`This erases “${title}” (${id}) for good: its text, notes, people and frozen texts.`)
	const typed = await console.ask('Type its title to go on: ')
	if (typed.trim().normalize('NFC') !== title.trim()) {
		throw new ParleyError('bad-configuration', 'That is not its title: nothing was erased.')
	}
}
