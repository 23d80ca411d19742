import { ParleyError } from '@parley/domain'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { createLog } from './log.ts'

const Line = z.looseObject({ msg: z.string() })

/** A log on a clock that stands where a test sets it. */
function open() {
	const lines: string[] = []
	const time = { ms: 0 }
	const log = createLog('trace', { write: (line) => void lines.push(line) }, () => time.ms)
	return { log, time, lines, read: () => lines.map((line) => Line.parse(JSON.parse(line))) }
}

/** What `work` throws. */
function thrownBy(work: () => unknown): unknown {
	try {
		work()
	} catch (error) {
		return error
	}
	throw new Error('nothing was thrown')
}

test('[K42] of errors neither what they quote nor what they carry is logged', () => {
	const { log, lines, read } = open()
	const secret = 'territory'
	const token = 'wB3xkP0qT7mN2vZ8rY5sL1'
	const errors = [
		thrownBy(() => JSON.parse(`{"note": "${secret}" "and}`)),
		thrownBy(() => JSON.parse(`${secret} is ours`)),
		thrownBy(() => new URL(`http://[${secret}/?token=${token}`)),
		new ParleyError('storage-failed', 'append', { cause: new Error(`near "${secret}": error`) }),
		new Error(`no upgrade for /yjs/ng_0123456789ab?token=${token}.${token}&model=x`),
		Object.assign(new Error(`no session ${token}`), { body: secret, sql: `… '${secret}'` }),
		secret,
		{ secret },
	]
	for (const err of errors) log.error({ err }, 'it failed')
	log.info({ token, text: secret, of: { words: secret, cookie: token } }, 'it went well')
	expect(lines.join('')).not.toContain(secret)
	expect(lines.join('')).not.toContain(token)
	expect(read()[0]).toMatchObject({ err: { type: 'SyntaxError' } })
	expect(read()[3]).toMatchObject({
		err: {
			type: 'ParleyError',
			code: 'storage-failed',
			message: 'append',
			cause: { type: 'Error' },
		},
	})
	expect(JSON.stringify(read()[3])).toContain('log.test.ts')
})

test('[K42] what helps an operator stays: files, codes and ids', () => {
	const { log, lines } = open()
	const folder = '/var/lib/parley-of-the-secretariat/parley.sqlite'
	log.error({ err: new ParleyError('disk-full', `append to ng_0123456789ab in ${folder}`) }, 'no')
	expect(lines.join('')).toContain(folder)
	expect(lines.join('')).toContain('ng_0123456789ab')
})

test('[K42] a sentence that comes too often is left out for a while, and counted', () => {
	const { log, time, read } = open()
	for (let i = 0; i < 1000; i++) log.warn({ i }, 'again')
	log.warn('something else')
	log.fatal('the end')
	expect(read().filter(({ msg }) => msg === 'again')).toHaveLength(200)
	expect(read().slice(200)).toMatchObject([{ msg: 'something else' }, { msg: 'the end' }])
	time.ms = 1000
	log.warn({ i: -1 }, 'again')
	log.warn({ i: -2 }, 'again')
	expect(read().slice(-2)).toMatchObject([{ i: -1, leftOut: 800 }, { i: -2 }])
	expect(read().at(-1)).not.toHaveProperty('leftOut')
})
