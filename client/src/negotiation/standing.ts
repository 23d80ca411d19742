import {
	foldStanding,
	parseClauseId,
	parseInstant,
	parseLogPosition,
	parseSeatId,
	type Standing,
} from '@parley/domain'
import {
	fromStandingActJson,
	fromStandingJson,
	type Announcement,
	type ClauseJson,
} from '@parley/protocol'

/** What is announced about how clauses stand. */
export type StandingNews = Extract<
	Announcement,
	{ type: 'status' | 'standing' | 'standing-changed' }
>

/** How the clauses stand, and the clauses with their steps, as far as this page knows. */
export interface Stood {
	readonly standing: Standing
	readonly clauses: readonly ClauseJson[]
}

/** How the clauses stand after `news`; what a new connection is told takes the place of all that was known. */
export function stoodAfter({ standing, clauses }: Stood, news: StandingNews): Stood {
	if (news.type === 'standing') {
		const statuses = new Map(news.statuses.map(({ clause, status }) => [clause, status]))
		return {
			standing: fromStandingJson(news.standing),
			clauses: clauses.map((one) => ({ ...one, status: statuses.get(one.id) ?? one.status })),
		}
	}
	const entry = {
		by: news.by === null ? null : parseSeatId(news.by),
		at: parseInstant(news.at),
		position: parseLogPosition(news.position),
	}
	if (news.type === 'standing-changed') {
		return { standing: foldStanding(standing, fromStandingActJson(news.act), entry), clauses }
	}
	const { clause, status } = news
	const act = { kind: 'status-set', clause: parseClauseId(clause), status } as const
	return {
		standing: foldStanding(standing, act, entry),
		clauses: clauses.map((one) => (one.id === clause ? { ...one, status } : one)),
	}
}
