import {
	openLedger,
	parseClauseId,
	standingIn,
	standingOf,
	unansweredBy,
	type AlternativeGroups,
	type Bracket,
	type Instant,
	type Placeholder,
	type Rights,
	type Standing,
	type Suggestion,
} from '@parley/domain'
import { type DelegationJson } from '@parley/protocol'
import { type SuggestionExtent } from '@parley/schema'
import { sayMoment } from '../app/when.ts'
import { whyStill } from '../negotiation/rights.ts'
import { deviceZone } from '../negotiation/zones.ts'
import { sayDue } from '../placeholders/due.ts'
import { confirmedOn } from './confirmed.ts'
import { type OpenInput } from './openItems.ts'
import { suggestedWords } from './openWords.ts'

/** What was decided in a negotiation, as far as it tells what is open. */
export interface OpenDecided {
	readonly delegations: readonly DelegationJson[]
	readonly standing: Standing
	readonly rights: Pick<Rights, 'holds'>
	readonly alternatives: AlternativeGroups
	/** The zone of the room. */
	readonly zone: string
	/** On the server's clock. */
	readonly now: Instant
}

/** What stands in the text of a clause and is open. */
export interface OpenStanding {
	readonly brackets: readonly {
		readonly id: string
		readonly words: string
		readonly bracket: Bracket
		/** What is proposed about it, in words; empty where nothing is. */
		readonly proposed: string
	}[]
	readonly suggestions: readonly (SuggestionExtent & {
		readonly id: string
		readonly suggestion: Suggestion
	})[]
	readonly placeholders: readonly (readonly [string, Placeholder])[]
	/** Gives the digest of the text as a confirmation would name it; null while there is no text here. */
	readonly readDigest: () => string | null
}

/** What is known of a clause while the text is drafted, by which one sees what is open about it: in the room, and before a freeze. */
export function openInput(
	clause: string,
	{ brackets, suggestions, placeholders, readDigest }: OpenStanding,
	decided: OpenDecided
): OpenInput {
	const { delegations, standing, alternatives, zone, now } = decided
	const code = (id: string): string => delegations.find((one) => one.id === id)?.code ?? ''
	const codeOrNull = (id: string | null): string | null => (id === null ? null : code(id))
	const codes = (ids: Iterable<string>): readonly string[] => [...ids].map(code)
	const stood = standingOf(standing, parseClauseId(clause))
	const ledger = openLedger(stood)
	const standsStill = whyStill(decided, parseClauseId(clause)).length > 0
	return {
		delegations: delegations.map((one) => one.code),
		brackets: brackets.map(({ id, words, bracket, proposed }) => ({
			...{ id, words, holders: codes(bracket.holders) },
			asked: standsStill ? [] : codes(unansweredBy(bracket)),
			facts: [bracket.reason, proposed].filter((one) => one !== ''),
		})),
		alternatives: [...alternatives].flatMap(([id, group]) => {
			if (group.clause !== clause || group.closed !== null) return []
			const all = standingIn(group).map(({ id: of, label, by, noText }) => {
				const stances = [...(group.stances.get(of) ?? [])]
				const who = (stance: string): readonly string[] =>
					codes(stances.filter(([, one]) => one === stance).map(([whose]) => whose))
				const taken = {
					...{ support: who('support'), oppose: who('oppose'), flexible: who('flexible') },
				}
				return { ...taken, id: of, label, by: codeOrNull(by), noText }
			})
			return [{ id, parked: group.parked !== null, alternatives: all }]
		}),
		suggestions: suggestions.map(({ id, suggestion, ...extent }) => ({
			...{ id, by: codeOrNull(suggestion.delegation), words: suggestedWords(extent) },
			facts: [
				...(suggestion.proposal === null ? [] : ['part of a proposal']),
				...(suggestion.reason === '' ? [] : [suggestion.reason]),
			],
		})),
		placeholders: placeholders.map(([id, one]) => ({
			...{ id, what: one.what, words: one.words, owner: codeOrNull(one.owner) },
			due: sayDue(one, now, { room: zone, mine: deviceZone() }),
		})),
		reservations: stood.reservations.map(({ delegation, kind, words }) => ({
			...{ delegation: code(delegation), kind, words },
		})),
		confirmations: ledger && {
			by: sayMoment(ledger.confirmBy, zone, now),
			...confirmedOn(ledger, delegations, readDigest),
		},
		force: stood.force?.force ?? null,
	}
}
