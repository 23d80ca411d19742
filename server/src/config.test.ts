import { ParleyError } from '@parley/domain'
import { expect, test } from 'vitest'
import { PROJECT_ROOT, readConfig, VARIABLES } from './config.ts'

test('[K1] nothing set, or set to nothing, gives what the README says', () => {
	const expected = {
		port: 4000,
		host: '127.0.0.1',
		dataFolder: `${PROJECT_ROOT}data`,
		publicUrl: null,
		logLevel: 'warn',
		behindProxy: false,
	}
	expect(readConfig({})).toEqual(expected)
	expect(readConfig(Object.fromEntries(VARIABLES.map(({ name }) => [name, ' '])))).toEqual(expected)
})

test('[K1] what is set is taken', () => {
	expect(
		readConfig({
			PORT: '0',
			HOST: '::1',
			PARLEY_DATA: '/srv/parley',
			PARLEY_PUBLIC_URL: 'https://Parley.example:8443/',
			PARLEY_LOG_LEVEL: 'silent',
			PARLEY_BEHIND_PROXY: 'yes',
		})
	).toEqual({
		port: 0,
		host: '::1',
		dataFolder: '/srv/parley',
		publicUrl: 'https://parley.example:8443',
		logLevel: 'silent',
		behindProxy: true,
	})
})

test('[K1] a wrong value is one sentence that names the variable and what it must be', () => {
	const wrong: readonly [string, string][] = [
		['PORT', '65536'],
		['PORT', '-1'],
		['PORT', '0x50'],
		['PORT', '80.5'],
		['HOST', 'a b'],
		['PARLEY_DATA', 'a\0b'],
		['PARLEY_PUBLIC_URL', 'parley.example'],
		['PARLEY_PUBLIC_URL', 'ftp://parley.example'],
		['PARLEY_PUBLIC_URL', 'https://parley.example/room'],
		['PARLEY_PUBLIC_URL', 'https://me:pw@parley.example'],
		['PARLEY_LOG_LEVEL', 'loud'],
		['PARLEY_BEHIND_PROXY', 'true'],
	]
	for (const [name, value] of wrong) {
		let error: unknown
		try {
			readConfig({ [name]: value })
		} catch (thrown) {
			error = thrown
		}
		expect(error).toBeInstanceOf(ParleyError)
		expect(String(error)).toMatch(
			new RegExp(`^ParleyError: ${name} must be [^\\n]*; it is "[^\\n]*"\\.$`)
		)
	}
})
