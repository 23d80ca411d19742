import { type Role } from '@parley/domain'

const NAMES: Record<Role, string> = {
	advisor: 'Advisor',
	'note-taker': 'Note-taker',
	secretariat: 'Secretariat',
	chair: 'Chair',
	observer: 'Observer',
}

/** What a role is called in the interface. */
export function roleName(role: Role): string {
	return NAMES[role]
}
