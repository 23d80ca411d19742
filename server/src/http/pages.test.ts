import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadStaticFiles } from './staticFiles.ts'
import { openTestApp, type TestApp } from './testApp.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-pages-'))
afterAll(() => {
	rmSync(folder, { recursive: true })
})

function put(path: string, text: string): void {
	mkdirSync(dirname(join(folder, path)), { recursive: true })
	writeFileSync(join(folder, path), text)
}

put('dist/index.html', '<!doctype html><title>Parley</title>')
put('dist/room.html', '<!doctype html><title>Room</title>')
put('dist/assets/index-3fa9.js', `console.log(${JSON.stringify('a'.repeat(5000))})`)
put('dist/favicon.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>')
put('dist/tsconfig.tsbuildinfo', 'not for anybody')
put('secret.txt', 'beside the pages')
put('verify.html', '<!doctype html><script type="module">let a = 1</script><style>p{}</style>')

async function open(): Promise<TestApp> {
	const files = await loadStaticFiles(join(folder, 'dist'), join(folder, 'verify.html'))
	return openTestApp({ files })
}

test('[H11] every address of the client gets its page, which is never kept', async () => {
	const t = await open()
	for (const path of ['/', '/enter', '/n/ng_000000000000/frozen', '/verify', '/index.html']) {
		const answer = await t.ask('GET', path)
		expect([path, answer.status, answer.text]).toEqual([
			path,
			path === '/index.html' ? 404 : 200,
			path === '/index.html' ? answer.text : '<!doctype html><title>Parley</title>',
		])
		expect(answer.headers.get('cache-control')).toBe('no-store')
	}
	for (const path of [
		'/assets',
		'/assets/x',
		'/assets/old-1234.js',
		'/x.php',
		'/api/x',
		'/yjs/x',
	]) {
		expect((await t.ask('GET', path)).status, path).toBe(404)
	}
})

test('[H11] the address of a room gets the page that names what the room needs, and no other does', async () => {
	const t = await open()
	for (const [path, title] of [
		['/n/ng_000000000000', 'Room'],
		['/n/ng_000000000000/', 'Room'],
		['/n/ng_000000000000/display', 'Parley'],
		['/n', 'Parley'],
	] as const) {
		const answer = await t.ask('GET', path)
		expect([path, answer.text]).toEqual([path, `<!doctype html><title>${title}</title>`])
		expect(answer.headers.get('cache-control')).toBe('no-store')
	}
	expect((await t.ask('GET', '/room.html')).status).toBe(404)
})

test('[H11] the page of a room has the room and its text asked for with it, for whoever is signed in', async () => {
	const t = await open()
	const linkOf = async (path: string, cookie: string) =>
		(await t.ask('GET', path, { headers: { cookie } })).headers.get('link')
	const room = '/api/v1/negotiations/ng_000000000000'
	const signedIn = 'parley_session=abc'
	for (const path of ['/n/ng_000000000000', '/n/ng_000000000000/']) {
		expect(await linkOf(path, signedIn)).toBe(
			`<${room}>; rel=preload; as=fetch; crossorigin, <${room}/text>; rel=preload; as=fetch; crossorigin`
		)
		expect(await linkOf(path, 'parley_theme=dark')).toBeNull()
	}
	for (const path of ['/', '/n/ng_000000000000/frozen', '/n/ng_1', '/n/ng_000000000000%3E']) {
		expect(await linkOf(path, signedIn), path).toBeNull()
	}
})

test('[H11] nothing beside the pages is served', async () => {
	const t = await open()
	for (const path of [
		'/secret.txt',
		'/../secret.txt',
		'/..%2fsecret.txt',
		'/tsconfig.tsbuildinfo',
	]) {
		const answer = await t.ask('GET', path)
		expect(answer.text, path).not.toMatch(/beside|anybody/)
	}
})

test('[H10] built assets are kept for ever, compressed on the way, and known again by their tag', async () => {
	const t = await open()
	const answer = await t.ask('GET', '/assets/index-3fa9.js')
	expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
	expect(answer.headers.get('content-encoding')).toBe('gzip')
	expect(answer.text).toContain('aaaa')
	const etag = answer.headers.get('etag') ?? ''
	const again = await t.ask('GET', '/favicon.svg', { headers: { 'if-none-match': etag } })
	expect(again.status).toBe(200)
	const same = await t.ask('GET', '/assets/index-3fa9.js', { headers: { 'if-none-match': etag } })
	expect([same.status, same.text]).toEqual([304, ''])
	const plain = await t.ask('GET', '/assets/index-3fa9.js', {
		headers: { 'accept-encoding': 'identity' },
	})
	expect(plain.headers.get('content-encoding')).toBeNull()
})

test('[H10] every answer forbids framing, sniffing, foreign scripts and referrers', async () => {
	const t = await open()
	for (const path of ['/', '/assets/index-3fa9.js', '/api/v1/keys', '/api/nothing', '/healthz']) {
		const { headers } = await t.ask('GET', path)
		expect(headers.get('content-security-policy')).toMatch(
			/default-src 'none'; script-src 'self';.*frame-ancestors 'none'/
		)
		expect(headers.get('content-security-policy')).toMatch(
			/; style-src 'self';.*; require-trusted-types-for 'script';/
		)
		expect(headers.get('content-security-policy')).not.toContain('unsafe')
		expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
		expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
		expect(headers.get('permissions-policy')).toContain('camera=()')
		expect(headers.get('x-content-type-options')).toBe('nosniff')
		expect(headers.get('referrer-policy')).toBe('no-referrer')
		expect(headers.get('strict-transport-security')).toBeNull()
	}
})

test('[H10] the verifier runs its own script and nothing else', async () => {
	const t = await open()
	const answer = await t.ask('GET', '/verify.html')
	const policy = answer.headers.get('content-security-policy')
	expect(policy).toContain("default-src 'none'")
	expect(policy).toContain("script-src 'sha256-LAfYd7pbFUgwfQu8b4q135PeTG2z+/coPEUYCd74eCQ='")
	expect(policy).toMatch(/style-src 'sha256-[\w+/]{43}=';/)
	expect(policy).not.toContain('unsafe')
})

test('[H11] before anything was built, the page says what to do', async () => {
	const t = await openTestApp()
	expect((await t.ask('GET', '/')).text).toContain('pnpm build')
})

test('[H13] the server is ready, and not any more once its storage takes nothing', async () => {
	const t = await openTestApp()
	expect((await t.ask('GET', '/readyz')).json).toEqual({ status: 'ready' })
	await t.storage.close()
	expect((await t.ask('GET', '/readyz')).code).toBe('not-stored')
	expect((await t.ask('GET', '/healthz')).status).toBe(200)
})
