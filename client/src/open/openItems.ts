/**
 * What is still open about a clause, in one list: disputed words, alternatives, suggestions, what is missing, reservations, and what waits for a
 * confirmation or an approval. The room, the page of a frozen text and whoever is about to freeze read this one list.
 */
import { type LegalForce, type ReservationKind } from '@parley/domain'
import {
	sayForce,
	sayReservation,
	type SnapshotAlternative,
	type SnapshotPlaceholder,
} from '@parley/snapshot'
import { type Confirmed } from './confirmed.ts'

/** The kinds of what can be open, in the order in which they are listed. */
export const OPEN_KINDS = [
	'bracket',
	'alternatives',
	'suggestion',
	'placeholder',
	'reservation',
	'confirmation',
	'approval',
] as const

export type OpenKind = (typeof OPEN_KINDS)[number]

/** Something that is open about a clause. Delegations are named by their codes. */
export interface OpenItem {
	readonly kind: OpenKind
	/** The only one of its kind and clause with it. */
	readonly id: string
	/** Words of the text, or of whoever said them. */
	readonly words: string
	/** Whether `words` are of the text, and so in its language. */
	readonly isOfText: boolean
	/** What is known beside the words, a short phrase each. */
	readonly facts: readonly string[]
	/** Who holds, offers, suggests or reserves it. */
	readonly of: readonly string[]
	/** Whose answer it waits for, where that is named. */
	readonly waitsFor: readonly string[]
}

/** What is known of a clause, by which one sees what is open about it. */
export interface OpenInput {
	readonly brackets: readonly {
		readonly id: string
		readonly words: string
		readonly holders: readonly string[]
		readonly facts: readonly string[]
		/** Who is to consent to an ending that is proposed. */
		readonly asked: readonly string[]
	}[]
	readonly alternatives: readonly {
		readonly id: string
		readonly parked: boolean
		readonly alternatives: readonly AnyId<SnapshotAlternative>[]
	}[]
	readonly suggestions: readonly {
		readonly id: string
		readonly by: string | null
		readonly words: string
		readonly facts: readonly string[]
	}[]
	readonly placeholders: readonly (AnyId<Omit<SnapshotPlaceholder, 'due'>> & {
		/** By when, in words; empty where that is open. */
		readonly due: string
	})[]
	readonly reservations: readonly {
		readonly delegation: string
		readonly kind: ReservationKind
		readonly words: string
	}[]
	/** Who has confirmed what is agreed ad referendum; null where nobody has to. */
	readonly confirmations:
		| (Confirmed & {
				/** By when, in words. */
				readonly by: string
		  })
		| null
	readonly force: LegalForce | null
	/** The delegations that take stances. */
	readonly delegations: readonly string[]
}

type AnyId<Of> = Omit<Of, 'id'> & { readonly id: string }

/** What is open about a clause, kind after kind. */
export function openItems(input: OpenInput): readonly OpenItem[] {
	return [
		...input.brackets.map(({ id, words, holders, facts, asked }) =>
			item('bracket', id, words, {
				...{ isOfText: true, of: holders, waitsFor: asked },
				facts: holders.length === 0 ? ['nobody holds it', ...facts] : facts,
			})
		),
		...input.alternatives.map((group) => ofGroup(group, input.delegations)),
		...input.suggestions.map(({ id, by, words, facts }) =>
			item('suggestion', id, words, { isOfText: true, of: codesOf(by), facts })
		),
		...input.placeholders.map(({ id, what, words, owner, due }) =>
			item('placeholder', id, words, {
				...{ isOfText: true, waitsFor: codesOf(owner) },
				facts: [
					...(what === 'other' ? [] : [what]),
					...(owner === null ? ['nobody is asked yet'] : []),
					...(due === '' ? [] : [due]),
				],
			})
		),
		...input.reservations.map(({ delegation, kind, words }) =>
			item('reservation', `${delegation} ${kind}`, words, {
				...{ of: codesOf(delegation), facts: [sayReservation(kind)] },
				waitsFor: codesOf(delegation),
			})
		),
		...waiting(input),
	]
}

function ofGroup(
	{ id, parked, alternatives }: OpenInput['alternatives'][number],
	delegations: readonly string[]
): OpenItem {
	const letters = alternatives.map(({ label, by, noText }) =>
		[label, ...(noText ? ['no text'] : []), ...codesOf(by)].join(' ')
	)
	// who supports one of them is silent about the others, and has said what they would have
	const spoken = new Set(
		alternatives.flatMap(({ support, oppose, flexible }) => [...support, ...oppose, ...flexible])
	)
	return item('alternatives', id, letters.join(' · '), {
		of: [...new Set(alternatives.flatMap(({ by }) => codesOf(by)))],
		waitsFor: parked ? [] : delegations.filter((code) => !spoken.has(code)),
		facts: [
			...(parked ? ['parked'] : []),
			...alternatives.flatMap(({ label, support }) =>
				support.length === 0 ? [] : [`${label} supported by ${support.join(', ')}`]
			),
		],
	})
}

function waiting({ confirmations, force }: OpenInput): readonly OpenItem[] {
	const isAwaited = confirmations !== null && confirmations.missing.length > 0
	const isUnapproved = force?.kind === 'subject-to-approval' && force.state !== 'given'
	return [
		...(isAwaited
			? [
					item('confirmation', 'confirmation', 'Agreed ad referendum', {
						waitsFor: confirmations.missing,
						facts: [
							...(confirmations.by === '' ? [] : [`to be confirmed by ${confirmations.by}`]),
							...fact('confirmed', confirmations.confirmed),
							...fact('confirmed an earlier text', confirmations.earlier),
							...fact('named no text', confirmations.unnamed),
						],
					}),
				]
			: []),
		...(isUnapproved ? [item('approval', 'approval', capital(sayForce(force)), {})] : []),
	]
}

function item(kind: OpenKind, id: string, words: string, more: Partial<OpenItem>): OpenItem {
	return { isOfText: false, facts: [], of: [], waitsFor: [], ...more, kind, id, words }
}

function fact(what: string, codes: readonly string[]): readonly string[] {
	return codes.length === 0 ? [] : [`${what}: ${codes.join(', ')}`]
}

function codesOf(code: string | null): readonly string[] {
	return code === null || code === '' ? [] : [code]
}

function capital(words: string): string {
	return words.charAt(0).toUpperCase() + words.slice(1)
}
