import { type ClauseTextJson, type DelegationJson } from '@parley/protocol'
import { type ContentBlock } from '@parley/snapshot'
import { parseBlocks } from '../../../negotiation/blocks.ts'
import { bracketsAmong, type BracketLook, type BracketLooks } from '../../../text/bracketSpans.ts'
import { saidOf, type Said } from '../../../text/said.ts'

/** The text of a clause as it is looked at. */
export interface ViewedClause {
	readonly blocks: readonly ContentBlock[]
	readonly looks: BracketLooks
	/** What is said of what stands in it. */
	readonly said: Said
	/** Whether it says whose anything in it is. */
	readonly attributed: boolean
	/** When it was agreed last; null where it never was, undefined where that is not looked at. */
	readonly agreedAt: number | null | undefined
	/** The brackets around words of it that are open and not drawn. */
	readonly undrawn: ReadonlySet<string>
}

/** What is drawn of a clause as the server answers it; without names where it is not `attributed`. */
export function toViewed(
	read: ClauseTextJson,
	attributed: boolean,
	{ delegations, zone }: { readonly delegations: readonly DelegationJson[]; readonly zone: string }
): ViewedClause {
	const { blocks, brackets = [], agreed } = read
	const looks = new Map(
		brackets.map(({ id, holders }) => [id, lookOf(holders, attributed, delegations)])
	)
	const agreedAt = agreed === undefined ? undefined : (agreed?.at ?? null)
	const parsed = parseBlocks(blocks)
	const around = parsed.flatMap(({ content }) => content.flatMap((one) => bracketsAmong(one.marks)))
	const undrawn = new Set(around.filter((id) => !looks.has(id)))
	const said = { ...saidOf(read, zone), undrawn }
	return { blocks: parsed, looks, said, attributed, agreedAt, undrawn }
}

/** How many brackets of clauses are open and not drawn. */
export function undrawnIn(clauses: readonly Pick<ViewedClause, 'undrawn'>[]): number {
	return new Set(clauses.flatMap(({ undrawn }) => [...undrawn])).size
}

function lookOf(
	codes: readonly string[],
	attributed: boolean,
	delegations: readonly DelegationJson[]
): BracketLook {
	if (!attributed) return { holders: [], name: 'bracket' }
	const held = delegations.filter(({ code }) => codes.includes(code))
	const names = held.map(({ name }) => name).join(', ')
	return {
		holders: held.map(({ code, slot }) => ({ code, slot })),
		name: held.length === 0 ? 'bracket that nobody holds' : `bracket of ${names}`,
	}
}
