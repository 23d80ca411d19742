import { appendFile, chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { toIso, type Instant, type NegotiationId, type Random, type Seat } from '@parley/domain'
import { sayDeadline } from '../deadline.ts'
import { systemRandom } from '../random.ts'
import { invite, joiningLink } from '../people/invite.ts'
import { type CreatedNegotiation } from '../negotiation/createNegotiation.ts'
import { type Console } from './console.ts'
import { type OpenData } from './openData.ts'

/** The file in the data folder that links are handed over in where nobody reads a terminal. */
export const LINKS_FILE = 'links.txt'

/** A seat and a fresh link to it. */
export interface SeatLink {
	readonly seat: Seat
	/** Null for seats without a delegation. */
	readonly code: string | null
	readonly url: string
	readonly expiresAt: Instant
}

/** How a seat is named on the command line, e.g. `UA/Advisor 1`, `Secretariat`. */
export function seatLabel(code: string | null, name: string): string {
	return code === null ? name : `${code}/${name}`
}

/** A fresh link to every seat of a negotiation that was just made. */
export async function inviteAll(
	{ storage, clock }: OpenData,
	{ negotiation, delegations, seats }: CreatedNegotiation,
	deadline: Instant,
	address: string,
	random: Random = systemRandom
): Promise<readonly SeatLink[]> {
	const links: SeatLink[] = []
	for (const seat of seats) {
		const made = await invite({ storage, clock, random }, negotiation.id, seat.id, deadline)
		if (made.kind === 'refused') throw new RangeError(`no link to ${seat.id}: ${made.reason}`)
		const code = delegations.find(({ id }) => id === seat.delegation)?.code ?? null
		const url = joiningLink(address, made.code)
		links.push({ seat, code, url, expiresAt: made.invitation.expiresAt })
	}
	return links
}

/** Links as lines of a table. */
export function linkLines(links: readonly SeatLink[]): readonly string[] {
	const width = Math.max(0, ...links.map(({ seat }) => seat.name.length))
	return links.map(({ seat, code, url }) => {
		return `  ${(code ?? '').padEnd(3)} ${seat.name.padEnd(width)}  ${url}`
	})
}

/**
 * Hands the links of a negotiation to whoever made it: on a terminal, or, where a file or program reads the output, in a file that
 * nobody else may read.
 */
export async function handOver(
	console: Console,
	folder: string,
	negotiation: { readonly id: NegotiationId; readonly title: string; readonly zone: string },
	links: readonly SeatLink[],
	now: Instant
): Promise<void> {
	const at = links.map(({ expiresAt }) => expiresAt).sort((a, b) => a - b)[0]
	const rules = [
		'One link per seat. Each lets one person in, once: hand it to them and to nobody else.',
		...(at === undefined
			? []
			: [`They are good until ${sayDeadline({ at, zone: negotiation.zone })}.`]),
	]
	if (console.isTerminal) {
		for (const rule of rules) console.say(rule)
		console.say()
		for (const line of linkLines(links)) console.say(line)
		return
	}
	const file = join(folder, LINKS_FILE)
	const head = [`${negotiation.title} (${negotiation.id}), made ${toIso(now)}`, ...rules, '']
	await appendFile(file, [...head, ...linkLines(links), '', ''].join('\n'), { mode: 0o600 })
	await chmod(file, 0o600)
	console.say(`The joining links, one per seat, are in ${file}`)
}
