import {
	addMs,
	parseInstant,
	type Clause,
	type Deadline,
	type Instant,
	type Negotiation,
	type Role,
	type Seat,
} from '@parley/domain'
import { importMarkdown, type ImportedClause } from '@parley/formats'
import { clauseDocument, type DocumentName } from '@parley/protocol'
import { openSigner } from '@parley/server/src/freeze/signer.ts'
import { createNegotiation } from '@parley/server/src/negotiation/createNegotiation.ts'
import { invite } from '@parley/server/src/people/invite.ts'
import { systemRandom } from '@parley/server/src/random.ts'
import { openSqliteStorage } from '@parley/server/src/storage/sqlite/openSqliteStorage.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A negotiation in a data folder, and a joining code for each of its seats. */
export interface Prepared {
	readonly folder: string
	readonly negotiation: Negotiation
	readonly deadline: Deadline
	readonly clauses: readonly Clause[]
	readonly seats: readonly { readonly seat: Seat; readonly code: string }[]
	/** The document of each clause. */
	readonly documents: readonly DocumentName[]
	/** Removes the folder, where it was made for this negotiation alone. */
	remove(): Promise<void>
}

/** What a test's negotiation is like. */
export interface Preparation {
	/** How many advisors there are, of Ukraine and France in turn; a secretariat comes last. */
	readonly advisors: number
	readonly clauses: number
	/** Markdown to import in place of clauses that say nothing. */
	readonly text?: string
	/** Clauses that were imported otherwise, in place of both. */
	readonly imported?: readonly ImportedClause[]
	/** The two delegations and others, where they are to be called otherwise; the advisors are of the first two. */
	readonly delegations?: readonly { readonly code: string; readonly name: string }[]
	/** Seats that come after the secretariat. */
	readonly others?: readonly {
		readonly role: Role
		readonly name: string
		readonly delegationCode: string | null
	}[]
	readonly title?: string
	readonly notice?: string
	/** Whom to ask when something fails. */
	readonly contact?: string
	/** When it is made. */
	readonly now?: number
	/** How long after that its deadline is. */
	readonly deadlineInMs: number
}

/**
 * Makes a negotiation, as `parley create` does.
 *
 * @param given a data folder, which a server may be using; a fresh one where it is left out
 */
export async function prepare(preparation: Preparation, given?: string): Promise<Prepared> {
	const folder = given ?? (await makeFolder())
	const now: Instant = parseInstant(preparation.now ?? Date.now())
	const deadline = { at: addMs(now, preparation.deadlineInMs), zone: 'Europe/London' }
	const clock = { now: () => now }
	const storage = await openSqliteStorage({ folder, role: 'visitor' })
	const parts = { storage, clock, random: systemRandom, signer: await openSigner(folder) }
	const created = await createNegotiation(parts, {
		title: preparation.title ?? 'Framework',
		notice: preparation.notice ?? '',
		language: 'en',
		contact: preparation.contact ?? '',
		deadline,
		delegations: preparation.delegations ?? [
			{ code: 'UA', name: 'Ukraine' },
			{ code: 'FR', name: 'France' },
		],
		seats: [
			...Array.from({ length: preparation.advisors }, (_, index) => ({
				role: 'advisor' as const,
				name: `Advisor ${index + 1}`,
				delegationCode: index % 2 === 0 ? 'UA' : 'FR',
			})),
			{ role: 'secretariat', name: 'Secretariat', delegationCode: null },
			...(preparation.others ?? []),
		],
		clauses:
			preparation.imported ??
			importMarkdown(preparation.text ?? textOf(preparation.clauses)).clauses,
		baseTextDigest: null,
	})
	const { negotiation, clauses } = created
	const seats = []
	for (const seat of created.seats) {
		const invited = await invite(parts, negotiation.id, seat.id, deadline.at)
		if (invited.kind === 'refused') throw new Error(`no link: ${invited.reason}`)
		seats.push({ seat, code: invited.code })
	}
	await storage.close()
	return {
		folder,
		negotiation,
		deadline,
		clauses,
		seats,
		documents: clauses.map(({ id }) => clauseDocument(negotiation.id, 1, id)),
		remove: () => (given === undefined ? removeFolder(folder) : Promise.resolve()),
	}
}

/** Makes a fresh data folder; gives its path. */
export function makeFolder(): Promise<string> {
	return mkdtemp(join(tmpdir(), 'parley-fault-'))
}

/** Removes a data folder with all that is in it. */
export function removeFolder(folder: string): Promise<void> {
	return rm(folder, { recursive: true, force: true })
}

function textOf(clauses: number): string {
	const numbers = Array.from({ length: clauses }, (_, index) => index + 1)
	return numbers.map((n) => `## ${n}. Clause ${n}\n\nWords of clause ${n}.\n`).join('\n')
}
