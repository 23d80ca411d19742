import { validate } from 'dockerfile-utils'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TextJson } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ApiClient } from '../support/api.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { takeSteps, type Built } from '../support/dockerfile.ts'
import { prepare, type Prepared } from '../support/server/negotiation.ts'
import { freePort, LARGE_BLOCK } from '../support/server/process.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const file = join(project, 'deploy/Dockerfile')
/** Nobody in particular: the image's own user has no rights to its files either. */
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
/** Whether a process can be number 1 here, as in a container. */
const canBeFirst = isRoot && spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0
if (!canBeFirst) console.warn('SKIPPED: without unshare and root nothing is started as process 1')

test('[D5] the Dockerfile has no fault, and names its base exactly', () => {
	const text = readFileSync(file, 'utf8')
	expect(validate(text)).toEqual([])
	const { devDependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
		devDependencies: { node: string }
	}
	for (const [, base] of text.matchAll(/^FROM (\S+)/gm)) {
		expect(base).toBe(`node:${devDependencies.node}-bookworm-slim`)
	}
	expect(text).toContain(`ENV MALLOC_MMAP_THRESHOLD_=${LARGE_BLOCK}\n`)
	const ignored = readFileSync(join(project, '.dockerignore'), 'utf8').split('\n')
	expect(ignored).toEqual(expect.arrayContaining(['.git', '**/node_modules', '**/dist', 'data']))
})

