import { freshFolder, run, start } from '@parley/server/src/commands/testCommand.ts'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ApiClient } from '../support/api.ts'
import { connectClient } from '../support/client.ts'
import { prepare } from '../support/server/negotiation.ts'

const PLACES = /Metrics are at (\S+)\.\n[\s\S]*Parley runs at (http:\/\/[\d.]+:\d+)/

/** The sample of a series, or undefined where there is none. */
function sample(text: string, series: string): number | undefined {
	const line = text.split('\n').find((one) => one.startsWith(`${series} `))
	return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

test('[M2] [M3] what is in use can be read, and nothing of what it is about', async () => {
	const title = 'The framework of Tuesday'
	const prepared = await prepare({
		advisors: 2,
		clauses: 0,
		text: '## 1. Territory\n\nNeither party moves.\n\n## 2. Guarantees\n\nNone yet.\n',
		title,
		deadlineInMs: 86_400_000,
	})
	const environment = { PARLEY_DATA: prepared.folder }
	const server = start(['serve', '--metrics-port', '0'], environment)
	const [, metrics = '', url = ''] = PLACES.exec(await server.printed(PLACES)) ?? []
	expect((await fetch(`${url}/metrics`)).status).toBe(200)
	expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^<!doctype html>/i)
	const read = async (): Promise<string> => (await fetch(metrics)).text()

	const [document] = prepared.documents
	if (document === undefined) throw new RangeError('there is no clause')
	const advisor = await ApiClient.redeem(url, prepared.seats[0]?.code ?? '')
	const secretariat = await ApiClient.redeem(url, prepared.seats[2]?.code ?? '')
	const client = await connectClient({
		url: `${url.replace('http', 'ws')}/collaboration`,
		token: advisor.token,
		documents: [document],
	})
	const type = (words: string): void => {
		client.doc(document).getText('text').insert(1, words)
	}
	type('withdrawal behind the river ')
	await client.whenSent()
	const drafting = await read()
	expect(sample(drafting, 'parley_sockets')).toBe(1)
	expect(sample(drafting, 'parley_documents_open')).toBeGreaterThanOrEqual(1)
	expect(sample(drafting, 'parley_rooms{phase="drafting"}')).toBe(1)
	expect(sample(drafting, 'parley_updates_total{answer="accepted"}')).toBeGreaterThanOrEqual(1)
	expect(sample(drafting, 'parley_commit_seconds_count')).toBeGreaterThanOrEqual(1)
	expect(sample(drafting, 'parley_log_entries_committed_total')).toBeGreaterThanOrEqual(1)
	expect(sample(drafting, 'parley_frames_received_total')).toBeGreaterThanOrEqual(2)
	expect(sample(drafting, 'parley_bytes_sent_total')).toBeGreaterThan(10)

	expect((await secretariat.fetch('/freeze', { method: 'POST' })).status).toBe(200)
	type('too late ')
	await client.until(() => client.receipts.some(({ receipt }) => receipt.type === 'late'), 'late')
	await secretariat.fetch('/nothing-of-this-name')
	const frozen = await read()
	expect(sample(frozen, 'parley_rooms{phase="frozen"}')).toBe(1)
	expect(sample(frozen, 'parley_late_edits_total')).toBe(1)
	expect(sample(frozen, 'parley_updates_total{answer="late"}')).toBeGreaterThanOrEqual(1)
	for (const stage of ['entry', 'snapshot']) {
		expect(sample(frozen, `parley_freeze_lag_seconds_count{stage="${stage}"}`)).toBe(1)
	}
	const before = sample(drafting, 'parley_log_positions') ?? 0
	expect(sample(frozen, 'parley_log_positions')).toBeGreaterThan(before)
	const route = 'method="POST",route="/api/v1/negotiations/:negotiation/freeze",status="200"'
	expect(sample(frozen, `parley_http_request_seconds_count{${route}}`)).toBe(1)
	expect(frozen).toMatch(/^nodejs_eventloop_lag_p99_seconds /m)
	expect(frozen).toMatch(/^process_resident_memory_bytes /m)
	client.close()

	const secrets = [
		...prepared.seats.flatMap(({ seat, code }) => [seat.id, code]),
		...prepared.clauses.map(({ id }) => id),
		...[prepared.negotiation.id, title, 'Territory', 'Guarantees', 'withdrawal', 'too late'],
		...['Advisor', 'Ukraine', 'UA', 'nothing-of-this-name', advisor.token, secretariat.token],
	]
	expect(secrets.filter((secret) => frozen.includes(secret))).toEqual([])
	const labels = [...frozen.matchAll(/[{,](\w+)="/g)].map(([, name]) => name)
	expect([...new Set(labels)].filter((name) => !LABELS.has(name ?? ''))).toEqual([])

	server.process.kill('SIGTERM')
	expect(await server.ended).toMatchObject({ code: 0, err: '' })
	await expect(fetch(metrics)).rejects.toThrow()
	await prepared.remove()
})

/** Every label that a figure may have: those of this server, then those of the process. */
const LABELS = new Set([
	...['method', 'route', 'status', 'le', 'stage', 'phase', 'answer', 'reason'],
	...['type', 'kind', 'space', 'version', 'major', 'minor', 'patch'],
])

test('[M1] metrics are nowhere unless asked for, and other machines need the token', async () => {
	const token = 'only-for-the-gatherer'
	const data = freshFolder()
	const file = join(data, 'token.txt')
	writeFileSync(file, `${token}\n`, { mode: 0o600 })
	const asked = { PARLEY_METRICS: '127.0.0.1:0', PARLEY_METRICS_TOKEN_FILE: file }
	const server = start(['serve'], { PARLEY_DATA: data, ...asked })
	const [, metrics = ''] = PLACES.exec(await server.printed(PLACES)) ?? []
	const status = async (authorization?: string, path = metrics): Promise<number> =>
		(await fetch(path, { headers: authorization === undefined ? {} : { authorization } })).status
	expect(await status()).toBe(401)
	expect(await status('Bearer something-else-entirely')).toBe(401)
	expect(await status(`Bearer ${token}`)).toBe(200)
	expect(await status(`Bearer ${token}`, metrics.replace('/metrics', '/'))).toBe(404)
	server.process.kill('SIGTERM')
	expect(await server.ended).toMatchObject({ code: 0, err: '' })

	writeFileSync(file, 'short')
	const short = await run(['serve'], { PARLEY_DATA: freshFolder(), ...asked })
	expect(short).toMatchObject({ code: 1, out: '' })
	expect(short.err).toMatch(/^The token for metrics in \S+ must have at least 16 characters/)

	const off = start(['serve'], { PARLEY_DATA: data })
	expect(await off.printed(/Parley runs at/)).not.toContain('Metrics')
	off.process.kill('SIGTERM')
	expect((await off.ended).code).toBe(0)
})
