import { createBlockId } from '@parley/schema'
import { type EditGuard } from '../../../editor/editGuard.ts'
import type { LeftOut, suggesting } from '../../../editor/suggesting.ts'
import { seatName } from '../../../negotiation/rights.ts'
import { type Room } from '../../../negotiation/room.svelte.ts'
import { toast } from '../../../ui/toast.ts'
import { type RoomView } from '../view.svelte.ts'

/** How somebody writes in a clause now. */
export interface Writing {
	/** What is typed is a suggestion. */
	readonly isSuggesting: () => boolean
	/** Nothing else would be taken. */
	readonly isAll: () => boolean
}

const LEFT_OUT: Readonly<Record<LeftOut, string>> = {
	all: 'This cannot be suggested: nothing moves from one alternative to another, or out of it. A note can ask for it.',
	part: 'Part of this was left out: it cannot be suggested. A note can ask for it.',
	edit: 'This was not done: words are in it that others suggest. Answer these first, or change the text beside them.',
}

/** Judges what is typed in a clause, and says why something was not done. */
export function suggestGuard(
	make: typeof suggesting,
	room: Room,
	view: RoomView,
	clause: string,
	{ isSuggesting, isAll }: Writing
): EditGuard {
	const begin = (): string => {
		const id = createBlockId(Math.random)
		room.suggestions.begin(clause, id)
		return id
	}
	return make({
		isOn: isSuggesting,
		isAll,
		isOwn: (id) => room.suggestions.isOwn(clause, id),
		idFor: ([near]) => {
			const { countering } = view
			if (countering?.clause !== clause) return near ?? begin()
			const { by } = countering
			if (by !== null && room.suggestions.isOwn(clause, by)) return by
			const id = begin()
			view.countering = { ...countering, by: id }
			return id
		},
		countered: () => (view.countering?.clause === clause ? view.countering.id : null),
		onLeftOut: (what) => {
			toast(LEFT_OUT[what], { tone: 'warn', about: 'suggest-left-out' })
		},
		onForeign: (id) => {
			const one = room.suggestions.one(clause, id)
			const whose = room.info.delegations.find((of) => of.id === one?.delegation)?.name
			const by = whose ?? seatName(one?.by ?? null, room.info.seats)
			toast(
				`These words are only suggested, by ${by}: they stay. Write beside them, or answer the suggestion on its card.`,
				{ tone: 'warn', about: 'suggest-foreign' }
			)
		},
		onKept: () => {
			toast('This was answered meanwhile: it stays as it was decided.', {
				tone: 'warn',
				about: 'suggest-kept',
			})
		},
	})
}
