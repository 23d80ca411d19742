import { type BracketChange } from '../../../negotiation/brackets.ts'
import { placeName } from '../../../negotiation/clauseName.ts'
import { type Room } from '../../../negotiation/room.svelte.ts'
import { announcer } from '../../../ui/announcer.svelte.ts'
import { toast } from '../../../ui/toast.ts'
import { bracketNews } from './bracketNews.ts'
import { type RoomView } from '../view.svelte.ts'

/** Tells of a decision about a bracket where somebody needs to hear of it. */
export function tellBracket(room: Room, view: RoomView, news: BracketChange): void {
	const place = placeName(room.clauses, news.act.clause)
	const said = bracketNews(news, place, room.info.me.delegation?.id ?? null, room.info)
	if (said === null) return
	// whoever placed it was told so; others read it in the text
	if (news.act.kind !== 'bracket-placed') {
		toast(said)
		view.bracketsTold = [...view.bracketsTold, news]
	} else if (news.by !== room.info.me.id) announcer.say(said)
}
