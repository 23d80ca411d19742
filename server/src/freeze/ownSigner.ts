import { join } from 'node:path'
import { ParleyError } from '@parley/domain'
import { namesOtherKey } from '@parley/snapshot'
import { type Storage } from '../storage/ports.ts'
import { KEY_FILE, openSigner, type ServerSigner } from './signer.ts'

/**
 * The signer of a data folder, if it is the one that the record in `storage` was signed with: made where nothing was signed yet. A
 * folder that was copied or restored without its key would otherwise go on under another one, and nobody who holds the old key could
 * check what comes then.
 *
 * @throws ParleyError `bad-key` where the key is missing or another one, and as `openSigner` does.
 */
export async function openOwnSigner(
	storage: Pick<Storage, 'log' | 'negotiations'>,
	folder: string
): Promise<ServerSigner> {
	const logs = await storage.log.logs()
	const isFresh = logs.length === 0 && (await storage.negotiations.erasures()).length === 0
	const signer = await openSigner(folder, isFresh)
	if (logs.length === 0 || !(await isAnothers(storage, signer.publicKey))) return signer
	throw new ParleyError(
		'bad-key',
		`the signing key ${join(folder, KEY_FILE)} is not the one that the record here was signed with (this one has the fingerprint ${signer.fingerprint}): put that key back`
	)
}

/**
 * Whether every log's newest checkpoint names another key. One that was tampered with tells nothing about the key: that is for
 * `log check` to find.
 */
async function isAnothers(storage: Pick<Storage, 'log'>, publicKey: Uint8Array): Promise<boolean> {
	for (const log of await storage.log.logs()) {
		const last = await storage.log.last(log)
		if (last !== null && !namesOtherKey(last.checkpoint.note, log, publicKey)) return false
	}
	return true
}
