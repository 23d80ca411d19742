import { addMs, type Seat } from '@parley/domain'
import { importMarkdown, placeBrackets } from '@parley/formats'
import { Problem } from '@parley/protocol'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import * as z from 'zod'
import { createApp, type App } from '../app.ts'
import { createSteppedClock, type SteppedClock } from '../freeze/steppedClock.ts'
import { createLog } from '../log.ts'
import { createNegotiation, type CreatedNegotiation } from '../negotiation/createNegotiation.ts'
import { HOUR_MS, seededRandom, START, testSigner } from '../negotiation/testRoom.ts'
import { invite } from '../people/invite.ts'
import { createMemory } from '../storage/memory/memory.ts'
import { openMemoryStorage } from '../storage/memory/openMemoryStorage.ts'
import { type Storage } from '../storage/ports.ts'
import { openSqliteStorage } from '../storage/sqlite/openSqliteStorage.ts'
import { type CertificateSource } from './certificate.ts'
import { type RateSettings } from './limits.ts'
import { type OpenApi } from './reference/openapi.ts'
import { type StaticFiles } from './staticFiles.ts'
import { Conformance } from './testConformance.ts'

/** A request of a test. */
export interface Asking {
	/** A session's token, sent as Bearer. */
	readonly as?: string
	readonly body?: unknown
	readonly headers?: Readonly<Record<string, string>>
}

/** An answer, read. */
export interface Answer {
	readonly status: number
	readonly headers: Headers
	readonly text: string
	/** The body as JSON; undefined where it is none. */
	readonly json: unknown
	/** The code of the problem; null where it is none. */
	readonly code: string | null
}

/** A whole server on a port of its own, with two negotiations, on a clock that stands still. */
export interface TestApp {
	readonly app: App
	readonly url: string
	/** What every answer to `ask` is held against; one for all apps of a test file. */
	readonly document: Conformance
	readonly clock: SteppedClock
	readonly storage: Storage
	readonly framework: CreatedNegotiation
	readonly other: CreatedNegotiation
	/** The log's lines so far. */
	readonly logged: readonly string[]
	/** The path of the framework, with what is put after it. */
	at(rest?: string): string
	/** A seat by its name, of the framework unless it is said otherwise. */
	seat(name: string, of?: CreatedNegotiation): Seat
	/** A fresh code for a seat. */
	code(name: string, of?: CreatedNegotiation): Promise<string>
	/** A session that holds a seat of the framework. */
	signIn(name: string): Promise<string>
	ask(method: string, path: string, asking?: Asking): Promise<Answer>
}

/** What a test may choose. */
export interface TestAppOptions {
	readonly storage?: 'memory' | 'sqlite'
	/** The most pages that the SQLite database may have. */
	readonly maxPages?: number
	readonly publicUrl?: string
	readonly rates?: Partial<RateSettings>
	readonly files?: StaticFiles
	readonly trustedProxies?: readonly string[]
	readonly certificate?: CertificateSource
	/** What the framework is called. */
	readonly title?: string
	/** The text of the framework, as Markdown. */
	readonly text?: string
	/** Put between the server and its storage. */
	readonly fault?: (storage: Storage) => Storage
	/** How long after the negotiations were made the server starts. */
	readonly startsAfterMs?: number
}

const TEXT = '## 1. Purpose\n\nThe parties agree.\n\n## 2. Territory\n\nTo be *settled*.\n'
const opened = new Set<App>()
const folders = new Set<string>()

/** The adapters on which what is stored is tested. */
export const STORAGES = ['memory', 'sqlite'] as const

async function openStorage(kind: (typeof STORAGES)[number], maxPages?: number): Promise<Storage> {
	if (kind === 'memory') return openMemoryStorage(createMemory())
	const folder = mkdtempSync(join(tmpdir(), 'parley-http-'))
	folders.add(folder)
	return openSqliteStorage({ folder, role: 'server', ...(maxPages !== undefined && { maxPages }) })
}

/** What no test runs into that is not about limits: on a busy machine what is dear to read takes long. */
const GENEROUS: Partial<RateSettings> = {
	attemptsPerMinute: 1000,
	failuresPerTenMinutes: 1000,
	sessionWorkMsPerMinute: 600_000,
	addressWorkMsPerMinute: 600_000,
}

