import type { DBSchema, IDBPDatabase } from 'idb'
import type * as Databases from 'idb'
import { type Draft, type DraftStore } from './draftStore.ts'
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
const DRAFTS = 'drafts'
/** Headings that a device remembers lie in local storage under this, and the negotiation's id. */
export const OUTLINES = 'parley.outline.'
/** How far somebody has seen a room lies there under this, the negotiation's id, a dot and the seat's id. */
export const VISITS = 'parley.visit.'
const CHOICE = 'parley.keep-copies'

interface Schema extends DBSchema {
	[STORE]: { key: [string, string, string]; value: StoredEdit & { order: number } }
	[DRAFTS]: { key: [string, string, string]; value: Draft }
}

/**
 * Opens the store of this browser. Rejects where it keeps nothing, as in some private windows.
 *
 * @param onWiped another window, or the browser, takes everything away that lies here; the store is closed then
 */
export async function openDeviceStore(onWiped: () => void): Promise<DeviceStore & DraftStore> {
	const database = await openDatabase(onWiped, true)
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
			const rows = await database.getAll(STORE, rangeOf(seat, prefix))
			return rows.sort((a, b) => a.order - b.order)
		},
		async keepDraft(draft) {
			await database.put(DRAFTS, draft)
		},
		async readDrafts(seat, prefix) {
			const drafts = await database.getAll(DRAFTS, rangeOf(seat, prefix))
			return drafts.sort((a, b) => a.at - b.at)
		},
		async removeDraft({ seat, document, id }) {
			await database.delete(DRAFTS, [seat, document, id])
		},
		close: () => {
			database.close()
		},
	}
}

function rangeOf(seat: string, prefix: string): IDBKeyRange {
	return IDBKeyRange.bound([seat, prefix, ''], [seat, `${prefix}\uffff`, '\uffff'])
}

/**
 * Removes every copy from this device, and what this window remembers: on signing out, when the server no longer knows this browser, and when the person wants none
 * here. Never rejects: where storage is closed to us or was never used, nothing lies in it.
 */
export async function wipeDevice(): Promise<void> {
	dropRemembered(() => true)
	try {
		sessionStorage.clear()
	} catch {
		// closed to us: then nothing was kept
	}
	try {
		// A window that the browser has put to sleep does not let go of the database, so it is emptied first.
		await removeCopies(() => true)
		void (await fetchDatabases()).deleteDB(DATABASE)
	} catch {
		return
	}
}

/** Removes the copies of a seat that this browser has lost, and of no other. Never rejects, as `wipeDevice`. */
export async function forgetSeat(seat: string): Promise<void> {
	dropRemembered((key) => key.startsWith(VISITS) && key.endsWith(`.${seat}`))
	try {
		await removeCopies((copy) => copy.seat === seat)
	} catch {
		return
	}
}

/** Removes everything that lies here of a negotiation that is not there for this browser any more. Never rejects, as `wipeDevice`. */
export async function forgetNegotiation(negotiation: string): Promise<void> {
	const visits = `${VISITS}${negotiation}.`
	dropRemembered((key) => key === OUTLINES + negotiation || key.startsWith(visits))
	try {
		await removeCopies((copy) => copy.document.startsWith(`${negotiation}/`))
	} catch {
		return
	}
}

/** What speaks with databases is fetched with the first that is opened: nobody reads or writes in a room for want of it. */
function fetchDatabases(): Promise<typeof Databases> {
	return import('idb')
}

async function removeCopies(
	isMeant: (copy: Pick<StoredEdit, 'seat' | 'document'>) => boolean
): Promise<void> {
	const database = await openDatabase(() => undefined, false)
	for (const name of [STORE, DRAFTS] as const) {
		const transaction = database.transaction(name, 'readwrite')
		const keys = await transaction.store.getAllKeys()
		const meant = keys.filter(([seat, document]) => isMeant({ seat, document }))
		await Promise.all([...meant.map((key) => transaction.store.delete(key)), transaction.done])
	}
	database.close()
}

/** @param mayCreate whether there is to be one where there is none; else opening rejects then */
async function openDatabase(
	onWiped: () => void,
	mayCreate: boolean
): Promise<IDBPDatabase<Schema>> {
	const { openDB } = await fetchDatabases()
	return openDB<Schema>(DATABASE, 2, {
		upgrade(db, from, _to, transaction) {
			if (from === 0 && !mayCreate) {
				// the opening says so
				transaction.done.catch(() => undefined)
				transaction.abort()
				return
			}
			if (from < 1) db.createObjectStore(STORE, { keyPath: ['seat', 'document', 'digest'] })
			db.createObjectStore(DRAFTS, { keyPath: ['seat', 'document', 'id'] })
		},
		// another window wipes this device: let it
		blocking: (_current, _blocked, event) => {
			if (event.target instanceof IDBDatabase) event.target.close()
			onWiped()
		},
		terminated: onWiped,
	})
}

/** Forgets what this device remembers of rooms, headings and visits, where its key is meant. */
function dropRemembered(isMeant: (key: string) => boolean): void {
	try {
		for (const key of Object.keys(localStorage)) {
			const isRemembered = key.startsWith(OUTLINES) || key.startsWith(VISITS)
			if (isRemembered && isMeant(key)) localStorage.removeItem(key)
		}
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
			dropRemembered(() => true)
		}
	} catch {
		return // storage is closed to us: then nothing is kept here anyway
	}
}
