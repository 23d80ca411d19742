import { SNAPSHOT_FORMAT_2, type Snapshot, type SnapshotClause } from './snapshot.ts'
import fc from 'fast-check'
import { type CanonicalValue } from './canonical.ts'
import { digestOfValue } from './digestOfValue.ts'

const long = process.env['PARLEY_SCALE'] === 'long'

/** How often a property is tried: `short` times, a hundred times that at long scale. A failure prints its seed. */
export function runs(short: number): { numRuns: number } {
	return { numRuns: long ? 100 * short : short }
}

/** Texts as canonical JSON can hold them, with letters of every kind. */
export const canonicalTexts = fc
	.string({ unit: 'binary' })
	.map((text) => text.toWellFormed().normalize('NFC'))

/** Anything that canonical JSON can hold. */
export const canonicalValues: fc.Arbitrary<CanonicalValue> = fc.letrec<{ value: CanonicalValue }>(
	(tie) => ({
		value: fc.oneof(
			{ depthSize: 'small', withCrossShrink: true },
			fc.constant(null),
			fc.boolean(),
			fc.maxSafeInteger(),
			canonicalTexts,
			fc.array(tie('value'), { maxLength: 6 }),
			fc
				.array(fc.tuple(canonicalTexts, tie('value')), { maxLength: 6 })
				.map((entries) => Object.fromEntries(entries))
		),
	})
).value

/** Ways to change one byte: another value, one more, one less. */
export const tamperings: fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> = fc
	.record({
		at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
		how: fc.constantFrom('replace', 'insert', 'delete'),
		byte: fc.integer({ min: 0, max: 255 }),
	})
	.map(({ at, how, byte }) => (bytes) => {
		const offset = Math.floor(at * bytes.length)
		const removed = how === 'insert' ? 0 : 1
		const added = how === 'delete' ? [] : [byte]
		return Uint8Array.of(
			...bytes.subarray(0, offset),
			...added,
			...bytes.subarray(offset + removed)
		)
	})

/** `snapshot` as version 2 had it: names and meanings of the ladder, and nothing of how clauses stand beside their status, or of what is suggested. */
export function beforeStandings(snapshot: Snapshot): Snapshot {
	return {
		...snapshot,
		format: SNAPSHOT_FORMAT_2,
		ladder: snapshot.ladder.map(({ status, name, meaning }) => ({ status, name, meaning })),
		clauses: snapshot.clauses.map((clause) => {
			const { id, order, number, kind, heading, status } = clause
			const { openBrackets, textDigest } = clause
			const content = clause.content.map((block) => {
				const members = Object.entries(block).filter(([name]) => name !== 'marks')
				return { ...(Object.fromEntries(members) as typeof block) }
			})
			return {
				...{ id, order, number, kind, heading, status, openBrackets, reservations: [] },
				...{ content, contentDigest: digestOfValue(content), textDigest },
			}
		}),
	}
}

/** `snapshot` as version 3 was before anything could be said about a suggestion, and before confirmations named a text: without these members. */
export function beforeComments(snapshot: Snapshot): Snapshot {
	const clauses = snapshot.clauses.map(
		({ openSuggestions = [], confirmations = null, ...clause }): SnapshotClause => ({
			...clause,
			openSuggestions: openSuggestions.map(({ id, delegation, reason, counters, proposal }) => {
				return { id, delegation, reason, counters, proposal }
			}),
			confirmations: confirmations && {
				confirmBy: confirmations.confirmBy,
				delegations: confirmations.delegations.map(({ delegation, confirmedAt, late }) => {
					return { delegation, confirmedAt, late }
				}),
			},
		})
	)
	return { ...snapshot, clauses }
}
