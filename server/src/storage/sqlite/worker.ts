import { parentPort, type MessagePort } from 'node:worker_threads'
import { type ErrorCode } from '@parley/domain'
import { commitName } from '../commit.ts'
import { openConnection, type Connection } from './connection.ts'
import { failure } from './failure.ts'
import { prepareAppend } from './logWrites.ts'
import { migrate } from './migrations.ts'
import { insertNegotiation, insertSnapshot, putCache } from './roomWrites.ts'
import { insertInvitation, redeem, revoke, revokeSeat } from './seatWrites.ts'
import { tables } from './tables.ts'
import { OPENING, type Order, type Response, type WorkerStart, type Write } from './writes.ts'

/*
 * The thread that writes: it owns the one writing connection and takes one request after the other, in the order they were
 * sent. A disk that is slow delays the answers and nothing else.
 */

/** What a check for readiness makes room for, and gives back: more than a commit of one clause's import needs. */
const PROBE_BYTES = 65_536

if (parentPort !== null) serve(parentPort)

/** Opens the database at the first message and does a write for each one after it. */
function serve(port: MessagePort): void {
	let folder = ''
	let perform: ((write: Write) => number) | undefined

	/** Does what was ordered under `id` and sends back what came of it; gives whether it worked. */
	function answer(
		id: number,
		work: () => number,
		failed: () => [doing: string, otherwise: ErrorCode]
	): boolean {
		let response: Response
		try {
			response = { id, kind: 'done', answer: work() }
		} catch (cause) {
			const error = failure(cause, folder, ...failed())
			const { code, message } = error
			response = { id, kind: 'failed', code, message, cause: error.cause }
		}
		port.postMessage(response)
		return response.kind === 'done'
	}

	port.on('message', (order: Order) => {
		if (order.kind === 'open') {
			folder = order.start.folder
			const opening = (): number => {
				perform = prepareWrites(open(order.start))
				return 1
			}
			if (!answer(OPENING, opening, () => ['it was not opened', 'storage-failed'])) port.close()
			return
		}
		const { id, write } = order
		answer(
			id,
			() => perform?.(write) ?? 0,
			() => doing(write)
		)
		if (write.kind === 'close') port.close()
	})
}

/** What did not happen when `write` failed, and the error code where nothing better is known. */
function doing(write: Write): [string, ErrorCode] {
	switch (write.kind) {
		case 'append':
			return [`${commitName(write.commit)} not stored`, 'log-append-failed']
		case 'create':
			return [`negotiation ${write.creation.negotiation.id} not stored`, 'storage-failed']
		case 'save-snapshot':
			return [`snapshot ${write.snapshot.id} not stored`, 'storage-failed']
		case 'put-cache':
			return [`state cache of ${write.document} not stored`, 'storage-failed']
		case 'invite':
			return [`invitation ${write.invitation.id} not stored`, 'storage-failed']
		case 'redeem':
			return [`invitation ${write.invitation} not redeemed`, 'storage-failed']
		case 'set-contact':
		case 'revoke-seat':
		case 'revoke-invitation':
		case 'revoke-session':
			return [`${write.id} not changed`, 'storage-failed']
		case 'check':
		case 'look':
			return ['it was not ready to write', 'storage-failed']
		case 'close':
			return ['it was not closed', 'storage-failed']
	}
}

/** Opens the database for writing, and makes or migrates its tables. */
function open({ file, maxPages }: WorkerStart): Connection {
	const connection = openConnection(file, { readonly: false })
	const { raw } = connection
	const mode = raw.pragma('journal_mode = WAL', { simple: true })
	if (mode !== 'wal')
		throw new Error(`the file system allows no write-ahead log, only ${String(mode)}`)
	// An acknowledged commit is on disk: with NORMAL, the driver's default, a power cut takes the last ones.
	raw.pragma('synchronous = FULL')
	if (maxPages !== null) raw.pragma(`max_page_count = ${maxPages}`)
	migrate(raw)
	return connection
}

/** Gives the function that does a write in one transaction and answers it. */
function prepareWrites(connection: Connection): (write: Write) => number {
	const { raw } = connection
	const append = prepareAppend(connection)
	const reserve = raw.prepare<[number]>('UPDATE probe SET room = zeroblob(?)')
	const release = raw.prepare<[]>('UPDATE probe SET room = NULL, count = count + 1')

	function perform(write: Exclude<Write, { kind: 'look' | 'close' }>): number {
		switch (write.kind) {
			case 'append':
				append(write.commit)
				return 1
			case 'create':
				insertNegotiation(connection, write.creation)
				append(write.creation.opening)
				return 1
			case 'put-cache':
				putCache(connection, write.document, write.cache)
				return 1
			case 'save-snapshot':
				insertSnapshot(connection, write.snapshot)
				return 1
			case 'set-contact':
				return connection.run(
					tables
						.updateTable('negotiation')
						.set({ contact: write.contact })
						.where('id', '=', write.id)
				)
			case 'revoke-seat':
				return revokeSeat(connection, write.id, write.at)
			case 'invite':
				return insertInvitation(connection, write.invitation)
			case 'revoke-invitation':
				return revoke(connection, 'invitation', write.id, write.at)
			case 'redeem':
				return redeem(connection, write.invitation, write.session, write.at) ? 1 : 0
			case 'revoke-session':
				return revoke(connection, 'session', write.id, write.at)
			case 'check':
				reserve.run(PROBE_BYTES)
				release.run()
				return 1
		}
	}

	return (write) => {
		if (write.kind === 'look') return Number(raw.pragma('data_version', { simple: true }))
		if (write.kind !== 'close') return connection.transaction(() => perform(write))
		raw.close()
		return 1
	}
}
