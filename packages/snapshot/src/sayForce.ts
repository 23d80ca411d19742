import { type ApprovalState, type LegalForce, type ReservationKind } from '@parley/domain'

/** How the state of an approval is said. */
const STATES: Readonly<Record<ApprovalState, string>> = {
	'not-asked': 'not asked',
	asked: 'asked, no answer yet',
	given: 'given',
	refused: 'refused',
}

/** What a kind of reservation is called. */
const KINDS: Readonly<Record<ReservationKind, string>> = {
	scrutiny: 'scrutiny',
	parliamentary: 'parliamentary',
	substantive: 'substantive',
	linguistic: 'linguistic',
	'awaiting-instructions': 'awaiting instructions',
}

/** The legal force of a clause in words, e.g. `subject to approval by US Congress: not asked`. */
export function sayForce(force: LegalForce): string {
	switch (force.kind) {
		case 'political':
			return 'political'
		case 'legally-binding':
			return 'legally binding'
		case 'subject-to-approval':
			return `subject to approval by ${force.body}: ${STATES[force.state]}`
	}
}

/** What a reservation is called, e.g. `awaiting instructions`. */
export function sayReservation(kind: ReservationKind): string {
	return KINDS[kind]
}
