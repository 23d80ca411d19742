import {
	actorOf,
	can,
	clauseSubject,
	NO_STANDING,
	type Clause,
	type Denial,
	type Ladder,
	type Phase,
	type Rights,
} from '@parley/domain'
import { type Refusal } from '@parley/protocol'
import { missingFrom, touchesOf, type Edit } from '@parley/schema'
import { type DocumentHead, type LateStamp } from './documentHead.ts'
import { type Offer } from './room.ts'

/** What is to be done with an offered update. Nothing here has happened yet. */
export type Judgement =
	| { readonly kind: 'number'; readonly as: 'text' | 'late' }
	| { readonly kind: 'known' }
	| { readonly kind: 'waiting' }
	| { readonly kind: 'late'; readonly stamp: LateStamp }
	| { readonly kind: 'refused'; readonly reason: Refusal }

/** The most a clause may cost, in bytes of its updates, and once more for what each seat brings to it late. */
export const MAX_CLAUSE_BYTES = 5 * 1024 * 1024

/** What an offer is judged on, beside the document itself. */
export interface Ground {
	readonly clause: Clause
	readonly rights: Rights
	readonly ladder: Ladder
	readonly phase: Phase['kind']
}

const KNOWN: Judgement = { kind: 'known' }
const WAITING: Judgement = { kind: 'waiting' }

/**
 * Judges one update against what has been numbered so far. Synchronous, and followed by the number in the same turn: nothing can
 * change between the two.
 *
 * What is known already is answered first, whoever sends it and in whatever phase: an acknowledgement that was lost must be
 * repeatable. Rules L2 to L6, L8 and F4 of `SPEC.md`; whether the clientIDs are the seat's (L7) is for `Writers` to say.
 */
export function judge(
	head: DocumentHead,
	edit: Edit,
	offer: Offer,
	{ clause, rights, ladder, phase }: Ground
): Judgement {
	if (head.text.knows(edit)) return KNOWN
	if (!offer.speaksModel) return refused('model')
	if (edit.foreign) return refused('unknown-content')
	// As if the text were open: what may not be written is not kept for later, and not late either (rule A7).
	const verdict = can(actorOf(offer.seat, rights), 'edit-text', {
		phase: 'drafting',
		clause: clauseSubject(clause, rights, { ...NO_STANDING, ladder }),
		touches: touchesOf(edit),
	})
	// Whoever may only suggest may do that: whether the edit does no more is for `SuggestionGate` to say.
	if (!verdict.allowed && verdict.reason !== 'suggest-only')
		return refused(refusalOf(verdict.reason))
	switch (phase) {
		case 'awaiting-chair':
		case 'freezing':
			// Neither in time nor late: nobody knows yet. The sender keeps it and offers it again.
			return WAITING
		case 'frozen':
			return judgeLate(head, edit, offer)
		case 'drafting':
			return judgeText(head, edit, offer)
	}
}

function judgeText(head: DocumentHead, edit: Edit, offer: Offer): Judgement {
	if (missingFrom(edit, head.text.clocks)) return offer.synced ? refused('gap') : WAITING
	if (head.size + offer.bytes.byteLength > MAX_CLAUSE_BYTES) return refused('clause-full')
	return { kind: 'number', as: 'text' }
}

function judgeLate(head: DocumentHead, edit: Edit, offer: Offer): Judgement {
	const stamp = head.lateStamp(edit, offer.seat.id)
	if (stamp !== undefined) return { kind: 'late', stamp }
	if (missingFrom(edit, head.lateClocks(offer.seat.id)))
		return offer.synced ? refused('gap') : WAITING
	// Neither the text nor the late edits of others take room from it: what somebody wrote in good faith is kept (rule F4).
	if (head.lateSize(offer.seat.id) + offer.bytes.byteLength > MAX_CLAUSE_BYTES)
		return refused('clause-full')
	return { kind: 'number', as: 'late' }
}

/** The refusal that a denied edit gets; while the text is open none of the others is given. */
export function refusalOf(denial: Denial): Refusal {
	switch (denial) {
		case 'revoked':
		case 'seat-reads':
		case 'delegation-reads':
		case 'clause-reads':
		case 'held':
		case 'suggest-only':
		case 'not-yours':
		case 'not-holder':
		case 'not-only-holder':
		case 'not-proposer':
			return denial
		// of edits nobody says so: what the step takes is said of them
		case 'capitals-confirmed':
		case 'role':
		case 'frozen':
		case 'freezing':
		case 'awaiting-chair':
			return 'role'
	}
}

function refused(reason: Refusal): Judgement {
	return { kind: 'refused', reason }
}
