import { toIso, type Instant } from '@parley/domain'
import { roomDocument } from '@parley/protocol'
import { nextTuesdayInLondon, sayDeadline } from '../deadline.ts'
import { importMarkdown, londonSample, placeBrackets, type OptionedText } from '@parley/formats'
import { countClauses } from '@parley/snapshot'
import {
	createNegotiation,
	type CreatedNegotiation,
	type NegotiationDraft,
} from '../negotiation/createNegotiation.ts'
import { systemRandom } from '../random.ts'
import { toClauseJson } from '../http/views.ts'
import { type Console } from './console.ts'
import { parseSeats } from './draft.ts'
import { withDecisions } from './sampleDecisions.ts'
import { handOver, inviteAll, type SeatLink } from './links.ts'
import { type OpenData } from './openData.ts'

/** A negotiation that was just made, with a link to every seat. */
export interface Made {
	readonly created: CreatedNegotiation
	readonly deadline: NegotiationDraft['deadline']
	readonly links: readonly SeatLink[]
}

/** Makes a negotiation and a link to each of its seats. `onProgress` gets the number of clauses stored. */
export async function make(
	data: OpenData,
	draft: NegotiationDraft,
	address: string,
	onProgress?: (done: number, total: number) => void
): Promise<Made> {
	const { storage, clock, signer } = data
	const created = await createNegotiation(
		{ storage, clock, signer, random: systemRandom, ...(onProgress && { onProgress }) },
		draft
	)
	const links = await inviteAll(data, created, draft.deadline.at, address)
	return { created, deadline: draft.deadline, links }
}

/** The sample as it is at `now`: four delegations with two advisors each, a note-taker and the secretariat. */
export function sampleDraft(now: Instant): NegotiationDraft {
	const { title, notice, language, markdown } = londonSample
	const deadline = nextTuesdayInLondon(now)
	// In the alphabetical order of the interface's language, as everywhere where parties are listed.
	const delegations = [
		{ code: 'FR', name: 'France' },
		{ code: 'DE', name: 'Germany' },
		{ code: 'UA', name: 'Ukraine' },
		{ code: 'GB', name: 'United Kingdom' },
	]
	const advisors = delegations.flatMap(({ code }) => [`advisor:${code}`, `advisor:${code}`])
	return {
		title,
		notice,
		language,
		contact: '',
		deadline,
		delegations,
		seats: parseSeats([...advisors, 'note-taker', 'secretariat'].join(','), delegations),
		clauses: placeBrackets(
			importMarkdown(markdown),
			delegations.map(({ code }) => code)
		).clauses.map((clause) => withDecisions(clause, deadline.at)),
		baseTextDigest: null,
	}
}

/** Says what was made, and hands its links over. */
export async function sayMade(
	console: Console,
	folder: string,
	{ created, deadline, links }: Made,
	now: Instant
): Promise<void> {
	const { negotiation, clauses } = created
	const notice = negotiation.notice === '' ? '' : ` (${negotiation.notice})`
	console.say(`${negotiation.title}${notice}`)
	console.say(`${countClauses(clauses)}. The text freezes on ${sayDeadline(deadline)}.`)
	console.say()
	await handOver(console, folder, { ...negotiation, zone: deadline.zone }, links, now)
}

/** What was made as JSON for programs: ids, the names of the documents, what became of the brackets and options of an imported text, and the links. */
export function madeJson(
	{ created, deadline, links }: Made,
	found: Pick<OptionedText, 'brackets' | 'options'> | null = null
): string {
	const { negotiation, clauses } = created
	const { id, title, notice, round, language } = negotiation
	return JSON.stringify(
		{
			negotiation: { id, title, notice, round, language },
			deadline: { at: toIso(deadline.at), zone: deadline.zone },
			roomDocument: roomDocument(id, round),
			clauses: clauses.map((clause) => toClauseJson(clause, negotiation)),
			...found,
			seats: links.map(({ seat, code, url, expiresAt }) => ({
				id: seat.id,
				role: seat.role,
				name: seat.name,
				delegation: code,
				link: url,
				linkExpiresAt: toIso(expiresAt),
			})),
		},
		null,
		'\t'
	)
}