/** Opens one; it is closed after the test. */
export async function openTestApp(options: TestAppOptions = {}): Promise<TestApp> {
	const storage = await openStorage(options.storage ?? 'memory', options.maxPages)
	const clock = createSteppedClock(START)
	const random = seededRandom(3)
	const signer = testSigner()
	const logged: string[] = []
	const log = createLog('info', { write: (line: string) => void logged.push(line) })
	const framework = await makeRoom(options.title ?? 'Framework', options.text)
	const other = await makeRoom('Other')
	clock.step(options.startsAfterMs ?? 0)
	const app = createApp({
		storage: options.fault?.(storage) ?? storage,
		clock,
		random,
		signer,
		loopDelay: { maxMs: () => null, close: () => undefined },
		log,
		files: options.files ?? { client: new Map(), verifier: null },
		publicUrl: options.publicUrl ?? null,
		trustedProxies: options.trustedProxies ?? [],
		certificate: options.certificate ?? null,
		rates: options.rates ?? GENEROUS,
	})
	opened.add(app)
	const { port } = await app.listen(0, '127.0.0.1')
	const url = `http://127.0.0.1:${port}`
	const document = await openConformance(url, options.certificate !== undefined)

	function makeRoom(title: string, text = TEXT): Promise<CreatedNegotiation> {
		return createNegotiation(
			{ storage, clock, random, signer },
			{
				title,
				notice: 'Illustration',
				language: 'en',
				contact: '',
				deadline: { at: addMs(START, HOUR_MS), zone: 'Europe/London' },
				delegations: [
					{ code: 'FR', name: 'France' },
					{ code: 'UA', name: 'Ukraine' },
				],
				seats: [
					{ role: 'advisor', name: 'Advisor 1', delegationCode: 'UA' },
					{ role: 'advisor', name: 'Advisor 2', delegationCode: 'UA' },
					{ role: 'advisor', name: 'Advisor 3', delegationCode: 'FR' },
					{ role: 'note-taker', name: 'Note-taker', delegationCode: null },
					{ role: 'secretariat', name: 'Secretariat', delegationCode: null },
					{ role: 'chair', name: 'Chair', delegationCode: null },
					{ role: 'observer', name: 'Observer', delegationCode: null },
				],
				clauses: placeBrackets(importMarkdown(text), ['UA', 'FR']).clauses,
				baseTextDigest: null,
			}
		)
	}

	function seat(name: string, of = framework): Seat {
		const found = of.seats.find((candidate) => candidate.name === name)
		if (found === undefined) throw new RangeError(`no seat ${name}`)
		return found
	}

	async function code(name: string, of = framework): Promise<string> {
		const parts = { storage, clock, random }
		const deadline = addMs(START, HOUR_MS)
		const made = await invite(parts, of.negotiation.id, seat(name, of).id, deadline)
		if (made.kind === 'refused') throw new Error(made.reason)
		return made.code
	}

	async function ask(method: string, path: string, asking: Asking = {}): Promise<Answer> {
		const { as, body, headers = {} } = asking
		const response = await fetch(new URL(path, url), {
			method,
			headers: {
				...(as !== undefined && { authorization: `Bearer ${as}` }),
				...(body !== undefined && { 'content-type': 'application/json' }),
				...headers,
			},
			...(body !== undefined && { body: toBody(body) }),
		})
		const text = await response.text()
		const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== ''
		const json: unknown = isJson ? JSON.parse(text) : undefined
		const problem = Problem.safeParse(json)
		const { status } = response
		const code = problem.success ? problem.data.code : null
		document.check(method, path, { status, headers: response.headers, text, code })
		const isProblem = response.headers.get('content-type') === 'application/problem+json'
		const isRead = problem.success || (method === 'HEAD' && text === '')
		if (status >= 400 !== isProblem || (isProblem && !isRead) || (!isProblem && problem.success)) {
			throw new Error(`[H1] ${method} ${path}: ${status} ${text}`)
		}
		if (problem.success && problem.data.status !== status) throw new Error('two statuses')
		return {
			status,
			headers: response.headers,
			text,
			json,
			code,
		}
	}

	return {
		app,
		url,
		document,
		clock,
		storage,
		framework,
		other,
		logged,
		at: (rest = '') => `/api/v1/negotiations/${framework.negotiation.id}${rest}`,
		seat,
		code,
		async signIn(name) {
			const body = { code: await code(name), kind: 'token' }
			const answer = await ask('POST', '/api/v1/sessions', { body })
			return SessionToken.parse(answer.json).token
		},
		ask,
	}
}

/** What is sent: text and bytes as they are, anything else as JSON. */
function toBody(body: unknown): string | Uint8Array<ArrayBuffer> {
	if (body instanceof Uint8Array) return new Uint8Array(body)
	return typeof body === 'string' ? body : JSON.stringify(body)
}

let conformance: Conformance | null = null

/** Answers over TLS are not held against the document: `ask` does not speak it. */
async function openConformance(url: string, isSecure: boolean): Promise<Conformance> {
	if (isSecure) return new Conformance(null)
	if (conformance === null) {
		const response = await fetch(new URL('/openapi.json', url))
		conformance = new Conformance((await response.json()) as OpenApi)
	}
	return conformance
}

const SessionToken = z.object({ token: z.string() })

afterEach(async () => {
	for (const app of opened) await app.close()
	opened.clear()
	for (const folder of folders) rmSync(folder, { recursive: true })
	folders.clear()
})
