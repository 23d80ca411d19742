import { type Room } from '../../../negotiation/room.svelte.ts'
import { toast } from '../../../ui/toast.ts'
import { sayBracket } from '../bracketWords.ts'
import { type BracketPlace, type RoomView } from '../view.svelte.ts'

/**
 * Says that the last words of a bracket were left where they are, whose it is, and what can be done. `suggest` suggests that they go; null where nothing was
 * deleted.
 */
export function tellKept(
	{ brackets, info }: Room,
	view: RoomView,
	place: BracketPlace,
	suggest: (() => void) | null
): void {
	const bracket = brackets.open.get(place.id)
	if (bracket === undefined) return
	const whose =
		bracket.holders.size === 0
			? 'Nobody holds it: those who run the room can strike it.'
			: bracket.ownerless
				? 'It came with the imported text, which names nobody: ask the chair or the secretariat to propose to strike it.'
				: 'Its holders can consent to strike it: ask them, or the secretariat to propose it.'
	toast(`${sayBracket(bracket, info)}: its last words stay. ${whose}`, {
		tone: 'warn',
		about: 'bracket-kept',
		action:
			suggest === null
				? {
						label: 'Show it',
						run: () => {
							view.bracket = place
						},
					}
				: { label: 'Suggest it instead', run: suggest },
	})
}
