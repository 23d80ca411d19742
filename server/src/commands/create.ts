import { ParleyError, type Deadline, type Instant } from '@parley/domain'
import { type ImportedText } from '@parley/formats'
import { countClauses } from '@parley/snapshot'
import { parseDeadline, sayDeadline } from '../deadline.ts'
import { type NegotiationDraft } from '../negotiation/createNegotiation.ts'
import { parseLine } from '../words.ts'
import { configOf, counted, type Console } from './console.ts'
import { parseDelegations, parseSeats, usualSeats } from './draft.ts'
import { make, madeJson, sayMade } from './make.ts'
import { linkAddress, withData } from './openData.ts'
import { createProgress } from './progress.ts'
import { sayBrackets } from './sayBrackets.ts'
import { sayOptions } from './sayOptions.ts'
import { type TextFormat } from '../textWork/work.ts'
import { openWorkshop } from '../textWork/workshop.ts'
import { readText, type ReadText } from './readText.ts'
import { assertNoFreezeNear } from './still.ts'

/** `parley create` as typed. */
export interface CreateOptions {
	readonly text: string
	readonly title?: string
	readonly notice?: string
	readonly contact?: string
	readonly delegations?: string
	readonly seats?: string
	readonly deadline?: string
	readonly zone: string
	readonly language: string
	readonly format?: TextFormat
	readonly allowDamage?: boolean
	readonly dryRun?: boolean
	readonly json?: boolean
}

/** Makes a negotiation from a file, or shows how the file would be split. Everything is checked before anything is written. */
export async function create(console: Console, options: CreateOptions): Promise<void> {
	const config = configOf(console)
	const isDry = options.dryRun === true
	// What was typed is looked at first: reading a file can take a while.
	const parts = isDry ? null : readParts(options)
	const bar = createProgress('Reading the text')
	const workshop = openWorkshop()
	const read = await readText(workshop, console.pathOf(options.text), {
		format: options.format,
		allowDamage: options.allowDamage,
		codes: (parts?.delegations ?? parseDelegations(options.delegations ?? '')).map(
			({ code }) => code
		),
		onProgress: (done, total) => {
			bar.update(done, total)
		},
	}).finally(() => {
		bar.stop()
		return workshop.close()
	})
	if (parts === null) {
		showSplit(console, read, options.json === true)
		return
	}
	const title = readTitle(options, read.imported)
	const address = await linkAddress(config)
	await withData(config, async (data) => {
		await assertNoFreezeNear(data)
		const now = data.clock.now()
		const deadline = readDeadline(options, now)
		const draft: NegotiationDraft = {
			...parts,
			title,
			deadline,
			clauses: read.imported.clauses,
			baseTextDigest: read.digest,
		}
		const storing = createProgress('Storing the clauses')
		const made = await make(data, draft, address, (done, total) => {
			storing.update(done, total)
		}).finally(() => {
			storing.stop()
		})
		const { brackets, options: found } = read.imported
		if (options.json === true) {
			console.say(madeJson(made, { brackets, options: found }))
			return
		}
		for (const line of [...sayBrackets(brackets), ...sayOptions(found)]) console.say(line)
		await sayMade(console, config.dataFolder, made, now)
	})
}

function readTitle(options: CreateOptions, imported: ImportedText): string {
	const title = parseLine(options.title ?? imported.title ?? '')
	if (title === '') throw wrong('The negotiation needs a title: add --title.')
	if (title.length > 200) throw wrong('The title is longer than 200 characters.')
	return title
}

function readParts(
	options: CreateOptions
): Pick<NegotiationDraft, 'notice' | 'contact' | 'language' | 'delegations' | 'seats'> {
	if (options.delegations === undefined) {
		throw wrong('Say who negotiates, e.g. --delegations "UA:Ukraine,GB:United Kingdom".')
	}
	const delegations = parseDelegations(options.delegations)
	if (delegations.length === 0) throw wrong('--delegations names none.')
	return {
		notice: parseLine(options.notice ?? '').slice(0, 200),
		contact: parseLine(options.contact ?? '').slice(0, 200),
		language: readLanguage(options.language),
		delegations,
		seats:
			options.seats === undefined
				? usualSeats(delegations)
				: parseSeats(options.seats, delegations),
	}
}

function readDeadline({ deadline, zone }: CreateOptions, now: Instant): Deadline {
	if (deadline === undefined) {
		throw wrong('Say when the text freezes, e.g. --deadline 2026-12-09T18:00 --zone Europe/London.')
	}
	const parsed = parseDeadline(deadline, zone)
	if (parsed.kind === 'refused') throw wrong(parsed.fault)
	if (parsed.deadline.at > now) return parsed.deadline
	throw wrong(`The deadline ${sayDeadline(parsed.deadline)} has passed.`)
}

function readLanguage(tag: string): string {
	try {
		const [canonical] = Intl.getCanonicalLocales(tag)
		if (canonical !== undefined) return canonical
	} catch (error) {
		if (!(error instanceof RangeError)) throw error
	}
	throw wrong(`There is no language ${JSON.stringify(tag)}. Write a tag like en, uk, fr or de.`)
}

function showSplit(console: Console, { imported, format, digest }: ReadText, json: boolean): void {
	const { title, clauses, dropped, brackets, options } = imported
	if (json) {
		const rows = clauses.map(({ kind, number, heading, blocks }) => {
			return { kind, number, heading, blocks: blocks.length }
		})
		const read = {
			title: title ?? null,
			format,
			digest,
			clauses: rows,
			normalised: dropped,
			brackets,
			options,
		}
		console.say(JSON.stringify(read, null, '\t'))
		return
	}
	console.say(`Read as ${format}: ${countClauses(clauses)}. Nothing was stored.`)
	if (title !== undefined) console.say(`Title: ${title}`)
	console.say()
	for (const { kind, number, heading, blocks } of clauses) {
		const label = number === '' && heading === '' ? `(${kind})` : `${number}  ${heading}`.trim()
		console.say(`  ${label}  [${counted(blocks.length, 'paragraph')}]`)
	}
	const found = [...sayBrackets(brackets), ...sayOptions(options)]
	if (found.length > 0) console.say()
	for (const line of found) console.say(line)
	if (dropped.length === 0) return
	console.say()
	console.say('Normalised:')
	for (const { what, count } of dropped) console.say(`  ${count} × ${what}`)
}

function wrong(message: string): ParleyError {
	return new ParleyError('bad-configuration', message)
}
