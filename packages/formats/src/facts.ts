import { type ClauseKind } from '@parley/domain'
import {
	clauseLabel,
	describeInstant,
	digestOf,
	fingerprint,
	isProvisionalIn,
	sayConfirmations,
	sayForce,
	sayReservation,
	type SnapshotConfirmations,
	type SnapshotStanding,
} from '@parley/snapshot'
import { oneLine } from './characters.ts'
import { type OutgoingClause, type OutgoingText } from './outgoing.ts'
import { placeholderLegend, placeholderLines } from './placeholderSigns.ts'
import { bracketLines, sayRow, suggestionRows } from './saidLines.ts'
import { suggestionLegend, type Telling } from './suggestionSigns.ts'
import { writeJson } from './jsonOut.ts'
import { viewLine, viewName } from './view.ts'

/** What a reader must know of a text before reading it, a sentence each: the same words in every format but for how suggestions are told. */
export function factsOf(text: OutgoingText, telling: Telling = 'signs'): readonly string[] {
	const line = viewLine(text)
	return [...(line === null ? [] : [line]), ...stateFacts(text, telling)]
}

function stateFacts(text: OutgoingText, telling: Telling): readonly string[] {
	const { state, round, deadline } = text
	const legends = [suggestionLegend(text, telling), placeholderLegend(text)].filter(
		(one) => one !== null
	)
	const freezes = describeInstant(deadline.at, deadline.zone)
	if (state.kind === 'draft') {
		const asOf = describeInstant(state.asOf, deadline.zone)
		return [
			`Draft at position ${state.position} of round ${round}, as of ${asOf}. Not agreed.`,
			`The text freezes on ${freezes}.`,
			...legends,
		]
	}
	const frozenAt = describeInstant(state.frozenAt, deadline.zone)
	return [
		`Frozen text of round ${round}, frozen on ${frozenAt} at position ${state.position}.`,
		`The deadline was ${freezes}. ${CAUSES[state.cause]}`,
		`Digest ${fingerprint(state.digest)}`,
		...legends,
	]
}

const CAUSES = {
	deadline: 'It froze at the deadline.',
	early: 'It was frozen before the deadline, by decision.',
	'as-of-deadline':
		'The server was not running then; it was frozen afterwards as it stood at the deadline.',
} as const

/** The running head of a printed page. */
export function runningHead({ state, view }: OutgoingText): string {
	if (view !== undefined) {
		const of = state.kind === 'draft' ? 'a draft' : 'the frozen text'
		return `View of ${of} (${viewName(view).replaceAll('-', ' ')}) — not the text of record`
	}
	return state.kind === 'draft' ? 'Draft — not agreed' : 'Frozen text'
}

/**
 * The digest by which two copies are told apart: that of the snapshot where the text is frozen, else SHA-256 of what `writeJson` gives.
 * 64 lower-case hex digits.
 */
export function copyDigest(text: OutgoingText): string {
	if (text.state.kind === 'frozen') return text.state.digest
	return digestOf(new TextEncoder().encode(writeJson(text)))
}

/** The first digits of `copyDigest` for the foot of a page, e.g. `ab12 cd34`. */
export function shortDigest(text: OutgoingText): string {
	return fingerprint(copyDigest(text).slice(0, 8))
}

const KINDS: Readonly<Record<ClauseKind, string>> = {
	preamble: 'Preamble',
	clause: 'Clause',
	annex: 'Annex',
	closing: 'Closing',
}

/** What a clause is and how far it is agreed, e.g. `Clause · Open`: the line under its heading in text and Markdown. */
export function standing(clause: OutgoingClause, text: OutgoingText): string {
	return `${KINDS[clause.kind]} · ${standingWords(clause, text)}`
}

/**
 * How a clause stands, e.g. `Agreed, provisional until the package “Guarantees” is closed · subject to approval by US Congress: not asked · †
 * FR, UA`; the dagger stands for reservations, which are listed under the text.
 */
