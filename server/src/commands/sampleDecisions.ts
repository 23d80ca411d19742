import {
	addMs,
	parsePlaceholderId,
	parseStepId,
	parseSuggestionId,
	type Act,
	type Instant,
} from '@parley/domain'
import { type BracketedClause } from '@parley/formats'
import { bracketIdOf, suggestionKey, type Block, type Inline } from '@parley/schema'
import {
	type ClauseMade,
	type DraftedAct,
	type DraftedClause,
} from '../negotiation/createNegotiation.ts'

const HOUR_MS = 3_600_000

const DAYS = parsePlaceholderId('daysUntilTalks')
const FULL_ACCESS = parseSuggestionId('fullAccessDE1')

/** What was decided about points of the sample, by their numbers. */
const DECISIONS: Readonly<Record<string, (about: ClauseMade, freezesAt: Instant) => Act[]>> = {
	1: ({ clause }) => [status(clause, 'open')],
	2: ({ clause }) => [status(clause, 'agreed')],
	3: ({ clause }) => [status(clause, 'bracketed')],
	4: ({ clause, delegation }) => [
		status(clause, 'open'),
		{ kind: 'suggestion-made', clause, suggestion: FULL_ACCESS, delegation: delegation('DE') },
	],
	8: ({ clause }) => [status(clause, 'agreed')],
	13: ({ clause }) => [
		status(clause, 'bracketed'),
		{
			...{ kind: 'force-set', clause },
			force: { kind: 'subject-to-approval', body: 'US Congress', state: 'not-asked' },
		},
	],
	14: ({ clause, delegation }, freezesAt) => [
		status(clause, 'open'),
		{
			...{ kind: 'placeholder-placed', clause, placeholder: DAYS, what: 'number' },
			...{ words: 'how many', owner: delegation('UA'), due: addMs(freezesAt, -6 * HOUR_MS) },
		},
	],
	17: ({ clause, delegation }) => [
		status(clause, 'open'),
		{
			...{ kind: 'reservation-entered', clause, delegation: delegation('FR') },
			...{ reservation: 'scrutiny', words: 'The annex on trade is not there yet.' },
		},
	],
	18: ({ clause }, freezesAt) => {
		const step = parseStepId('agreed-ad-referendum')
		return [
			status(clause, step),
			{
				...{ kind: 'ad-referendum-opened', clause, status: step },
				confirmBy: addMs(freezesAt, -HOUR_MS),
			},
		]
	},
}

/**
 * A clause of the sample with what the room has decided about it: statuses of several kinds, capitals that are to confirm, a reservation, a force
 * that waits for the US Congress, alternatives, a suggestion and something that is missing, so that whoever tries the room finds one of each.
 *
 * @param freezesAt the deadline of the sample
 */
export function withDecisions(clause: BracketedClause, freezesAt: Instant): DraftedClause {
	const decide = DECISIONS[clause.number]
	if (decide === undefined) return clause
	const acts = (about: ClauseMade): readonly DraftedAct[] =>
		decide(about, freezesAt).map((act) => ({ act, by: DECIDERS[act.kind] ?? null }))
	if (clause.number === '18') return { ...clause, acts, confirmedBy: ['GB'] }
	if (clause.number === '4') return { ...suggesting(clause), acts }
	return { ...(clause.number === '14' ? offering(clause) : clause), acts }
}

/** The delegations that take decisions of the sample, by their codes; the others are of those who run the room. */
const DECIDERS: Partial<Record<Act['kind'], string>> = {
	'suggestion-made': 'DE',
	'placeholder-placed': 'UA',
	'reservation-entered': 'FR',
}

function status(clause: ClauseMade['clause'], step: string): Act {
	return { kind: 'status-set', clause, status: parseStepId(step) }
}

/** Point 4, in which it is suggested to leave out how full the access is. */
function suggesting(clause: BracketedClause): BracketedClause {
	const goes = 'full and immediate '
	const words = (piece: Inline): readonly Inline[] => {
		const at = 'text' in piece ? piece.text.indexOf(goes) : -1
		if (!('text' in piece) || at < 0) return [piece]
		const [before, behind] = [piece.text.slice(0, at), piece.text.slice(at + goes.length)]
		const marks = { [suggestionKey('del', FULL_ACCESS)]: true }
		return [{ text: before }, { text: goes, marks }, { text: behind }]
	}
	return { ...clause, blocks: clause.blocks.map((block) => withContent(block, words)) }
}

/** Point 14, whose two ways to go on are alternatives in place of brackets, and in which the number of days is missing. */
function offering(clause: BracketedClause): DraftedClause {
	const [group, ...alternatives] = ['ways', 'talks', 'commission']
	const blocks = clause.blocks.map((block) => {
		const own = block.content.some(({ marks = {} }) => Object.keys(marks).some(isBracket))
		const one = own ? alternatives.shift() : undefined
		const plain = withContent(block, (piece) => [withoutBracket(piece)])
		if (one === undefined) return plain
		return {
			...plain,
			in: [
				['alternatives', group],
				['alternative', one],
			] as const,
		}
	})
	const groups = [{ id: group, alternatives: ['talks', 'commission'] }]
	const offeredBy = { talks: 'UA', commission: 'FR' }
	return { ...clause, blocks, brackets: [], alternatives: groups, offeredBy }
}

const isBracket = (key: string): boolean => bracketIdOf(key) !== undefined

function withoutBracket(piece: Inline): Inline {
	const { marks = {}, ...bare } = piece
	if (!Object.keys(marks).some(isBracket)) return piece
	const isNumber = 'text' in bare && bare.text === 'number'
	return isNumber ? { inline: 'placeholder', attrs: { id: DAYS } } : bare
}

function withContent(block: Block, change: (piece: Inline) => readonly Inline[]): Block {
	return { ...block, content: block.content.flatMap(change) }
}
