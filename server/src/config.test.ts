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
		tls: null,
		trustedProxies: [],
		metrics: null,
		retentionDays: null,
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
			PARLEY_TLS_CERT: '/etc/parley/cert.pem',
			PARLEY_TLS_KEY: 'key.pem',
			PARLEY_TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8  fd00::/8',
			PARLEY_METRICS: '10.0.0.5:9464',
			PARLEY_METRICS_TOKEN_FILE: '/run/token',
			PARLEY_RETENTION_DAYS: '30',
		})
	).toEqual({
		port: 0,
		host: '::1',
		dataFolder: '/srv/parley',
		publicUrl: 'https://parley.example:8443',
		logLevel: 'silent',
		tls: { certificate: '/etc/parley/cert.pem', key: `${PROJECT_ROOT}key.pem` },
		trustedProxies: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'],
		metrics: { host: '10.0.0.5', port: 9464, tokenFile: '/run/token' },
		retentionDays: 30,
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
		['PARLEY_METRICS', '99999'],
		['PARLEY_METRICS', 'everywhere:9464'],
		['PARLEY_TLS_CERT', 'a\0b'],
		['PARLEY_TRUSTED_PROXIES', 'yes'],
		['PARLEY_TRUSTED_PROXIES', '10.0.0.0/33'],
		['PARLEY_TRUSTED_PROXIES', '10.0.0.0/8/8'],
		['PARLEY_TRUSTED_PROXIES', '::1, proxy'],
		['PARLEY_RETENTION_DAYS', '0'],
		['PARLEY_RETENTION_DAYS', '1.5'],
		['PARLEY_RETENTION_DAYS', '99999'],
	]
	for (const [name, value] of wrong) {
		expect(sentenceOf({ [name]: value })).toMatch(
			new RegExp(`^ParleyError: ${name} must be [^\\n]*; it is "[^\\n]*"\\.$`)
		)
	}
})

test('[K1] an option goes before its variable, and is named where it is wrong', () => {
	const environment = { PORT: '4001', HOST: '::1' }
	expect(readConfig(environment, { '--port': '4002', '--host': undefined })).toMatchObject({
		port: 4002,
		host: '::1',
	})
	expect(sentenceOf(environment, { '--port': 'http' })).toBe(
		'ParleyError: --port must be a whole number from 0 to 65535; it is "http".'
	)
})

test('[K1] what does not go together is one sentence as well', () => {
	const tls = { PARLEY_TLS_CERT: '/c.pem', PARLEY_TLS_KEY: '/k.pem' }
	const wrong: readonly [Record<string, string>, RegExp][] = [
		[{ PARLEY_TLS_CERT: '/c.pem' }, /^ParleyError: PARLEY_TLS_CERT needs PARLEY_TLS_KEY beside it/],
		[{ PARLEY_TLS_KEY: '/k.pem' }, /^ParleyError: PARLEY_TLS_KEY needs PARLEY_TLS_CERT beside it/],
		[{ ...tls, PARLEY_PUBLIC_URL: 'http://a.example' }, /PARLEY_PUBLIC_URL must begin with https/],
		[{ PARLEY_TRUSTED_PROXIES: '::1' }, /PARLEY_TRUSTED_PROXIES needs PARLEY_PUBLIC_URL beside it/],
		[
			{ PARLEY_METRICS: '0.0.0.0:9464' },
			/PARLEY_METRICS on 0\.0\.0\.0 needs PARLEY_METRICS_TOKEN_FILE/,
		],
		[{ PARLEY_BEHIND_PROXY: 'yes' }, /PARLEY_TRUSTED_PROXIES=127\.0\.0\.1/],
	]
	for (const [environment, sentence] of wrong) {
		expect(sentenceOf(environment)).toMatch(sentence)
		expect(sentenceOf(environment)).toMatch(/^[^\n]*\.$/)
	}
})

function sentenceOf(...given: Parameters<typeof readConfig>): string {
	try {
		readConfig(...given)
	} catch (thrown) {
		expect(thrown).toBeInstanceOf(ParleyError)
		return String(thrown)
	}
	throw new Error('nothing was wrong')
}
