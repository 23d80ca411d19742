import { Validator } from '@seriousme/openapi-schema-validator'
import { PROBLEM_CODES } from '@parley/protocol'
import { expect, test } from 'vitest'
import { toTemplate } from './reference/document.ts'
import { openTestApp } from './testApp.ts'

test('[H17] the document is valid OpenAPI 3.1, with one id for each operation', async () => {
	const t = await openTestApp()
	const answer = await t.ask('GET', '/openapi.json')
	expect(answer.headers.get('content-type')).toBe('application/json')
	const validator = new Validator()
	const result = await validator.validate({ ...t.document.document })
	expect([validator.version, result]).toEqual(['3.1', { valid: true }])
	expect(() => validator.resolveRefs()).not.toThrow()
	const { paths } = t.document.document
	const operations = Object.entries(paths).flatMap(([path, methods]) =>
		Object.values(methods).map((operation) => ({ path, ...operation }))
	)
	expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
	for (const { path, parameters, summary } of operations) {
		const named = parameters.filter((each) => each.in === 'path').map(({ name }) => `{${name}}`)
		expect(path.match(/\{\w+\}/g) ?? []).toEqual(named)
		expect(summary).not.toMatch(/\.$/)
	}
})

test('[H17] the document has every route of the API and of the service, and no other', async () => {
	const t = await openTestApp()
	const routes = t.app.routes
		.filter(({ method, path }) => method !== 'ALL' && /^\/(api|healthz|readyz)/.test(path))
		.map(({ method, path }) => `${method} ${toTemplate(path.replace(/(?<=.)\/$/, ''))}`)
	const documented = Object.entries(t.document.document.paths).flatMap(([path, methods]) =>
		Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
	)
	expect(documented.length).toBeGreaterThan(20)
	expect([...new Set(routes)].toSorted()).toEqual(documented.toSorted())
})

test('[H17] every problem of the closed list stands at some operation, but those that belong to none', async () => {
	const t = await openTestApp()
	const text = JSON.stringify(t.document.document.paths)
	const missing = PROBLEM_CODES.filter((code) => !text.includes(`"${code}"`))
	expect(missing).toEqual(['method-not-allowed'])
})

test('[H18] the page shows every operation, problem and shape, without a script and without another server', async () => {
	const page = '<link rel="stylesheet" crossorigin href="/assets/index-3fa9.css">'
	const bytes = new TextEncoder().encode(page)
	const index = { bytes, gzip: null, type: 'text/html', etag: '"x"' }
	const t = await openTestApp({
		files: { client: new Map([['/index.html', index]]), verifier: null },
	})
	const { status, text, headers } = await t.ask('GET', '/reference')
	expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
	expect(headers.get('content-security-policy')).toContain("default-src 'none'")
	expect(text).not.toMatch(/<script|https?:\/\/|\son[a-z]+=|\[object|undefined/)
	expect(text).toContain('<link rel="stylesheet" href="/assets/index-3fa9.css" />')
	const { paths, components } = t.document.document
	const ids = Object.values(paths).flatMap((methods) =>
		Object.values(methods).map(({ operationId }) => operationId)
	)
	for (const id of [...ids, ...Object.keys(components.schemas).map((name) => `schema-${name}`)]) {
		expect(text).toContain(`id="${id}"`)
	}
	for (const [, target = ''] of text.matchAll(/href="#([^"]+)"/g)) {
		expect(text).toContain(`id="${target}"`)
	}
	for (const code of PROBLEM_CODES) expect(text).toContain(`<code>${code}</code>`)
})
