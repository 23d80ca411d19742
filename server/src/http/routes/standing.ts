import {
	createId,
	effectOf,
	openLedger,
	parseLadder,
	parsePackageId,
	RESERVATION_KINDS,
	standingOf,
	stepOf,
	type ClauseId,
	type DelegationId,
	type Instant,
	type LadderStep,
	type LegalForce,
	type PackageId,
	type ReservationKind,
} from '@parley/domain'
import {
	ClauseJson,
	ConfirmationText,
	ConfirmByRequest,
	ConfirmRequest,
	ForceRequest,
	LadderRequest,
	PackageRequest,
	ReservationRequest,
	StandingAnswer,
	StatusRequest,
	toStandingJson,
} from '@parley/protocol'
import { parseDeadline } from '../../deadline.ts'
import { type DecidedStanding, type PlainStandingAct, type Room } from '../../negotiation/room.ts'
import { parseLine, parseProse } from '../../words.ts'
import { allow } from '../access.ts'
import { readSlowly } from '../counting.ts'
import { json } from '../operation.ts'
import { type HttpParts, type RequestContext } from '../parts.ts'
import { notNow, RequestProblem } from '../problem.ts'
import { notFound } from '../request.ts'
import { RouteGroup } from '../routeGroup.ts'
import { standingProblem } from '../standingProblem.ts'
import { toClauseJson, toConfirmationText } from '../views.ts'
import { clauseOf } from './clauses.ts'

const PROBLEMS = ['not-allowed', 'frozen', 'freezing', 'awaiting-chair'] as const
const TOLD = 'Everybody in the room is told at once.'
const ANSWERS = { 200: json(StandingAnswer, 'How the clauses stand now.') }
const RUNNERS = 'For those who run the room, while the text is drafted.'
const ADVISORS = 'For advisors, for their own delegation, while the text is drafted.'