export function standingWords(clause: OutgoingClause, text: OutgoingText): string {
	const { legalForce, confirmations, reservations } = clause.standing
	const agreed = agreedLine(clause, text)
	return [
		`${statusName(clause, text)}${packageWords(clause, text)}`,
		...(confirmations === null ? [] : [confirmationWords(confirmations, text)]),
		...(legalForce === null ? [] : [sayForce(legalForce)]),
		...(reservations.length === 0 ? [] : [`† ${whoReserves(reservations)}`]),
		...(agreed === null ? [] : [agreed]),
	]
		.map(oneLine)
		.join(' · ')
}

/** The codes of those who reserve; how many there are where a view does not say who. */
function whoReserves(reservations: SnapshotStanding['reservations']): string {
	const codes = new Set(reservations.map(({ delegation }) => delegation))
	if (!codes.has('')) return [...codes].join(', ')
	return reservations.length === 1 ? 'a reservation' : `${reservations.length} reservations`
}

function packageWords(
	{ status, standing: { packages } }: OutgoingClause,
	text: OutgoingText
): string {
	const open = packages.find(({ state }) => state === 'open')
	if (open === undefined) return ''
	const isProvisional = isProvisionalIn({ status, packages }, text)
	return isProvisional
		? `, provisional until the package “${open.title}” is closed`
		: `, in the package “${open.title}”`
}

function confirmationWords(
	confirmations: SnapshotConfirmations,
	{ deadline }: OutgoingText
): string {
	const until = describeInstant(confirmations.confirmBy, deadline.zone)
	return `to be confirmed by ${until}; ${sayConfirmations(confirmations)}`
}

/** When what is shown of a clause was agreed, where that is how the text is looked at; else null. */
function agreedLine(
	{ agreed }: Pick<OutgoingClause, 'agreed'>,
	{ deadline }: Pick<OutgoingText, 'deadline'>
): string | null {
	if (agreed === undefined) return null
	if (agreed === null) return 'never agreed'
	return `as agreed at position ${agreed.position}, ${describeInstant(agreed.at, deadline.zone)}`
}

/** What the ladder calls the status of a clause. */
export function statusName({ status }: OutgoingClause, { ladder }: OutgoingText): string {
	return oneLine(ladder.find((step) => step.status === status)?.name ?? status)
}

/** The kind of a clause that `standing` wrote, or undefined where `line` is something else. */
export function readStanding(line: string): ClauseKind | undefined {
	const word = /^(\p{L}+) · /u.exec(line)?.[1]
	return (['preamble', 'clause', 'annex', 'closing'] as const).find((kind) => KINDS[kind] === word)
}

/** What the explanation of the statuses under the text begins with. */
export const STATUSES = 'Statuses'

/** How a status is explained under the text, e.g. `Open: Under discussion; nobody has agreed to it.` */
export function legendOf({ ladder }: OutgoingText): readonly string[] {
	return ladder.map(({ name, meaning }) => oneLine(`${name}: ${meaning}`))
}

/** What is said under the text of what is open in it, a line each: reservations, what is missing, and what is said about brackets and suggestions. */
export function openLines(text: OutgoingText): readonly string[] {
	const suggested = suggestionRows(text, 'signs').flatMap((row) => [sayRow(row), ...row.comments])
	return [...reservationLines(text), ...placeholderLines(text), ...bracketLines(text), ...suggested]
}

/** The reservations under the text, a line each, e.g. `† point 13 – FR: scrutiny. Until the committee has met.` */
export function reservationLines({ clauses }: OutgoingText): readonly string[] {
	return clauses.flatMap(({ standing: { reservations }, ...clause }, order) =>
		reservations.map(({ delegation, kind, words }) => {
			const label = clauseLabel({ ...clause, order })
			const said = words === '' ? '' : ` ${words}`
			const whose = delegation === '' ? '' : `${delegation}: `
			return oneLine(`† ${label} – ${whose}${sayReservation(kind)}.${said}`)
		})
	)
}
