import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { unwatchFile, watchFile } from 'node:fs'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { ParleyError } from '@parley/domain'
import { type Logger } from 'pino'
import { type TlsFiles } from '../config.ts'

/** A certificate with its key, whole and in its time. */
export interface Certificate {
	/** What Node's TLS takes. */
	readonly options: Pick<SecureContextOptions, 'cert' | 'key'>
	readonly expiresAt: Date
	/** SHA-256 of the certificate, in hex with colons. */
	readonly fingerprint: string
}

/** Where a certificate comes from, and what becomes of it later. */
export interface CertificateSource {
	/** The one that counts now. */
	readonly current: Certificate
	/** Calls `take` for every whole certificate that the files hold from now on. Returns the way to stop. */
	watch(take: (certificate: Certificate) => void): () => void
}

/** How often the files are looked at. They are often links that are moved to other files, of which no event tells. */
const LOOK_EVERY_MS = 5000

/** A certificate that ends sooner than this is complained of. */
const NEAR_END_MS = 14 * 24 * 3_600_000

/**
 * Reads the certificate and looks for a new one from time to time, so that a renewed one is used without a restart. New files that cannot be
 * used are logged and change nothing: the old one is used on.
 *
 * @throws ParleyError `bad-configuration` where the files cannot be used to begin with.
 */
export async function openCertificate(
	files: TlsFiles,
	log: Logger,
	lookEveryMs = LOOK_EVERY_MS
): Promise<CertificateSource> {
	let current = await readCertificate(files)
	warnOfEnd(current, log)

	async function look(take: (certificate: Certificate) => void): Promise<void> {
		try {
			const found = await readCertificate(files)
			if (found.fingerprint === current.fingerprint) return
			current = found
			take(found)
			log.warn({ expiresAt: found.expiresAt }, 'a renewed TLS certificate is used from now on')
			warnOfEnd(found, log)
		} catch (error) {
			log.error(
				{ err: error },
				'the TLS certificate was changed and cannot be used; the old one stays'
			)
		}
	}

	return {
		get current() {
			return current
		},
		watch(take) {
			const onChange = (): void => {
				void look(take)
			}
			const paths = [files.certificate, files.key]
			for (const path of paths) {
				watchFile(path, { interval: lookEveryMs, persistent: false }, onChange)
			}
			return () => {
				for (const path of paths) unwatchFile(path, onChange)
			}
		},
	}
}

function warnOfEnd({ expiresAt }: Certificate, log: Logger): void {
	if (expiresAt.getTime() - Date.now() > NEAR_END_MS) return
	log.warn({ expiresAt }, 'the TLS certificate runs out within two weeks')
}

/**
 * Reads a certificate and its key from their files, and looks whether a server can use them now.
 *
 * @throws ParleyError `bad-configuration`, one sentence that names the file.
 */
export async function readCertificate(files: TlsFiles): Promise<Certificate> {
	const cert = await readPem(files.certificate)
	const key = await readPem(files.key)
	const parsed = parseCertificate(cert, files.certificate)
	if (!parsed.checkPrivateKey(parseKey(key, files.key))) {
		throw wrong(
			`The TLS key in ${files.key} is not that of the certificate in ${files.certificate}`
		)
	}
	const now = new Date()
	if (parsed.validToDate < now) {
		throw wrong(
			`The TLS certificate in ${files.certificate} ran out on ${dayOf(parsed.validToDate)}: renew it`
		)
	}
	if (parsed.validFromDate > now) {
		throw wrong(
			`The TLS certificate in ${files.certificate} is not good before ${dayOf(parsed.validFromDate)}: look at this machine's clock`
		)
	}
	try {
		createSecureContext({ cert, key })
	} catch (cause) {
		throw wrong(`The TLS certificate in ${files.certificate} cannot be used`, cause)
	}
	return {
		options: { cert, key },
		expiresAt: parsed.validToDate,
		fingerprint: parsed.fingerprint256,
	}
}

async function readPem(path: string): Promise<string> {
	try {
		return await readFile(path, 'utf8')
	} catch (cause) {
		const code = cause instanceof Error && 'code' in cause ? cause.code : null
		const why =
			code === 'ENOENT'
				? 'there is no such file'
				: code === 'EACCES'
					? 'this account may not read it'
					: `it cannot be read (${String(code)})`
		throw wrong(`The TLS file ${path} is needed, but ${why}`, cause)
	}
}

function parseCertificate(pem: string, path: string): X509Certificate {
	try {
		return new X509Certificate(pem)
	} catch (cause) {
		throw wrong(`The file ${path} holds no TLS certificate in PEM form`, cause)
	}
}

function parseKey(pem: string, path: string): KeyObject {
	try {
		return createPrivateKey(pem)
	} catch (cause) {
		throw wrong(`The file ${path} holds no key in PEM form without a passphrase`, cause)
	}
}

function wrong(what: string, cause?: unknown): ParleyError {
	return new ParleyError('bad-configuration', `${what}.`, { cause })
}

function dayOf(date: Date): string {
	return date.toISOString().slice(0, 10)
}
