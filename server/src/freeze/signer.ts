import { ParleyError } from '@parley/domain'
import { fingerprint, formatKey, keyId, type Signer } from '@parley/snapshot'
import {
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	hkdfSync,
	randomUUID,
	sign,
	type KeyObject,
} from 'node:crypto'
import { chmod, link, open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** The server's key: what signs checkpoints, snapshots and freeze protocols. */
export interface ServerSigner extends Signer {
	/** First 32 hex digits of the key's digest. */
	readonly keyId: string
	/** The key as `parley verify --key` takes it. */
	readonly keyText: string
	/** The key id in groups of four, to be read aloud. */
	readonly fingerprint: string
	/** 32 secret bytes for `purpose`, the same for as long as the key is: HKDF-SHA-256 (RFC 5869) of the secret key. */
	derive(purpose: string): Uint8Array
}

/** The file that holds the secret key, in PKCS #8 PEM; readable by its owner alone. */
export const KEY_FILE = 'signing-key.pem'

/**
 * The signer of a data folder, made at the first start.
 *
 * @param mayMake whether a missing key may be made: not where something was signed before
 * @throws ParleyError `bad-key` where the file is no Ed25519 key or others may read it, or is missing and may not be made,
 * `data-folder-unwritable` where it cannot be made.
 */
export async function openSigner(folder: string, mayMake = true): Promise<ServerSigner> {
	const path = join(folder, KEY_FILE)
	const pem = await readKey(path)
	if (pem === null && !mayMake) {
		throw new ParleyError(
			'bad-key',
			`the signing key ${path} is missing, and another would not belong to what was signed: put the key back there, with mode 0600`
		)
	}
	return parseSigner(pem ?? (await makeKey(path)), path)
}

/** The key of a data folder as its file has it. Throws `bad-key` as `openSigner` does, also where there is none. */
export async function readSigningKey(folder: string): Promise<string> {
	const path = join(folder, KEY_FILE)
	const pem = await readKey(path)
	if (pem === null) throw new ParleyError('bad-key', `the signing key ${path} is missing`)
	return pem
}

async function readKey(path: string): Promise<string | null> {
	try {
		if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) {
			throw new ParleyError(
				'bad-key',
				`others may read ${path}; give it mode 0600 if nobody has, or else a new key`
			)
		}
		return await readFile(path, 'utf8')
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
		if (error instanceof ParleyError) throw error
		throw new ParleyError('bad-key', `the signing key ${path} cannot be read`, { cause: error })
	}
}

/** Writes a whole file first and links it into place: two processes that start at once end with the same key. */
async function makeKey(path: string): Promise<string> {
	const pem = generateKeyPairSync('ed25519')
		.privateKey.export({ type: 'pkcs8', format: 'pem' })
		.toString()
	const draft = `${path}.${randomUUID()}`
	try {
		const file = await open(draft, 'wx', 0o600)
		try {
			await file.writeFile(pem)
			await file.sync()
		} finally {
			await file.close()
		}
		await chmod(draft, 0o600)
		await link(draft, path).catch((error: unknown) => {
			if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
		})
		await rm(draft)
	} catch (error) {
		throw new ParleyError('data-folder-unwritable', `the signing key ${path} cannot be written`, {
			cause: error,
		})
	}
	return (await readKey(path)) ?? pem
}

/**
 * The signer with the secret key `pem`.
 *
 * @param path where it was read, for the sentence that says what is wrong
 * @throws ParleyError `bad-key` where it is no Ed25519 key.
 */
export function parseSigner(pem: string, path: string): ServerSigner {
	const secret = parsePem(pem, path)
	const der = createPublicKey(secret).export({ type: 'spki', format: 'der' })
	// An Ed25519 SubjectPublicKeyInfo (RFC 8410) ends with the 32 bytes of the key.
	const publicKey = new Uint8Array(der.subarray(der.length - 32))
	const id = keyId(publicKey)
	return {
		publicKey,
		keyId: id,
		keyText: formatKey(publicKey),
		fingerprint: fingerprint(id),
		sign: (message) => sign(null, message, secret),
		derive: (purpose) => deriveKey(secret, purpose),
	}
}

/** 32 bytes for one purpose of `secret`, from which the others cannot be told. */
export function deriveKey(secret: KeyObject, purpose: string): Uint8Array {
	const material = secret.export({ type: 'pkcs8', format: 'der' })
	return new Uint8Array(hkdfSync('sha256', material, '', `parley ${purpose}`, 32))
}

function parsePem(pem: string, path: string): KeyObject {
	let secret: KeyObject
	try {
		secret = createPrivateKey(pem)
	} catch (error) {
		throw new ParleyError('bad-key', `${path} holds no private key`, { cause: error })
	}
	if (secret.asymmetricKeyType !== 'ed25519') {
		throw new ParleyError(
			'bad-key',
			`${path} holds a key of type ${secret.asymmetricKeyType}, not ed25519`
		)
	}
	return secret
}