/** How clauses stand: status and ladder, confirmations, reservations, legal force and packages. */
export function standingRoutes(parts: HttpParts): RouteGroup {
	const { clock, random } = parts
	const routes = new RouteGroup(parts, 'Status', 'seat')

	function answerOf({ standing, position }: Omit<DecidedStanding, 'clauses'>): StandingAnswer {
		return { standing: toStandingJson(standing), position, now: clock.now() }
	}

	/** Records `acts`, and answers with what `say` makes of how the clauses stand behind them. */
	async function decide(
		c: RequestContext,
		acts: readonly PlainStandingAct[],
		say: (decided: DecidedStanding) => object = answerOf,
		expectsLadder?: number
	): Promise<Response> {
		const { room, seat } = c.get('place')
		assertDrafting(room)
		const decided = await room.decideStanding({
			acts,
			seat,
			receivedAt: c.get('stamp').receivedAt,
			expectsLadder,
			answer: (behind) => c.get('keyed')?.settle(200, say(behind)),
		})
		if (decided.kind === 'decided') return c.json(say(decided.decided))
		throw standingProblem(room, acts, decided)
	}

	/** The clause that the path names. */
	function named(c: RequestContext): ClauseId {
		return clauseOf(c.get('place').room, c.req.param('clause') ?? '').id
	}

	routes.add(
		{
			method: 'get',
			path: '/standing',
			id: 'readStanding',
			summary: 'The ladder, and how the clauses stand beside their status',
			words:
				'Reservations, legal force, confirmations and packages. As a whole and not by pages, since it is one state.',
			answers: ANSWERS,
		},
		(c) => {
			const place = c.get('place')
			allow(place, 'read')
			return c.json(answerOf(place.room))
		}
	)

	routes.add(
		{
			method: 'patch',
			path: '/clauses/:clause',
			id: 'setStatus',
			summary: 'Set the status of a clause',
			words: `To a step of the ladder, by those whom the ladder names for it, while the text is drafted; who takes a clause off an agreed step must be named for that one as well. A step that capitals confirm needs \`confirmBy\`, which lies ahead. ${TOLD}`,
			body: StatusRequest,
			answers: { 200: json(ClauseJson, 'The clause with its new status.') },
			problems: [...PROBLEMS, 'ladder-changed', 'confirm-by-past'],
		},
		(c, { body: { status, confirmBy, expects } }) => {
			const { room } = c.get('place')
			const clause = clauseOf(room, c.req.param('clause'))
			const acts = statusActs(room, clause.id, status, confirmBy)
			const say = ({ clauses }: DecidedStanding): ClauseJson => {
				const behind = clauses.find(({ id }) => id === clause.id) ?? { ...clause, status }
				return toClauseJson(behind, room.negotiation)
			}
			return decide(c, acts, say, expects)
		}
	)

	routes.add(
		{
			method: 'put',
			path: '/ladder',
			id: 'setLadder',
			summary: 'Set the ladder on which clauses climb to agreement',
			words: `Two to nine steps, with names, ids and shapes of their own. A step on which clauses stand stays, and does what it did. ${RUNNERS} ${TOLD}`,
			body: LadderRequest,
			answers: ANSWERS,
			problems: [...PROBLEMS, 'ladder-in-use', 'ladder-changed'],
		},
		(c, { body: { steps, expects } }) => {
			const ladder = steps.map((step) => ({
				...step,
				name: parseLine(step.name),
				meaning: parseLine(step.meaning),
			}))
			assertLadder(ladder)
			return decide(c, [{ kind: 'ladder-set', steps: ladder }], answerOf, expects)
		}
	)

	routes.add(
		{
			method: 'put',
			path: '/clauses/:clause/confirm-by',
			id: 'setConfirmBy',
			summary: 'Give capitals until another instant to confirm a clause',
			words: `Of a clause that is agreed ad referendum. Who confirmed late before did so late. ${RUNNERS} ${TOLD}`,
			body: ConfirmByRequest,
			answers: ANSWERS,
			problems: [...PROBLEMS, 'not-ad-referendum', 'confirm-by-past'],
		},
		(c, { body }) => {
			const { room } = c.get('place')
			const clause = clauseOf(room, c.req.param('clause'))
			const confirmBy = momentIn(room, body.confirmBy)
			// a log from before ladders were set has clauses on that step of which no account was kept
			const hasLedger = openLedger(standingOf(room.standing, clause.id)) !== null
			const act: PlainStandingAct = hasLedger
				? { kind: 'confirm-by-set', clause: clause.id, confirmBy }
				: { kind: 'ad-referendum-opened', clause: clause.id, status: clause.status, confirmBy }
			return decide(c, [act])
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/confirmation',
			id: 'confirmAdReferendum',
			summary: 'Confirm a clause that is agreed ad referendum',
			words: `It names the text that was read, by its digest: where the clause has another one by now, nothing is confirmed. What is only suggested is no part of it. Whoever has confirmed another text before confirms this one in its place. It is late where the server receives it after the instant until which capitals confirm, and recorded all the same. ${ADVISORS} ${TOLD}`,
			body: ConfirmRequest,
			answers: ANSWERS,
			problems: [...PROBLEMS, 'not-ad-referendum', 'confirmed-already', 'text-changed'],
		},
		async (c, { body: { expects } }) => {
			const clause = named(c)
			const delegation = ownDelegation(c)
			const { room, seat } = c.get('place')
			assertDrafting(room)
			const decided = await room.confirmText({
				...{ clause, expects, seat },
				receivedAt: c.get('stamp').receivedAt,
				answer: (behind) => c.get('keyed')?.settle(200, answerOf(behind)),
			})
			if (decided.kind === 'decided') return c.json(answerOf(decided.decided))
			const act = { kind: 'text-confirmed', clause, delegation, readDigest: expects } as const
			throw standingProblem(room, [act], decided)
		}
	)

	routes.add(
		{
			method: 'get',
			path: '/clauses/:clause/confirmation',
			id: 'readTextToConfirm',
			summary: 'The text of a clause that a confirmation names',
			words:
				'As it is on disk, without anything that is only suggested, and its digest: a confirmation says that. Counted by the time that it takes.',
			answers: { 200: json(ConfirmationText, 'The text, and its digest.') },
		},
		async (c) => {
			const place = c.get('place')
			allow(place, 'read')
			const { room } = place
			const { id } = clauseOf(room, c.req.param('clause'))
			const read = await readSlowly(c, parts, () => room.readClauseRead(id))
			if (read === null) throw notFound('There is no such clause in this round.')
			return c.json(toConfirmationText(read, room.negotiation))
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/reservations',
			id: 'enterReservation',
			summary: 'Enter a reservation on a clause',
			words: `One of a kind. ${ADVISORS} ${TOLD}`,
			body: ReservationRequest,
			answers: ANSWERS,
			problems: [...PROBLEMS, 'reserved-already'],
		},
		(c, { body: { kind: reservation, words = '' } }) => {
			const of = { clause: named(c), delegation: ownDelegation(c), reservation }
			return decide(c, [{ kind: 'reservation-entered', ...of, words: parseProse(words) }])
		}
	)

	routes.add(
		{
			method: 'delete',
			path: '/clauses/:clause/reservations/:kind',
			id: 'liftReservation',
			summary: 'Lift a reservation on a clause',
			words: `${ADVISORS} ${TOLD}`,
			answers: ANSWERS,
			problems: [...PROBLEMS, 'not-reserved'],
		},
		(c) => {
			const of = { clause: named(c), delegation: ownDelegation(c) }
			const reservation = kindOf(c.req.param('kind'))
			return decide(c, [{ kind: 'reservation-lifted', ...of, reservation }])
		}
	)

	routes.add(
		{
			method: 'put',
			path: '/clauses/:clause/force',
			id: 'setForce',
			summary: 'Say with what force a clause is meant to bind',
			words: `Political, legally binding, or subject to the approval of a body that is named, with the state of that. ${RUNNERS} ${TOLD}`,
			body: ForceRequest,
			answers: ANSWERS,
			problems: PROBLEMS,
		},
		(c, { body: { force } }) =>
			decide(c, [{ kind: 'force-set', clause: named(c), force: force && lineOfForce(force) }])
	)

	routes.add(
		{
			method: 'post',
			path: '/packages',
			id: 'makePackage',
			summary: 'Make a package: nothing in it is agreed until all of it is',
			words: `Of two clauses or more, none of which is in another open package. Until it is closed, what is agreed in it is provisional. ${RUNNERS} ${TOLD}`,
			body: PackageRequest,
			answers: ANSWERS,
			problems: [...PROBLEMS, 'in-package'],
		},
		(c, { body }) => {
			const { room } = c.get('place')
			const title = parseLine(body.title)
			if (title === '') {
				throw new RequestProblem('bad-request', 'Give the package a title.', { at: 'title' })
			}
			const clauses = [...new Set(body.clauses)].map((id) => clauseOf(room, id).id)
			if (clauses.length < 2) {
				const detail = 'A package has two points or more.'
				throw new RequestProblem('bad-request', detail, { at: 'clauses' })
			}
			const id = createId('package', random)
			return decide(c, [{ kind: 'package-made', package: id, title, clauses }])
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/packages/:package/closure',
			id: 'closePackage',
			summary: 'Close a package',
			words: `Once every clause of it is agreed, be it ad referendum. ${RUNNERS} ${TOLD}`,
			answers: ANSWERS,
			problems: [...PROBLEMS, 'package-ended', 'package-not-agreed'],
		},
		(c) => decide(c, [{ kind: 'package-closed', package: packageOf(c) }])
	)

	routes.add(
		{
			method: 'delete',
			path: '/packages/:package',
			id: 'dissolvePackage',
			summary: 'Give up a package',
			words: `Each of its clauses stands for itself from then on. ${RUNNERS} ${TOLD}`,
			answers: ANSWERS,
			problems: [...PROBLEMS, 'package-ended'],
		},
		(c) => decide(c, [{ kind: 'package-dissolved', package: packageOf(c) }])
	)

	return routes
}