describe('what the Dockerfile builds', () => {
	let built: Built
	const running = new Set<ChildProcess>()
	const prepared: Prepared[] = []

	beforeAll(() => {
		// As in the image: no program of the project's is on the path, and nothing is asked.
		const path = (process.env['PATH'] ?? '')
			.split(':')
			.filter((one) => !one.includes('node_modules'))
		const env = { PATH: path.join(':'), HOME: process.env['HOME'], CI: 'true' }
		built = takeSteps(file, project, env)
	}, 600_000)
	afterAll(async () => {
		for (const child of running) child.kill('SIGKILL')
		for (const one of prepared) await one.remove()
		rmSync(built.root, { recursive: true, force: true })
	})

	/** Starts the image's command on a data folder, as another user, and as process 1 where that is possible. */
	async function start(folder: string, port: number) {
		const [program = '', ...args] = built.command
		expect(program).toBe('node')
		const inImage = [process.execPath, ...args]
		const asUser = isRoot
			? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', ...inImage]
			: inImage
		const first = canBeFirst ? ['unshare', '--pid', '--fork', '--kill-child', ...asUser] : asUser
		const child = spawn(first[0] ?? '', first.slice(1), {
			cwd: built.workdir,
			env: { ...built.environment, ...variables(folder, port) },
			stdio: ['ignore', 'pipe', 'pipe'],
		})
		running.add(child)
		let said = ''
		child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
		const ended = once(child, 'exit').then(([code]) => Number(code))
		await new Promise<void>((resolve, reject) => {
			child.stdout.on('data', (chunk: Buffer) => {
				said += chunk.toString()
				if (said.includes('Parley runs at')) resolve()
			})
			ended.then((code) => {
				reject(new Error(`it ended with ${code}: ${said}`))
			}, reject)
		})
		return { ended, pid: canBeFirst ? childOf(child.pid ?? 0) : (child.pid ?? 0) }
	}

	function variables(folder: string, port: number): NodeJS.ProcessEnv {
		return { PARLEY_DATA: folder, PORT: String(port), HOST: '127.0.0.1' }
	}

	function health(folder: string, port: number): number | null {
		const [, ...args] = built.health
		const env = { ...built.environment, ...variables(folder, port) }
		return spawnSync(process.execPath, args, { cwd: built.workdir, env }).status
	}

	test('[D5] what runs is there, and nothing that built or tests it', () => {
		const packages = readdirSync(join(built.workdir, 'node_modules/.pnpm'))
		const has = (name: string): boolean => packages.some((one) => one.startsWith(`${name}@`))
		expect(['hono', 'better-sqlite3', 'yjs'].filter((name) => !has(name))).toEqual([])
		const development = ['typescript', 'vite', 'vitest', 'eslint', 'svelte', 'selfsigned', 'node']
		expect(development.filter(has)).toEqual([])
		expect(existsSync(join(built.workdir, 'client/dist/index.html'))).toBe(true)
		expect(existsSync(join(built.workdir, 'test'))).toBe(false)
		expect(built).toMatchObject({ user: 'node', environment: { PARLEY_DATA: '/data' } })
		expect(built.left).toEqual(['install -d -o node -g node -m 0700 /data'])
	})

	test('[D6] it starts as process 1 under a user who may write nowhere else, and SIGTERM loses nothing', async () => {
		const place = await prepare({ advisors: 3, clauses: 1, deadlineInMs: 86_400_000 })
		prepared.push(place)
		open(place.folder, built)
		const port = await freePort()
		const url = `http://127.0.0.1:${port}`
		const server = await start(place.folder, port)
		expect((await fetch(`${url}/n/x`)).headers.get('content-type')).toContain('text/html')
		expect((await fetch(`${url}/verify.html`)).status).toBe(200)
		expect(health(place.folder, port)).toBe(0)

		const { token } = await ApiClient.redeem(url, place.seats[3]?.code ?? '')
		const { id } = place.negotiation
		const page = await fetch(`${url}/api/v1/negotiations/${id}/text?format=html`, {
			headers: { authorization: `Bearer ${token}` },
		})
		expect([page.status, (await page.text()).slice(0, 15)]).toEqual([200, '<!doctype html>'])

		const [document] = place.documents
		if (document === undefined) throw new RangeError('there is no clause')
		const advisors = place.seats.slice(0, 3)
		const apis = await Promise.all(advisors.map(({ code }) => ApiClient.redeem(url, code)))
		const clients = await Promise.all(
			apis.map(({ token }) =>
				connectClient({ url: `ws://127.0.0.1:${port}/collaboration`, token, documents: [document] })
			)
		)
		const typing = { goesOn: true }
		const typed = clients.map((client, who) => keepTyping(client, document, who, typing))
		const received = (): number => clients.reduce((sum, { receipts }) => sum + receipts.length, 0)
		await clients[0]?.until(() => received() > 200, '200 receipts')
		const stoppedAt = performance.now()
		process.kill(server.pid, 'SIGTERM')
		expect(await server.ended).toBe(0)
		// after ten seconds an engine of containers kills
		expect(performance.now() - stoppedAt).toBeLessThan(10_000)
		typing.goesOn = false
		const words = (await Promise.all(typed)).flat()
		const unsent = new Set(clients.flatMap((client) => client.outbox().map(({ digest }) => digest)))
		const acknowledged = words.filter(({ digest }) => !unsent.has(digest)).map(({ word }) => word)
		expect(acknowledged.length).toBeGreaterThan(100)
		for (const client of clients) client.close()
		expect(health(place.folder, port)).toBe(1)

		const again = await start(place.folder, port)
		const [reader] = apis
		const text = await reader?.json('/text', TextJson)
		const all = text?.clauses.map((clause) => clause.text).join('\n') ?? ''
		const counts = new Map<string, number>()
		for (const [word] of all.matchAll(/⟦[\d.]+⟧/g)) counts.set(word, (counts.get(word) ?? 0) + 1)
		expect(acknowledged.filter((word) => counts.get(word) !== 1)).toEqual([])
		process.kill(again.pid, 'SIGTERM')
		expect(await again.ended).toBe(0)
	})
})

/** Types words that nobody else types while `typing` goes on, a few ahead of the receipts. */
async function keepTyping(
	client: TestClient,
	document: Parameters<TestClient['doc']>[0],
	who: number,
	typing: { readonly goesOn: boolean }
): Promise<readonly { word: string; digest: string }[]> {
	const words: { word: string; digest: string }[] = []
	const text = client.doc(document).getText('text')
	while (typing.goesOn) {
		const waiting = client.outbox(document).length
		if (waiting < 5) {
			const word = `⟦${who}.${words.length}⟧`
			text.insert(text.length, word)
			words.push({ word, digest: client.outbox(document)[waiting]?.digest ?? '' })
		}
		await new Promise((resolve) => setImmediate(resolve))
	}
	return words
}

/** Hands a data folder to the one who is to serve it, and lets that one read the image's files. */
function open(folder: string, { root }: Built): void {
	chmodSync(root, 0o755)
	if (!isRoot) return
	for (const name of ['.', ...readdirSync(folder)]) chownSync(join(folder, name), NOBODY, NOBODY)
}

/** The one child of a process. */
function childOf(pid: number): number {
	const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
	return Number(children.trim().split(' ')[0])
}
