/**
 * Parley's server with the parts of `parley serve`, but for what the bench asks for: a log in memory, or commits that take longer. On
 * a new folder it makes a negotiation and signs every seat in.
 */
import { addMs } from '@parley/domain'
import { importMarkdown, placeBrackets } from '@parley/formats'
import { clauseDocument, roomDocument } from '@parley/protocol'
import { createApp } from '@parley/server/src/app.ts'
import { watchLoopDelay } from '@parley/server/src/freeze/loopDelay.ts'
import { openSigner } from '@parley/server/src/freeze/signer.ts'
import { createSystemClock } from '@parley/server/src/freeze/systemClock.ts'
import { loadStaticFiles } from '@parley/server/src/http/staticFiles.ts'
import { createNegotiation } from '@parley/server/src/negotiation/createNegotiation.ts'
import { newestReceivedAt } from '@parley/server/src/negotiation/rooms.ts'
import { invite } from '@parley/server/src/people/invite.ts'
import { redeem } from '@parley/server/src/people/redeem.ts'
import { systemRandom } from '@parley/server/src/random.ts'
import { openMemoryStorage } from '@parley/server/src/storage/memory/openMemoryStorage.ts'
import { type Storage } from '@parley/server/src/storage/ports.ts'
import { openSqliteStorage } from '@parley/server/src/storage/sqlite/openSqliteStorage.ts'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { bracketedMarkdown } from '../bracketedText.ts'
import { childArgument, serveBench, type Opened } from './child.ts'
import { parseParleyOptions } from './options.ts'

/** The built client. */
const PAGES = fileURLToPath(new URL('../../../client/dist', import.meta.url))
const DELEGATIONS = [
	{ code: 'UA', name: 'Ukraine' },
	{ code: 'GB', name: 'United Kingdom' },
	{ code: 'FR', name: 'France' },
	{ code: 'DE', name: 'Germany' },
]
const WORDS =
	'Words of clause which the parties undertake to keep in good faith and without delay'.split(' ')

const {
	folder,
	storage: kind,
	commitDelayMs,
	people,
	clauses,
	words,
	isBracketed,
	hasPages,
	made,
} = parseParleyOptions(childArgument())
const signer = await openSigner(folder)
const kept =
	kind === 'memory' ? openMemoryStorage() : await openSqliteStorage({ folder, role: 'server' })
const clock = createSystemClock({ floor: await newestReceivedAt(kept) })
const parts = { storage: kept, clock, random: systemRandom, signer }
const places = made ?? (await make())
const app = createApp({
	...parts,
	storage: commitDelayMs === 0 ? kept : slowed(kept, commitDelayMs),
	loopDelay: watchLoopDelay(),
	log: pino({ level: 'error' }, process.stderr),
	files: await loadStaticFiles(hasPages ? PAGES : '/nowhere', '/nowhere'),
	publicUrl: null,
})
const { url } = await app.listen(0, '127.0.0.1')
serveBench({ url: `${url.replace('http', 'ws')}/collaboration`, ...places })

/** A storage on a disk that takes `ms` longer for each commit. */
function slowed(storage: Storage, ms: number): Storage {
	return {
		...storage,
		log: {
			...storage.log,
			async append(commit) {
				await storage.log.append(commit)
				await delay(ms)
			},
		},
	}
}

async function make(): Promise<Omit<Opened, 'url'>> {
	const deadline = { at: addMs(clock.now(), 24 * 3_600_000), zone: 'Europe/London' }
	const created = await createNegotiation(parts, {
		title: 'Framework',
		notice: '',
		language: 'en',
		contact: '',
		deadline,
		delegations: DELEGATIONS,
		seats: Array.from({ length: people }, (_, index) => ({
			role: 'advisor' as const,
			name: `Advisor ${Math.floor(index / 4) + 1}`,
			delegationCode: (['UA', 'GB', 'FR', 'DE'] as const)[index % 4] ?? null,
		})),
		clauses: placeBrackets(
			importMarkdown(isBracketed ? bracketedMarkdown() : textOf()),
			DELEGATIONS.map(({ code }) => code)
		).clauses,
		baseTextDigest: null,
	})
	const { id, round } = created.negotiation
	const tokens: string[] = []
	for (const seat of created.seats) {
		const invited = await invite(parts, id, seat.id, deadline.at)
		if (invited.kind === 'refused') throw new Error(`no link: ${invited.reason}`)
		const redeemed = await redeem(parts, invited.code, null)
		if (redeemed.kind === 'refused') throw new Error(`no session: ${redeemed.reason}`)
		tokens.push(redeemed.token ?? '')
	}
	return {
		tokens,
		documents: created.clauses.map((clause) => clauseDocument(id, round, clause.id)),
		room: roomDocument(id, round),
	}
}

function textOf(): string {
	const numbers = Array.from({ length: clauses }, (_, index) => index + 1)
	return numbers.map((n) => `## ${n}. Clause ${n}\n\n${wordsOf(n)}\n`).join('\n')
}

/** Words of clause `n`, in paragraphs of forty. */
function wordsOf(n: number): string {
	const all = Array.from({ length: words }, (_, index) => WORDS[index % WORDS.length] ?? '')
	const paragraphs: string[] = []
	for (let from = 0; from < words; from += 40) paragraphs.push(all.slice(from, from + 40).join(' '))
	return paragraphs.map((paragraph) => `${paragraph} ${n}.`).join('\n\n')
}
