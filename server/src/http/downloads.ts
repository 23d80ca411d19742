import { toIso, type Instant, type Negotiation } from '@parley/domain'
import { OUTPUTS, viewName, type OutputFormat } from '@parley/formats'
import * as z from 'zod/mini'
import { type StoredText } from '../negotiation/storedText.ts'
import { type WorkshopRefusal } from '../textWork/workshop.ts'
import { policyOf } from './contentPolicy.ts'
import { readDearly } from './counting.ts'
import { type Described } from './operation.ts'
import { type HttpParts, type RequestContext } from './parts.ts'
import { RequestProblem } from './problem.ts'

/** The parameter `format` of whatever gives a text as a file. */
export const FORMAT: Described<OutputFormat | undefined> = {
	schema: z.optional(z.enum(['txt', 'md', 'html', 'json'])),
	words:
		'Gives the text as a file: `txt` plain text, `md` Markdown, `html` one page to read and print, `json` all that is known of it (`parley-text/1`).',
}

/** A text as JSON with all that is known of it; `packages/formats` says what is in it. */
export const TEXT_FILE_JSON = z.record(z.string(), z.unknown())

/** The bodies of an answer that can be a text in any format, by media type. */
export const TEXT_FILES = Object.fromEntries(
	[OUTPUTS.txt, OUTPUTS.md, OUTPUTS.html].map(({ mediaType }) => [
		mediaType.replace(/;.*/, ''),
		z.string(),
	])
)

/** In the last minute before a freeze nothing is made that could hold up the process (design, F3). */
const QUIET_MS = 60_000

/** Whether any text of this server freezes within a minute. */
export function isFreezeNear(parts: Pick<HttpParts, 'rooms' | 'clock'>): boolean {
	return untilFreezeMs(parts) <= QUIET_MS
}

/** Throws the problem that says to come back after the bell where any text of this server freezes within a minute. */
export function assertNoFreezeNear(parts: Pick<HttpParts, 'rooms' | 'clock'>): void {
	if (!isFreezeNear(parts)) return
	const leftMs = untilFreezeMs(parts)
	const wait = Math.max(1, Math.ceil(leftMs / 1000))
	const detail =
		'A text is frozen within a minute, and until then the server makes no files, so that the bell is exact. Ask again after it.'
	throw new RequestProblem('freeze-near', detail, { headers: { 'retry-after': String(wait) } })
}

function untilFreezeMs({ rooms, clock }: Pick<HttpParts, 'rooms' | 'clock'>): number {
	return (rooms.nextFreeze() ?? Infinity) - clock.now()
}

/**
 * A text as a file to keep, made in the workshop: files of one room one after the other. A page of HTML is never run as one of ours: it comes as
 * an attachment, and in a sandbox where a browser should show it all the same.
 */
export async function sendText(
	c: RequestContext,
	parts: HttpParts,
	negotiation: Negotiation,
	format: OutputFormat,
	read: () => StoredText | Promise<StoredText>
): Promise<Response> {
	const { made, text } = await readDearly(c, parts, async () => {
		const began = performance.now()
		const text = await read()
		const readMs = performance.now() - began
		const made = await parts.workshop.run(
			{ kind: 'write', text, format },
			{ queue: negotiation.id, signal: c.req.raw.signal }
		)
		// Not what it waited for in the queue: others asked for that.
		return { made, text, workMs: readMs + (made.kind === 'done' ? made.workMs : 0) }
	})
	if (made.kind === 'refused') return refused(made.reason)
	const { round, state } = stateOf(text)
	const viewed = text.viewed === undefined ? '' : viewName(text.viewed.view)
	const named = viewed === '' ? state : `${state}-${viewed}`
	c.header('content-type', OUTPUTS[format].mediaType)
	// The signed file of the same text ends in `.json` too, and neither may take the other's place.
	const ending = format === 'json' ? '-data.json' : `.${format}`
	c.header('content-disposition', attachment(negotiation, `round-${round}-${named}${ending}`))
	if (format === 'html') c.header('content-security-policy', `sandbox; ${policyOf(made.result)}`)
	return c.body(made.result)
}

/** What a file is named by. */
function stateOf(text: StoredText): { readonly round: number; readonly state: string } {
	if (text.kind === 'frozen') {
		const { round, frozenAt } = text.snapshot
		return { round, state: `frozen-${compactTime(toIso(frozenAt))}` }
	}
	const { round, state } = text.about
	return { round, state: `draft-at-${state.position}` }
}

/** Nobody hears the answer to what was called off: whoever asked is gone. */
const GONE = 499

function refused(reason: WorkshopRefusal): Response {
	switch (reason) {
		case 'called-off':
			return new Response(null, { status: GONE })
		case 'too-many': {
			const detail =
				'Many files of this text are being made already, one after the other. Ask again in a few seconds.'
			throw new RequestProblem('too-many-requests', detail, { headers: { 'retry-after': '5' } })
		}
		case 'took-too-long':
		case 'took-too-much-memory':
			throw new Error(`making a file of a text ${reason.replaceAll('-', ' ')}`)
	}
}

/** A signed file: nothing may be added or compressed away on its way to the disk of whoever verifies it. */
export function sendSigned(
	c: RequestContext,
	negotiation: Negotiation,
	bytes: Uint8Array,
	{ round, what, at }: { readonly round: number; readonly what: string; readonly at: Instant }
): Response {
	const name = `round-${round}-${what}-${compactTime(toIso(at))}.json`
	c.header('content-type', 'application/json')
	c.header('content-disposition', attachment(negotiation, name))
	c.header('cache-control', 'no-store, no-transform')
	return c.body(new Uint8Array(bytes))
}

/** E.g. `2025-12-09T180000Z`: no disk refuses it. */
function compactTime(iso: string): string {
	return iso.replace(/\.\d+Z$/, 'Z').replaceAll(':', '')
}

/**
 * The header that names a download after the title: in plain letters for every program, and as it is written for those that read
 * RFC 5987 (RFC 6266, section 4.3), e.g. `london-framework-round-1-draft-at-31.md`.
 */
function attachment({ title, id }: Negotiation, rest: string): string {
	const plain = title
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, 60)
		.replace(/^-+|-+$/g, '')
	const written = Array.from(
		title
			.normalize('NFC')
			.replace(/[\p{C}\s/\\:*?"<>|.,;]+/gu, ' ')
			.trim()
	)
		.slice(0, 60)
		.join('')
		.replace(/\s+/g, '-')
	const name = `${plain === '' ? id : plain}-${rest}`
	const full = `${written === '' ? id : written}-${rest}`
	return `attachment; filename="${name}"; filename*=UTF-8''${encoded(full)}`
}

/** Percent-encoding as RFC 5987 wants it, which is stricter than that of addresses. */
function encoded(name: string): string {
	return encodeURIComponent(name.toWellFormed()).replace(
		/['()*]/g,
		(mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`
	)
}
