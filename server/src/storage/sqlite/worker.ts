import type { ErrorCode } from '@parley/domain'
import type Database from 'better-sqlite3'
import { parentPort, type MessagePort } from 'node:worker_threads'
import { commitName } from '../commit.ts'
import { openConnection } from './connection.ts'
import { failure } from './failure.ts'
import { prepareAppend } from './logWrites.ts'
import { migrate } from './migrations.ts'
import { scrub } from './scrub.ts'
import { prepareForget } from './withholdWrites.ts'
import type { Order, Response, Step, WorkerStart, Write } from './writes.ts'

/*
 * The thread that writes: it owns the one writing connection and takes one order after the other, as they were sent. A disk that
 * is slow delays the answers and nothing else. It imports as little as it can, since every storage that is opened starts one.
 */

/** How large the write-ahead log may stay when it is written into the database. */
const LOG_BYTES_KEPT = 16_777_216

/** What a check for readiness makes room for and gives back. */
const PROBE_BYTES = 65_536

if (parentPort !== null) serve(parentPort)

/** Opens the database at the first order and does a write at each one after it. */
function serve(port: MessagePort): void {
	let folder = ''
	let perform: (write: Write) => number = () => 0
	/** What came while nobody else may write, in its order. */
	const waiting: Order[] = []
	let isHeld = false

	function obey(order: Order): number {
		if (order.kind === 'write') return perform(order.write)
		folder = order.start.folder
		perform = prepareWrites(openDatabase(order.start))
		return 1
	}

	port.on('message', (order: Order) => {
		if (isHeld && kindOf(order) !== 'release') {
			waiting.push(order)
			return
		}
		answer(order)
		while (!isHeld) {
			const next = waiting.shift()
			if (next === undefined) return
			answer(next)
		}
	})

	function answer(order: Order): void {
		let response: Response
		try {
			response = { id: order.id, kind: 'done', answer: obey(order) }
		} catch (error) {
			const { code, message, cause } = failure(error, folder, ...undone(order))
			response = { id: order.id, kind: 'failed', code, message, cause }
		}
		port.postMessage(response)
		const kind = kindOf(order)
		const isDone = response.kind === 'done'
		if (kind === 'hold') isHeld = isDone
		else if (kind === 'release') isHeld = false
		else if (kind === 'close' || (kind === 'open' && !isDone)) port.close()
	}
}

function kindOf(order: Order): 'open' | Write['kind'] {
	return order.kind === 'open' ? 'open' : order.write.kind
}

/** Opens the database for writing, and makes or migrates its tables. */
function openDatabase({ file, maxPages }: WorkerStart): Database.Database {
	const database = openConnection(file, { readonly: false })
	const mode = database.pragma('journal_mode = WAL', { simple: true })
	if (mode !== 'wal') throw new Error(`no write-ahead log on this file system: ${String(mode)}`)
	// An acknowledged commit is on disk: with NORMAL, which the driver is built with, a power cut takes the last ones.
	database.pragma('synchronous = FULL')
	// A backup reads for as long as it takes, and the log grows meanwhile: afterwards it gives back what is over this.
	database.pragma(`journal_size_limit = ${LOG_BYTES_KEPT}`)
	if (maxPages !== null) database.pragma(`max_page_count = ${maxPages}`)
	migrate(database)
	return database
}

/** Gives the function that does a write and answers it. */
function prepareWrites(database: Database.Database): (write: Write) => number {
	const append = prepareAppend(database)
	const forget = prepareForget(database)
	const reserve = database.prepare<[number]>('UPDATE probe SET room = zeroblob(?)')
	const giveBack = database.prepare<[]>('UPDATE probe SET room = NULL, count = count + 1')
	// Made once: the driver puts four functions together for each, with the properties of all.
	const transaction = database.transaction((work: () => void) => {
		work()
	})

	return (write) => {
		switch (write.kind) {
			case 'append':
				return inTransaction(transaction, () => {
					append(write.commit)
					for (const step of write.steps) runStep(database, step)
					forget(write.commit)
				})
			case 'take':
				return inTransaction(transaction, () => {
					for (const step of write.steps) runStep(database, step)
					if (write.commit !== null) append(write.commit)
				})
			case 'hold':
				database.exec('BEGIN IMMEDIATE')
				return 1
			case 'release':
				return endHold(database, () => {
					for (const step of write.steps) runStep(database, step)
				})
			case 'scrub':
				return scrub(database)
			case 'check':
				return inTransaction(transaction, () => {
					reserve.run(PROBE_BYTES)
					giveBack.run()
				})
			case 'look':
				return Number(database.pragma('data_version', { simple: true }))
			case 'close':
				database.close()
				return 1
		}
	}
}

/** Undoes a transaction from within, when what it was to change is not there. */
class NothingToDo extends Error {}

function runStep(database: Database.Database, { sql, parameters, decides }: Step): void {
	const { changes } = database.prepare(sql).run(...parameters)
	if (decides && changes === 0) throw new NothingToDo()
}

function inTransaction(
	transaction: Database.Transaction<(work: () => void) => void>,
	work: () => void
): number {
	try {
		transaction.immediate(work)
		return 1
	} catch (error) {
		if (error instanceof NothingToDo) return 0
		throw error
	}
}

/** Does the last of a transaction that was begun, and ends it: kept where that succeeds, undone where it does not. */
function endHold(database: Database.Database, work: () => void): number {
	try {
		work()
		database.exec('COMMIT')
		return 1
	} catch (error) {
		// SQLite has undone it already where there was no room
		if (database.inTransaction) database.exec('ROLLBACK')
		if (error instanceof NothingToDo) return 0
		throw error
	}
}

/** What did not happen when `order` failed, and the error code where nothing better is known. */
function undone(order: Order): [undone: string, otherwise: ErrorCode] {
	if (order.kind === 'open') return ['it was not opened', 'storage-failed']
	const { write } = order
	switch (write.kind) {
		case 'append':
			return [`${commitName(write.commit)} not taken`, 'log-append-failed']
		case 'take':
		case 'hold':
		case 'release':
			return [write.undone, 'storage-failed']
		case 'scrub':
			return ['what was erased is not yet out of its files', 'storage-failed']
		case 'check':
		case 'look':
			return ['it is not ready', 'storage-failed']
		case 'close':
			return ['it was not closed', 'storage-failed']
	}
}
