import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ParleyError } from '@parley/domain'
import * as z from 'zod'

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
	/** Whether a proxy in front tells the address of whoever asks (`X-Forwarded-For`). */
	readonly behindProxy: boolean
}

/** One variable of the environment, as the README lists it. */
export interface Variable<T> {
	readonly name: string
	/** What counts where it is not set or empty. */
	readonly fallback: string
	readonly meaning: string
	/** What a value must be, for the sentence that says it is not. */
	readonly expected: string
	readonly schema: z.ZodType<T>
}

const port: Variable<number> = {
	name: 'PORT',
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
		.transform((path) => (isAbsolute(path) ? path : resolve(PROJECT_ROOT, path))),
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

const behindProxy: Variable<boolean> = {
	name: 'PARLEY_BEHIND_PROXY',
	fallback: 'no',
	meaning:
		'yes where a proxy in front adds X-Forwarded-For; its last address then counts for rate limits.',
	expected: 'yes or no',
	schema: z.enum(['yes', 'no']).transform((answer) => answer === 'yes'),
}

/** Every variable that Parley reads, in the order of the README's table. */
export const VARIABLES: readonly Omit<Variable<unknown>, 'schema'>[] = [
	port,
	host,
	dataFolder,
	publicUrl,
	logLevel,
	behindProxy,
]

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the configuration.
 *
 * @throws ParleyError `bad-configuration`, one sentence naming the variable and what it must be.
 */
export function readConfig(environment: Environment): Config {
	return {
		port: read(environment, port),
		host: read(environment, host),
		dataFolder: read(environment, dataFolder),
		publicUrl: read(environment, publicUrl),
		logLevel: read(environment, logLevel),
		behindProxy: read(environment, behindProxy),
	}
}

function read<T>(environment: Environment, variable: Variable<T>): T {
	const given = environment[variable.name]?.trim() ?? ''
	const value = given === '' ? variable.fallback : given
	const parsed = variable.schema.safeParse(value)
	if (parsed.success) return parsed.data
	throw new ParleyError(
		'bad-configuration',
		`${variable.name} must be ${variable.expected}; it is ${JSON.stringify(value.slice(0, 100))}.`
	)
}

function isBareUrl(value: string): boolean {
	const url = URL.parse(value)
	if (url === null || !['http:', 'https:'].includes(url.protocol)) return false
	return url.href === `${url.origin}/`
}
