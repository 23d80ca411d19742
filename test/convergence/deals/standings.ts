import {
	addMs,
	createBracketId,
	createId,
	DEFAULT_LADDER,
	parseDelegationId,
	RESERVATION_KINDS,
	type BracketAct,
	type LadderStep,
	type Level,
} from '@parley/domain'
import { readDigestOf } from '@parley/snapshot'
import { type PlainStandingAct } from '@parley/server/src/negotiation/room.ts'
import { pick } from '../edits.ts'
import {
	chosenFrom,
	clauseOf,
	now,
	outcomeOf,
	rangeIn,
	type Deciding,
	type Outcome,
} from './decisions.ts'

/** Ladders that a room goes between: the default one, the same in another ink, and with a step that delegations set; one lacks a step. */
const LADDERS: readonly (readonly LadderStep[])[] = [
	DEFAULT_LADDER,
	DEFAULT_LADDER.map((step) => (step.id === 'open' ? { ...step, colour: 'accent' } : step)),
	DEFAULT_LADDER.map((step) =>
		step.id === 'bracketed' ? { ...step, setBy: ['secretariat', 'chair', 'advisor'] } : step
	),
	DEFAULT_LADDER.filter(({ id }) => id !== 'bracketed'),
]

/** One decision about how a clause stands by somebody who may be entitled to it or not. */
export async function decideStandingAtRandom(deciding: Deciding): Promise<Outcome | null> {
	if (deciding.random() < 0.15) return confirmAtRandom(deciding)
	const acts = actsAtRandom(deciding)
	if (acts === null) return null
	return outcomeOf(await deciding.server.room.decideStanding({ acts, ...now(deciding) }))
}

/** Confirms the text as it was read a moment ago, while others may have another one numbered; now and then one that was never there. */
async function confirmAtRandom(deciding: Deciding): Promise<Outcome | null> {
	const { server, random } = deciding
	const { room } = server
	const { clause } = clauseOf(deciding)
	const text = await room.readClauseRead(clause)
	if (text === null) return null
	const expects = random() < 0.9 ? readDigestOf(text.read) : '0f'.repeat(32)
	return outcomeOf(await room.confirmText({ clause, expects, ...now(deciding) }))
}

function actsAtRandom(deciding: Deciding): readonly PlainStandingAct[] | null {
	const { server, seat, random } = deciding
	const { clause } = clauseOf(deciding)
	const delegation = random() < 0.9 ? seat.delegation : (deciding.delegations[0] ?? null)
	// an instant that some will meet and some will not
	const confirmBy = addMs(server.clock.now(), 1 + pick(random, 30))
	const kind = random()
	if (kind < 0.4) {
		// mostly where one goes on writing
		const steps = ['not-discussed', 'open', 'bracketed', 'agreed-ad-referendum', 'agreed']
		const status = (random() < 0.35 ? steps.at(-1) : chosenFrom(steps, random)) ?? ''
		const set = { kind: 'status-set', clause, status } as const
		if (status !== 'agreed-ad-referendum') return [set]
		return [set, { kind: 'ad-referendum-opened', clause, status, confirmBy }]
	}
	if (kind < 0.5) return [{ kind: 'confirm-by-set', clause, confirmBy }]
	if (kind < 0.7) {
		if (delegation === null) return null
		const reservation = RESERVATION_KINDS[pick(random, 2)] ?? 'scrutiny'
		const about = { clause, delegation, reservation }
		return random() < 0.6
			? [{ kind: 'reservation-entered', ...about, words: '' }]
			: [{ kind: 'reservation-lifted', ...about }]
	}
	if (kind < 0.8) {
		const forces = [
			null,
			{ kind: 'political' } as const,
			{ kind: 'subject-to-approval', body: 'US Congress', state: 'asked' } as const,
		]
		return [{ kind: 'force-set', clause, force: chosenFrom(forces, random) ?? null }]
	}
	if (kind < 0.87)
		return [{ kind: 'ladder-set', steps: chosenFrom(LADDERS, random) ?? DEFAULT_LADDER }]
	const [known] = chosenFrom([...server.room.standing.packages], random) ?? []
	if (known === undefined || kind < 0.92) {
		const clauses = server.clauses.map(({ id }) => id)
		return [{ kind: 'package-made', package: createId('package', random), title: 'All', clauses }]
	}
	return [{ kind: kind < 0.97 ? 'package-closed' : 'package-dissolved', package: known }]
}

/** Sets what a seat or a clause takes, or holds a clause, for a while. */
export async function decideRightsAtRandom(deciding: Deciding): Promise<Outcome> {
	const { server, random } = deciding
	const { clause } = clauseOf(deciding)
	const seat = server.seat(1)
	const level: Level | null = random() < 0.5 ? 'suggest' : null
	const reason = 'a test'
	const kind = random()
	const act =
		kind < 0.35
			? ({ kind: 'rights-set', subject: { kind: 'seat', seat: seat.id }, level, reason } as const)
			: kind < 0.6
				? ({ kind: 'rights-set', subject: { kind: 'clause', clause }, level, reason } as const)
				: ({ kind: kind < 0.7 ? 'clause-held' : 'clause-released', clause, reason } as const)
	const done = await server.room.record({
		...{ act, seat: server.seat(3).id, receivedAt: server.clock.now() },
	})
	return done.kind === 'recorded' ? { kind: 'decided', reason: '' } : done
}

/** Places a bracket, or decides about one. */
export async function decideBracketAtRandom(deciding: Deciding): Promise<Outcome | null> {
	const { server, seat, random, delegations } = deciding
	const { room } = server
	const open = [...room.brackets].filter(([, { ended }]) => ended === null)
	const [id, bracket] = chosenFrom(open, random) ?? []
	if (id === undefined || bracket === undefined || random() < 0.4) {
		const range = rangeIn(deciding, 30)
		if (range === null) return null
		const holders = seat.delegation === null ? delegations.slice(pick(random, 2)) : null
		const placed = { ...clauseOf(deciding), ...range, holders, reason: '' }
		return outcomeOf(await room.placeBracket({ ...placed, ...now(deciding) }))
	}
	const about = { clause: bracket.clause, bracket: id }
	const delegation = seat.delegation ?? delegations[0] ?? parseDelegationId(createBracketId(random))
	const ending = bracket.proposed?.ending ?? (random() < 0.6 ? 'lift' : 'strike')
	const isHolder = seat.delegation !== null && bracket.holders.has(seat.delegation)
	const consents = isHolder ? [delegation] : []
	type Decision = Exclude<BracketAct, { kind: 'bracket-placed' } | { kind: 'bracket-ended' }>
	const acts: readonly Decision[] = [
		{ kind: 'bracket-ending-proposed', ...about, ending, consents },
		{ kind: 'bracket-answered', ...about, ending, delegation, consents: random() < 0.8 },
		{ kind: 'bracket-ending-withdrawn', ...about, ending },
		{ kind: 'bracket-joined', ...about, delegation },
		{ kind: 'bracket-left', ...about, delegation },
	]
	const act = chosenFrom(acts, random)
	if (act === undefined) return null
	return outcomeOf(await room.decideBracket({ act, ...now(deciding) }))
}
