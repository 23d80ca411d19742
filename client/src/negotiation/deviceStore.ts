import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { type OwnEdit } from './ledger.ts'

/** An undelivered edit as it lies on this device. */
export interface StoredEdit extends OwnEdit {
	readonly seat: string
	/** Name of the document, which says negotiation and round. */
	readonly document: string
}

/** Names a stored edit. */
export type StoredKey = readonly [seat: string, document: string, digest: string]

/** The undelivered edits on this device. */
export interface DeviceStore {
	/** Puts and removes in one transaction, puts first; putting the same edit twice is fine. Rejects with nothing done. */
	write(put: readonly StoredEdit[], remove: readonly StoredKey[]): Promise<void>
	/** Every edit of `seat` whose document begins with `prefix`, in the order they were made. */
	read(seat: string, prefix: string): Promise<readonly StoredEdit[]>
	close(): void
}

const DATABASE = 'parley'
const STORE = 'undelivered'
/** Headings that a device remembers lie in local storage under this, and the negotiation's id. */
export const OUTLINES = 'parley.outline.'
const CHOICE = 'parley.keep-copies'

interface Schema extends DBSchema {
	[STORE]: { key: [string, string, string]; value: StoredEdit & { order: number } }
}

/**
 * Opens the store of this browser. Rejects where it keeps nothing, as in some private windows.
 *
 * @param onWiped another window, or the browser, takes everything away that lies here; the store is closed then
 */
export async function openDeviceStore(onWiped: () => void): Promise<DeviceStore> {
	const database = await openDatabase(onWiped)
	let order = Date.now()
	return {
		async write(put, remove) {
			const transaction = database.transaction(STORE, 'readwrite')
			const work: Promise<unknown>[] = put.map((edit) =>
				transaction.store.put({ ...edit, order: (order += 1) })
			)
			for (const [seat, document, digest] of remove) {
				work.push(transaction.store.delete([seat, document, digest]))
			}
			await Promise.all([...work, transaction.done])
		},
		async read(seat, prefix) {
			const range = IDBKeyRange.bound([seat, prefix, ''], [seat, `${prefix}\uffff`, '\uffff'])
			const rows = await database.getAll(STORE, range)
			return rows.sort((a, b) => a.order - b.order)
		},
		close: () => {
			database.close()
		},
	}
}

/**
 * Removes every copy from this device: on signing out, when the server no longer knows this browser, and when the person wants none
 * here. Never rejects: where storage is closed to us, nothing lies in it.
 */
export async function wipeDevice(): Promise<void> {
	dropOutlines()
	try {
		// A window that the browser has put to sleep does not let go of the database, so it is emptied first.
		const database = await openDatabase(() => undefined)
		await database.clear(STORE)
		database.close()
		void deleteDB(DATABASE)
	} catch {
		return
	}
}

function openDatabase(onWiped: () => void): Promise<IDBPDatabase<Schema>> {
	return openDB<Schema>(DATABASE, 1, {
		upgrade(db) {
			db.createObjectStore(STORE, { keyPath: ['seat', 'document', 'digest'] })
		},
		// another window wipes this device: let it
		blocking: (_current, _blocked, event) => {
			if (event.target instanceof IDBDatabase) event.target.close()
			onWiped()
		},
		terminated: onWiped,
	})
}

/** Forgets the headings of one negotiation, or of every one. */
export function dropOutlines(negotiation?: string): void {
	try {
		const keys = negotiation === undefined ? Object.keys(localStorage) : [OUTLINES + negotiation]
		for (const key of keys) if (key.startsWith(OUTLINES)) localStorage.removeItem(key)
	} catch {
		return // storage is closed to us: then nothing was kept
	}
}

/** Whether undelivered edits are kept on this device; the person chose on entering. Kept where storage is closed to us too. */
export function keepsCopies(): boolean {
	try {
		return localStorage.getItem(CHOICE) !== 'no'
	} catch {
		return true
	}
}

/** Remembers the choice "Do not keep copies here". */
export function chooseCopies(keep: boolean): void {
	try {
		if (keep) localStorage.removeItem(CHOICE)
		else {
			localStorage.setItem(CHOICE, 'no')
			dropOutlines()
		}
	} catch {
		return // storage is closed to us: then nothing is kept here anyway
	}
}
