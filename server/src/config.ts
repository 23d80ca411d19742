import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ParleyError } from '@parley/domain'
import * as z from 'zod'
import { isAddressOrRange } from './http/proxies.ts'
import { isLoopback } from './http/loopback.ts'

/** The folder that holds the whole project: a relative data folder starts here, wherever the command was typed. */
export const PROJECT_ROOT = fileURLToPath(new URL('../../', import.meta.url))

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const

/** What the environment says about how Parley runs. */
export interface Config {
	/** 0 stands for any free port. */
	readonly port: number
	readonly host: string
	/** The folder of the database, the signing key and the links; an absolute path. */
	readonly dataFolder: string
	/** The address that people open, without a slash at its end; null for the one the server listens on. */
	readonly publicUrl: string | null
	readonly logLevel: (typeof LOG_LEVELS)[number]
	/** Where the certificate and its key are; null where no TLS is spoken here. */
	readonly tls: TlsFiles | null
	/** How many days closed negotiations are kept; null for as long as nobody erases them. */
	readonly retentionDays: number | null
	/** Addresses and ranges of the proxies that are believed about whom they ask for. */
	readonly trustedProxies: readonly string[]
	/** Where metrics are shown; null where they are not. */
	readonly metrics: MetricsAddress | null
}

/** Where metrics are shown, and to whom. */
export interface MetricsAddress {
	readonly host: string
	readonly port: number
	/** The file of the token that whoever asks must bring; null where this machine alone can ask. */
	readonly tokenFile: string | null
}

/** The two files of a certificate, by their absolute paths. */
export interface TlsFiles {
	/** PEM: the server's certificate, then those that lead to its issuer. */
	readonly certificate: string
	/** PEM: the private key, without a passphrase. */
	readonly key: string
}

/** One variable of the environment, as the README lists it. */
export interface Variable<T> {
	readonly name: string
	/** The option of `serve` that goes before it, e.g. `--port`. */
	readonly option?: string
	/** What counts where it is not set or empty. */
	readonly fallback: string
	readonly meaning: string
	/** What a value must be, for the sentence that says it is not. */
	readonly expected: string
	readonly schema: z.ZodType<T>
}

const port: Variable<number> = {
	name: 'PORT',
	option: '--port',
	fallback: '4000',
	meaning: 'Port to listen on; 0 takes any free one.',
	expected: 'a whole number from 0 to 65535',
	schema: z
		.string()
		.regex(/^\d{1,5}$/)
		.transform(Number)
		.refine((value) => value <= 65535),
}

const host: Variable<string> = {
	name: 'HOST',
	option: '--host',
	fallback: '127.0.0.1',
	meaning: 'Address to listen on; 0.0.0.0 takes connections from other machines.',
	expected: 'a host name or an IP address',
	schema: z.string().regex(/^[0-9A-Za-z.:_-]{1,253}$/),
}

const dataFolder: Variable<string> = {
	name: 'PARLEY_DATA',
	fallback: './data',
	meaning:
		'Folder of the database, the signing key and the links; a relative one starts at the project.',
	expected: 'the path of a folder',
	schema: z
		.string()
		.refine((path) => !path.includes('\0'))
		.transform(fromProject),
}

const publicUrl: Variable<string | null> = {
	name: 'PARLEY_PUBLIC_URL',
	fallback: '',
	meaning:
		'Address that people open, e.g. https://parley.example.org; where it is empty, the one listened on.',
	expected: 'an address such as https://parley.example.org, without a path',
	schema: z
		.string()
		.refine((value) => value === '' || isBareUrl(value))
		.transform((value) => (value === '' ? null : new URL(value).origin)),
}

const logLevel: Variable<Config['logLevel']> = {
	name: 'PARLEY_LOG_LEVEL',
	fallback: 'warn',
	meaning: `How much is logged, as JSON on standard error: ${LOG_LEVELS.join(', ')}.`,
	expected: `one of ${LOG_LEVELS.join(', ')}`,
	schema: z.enum(LOG_LEVELS),
}

const tlsCertificate: Variable<string | null> = {
	name: 'PARLEY_TLS_CERT',
	option: '--tls-cert',
	fallback: '',
	meaning: 'File of the TLS certificate with its chain (PEM); with it, https and wss are spoken.',
	expected: 'the path of a file',
	schema: optionalFile(),
}

const tlsKey: Variable<string | null> = {
	name: 'PARLEY_TLS_KEY',
	option: '--tls-key',
	fallback: '',
	meaning: 'File of the key of that certificate (PEM, without a passphrase).',
	expected: 'the path of a file',
	schema: optionalFile(),
}

const trustedProxies: Variable<readonly string[]> = {
	name: 'PARLEY_TRUSTED_PROXIES',
	fallback: '',
	meaning:
		'Addresses or ranges of the proxies in front, e.g. 127.0.0.1, 10.0.0.0/8: what they say about who asks is believed.',
	expected: 'a list of addresses and ranges such as 127.0.0.1, 10.0.0.0/8, fd00::/8',
	schema: z
		.string()
		.transform((list) => list.split(/[\s,]+/).filter((part) => part !== ''))
		.refine((parts) => parts.every(isAddressOrRange)),
}