/** What takes a clause to a step of the ladder; throws the problem that there is no such step, or no instant for one that capitals confirm. */
function statusActs(
	room: Room,
	clause: ClauseId,
	status: string,
	confirmBy: string | undefined
): readonly PlainStandingAct[] {
	const { ladder } = room.standing
	if (stepOf(ladder, status) === undefined) {
		const known = ladder.map(({ id }) => id).join(', ')
		const detail = `The ladder of this room has no such step; it has ${known}.`
		throw new RequestProblem('bad-request', detail, { at: 'status' })
	}
	const set: PlainStandingAct = { kind: 'status-set', clause, status }
	if (effectOf(ladder, status) !== 'ad-referendum') return [set]
	if (confirmBy === undefined) {
		const detail = 'Say until when capitals confirm it.'
		throw new RequestProblem('bad-request', detail, { at: 'confirmBy' })
	}
	const until = momentIn(room, confirmBy)
	const ledger = openLedger(standingOf(room.standing, clause))
	if (ledger?.status === status) return [{ kind: 'confirm-by-set', clause, confirmBy: until }]
	return [set, { kind: 'ad-referendum-opened', clause, status, confirmBy: until }]
}

/** An instant that a person wrote, on the clock of the room where nothing else is said. */
function momentIn(room: Room, text: string): Instant {
	const parsed = parseDeadline(text, room.phase.deadline.zone)
	if (parsed.kind === 'deadline') return parsed.deadline.at
	throw new RequestProblem('bad-request', parsed.fault, { at: 'confirmBy' })
}

function assertLadder(steps: readonly LadderStep[]): void {
	try {
		parseLadder(steps)
	} catch (error) {
		if (!(error instanceof RangeError)) throw error
		const [first = '', ...rest] = error.message
		const detail = `${first.toUpperCase()}${rest.join('')}.`
		throw new RequestProblem('bad-request', detail, { at: 'steps' })
	}
}

function lineOfForce(force: LegalForce): LegalForce {
	if (force.kind !== 'subject-to-approval') return force
	const body = parseLine(force.body)
	if (body !== '') return { ...force, body }
	throw new RequestProblem('bad-request', 'Say who approves it.', { at: 'force.body' })
}

/** What comes while it is frozen is told so at once, and does not wait for it. */
function assertDrafting({ phase }: Room): void {
	if (phase.kind !== 'drafting') throw notNow(phase.kind)
}

function kindOf(value: string | undefined): ReservationKind {
	const kind = RESERVATION_KINDS.find((known) => known === value)
	if (kind !== undefined) return kind
	throw notFound('There is no such kind of reservation.')
}

function packageOf(c: RequestContext): PackageId {
	const id = c.req.param('package') ?? ''
	const { room } = c.get('place')
	assertDrafting(room)
	const { packages } = room.standing
	if ([...packages.keys()].some((known) => known === id)) return parsePackageId(id)
	throw notFound('There is no such package.')
}

/** One's own delegation, which what is asked for is about. */
function ownDelegation(c: RequestContext): DelegationId {
	const { delegation } = c.get('place').seat
	if (delegation !== null) return delegation
	throw new RequestProblem('not-allowed', 'This is for delegations; your seat speaks for none.')
}
