import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ParleyError } from '@parley/domain'
import { type Config } from '../config.ts'
import { type Clock } from '../freeze/clock.ts'
import { openOwnSigner } from '../freeze/ownSigner.ts'
import { type ServerSigner } from '../freeze/signer.ts'
import { createSystemClock, type ClockNotice } from '../freeze/systemClock.ts'
import { isEverywhere } from '../http/loopback.ts'
import { urlOf } from '../http/webServer.ts'
import { newestReceivedAt } from '../negotiation/rooms.ts'
import { openSqliteStorage } from '../storage/sqlite/openSqliteStorage.ts'
import { type Storage } from '../storage/ports.ts'

/** A data folder that is open. */
export interface OpenData {
	readonly storage: Storage
	readonly signer: ServerSigner
	/** Never below what the logs have seen. */
	readonly clock: Clock
	/** Lets go of everything. Closing twice is fine. */
	close(): Promise<void>
}

/**
 * Opens the data folder, made where it is missing: as its one server, or beside one that runs.
 *
 * @throws ParleyError of the storage or the signing key; nothing is held open then.
 */
export async function openData(
	folder: string,
	role: 'server' | 'visitor',
	onNotice?: (notice: ClockNotice) => void
): Promise<OpenData> {
	const storage = await openSqliteStorage({ folder, role })
	try {
		const signer = await openOwnSigner(storage, folder)
		const floor = await newestReceivedAt(storage)
		const clock = createSystemClock(onNotice === undefined ? { floor } : { floor, onNotice })
		return {
			storage,
			signer,
			clock,
			async close() {
				clock.close()
				await storage.close()
			},
		}
	} catch (error) {
		await storage.close()
		throw error
	}
}

/** Does `work` with the data folder open beside a server, and lets go of it whatever happens. */
export async function withData<T>(
	{ dataFolder }: Pick<Config, 'dataFolder'>,
	work: (data: OpenData) => Promise<T>
): Promise<T> {
	const data = await openData(dataFolder, 'visitor')
	try {
		return await work(data)
	} finally {
		await data.close()
	}
}

/** The name, in a data folder, of the note where its server is. */
export const ADDRESS_FILE = 'address.txt'

/** Where the server of a data folder is. */
export interface ServerAddress {
	/** What links begin with. */
	readonly links: string
	/** Where it listens, as this machine asks it. */
	readonly listening: string
}

/** Notes where the running server is, for commands that are given meanwhile. Gives the way to take the note back. */
export async function noteAddress(
	folder: string,
	{ links, listening }: ServerAddress
): Promise<() => Promise<void>> {
	const file = join(folder, ADDRESS_FILE)
	await writeFile(file, `${links}\n${listening}\n`, { mode: 0o600 })
	return () => rm(file, { force: true })
}

/** Where the server of a data folder said it is; null where none did. What was killed leaves its note until the next start. */
export async function notedAddress(folder: string): Promise<ServerAddress | null> {
	const noted = await readFile(join(folder, ADDRESS_FILE), 'utf8').catch(() => '')
	const [links = '', listening = ''] = noted.split('\n')
	if (!URL.canParse(links)) return null
	return { links, listening: URL.canParse(listening) ? listening : links }
}

/** Where a server that listens on `host` is asked from this machine. */
export function nearAddress({ host, tls }: Config, port: number): string {
	const near = isEverywhere(host) ? (host === '::' ? '::1' : '127.0.0.1') : host
	return urlOf(tls === null ? 'http' : 'https', near, port)
}

/**
 * The address that links begin with: the configured one, else the running server's, else the one a server would have.
 *
 * @throws ParleyError `bad-configuration` where none of them is known.
 */
export async function linkAddress(config: Config): Promise<string> {
	if (config.publicUrl !== null) return config.publicUrl
	const noted = await notedAddress(config.dataFolder)
	if (noted !== null) return noted.links
	if (config.port === 0) {
		const message =
			'No server runs, and PORT is 0: set PARLEY_PUBLIC_URL, so that links lead somewhere.'
		throw new ParleyError('bad-configuration', message)
	}
	return urlOf(config.tls === null ? 'http' : 'https', config.host, config.port)
}
