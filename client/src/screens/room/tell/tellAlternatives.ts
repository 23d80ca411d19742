import { type AlternativesChange } from '../../../negotiation/alternatives.ts'
import { clauseLabel } from '../../../negotiation/clauseName.ts'
import { type Room } from '../../../negotiation/room.svelte.ts'
import { toast } from '../../../ui/toast.ts'
import { alternativesNews } from './alternativesNews.ts'

/** Tells of a decision about alternatives where somebody needs to hear of it. */
export function tellAlternatives(room: Room, news: AlternativesChange): void {
	const point = room.clauses.find(({ id }) => id === news.act.clause)
	const place = point === undefined ? 'the text' : clauseLabel(point)
	const said = alternativesNews(news, place, room.info)
	if (said !== null) toast(said)
}
