import type { StoredErasure } from '../ports.ts'
import type { Step } from './writes.ts'

/** The id that the name of a log or document begins with. */
const OF_NEGOTIATION = 'substr(name, 1, 15) = ?'
const ENTRIES = `SELECT seq FROM entry WHERE log IN (SELECT number FROM log WHERE ${OF_NEGOTIATION})`
const SEATS = 'SELECT id FROM seat WHERE negotiation = ?'

/**
 * What goes with a negotiation, in an order that the references between tables allow. A table that comes to hold anything of a
 * negotiation is to be added here; the test of rule S42 looks for its words in every file of the folder.
 */
const DELETIONS: readonly string[] = [
	`DELETE FROM stand_in WHERE entry IN (${ENTRIES})`,
	`DELETE FROM withholding WHERE act IN (${ENTRIES})`,
	`DELETE FROM entry WHERE log IN (SELECT number FROM log WHERE ${OF_NEGOTIATION})`,
	`DELETE FROM checkpoint WHERE log IN (SELECT number FROM log WHERE ${OF_NEGOTIATION})`,
	`DELETE FROM writer WHERE document IN (SELECT number FROM document WHERE ${OF_NEGOTIATION})`,
	`DELETE FROM log WHERE ${OF_NEGOTIATION}`,
	`DELETE FROM document WHERE ${OF_NEGOTIATION}`,
	'DELETE FROM state_cache WHERE substr(document, 1, 15) = ?',
	'DELETE FROM snapshot WHERE negotiation = ?',
	'DELETE FROM kept_answer WHERE negotiation = ?',
	`DELETE FROM invitation WHERE seat IN (${SEATS})`,
	'DELETE FROM seat WHERE negotiation = ?',
	'DELETE FROM delegation WHERE negotiation = ?',
	'DELETE FROM negotiation WHERE id = ?',
]

/** The transaction that erases a negotiation; the first step decides whether there is one. */
export function erasureSteps({ negotiation, erasedAt, file }: StoredErasure): readonly Step[] {
	return [
		{
			sql: `INSERT INTO erasure (negotiation, erased_at, file) SELECT ?, ?, ?
				WHERE EXISTS (SELECT 1 FROM negotiation WHERE id = ?)`,
			parameters: [negotiation, erasedAt, new Uint8Array(file), negotiation],
			decides: true,
		},
		{
			sql: 'INSERT INTO erasing SELECT number FROM erasure WHERE negotiation = ?',
			parameters: [negotiation],
			decides: true,
		},
		{
			sql: `UPDATE session SET revoked_at = coalesce(revoked_at, ?)
				WHERE id IN (SELECT session FROM session_seat WHERE negotiation = ?)
				AND id NOT IN (SELECT session FROM session_seat WHERE negotiation <> ?)`,
			parameters: [erasedAt, negotiation, negotiation],
			decides: false,
		},
		{
			sql: 'DELETE FROM session_seat WHERE negotiation = ?',
			parameters: [negotiation],
			decides: false,
		},
		{
			sql: `DELETE FROM session WHERE revoked_at IS NOT NULL
				AND id NOT IN (SELECT session FROM session_seat)`,
			parameters: [],
			decides: false,
		},
		...DELETIONS.map((sql) => ({ sql, parameters: [negotiation], decides: false })),
		{ sql: 'DELETE FROM erasing', parameters: [], decides: true },
	]
}
