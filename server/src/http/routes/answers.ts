import { parseLogPosition } from '@parley/domain'
import {
	AnswerList,
	toBracketActJson,
	toSuggestionActJson,
	type AnswerJson,
} from '@parley/protocol'
import * as z from 'zod/mini'
import { type Answer } from '../../negotiation/answers.ts'
import { allow } from '../access.ts'
import { readDearly } from '../counting.ts'
import { json, type Described } from '../operation.ts'
import { linkToNext, PAGE_QUERY, pageOf, readCursor, toCursor } from '../paging.ts'
import { type HttpParts } from '../parts.ts'
import { positionAt, wholeText } from '../request.ts'
import { RouteGroup } from '../routeGroup.ts'

/** What became of what one's side has suggested or proposed, and of the brackets that it holds. */
export function answerRoutes(parts: HttpParts): RouteGroup {
	const routes = new RouteGroup(parts, 'Suggestions', 'seat')

	routes.add(
		{
			method: 'get',
			path: '/answers',
			id: 'listAnswers',
			summary: 'What became of one’s suggestions and brackets since a position',
			words:
				'For whoever comes back, about what their delegation has suggested and the brackets that it holds, or what their own seat has suggested, and endings that their side has proposed: that a suggestion was answered, or another one offered in its place (`suggestion-answered`, `suggestion-explained`), that the end of a bracket was declined, or that it ended (`bracket-answered`, `bracket-ended`). By whomever, one’s own side too. No words of the text. Counted by the time that it takes.',
			query: { since: SINCE, ...PAGE_QUERY },
			answers: { 200: json(AnswerList, 'The decisions, oldest first.') },
			paged: true,
		},
		async (c, { query: { since, limit, cursor } }) => {
			const place = c.get('place')
			allow(place, 'read')
			const { room, seat } = place
			const { path } = c.req
			const from = since === undefined ? 0 : positionAt(since, room.position, 'since')
			const after = cursor === undefined ? from : readCursor(cursor, path, POSITION)
			const behind = parseLogPosition(after)
			const { position, answers: found } = await readDearly(c, parts, () =>
				room.answers(seat, behind, limit + 1)
			)
			const page = pageOf(found, limit, ({ position }): number => position)
			const next = page.next === null ? null : toCursor(path, page.next)
			if (next !== null) c.header('link', linkToNext(path, limit, next))
			const answers = page.rows.map(toAnswerJson)
			return c.json({ answers, position, next })
		}
	)

	return routes
}

const SINCE: Described<number | undefined> = {
	schema: z.optional(wholeText(1)),
	words:
		'The newest log position that is known already: what was decided behind it is given, in this round; all of it where it is left out. A cursor has it with it.',
}

/** Where an entry stands in the log. */
const POSITION = z.int().check(z.gte(0))

function toAnswerJson({ position, receivedAt: at, seat: by, act, isProposed }: Answer): AnswerJson {
	const said = 'bracket' in act ? toBracketActJson(act) : toSuggestionActJson(act)
	return { position, at, by, act: said, proposed: isProposed }
}
