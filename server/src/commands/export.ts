import { ParleyError, parseLogPosition, type Delegation, type Negotiation } from '@parley/domain'
import {
	fromSnapshot,
	MARKED,
	OUTPUTS,
	parseShown,
	readJson,
	type OutgoingText,
	type OutputFormat,
	type TextView,
} from '@parley/formats'
import { describeResult, fingerprint, isSnapshot, verifyFile } from '@parley/snapshot'
import { outgoingOf } from '../negotiation/storedText.ts'
import { readTextState } from '../negotiation/textState.ts'
import { type Storage } from '../storage/ports.ts'
import { configOf, type Console } from './console.ts'
import { withData } from './openData.ts'
import { outputFile } from './outputFile.ts'
import { assertNoFreezeNear } from './still.ts'
import { readGiven, type VerifyOptions } from './verify.ts'
import { writeWhole } from './writeWhole.ts'

/** `parley export` as typed. */
export interface ExportOptions extends VerifyOptions {
	readonly format: OutputFormat
	/** The id of a negotiation, where there are several. */
	readonly negotiation?: string
	/** A log position, in digits. */
	readonly position?: string
	/** The id or digest of a snapshot. */
	readonly snapshot?: string
	/** How it is looked at: `marked`, `clean`, `agreed`, or `delegation:` with the code of one. */
	readonly view?: string
	/** Whether whose brackets and suggestions are is left out. */
	readonly unattributed?: boolean
	/** Where to write; standard output where it is left out. */
	readonly out?: string
}

/**
 * Writes a text in one of the formats: the text of a negotiation as it is, at a position or as it was frozen (also while a server runs), or that of
 * a file, without a data folder. A signed file is checked first; where no key was given, it is said that the key was not checked.
 *
 * @throws ParleyError of one sentence; nothing is written then.
 */
export async function exportText(
	console: Console,
	file: string | undefined,
	options: ExportOptions
): Promise<void> {
	const text =
		file === undefined
			? await withData(configOf(console), async (data) => {
					await assertNoFreezeNear(data)
					return readStored(data.storage, options)
				})
			: await readFileText(console, file, options)
	const written = OUTPUTS[options.format].write(text)
	if (options.out === undefined) {
		// `say` ends the line, and every format ends with one
		console.say(written.slice(0, -1))
		return
	}
	await writeWhole(outputFile(console, options.out), written, 0o666)
	console.say(`Wrote ${options.out}.`)
}

/** The text of a file: of a snapshot that is whole, or one that was exported as JSON, which nobody signed. */
async function readFileText(
	console: Console,
	file: string,
	options: ExportOptions
): Promise<OutgoingText> {
	for (const name of ['negotiation', 'position', 'snapshot', 'view', 'unattributed'] as const) {
		if (options[name] === undefined) continue
		throw new ParleyError('bad-configuration', `A file is one text: leave --${name} out.`)
	}
	const { bytes, key, rotations } = await readGiven(console, file, options)
	const source = new TextDecoder().decode(bytes)
	if (/^\s*\{\s*"format":\s*"parley-text\//.test(source)) {
		console.complain(`${file} is not signed: nobody can tell whether it was changed.`)
		return readJson(source)
	}
	const checked = verifyFile(bytes, key === undefined ? {} : { key, rotations })
	if (checked.kind === 'invalid') {
		throw new ParleyError('bad-snapshot', `${file}: ${describeResult(checked).headline}`)
	}
	if (!isSnapshot(checked.document)) {
		throw new ParleyError(
			'bad-snapshot',
			`${file} holds no text: ${describeResult(checked).headline}`
		)
	}
	if (checked.kind === 'consistent') {
		console.complain(
			`${file} holds together, but its key was not checked: add --key. It was signed with ${fingerprint(checked.signedBy)}.`
		)
	}
	return fromSnapshot(checked.document, checked.digest)
}

async function readStored(storage: Storage, options: ExportOptions): Promise<OutgoingText> {
	const negotiation = choose(await storage.negotiations.list(), options.negotiation)
	const view = viewOf(options, await storage.negotiations.delegations(negotiation.id))
	if (options.snapshot !== undefined) {
		if (options.position !== undefined) {
			throw new ParleyError('bad-configuration', 'Give --position or --snapshot, not both.')
		}
		const stored = await storage.snapshots.list(negotiation.id)
		const found = stored.find(({ id, digest }) => [id, digest].includes(options.snapshot ?? ''))
		if (found !== undefined) {
			if (view === undefined) return outgoingOf({ kind: 'frozen', snapshot: found })
			const text = await readTextState(storage, negotiation, found.position, view)
			if (text !== null) return text
		}
		const there = stored.length === 0 ? 'none' : stored.map(({ id }) => id).join(', ')
		const message = `There is no snapshot ${JSON.stringify(options.snapshot)} of ${negotiation.title}; there are: ${there}.`
		throw new ParleyError('not-found', message)
	}
	const text = await readTextState(storage, negotiation, positionOf(options.position), view)
	if (text !== null) return text
	const message =
		'The text has just been frozen, and its snapshot is not stored yet: try again in a moment.'
	throw new ParleyError('not-found', message)
}

/** How the text is to be looked at; undefined where it is as it is. */
function viewOf(
	{ view: name = 'marked', unattributed = false }: ExportOptions,
	delegations: readonly Delegation[]
): TextView | undefined {
	const shown = shownBy(name)
	if (shown.kind === 'delegation' && delegations.every(({ code }) => code !== shown.code)) {
		const codes = delegations.map(({ code }) => code).join(', ')
		const message = `No delegation has the code ${shown.code}. There are: ${codes}.`
		throw new ParleyError('not-found', message)
	}
	if (shown.kind === MARKED.shown.kind && !unattributed) return undefined
	return { shown, attributed: !unattributed }
}

function shownBy(name: string): TextView['shown'] {
	try {
		return parseShown(name)
	} catch (cause) {
		if (!(cause instanceof RangeError)) throw cause
		const message = `${JSON.stringify(name)} is no view: give marked, clean, agreed, or delegation: with the code of one, e.g. delegation:UA.`
		throw new ParleyError('bad-configuration', message, { cause })
	}
}

function positionOf(position: string | undefined) {
	if (position === undefined) return undefined
	if (/^\d{1,15}$/.test(position)) return parseLogPosition(Number(position))
	throw new ParleyError('bad-configuration', `${JSON.stringify(position)} is no log position.`)
}

function choose(all: readonly Negotiation[], wanted: string | undefined): Negotiation {
	const [first, ...others] = all.filter(({ id }) => wanted === undefined || id === wanted)
	const there = all.map(({ id, title }) => `${id} (${title})`).join(', ')
	if (first === undefined) {
		const message =
			all.length === 0
				? 'There is no negotiation yet: make one with create or sample.'
				: `There is no negotiation ${JSON.stringify(wanted)}. There are: ${there}.`
		throw new ParleyError('not-found', message)
	}
	if (others.length === 0) return first
	throw new ParleyError('not-found', `Say which: add --negotiation with one of ${there}.`)
}
