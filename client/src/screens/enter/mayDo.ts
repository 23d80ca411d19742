import { can, type Action, type Level, type Phase, type Role } from '@parley/domain'

/** What a seat may do in one sentence that follows "You may", from the same table that the server enforces. */
export function mayDo(role: Role, phase: Phase['kind'], level: Level | null): string {
	const actor = { role, revoked: false, levels: { seat: level, delegation: null } }
	const may = (action: Action): boolean => can(actor, action, { phase }).allowed
	if (phase === 'frozen') {
		return may('see-late-lane')
			? 'read and verify the frozen text, and hand it on'
			: 'read and verify the frozen text, and take notes'
	}
	const edits = can(actor, 'edit-text', { phase, touches: ['insert'] }).allowed
	const suggests = can(actor, 'edit-text', { phase, touches: ['suggest'] }).allowed
	const text = edits
		? 'write in the points that are open, suggest changes to the others'
		: `${suggests ? 'suggest changes to' : 'read'} every point`
	const also = edits ? ',' : ''
	if (!may('invite')) return `${text}${also} and take notes`
	const wait = phase === 'awaiting-chair' ? 'settle the freeze' : 'move the deadline and freeze'
	return `${text}, hand out links, ${wait}`
}
