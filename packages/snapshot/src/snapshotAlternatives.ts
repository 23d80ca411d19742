import {
	parseAlternativeId,
	parseDelegationCode,
	parseGroupId,
	type AlternativeId,
	type GroupId,
} from '@parley/domain'
import { type ContentBlock } from './content.ts'
import { array, boolean, nullable, object, parsed, type Shape, string } from './shape.ts'
import { areRising } from './snapshotStanding.ts'

/** One of the texts that are offered for a place of a frozen text. Which words are its own stands in the content, by the paths of blocks. */
export interface SnapshotAlternative {
	readonly id: AlternativeId
	/** A, B, C … in the order of arrival. */
	readonly label: string
	/** The code of the delegation that offered it; null where nobody did. */
	readonly by: string | null
	/** Whether it is that nothing shall stand here. */
	readonly noText: boolean
	/** The codes of the delegations that have taken this stance, in alphabetical order. */
	readonly support: readonly string[]
	readonly oppose: readonly string[]
	readonly flexible: readonly string[]
}

/** Alternatives of which none was chosen. */
export interface SnapshotGroup {
	readonly id: GroupId
	readonly parked: boolean
	/** Those that stand, in the order of arrival. */
	readonly alternatives: readonly SnapshotAlternative[]
}

/** What is said of a group beside its id. */
export type SnapshotGroupInput = Omit<SnapshotGroup, 'id'>

/** Reads the groups of a clause. */
export const alternativesShape: Shape<readonly SnapshotGroup[]> = array(
	object<SnapshotGroup>({
		id: parsed(parseGroupId),
		parked: boolean,
		alternatives: array(
			object<SnapshotAlternative>({
				id: parsed(parseAlternativeId),
				label: string,
				by: nullable(parsed(parseDelegationCode)),
				noText: boolean,
				support: array(parsed(parseDelegationCode)),
				oppose: array(parsed(parseDelegationCode)),
				flexible: array(parsed(parseDelegationCode)),
			})
		),
	})
)

/** The group and the alternative that a block stands in, by the ids of its containers; undefined where it stands in none. */
export function alternativePlace({
	in: path = [],
}: Pick<ContentBlock, 'in'>): { readonly group: string; readonly alternative: string } | undefined {
	const [outer, inner] = path
	if (outer?.[0] !== 'alternatives' || inner?.[0] !== 'alternative') return undefined
	return { group: outer[1], alternative: inner[1] }
}

/**
 * `blocks` without the containers of those alternatives of which `stands` does not say so: what is in one that was withdrawn or merged, or
 * whose group is closed or unknown, is text like other text.
 */
export function withAlternatives(
	blocks: readonly ContentBlock[],
	stands: StandsHere
): readonly ContentBlock[] {
	return blocks.map((block) => ({ ...block, in: standingPath(block, stands) }))
}

/** Whether an alternative stands, and its group is open. */
type StandsHere = (group: string, alternative: string) => boolean

/** The containers around a block without those of alternatives of which `stands` does not say so. */
export function standingPath(
	{ in: whole = [] }: Pick<ContentBlock, 'in'>,
	stands: StandsHere
): NonNullable<ContentBlock['in']> {
	let path = whole
	let place = alternativePlace({ in: path })
	while (place !== undefined && !stands(place.group, place.alternative)) {
		path = path.slice(2)
		place = alternativePlace({ in: path })
	}
	return path
}

/** The groups that have blocks in `content`, in their order, with what is said of each. */
export function groupsIn(
	content: readonly ContentBlock[],
	groups: ReadonlyMap<string, SnapshotGroupInput>
): readonly SnapshotGroup[] {
	return groupIdsIn(content).flatMap((id) => {
		const group = groups.get(id)
		if (group === undefined) return []
		const alternatives = group.alternatives.map((one) => ({
			...one,
			support: one.support.toSorted(),
			oppose: one.oppose.toSorted(),
			flexible: one.flexible.toSorted(),
		}))
		return [{ id: parseGroupId(id), parked: group.parked, alternatives }]
	})
}

/** The ids of the groups that have blocks in `content`, in their order. */
function groupIdsIn(content: readonly ContentBlock[]): readonly string[] {
	return [...new Set(content.flatMap((block) => alternativePlace(block)?.group ?? []))]
}

/** Whether the groups that are named are those of the text, in its order, each delegation with one stance on an alternative. */
export function areAlternativesWhole(
	groups: readonly SnapshotGroup[],
	content: readonly ContentBlock[]
): boolean {
	const ids = groupIdsIn(content)
	const places = content.flatMap((block) => alternativePlace(block) ?? [])
	return (
		groups.length === ids.length &&
		groups.every(({ id, alternatives }, i) => {
			const named = new Set<string>(alternatives.map((one) => one.id))
			const own = places.filter(({ group }) => group === id)
			return (
				id === ids[i] &&
				named.size === alternatives.length &&
				own.every(({ alternative }) => named.has(alternative)) &&
				alternatives.every(hasOneStanceEach)
			)
		})
	)
}

function hasOneStanceEach({ support, oppose, flexible }: SnapshotAlternative): boolean {
	const all = [...support, ...oppose, ...flexible]
	return new Set(all).size === all.length && [support, oppose, flexible].every(areRising)
}
