import { clauseLabel } from '../../../negotiation/clauseName.ts'
import { fullName } from '../../../negotiation/people.ts'
import { type Call, type Room } from '../../../negotiation/room.svelte.ts'
import { toast } from '../../../ui/toast.ts'
import { type RoomView } from '../view.svelte.ts'

/** A call to a place as it is told here: to the caller that it went out or why not, to others with the way there. */
export function tellCall(room: Room, view: RoomView, call: Call): void {
	if (call.type === 'call-refused') {
		toast(NOT_CALLED[call.reason], { tone: 'warn' })
		return
	}
	const { clause, paragraph, by } = call
	const point = room.clauses.find(({ id }) => id === clause)
	if (point === undefined) return
	const place = `${clauseLabel(point)}${paragraph === null ? '' : `, paragraph ${paragraph}`}`
	if (by.seat === room.info.me.id) toast(`Everybody was called to ${place}.`)
	else {
		const run = (): void => {
			view.goToParagraph(clause, paragraph)
		}
		toast(`${fullName(by)} calls to ${place}.`, { action: { label: 'Go', run } })
	}
}

const NOT_CALLED = {
	'not-allowed': 'Only the chair and the secretariat call to a place.',
	'too-often': 'Nobody was called: you have called several times just now. Wait ten seconds.',
	'no-such-place': 'Nobody was called: this point is not in the text.',
} as const
