import { type AlternativesChange } from '../../../negotiation/alternatives.ts'
import { placeName } from '../../../negotiation/clauseName.ts'
import { type Room } from '../../../negotiation/room.svelte.ts'
import { toast } from '../../../ui/toast.ts'
import { alternativesNews } from './alternativesNews.ts'

/** Tells of a decision about alternatives where somebody needs to hear of it. */
export function tellAlternatives(room: Room, news: AlternativesChange): void {
	const place = placeName(room.clauses, news.act.clause)
	const said = alternativesNews(news, place, room.info)
	if (said !== null) toast(said)
}
