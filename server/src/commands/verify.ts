import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { ParleyError } from '@parley/domain'
import { describeResult, parseKey, verifyFile, type OutsideKey } from '@parley/snapshot'
import { type Console } from './console.ts'
import { reasonOf } from './readText.ts'

/** What the exit code of `parley verify` says. */
export const VERIFY_EXIT = { valid: 0, invalid: 1, unreadable: 2, consistent: 3 } as const

const KEY_FORM = 'expected parley-key-1: and 64 hex digits, or a fingerprint of 32'

/** `parley verify` as typed. */
export interface VerifyOptions {
	/** A key or fingerprint, or a file that holds one. */
	readonly key?: string
	/** Records of key changes that lead from the key given to the one that signed. */
	readonly rotation?: readonly string[]
}

/**
 * Checks a signed file without any server. Gives the exit code: valid 0, invalid 1, a file or the key that cannot be read 2, consistent but
 * no key to check against 3.
 */
export async function verify(
	console: Console,
	file: string,
	options: VerifyOptions
): Promise<number> {
	let given: Given
	try {
		given = await readGiven(console, file, options)
	} catch (error) {
		if (!(error instanceof ParleyError)) throw error
		console.complain(error.message)
		return VERIFY_EXIT.unreadable
	}
	const { bytes, key, rotations } = given
	const result = verifyFile(bytes, key === undefined ? {} : { key, rotations })
	const { headline, details } = describeResult(result)
	console.say(`${result.kind.toUpperCase()}: ${headline}`)
	for (const detail of details) console.say(`  ${detail}`)
	return VERIFY_EXIT[result.kind]
}

/** What there is to check, and against what. */
export interface Given {
	readonly bytes: Uint8Array
	readonly key: OutsideKey | undefined
	readonly rotations: readonly Uint8Array[]
}

/**
 * Reads a signed file and the key it is to be checked against.
 *
 * @throws ParleyError of one sentence that names what cannot be read.
 */
export async function readGiven(
	console: Console,
	file: string,
	options: VerifyOptions
): Promise<Given> {
	const key = options.key === undefined ? undefined : await readKey(console, options.key)
	const rotations: Uint8Array[] = []
	for (const path of options.rotation ?? []) rotations.push(await readBytes(console, path))
	return { bytes: await readBytes(console, file), key, rotations }
}

/** The key that was typed, or that stands in the file of that name. Throws `bad-key` where it is neither. */
export async function readKey(console: Console, given: string): Promise<OutsideKey> {
	const direct = tryKey(given)
	if (direct !== null) return direct
	if (!existsSync(console.pathOf(given)))
		throw new ParleyError('bad-key', `“${given}” is neither a key nor a file: ${KEY_FORM}.`)
	const bytes = await readBytes(console, given)
	const inFile = tryKey(new TextDecoder().decode(bytes.subarray(0, 1000)))
	if (inFile !== null) return inFile
	throw new ParleyError('bad-key', `The file ${given} holds no key: ${KEY_FORM}.`)
}

function tryKey(text: string): OutsideKey | null {
	try {
		return parseKey(text)
	} catch (error) {
		if (error instanceof RangeError) return null
		throw error
	}
}

async function readBytes(console: Console, path: string): Promise<Uint8Array> {
	try {
		return await readFile(console.pathOf(path))
	} catch (cause) {
		throw new ParleyError('not-found', `The file ${path} cannot be read: ${reasonOf(cause)}.`, {
			cause,
		})
	}
}
