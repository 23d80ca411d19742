import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { type TlsFiles } from '../config.ts'

/** A certificate that signs itself, in PEM form. */
export interface TestCertificate {
	readonly certificate: string
	readonly key: string
}

const DAY_MS = 24 * 3_600_000

/** Makes a certificate for `localhost` and the loopback addresses, good from yesterday. */
export async function makeCertificate(
	options: { readonly from?: Date; readonly until?: Date; readonly passphrase?: string } = {}
): Promise<TestCertificate> {
	const { from, until, passphrase } = options
	const made = await generate([{ name: 'commonName', value: 'localhost' }], {
		keyType: 'ec',
		algorithm: 'sha256',
		notBeforeDate: from ?? new Date(Date.now() - DAY_MS),
		notAfterDate: until ?? new Date(Date.now() + 90 * DAY_MS),
		extensions: [
			{
				name: 'subjectAltName',
				altNames: [
					{ type: 2, value: 'localhost' },
					{ type: 7, ip: '127.0.0.1' },
					{ type: 7, ip: '::1' },
				],
			},
		],
		...(passphrase === undefined ? {} : { passphrase }),
	})
	return { certificate: made.cert, key: made.private }
}

/** Two files of a certificate in a fresh folder. */
export interface WrittenCertificate {
	readonly files: TlsFiles
	/** Writes others in their place. */
	replace(by: Partial<TestCertificate>): void
	/** Removes the folder. */
	remove(): void
}

/** Writes a certificate into files. */
export function writeCertificate(certificate: TestCertificate): WrittenCertificate {
	const folder = mkdtempSync(join(tmpdir(), 'parley-tls-'))
	const files = { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
	function replace(by: Partial<TestCertificate>): void {
		if (by.key !== undefined) writeFileSync(files.key, by.key, { mode: 0o600 })
		if (by.certificate !== undefined) writeFileSync(files.certificate, by.certificate)
	}
	replace(certificate)
	return {
		files,
		replace,
		remove: () => {
			rmSync(folder, { recursive: true, force: true })
		},
	}
}
