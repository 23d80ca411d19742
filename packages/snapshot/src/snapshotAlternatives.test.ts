import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAlternativeId } from '@parley/domain'
import { signers, snapshot } from '../vectors/input.ts'
import { type ContentBlock } from './content.ts'
import { formatKey, parseKey } from './key.ts'
import { signSnapshot } from './sign.ts'
import { snapshotClause } from './snapshot.ts'
import { type SnapshotGroupInput } from './snapshotAlternatives.ts'
import { verifyFile } from './verify.ts'

const key = parseKey(formatKey(signers.server.publicKey))
const GROUPS = ['group001', 'group002', 'groupK03'] as const
const ALTERNATIVES = ['alter001', 'alter002', 'alterK03'] as const

/** A clause of the vectors with other blocks and groups in the place of its own. */
function clauseWith(
	content: readonly ContentBlock[],
	alternatives: ReadonlyMap<string, SnapshotGroupInput>
) {
	const [first] = snapshot.clauses
	if (first === undefined) throw new RangeError('the vectors have clauses')
	return { ...first, ...snapshotClause({ clause: first, content, alternatives }) }
}

function groupOf(standing: readonly string[], parked = false): SnapshotGroupInput {
	const alternatives = standing.map((id, index) => ({
		...{ id: parseAlternativeId(id), label: 'ABC'.charAt(index), by: null, noText: false },
		...{ support: ['UA', 'FR'], oppose: [], flexible: [] },
	}))
	return { parked, alternatives }
}

const paragraph = (id: string, path: ContentBlock['in']): ContentBlock => ({
	...{ id, type: 'paragraph', content: [{ text: id }] },
	...(path && { in: path }),
})

test('[P33] of a path those containers are left out whose alternative does not stand, also inside of others', () => {
	const [open, closed] = GROUPS
	const [standing, withdrawn] = ALTERNATIVES
	const within = (group: string, one: string) =>
		[
			['alternatives', group],
			['alternative', one],
		] as const
	const list = ['bullet_list', 'list0001'] as const
	const { content, alternatives } = clauseWith(
		[
			paragraph('a', within(open, standing)),
			paragraph('b', within(open, withdrawn)),
			paragraph('c', [...within(closed, standing), list]),
			paragraph('d', [...within(open, withdrawn), ...within(closed, standing)]),
			paragraph('e', [...within(closed, standing), ...within(open, standing)]),
		],
		new Map([[open, groupOf([standing])]])
	)
	expect(content.map((block) => block.in)).toEqual([
		...[within(open, standing), undefined, [list], undefined],
		within(open, standing),
	])
	expect(alternatives?.map(({ id }) => id)).toEqual([open])
})

test('[P19] whatever containers blocks stand in, and whatever became of them, the snapshot is made, signed and valid', () => {
	const odd = fc.constantFrom('', 'groupK03'.replace('K', '\u{212a}'), '\ud800')
	const container = fc.oneof(
		{ weight: 4, arbitrary: fc.tuple(fc.constant('alternatives'), fc.constantFrom(...GROUPS)) },
		{
			weight: 4,
			arbitrary: fc.tuple(fc.constant('alternative'), fc.constantFrom(...ALTERNATIVES)),
		},
		fc.tuple(fc.constantFrom('alternatives', 'alternative', 'bullet_list'), odd)
	)
	const pair = fc.tuple(fc.constantFrom(...GROUPS), fc.constantFrom(...ALTERNATIVES))
	const inOne = pair.map(([group, one]): [string, string][] => [
		['alternatives', group],
		['alternative', one],
	])
	const path = fc
		.array(fc.oneof(inOne, fc.array(container, { maxLength: 2 })), { maxLength: 3 })
		.map((parts) => parts.flat())
	const state = fc.record({ standing: fc.subarray([...ALTERNATIVES]), parked: fc.boolean() })
	const groups = fc.array(fc.tuple(fc.constantFrom(...GROUPS), state), { maxLength: 3 })
	fc.assert(
		fc.property(fc.array(path, { maxLength: 6 }), groups, (paths, open) => {
			const blocks = paths.map((one, index) => paragraph(`block${index}`, one))
			const known = open.map(
				([id, { standing, parked }]) => [id, groupOf(standing, parked)] as const
			)
			const clauses = [clauseWith(blocks, new Map(known))]
			const { bytes } = signSnapshot({ ...snapshot, clauses }, signers.server)
			expect(verifyFile(bytes, { key }).kind).toBe('valid')
		}),
		{ numRuns: 200 }
	)
})