const metrics: Variable<Omit<MetricsAddress, 'tokenFile'> | null> = {
	name: 'PARLEY_METRICS',
	option: '--metrics-port',
	fallback: '',
	meaning:
		'Port, or address and port, of /metrics for Prometheus, e.g. 9464; where it is empty, there is none.',
	expected: 'a port such as 9464 or an address with one such as 10.0.0.5:9464',
	schema: z
		.string()
		.regex(/^(?:(?:(?:\d{1,3}\.){3}\d{1,3}|localhost|\[[\da-fA-F:]+\]):)?\d{1,5}$|^$/)
		.transform((text) => {
			if (text === '') return null
			const at = text.lastIndexOf(':')
			const host = at === -1 ? '127.0.0.1' : text.slice(0, at).replace(/^\[|\]$/g, '')
			return { host, port: Number(text.slice(at + 1)) }
		})
		.refine((address) => address === null || address.port <= 65535),
}

const metricsToken: Variable<string | null> = {
	name: 'PARLEY_METRICS_TOKEN_FILE',
	fallback: '',
	meaning: 'File of the token that Prometheus must bring; needed where other machines may ask.',
	expected: 'the path of a file',
	schema: optionalFile(),
}

const retentionDays: Variable<number | null> = {
	name: 'PARLEY_RETENTION_DAYS',
	fallback: '',
	meaning: 'Days after which a closed negotiation is erased; where it is empty, none is.',
	expected: 'a whole number of days from 1 to 36500, or empty',
	schema: z
		.string()
		.regex(/^\d{0,5}$/)
		.transform((days) => (days === '' ? null : Number(days)))
		.refine((days) => days === null || (days >= 1 && days <= 36_500)),
}

/** Every variable that Parley reads, in the order of the README's table. */
export const VARIABLES: readonly Omit<Variable<unknown>, 'schema'>[] = [
	port,
	host,
	dataFolder,
	publicUrl,
	logLevel,
	tlsCertificate,
	tlsKey,
	trustedProxies,
	metrics,
	metricsToken,
	retentionDays,
]

type Environment = Readonly<Record<string, string | undefined>>

/** What was given on the command line, by the option's name, e.g. `--port`. */
export type GivenOptions = Readonly<Record<string, string | undefined>>

/**
 * Reads the configuration: options of the command line, then the environment.
 *
 * @throws ParleyError `bad-configuration`, one sentence naming the variable or option and what it must be.
 */
export function readConfig(environment: Environment, options: GivenOptions = {}): Config {
	const read = <T>(variable: Variable<T>): T => readVariable(environment, options, variable)
	const config: Config = {
		port: read(port),
		host: read(host),
		dataFolder: read(dataFolder),
		publicUrl: read(publicUrl),
		logLevel: read(logLevel),
		tls: tlsFiles(read(tlsCertificate), read(tlsKey)),
		trustedProxies: read(trustedProxies),
		metrics: metricsAddress(read(metrics), read(metricsToken)),
		retentionDays: read(retentionDays),
	}
	const wrong = contradiction(config, environment)
	if (wrong !== null) throw new ParleyError('bad-configuration', wrong)
	return config
}

function readVariable<T>(
	environment: Environment,
	options: GivenOptions,
	variable: Variable<T>
): T {
	const option = variable.option === undefined ? undefined : options[variable.option]
	const given = (option ?? environment[variable.name])?.trim() ?? ''
	const value = given === '' ? variable.fallback : given
	const parsed = variable.schema.safeParse(value)
	if (parsed.success) return parsed.data
	const name = option === undefined ? variable.name : variable.option
	throw new ParleyError(
		'bad-configuration',
		`${name} must be ${variable.expected}; it is ${JSON.stringify(value.slice(0, 100))}.`
	)
}

function tlsFiles(certificate: string | null, key: string | null): TlsFiles | null {
	if (certificate === null && key === null) return null
	if (certificate !== null && key !== null) return { certificate, key }
	const [given, missing] =
		certificate === null ? [tlsKey, tlsCertificate] : [tlsCertificate, tlsKey]
	const message = `${given.name} needs ${missing.name} beside it: TLS takes a certificate and its key.`
	throw new ParleyError('bad-configuration', message)
}

function metricsAddress(
	address: Omit<MetricsAddress, 'tokenFile'> | null,
	tokenFile: string | null
): MetricsAddress | null {
	return address === null ? null : { ...address, tokenFile }
}

/** What cannot be meant as it stands, in a sentence; null where all goes together. */
function contradiction(config: Config, environment: Environment): string | null {
	if (environment['PARLEY_BEHIND_PROXY']?.trim() === 'yes') {
		return 'PARLEY_BEHIND_PROXY is no more: name the proxy instead, e.g. PARLEY_TRUSTED_PROXIES=127.0.0.1.'
	}
	if (config.trustedProxies.length > 0 && config.publicUrl === null) {
		return 'PARLEY_TRUSTED_PROXIES needs PARLEY_PUBLIC_URL beside it: behind a proxy only that says what address people open.'
	}
	if (config.tls !== null && config.publicUrl?.startsWith('http:') === true) {
		return 'PARLEY_PUBLIC_URL must begin with https: where this server has a certificate.'
	}
	if (config.metrics !== null && !isLoopback(config.metrics.host)) {
		if (config.metrics.tokenFile === null) {
			return `PARLEY_METRICS on ${config.metrics.host} needs PARLEY_METRICS_TOKEN_FILE beside it: other machines could read them otherwise.`
		}
	}
	return null
}

function optionalFile(): z.ZodType<string | null> {
	return z
		.string()
		.refine((path) => !path.includes('\0'))
		.transform((path) => (path === '' ? null : fromProject(path)))
}

function fromProject(path: string): string {
	return isAbsolute(path) ? path : resolve(PROJECT_ROOT, path)
}

function isBareUrl(value: string): boolean {
	const url = URL.parse(value)
	if (url === null || !['http:', 'https:'].includes(url.protocol)) return false
	return url.href === `${url.origin}/`
}
