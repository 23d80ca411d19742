import {
	parseInstant,
	parsePlaceholderId,
	type Bracket,
	type Placeholders,
	type Suggestion,
} from '@parley/domain'
import {
	AlternativesList,
	BracketList,
	fromAlternativesJson,
	fromBracketsJson,
	fromPlaceholdersJson,
	fromRightsJson,
	fromStandingJson,
	fromSuggestionJson,
	PlaceholderList,
	SuggestionList,
	type ClauseJson,
	type RoomJson,
} from '@parley/protocol'
import { suggestionExtents } from '@parley/schema'
import { placeholderIdsIn, type ContentBlock } from '@parley/snapshot'
import { askPages, negotiationPath, readText } from '../negotiation/api.ts'
import { parseBlocks } from '../negotiation/blocks.ts'
import { standingIn } from '../text/blockBrackets.ts'
import { readDigestHere } from './confirmed.ts'
import { openInput, type OpenStanding } from './openInput.ts'
import { openItems, type OpenItem } from './openItems.ts'

/** A clause of which something is open. */
export interface OpenClause {
	readonly clause: ClauseJson
	readonly items: readonly OpenItem[]
}

/**
 * What is open in a negotiation as the server has it, clause after clause: for whoever looks at it without being in its room. The text and what was decided
 * are asked for at once; what is numbered between the answers is seen when it is read again. Throws `ApiError`.
 */
export async function readOpen(
	{ id, delegations, standing, rights, phase, now }: RoomJson,
	signal: AbortSignal
): Promise<readonly OpenClause[]> {
	const path = negotiationPath(id)
	const [{ clauses }, brackets, alternatives, suggestions, placeholders] = await Promise.all([
		readText(id, signal),
		askPages(BracketList, `${path}/brackets`, signal),
		askPages(AlternativesList, `${path}/alternatives`, signal),
		askPages(SuggestionList, `${path}/suggestions`, signal),
		askPages(PlaceholderList, `${path}/placeholders`, signal),
	])
	const decided = {
		...{ delegations, zone: phase.deadline.zone, now: parseInstant(now) },
		standing: fromStandingJson(standing),
		rights: fromRightsJson(rights),
		alternatives: fromAlternativesJson(alternatives.flatMap(({ groups }) => groups)),
	}
	const known = {
		brackets: fromBracketsJson(brackets.flatMap((page) => page.brackets)),
		suggestions: new Map<string, Suggestion>(
			suggestions.flatMap((page) => page.suggestions.map(fromSuggestionJson))
		),
		placeholders: fromPlaceholdersJson(placeholders.flatMap((page) => page.placeholders)),
	}
	const open = new Map([...known.brackets].filter(([, { ended }]) => ended === null))
	return clauses.flatMap(({ clause, blocks }) => {
		const text = parseBlocks(blocks)
		const words = { ...known, brackets: open, alternatives: decided.alternatives }
		const readDigest = () => readDigestHere(clause, text, words)
		const here = { ...standingAmong(text, { ...known, brackets: open }), readDigest }
		const items = openItems(openInput(clause.id, here, decided))
		return items.length === 0 ? [] : [{ clause, items }]
	})
}

/** What stands in the text of a clause of that which was decided, and is open. */
function standingAmong(
	blocks: readonly ContentBlock[],
	{
		brackets: open,
		...known
	}: {
		readonly brackets: ReadonlyMap<string, Bracket>
		readonly suggestions: ReadonlyMap<string, Suggestion>
		readonly placeholders: Placeholders
	}
): Omit<OpenStanding, 'readDigest'> {
	return {
		brackets: standingIn(blocks, open).flatMap(({ id, words }) => {
			const bracket = open.get(id)
			return bracket === undefined ? [] : [{ id, words, bracket, proposed: '' }]
		}),
		suggestions: [...suggestionExtents(blocks)].flatMap(([id, extent]) => {
			const suggestion = known.suggestions.get(id)
			const isOpen = suggestion !== undefined && suggestion.answered === null
			return isOpen ? [{ id, suggestion, ...extent }] : []
		}),
		placeholders: placeholderIdsIn(blocks).flatMap((name) => {
			const id = parsePlaceholderId(name)
			const one = known.placeholders.get(id)
			return one === undefined ? [] : [[id, one] as const]
		}),
	}
}
