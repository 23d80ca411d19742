import {
	enter,
	NO_LOG,
	PARLEY,
	RELAY,
	SLOW_DISK,
	STOCK,
	Y_WEBSOCKET,
	type Contender,
	type Size,
} from './contenders.ts'
import { fillByTyping, fillLog, runColdOpen } from './coldOpen.ts'
import { runGate, type GateOptions } from './gate.ts'
import { runJoinStorm } from './joinStorm.ts'
import { runKill } from './killLosses.ts'
import { type Plan } from './plan.ts'
import { Results, type Column, type Run } from './results.ts'
import { type MeasuredServer } from './servers/start.ts'
import { readTrace } from './trace.ts'
import { runTyping, type TypingFigures, type TypingOptions } from './typing.ts'

/** Told what is being run, for whoever waits. */
export type Progress = (what: string) => void

const CURSORS =
	'Each character is followed by its cursor, as providers send it: an awareness state with two relative positions.'

const TYPING: readonly Column[] = [
	{ figure: 'p50Ms', title: 'p50 ms' },
	{ figure: 'p99Ms', title: 'p99 ms' },
	{ figure: 'cpuMsPerThousand', title: 'CPU ms / 1,000' },
	{ figure: 'writesPerThousand', title: 'write calls / 1,000' },
	{ figure: 'bytesPerDelivery', title: 'bytes / delivery' },
	{ figure: 'cursorsPerDelivery', title: 'cursors / delivery' },
	{ figure: 'rssMiB', title: 'RSS MiB' },
	{ figure: 'serverLoad', title: 'server busy' },
	{ figure: 'clientLoad', title: 'clients busy' },
]

const OPENING: readonly Column[] = [
	{ figure: 'timeMs', title: 'time ms' },
	{ figure: 'cpuMs', title: 'server CPU ms' },
	{ figure: 'rssMiB', title: 'RSS MiB' },
]

/** 60 people × 20 clauses, all of them open; a fifth of them read. */
export async function london(plan: Plan, progress: Progress): Promise<Results> {
	const results = new Results(
		'London',
		`60 people, each with all 20 clauses open; 48 of them type 5 characters a second, 12 read. ${CURSORS} A delivery is one character at one other person.`,
		TYPING
	)
	const size = { people: 60, clauses: 20 }
	const contenders = [RELAY, STOCK, Y_WEBSOCKET, PARLEY, SLOW_DISK, NO_LOG]
	await inTurn(plan, contenders, size, results, progress, (server) =>
		typing(server, plan, { people: 60, typists: 48 })
	)
	return results
}

/** 100 people in one clause, 20 of whom type. */
export async function hotClause(plan: Plan, progress: Progress): Promise<Results> {
	const results = new Results(
		'Hot clause',
		`100 people in one clause; 20 of them type 5 characters a second. ${CURSORS}`,
		TYPING
	)
	const size = { people: 100, clauses: 1 }
	await inTurn(
		plan,
		[RELAY, STOCK, Y_WEBSOCKET, PARLEY, SLOW_DISK],
		size,
		results,
		progress,
		(server) => typing(server, plan, { people: 100, typists: 20 })
	)
	return results
}

/** More and more people in 20 clauses, until the slowest hundredth takes over 250 ms. */
export async function morePeople(plan: Plan, progress: Progress): Promise<Results> {
	const results = new Results(
		'More people',
		`20 people type 5 characters a second in 20 clauses, all others read; everybody has all clauses open. ${CURSORS} It ends for a server when p99 is over 250 ms.`,
		TYPING
	)
	const out = new Set<Contender>()
	for (const people of plan.crowds) {
		for (const contender of [RELAY, STOCK, PARLEY]) {
			if (out.has(contender)) continue
			const name = `${contender.name}, ${people} people`
			progress(`more people: ${name}`)
			const run = await once(contender, { people, clauses: 20 }, (server) =>
				typing(server, plan, { people, typists: 20 })
			)
			results.add(name, run)
			if (run.p99Ms > 250) out.add(contender)
		}
	}
	return results
}

/** 200 people open 20 documents at once. */
export async function joinStorm(plan: Plan, progress: Progress): Promise<Results> {
	const results = new Results(
		'Join storm',
		'200 people open 20 documents each, at one moment: the upgrade, the handshake, SyncStep1 and 2 both ways, and one state of presence each, which all others are told of. Each document holds a paragraph. Ours looks up session and seat for each document; the others let anybody in.',
		[...OPENING, { figure: 'megabytes', title: 'MB' }]
	)
	const size = { people: 200, clauses: 20 }
	await inTurn(plan, [STOCK, Y_WEBSOCKET, PARLEY], size, results, progress, async (server) => ({
		...(await runJoinStorm(server, size.people)),
	}))
	return results
}

/** The first opening of a long text after a start. */
export async function coldOpen(plan: Plan, progress: Progress): Promise<Results> {
	const results = new Results(
		'Cold open',
		`A text of ${plan.edits.toLocaleString('en')} recorded edits (automerge-paper), stored; the server is started, one person opens it. Ours has its log, one entry an edit, and the state cache that a document leaves when it is closed; once more without that cache. The stock server has the one state that it stores.`,
		[...OPENING, { figure: 'bytes', title: 'bytes' }]
	)
	progress('cold open: reading the recorded text')
	const trace = readTrace(plan.edits)
	if (trace === null) return results
	const size = { people: 1, clauses: 1 }
	for (let turn = 0; turn < plan.repetitions; turn++) {
		for (const [name, contender, isCached] of [
			[STOCK.name, STOCK, false],
			[PARLEY.name, PARLEY, true],
			[`${PARLEY.name}, without its cache`, PARLEY, false],
		] as const) {
			progress(`cold open: ${name}`)
			const entrant = await enter(contender, size)
			try {
				const { server, folder } = entrant
				const [document = ''] = server.documents
				if (contender.kind === 'stock') await fillByTyping(server, trace)
				await server.close()
				if (contender.kind === 'parley') await fillLog(folder, document, trace, isCached)
				results.add(name, { ...(await runColdOpen(await entrant.restart(), trace)) })
			} finally {
				await entrant.close()
			}
		}
	}
	return results
}

/** What is lost of acknowledged characters when the server is killed. */
export async function killLosses(plan: Plan, progress: Progress): Promise<Results> {
	const results = new Results(
		'SIGKILL',
		'10 people type 50 characters a second each; the process is killed and started again. Lost are characters that were acknowledged and are not there afterwards. The y-websocket server keeps nothing and acknowledges nothing.',
		[
			{ figure: 'acknowledged', title: 'acknowledged' },
			{ figure: 'lost', title: 'lost' },
		]
	)
	for (let kill = 0; kill < plan.kills; kill++) {
		for (const contender of [STOCK, PARLEY]) {
			progress(`kill ${kill + 1}: ${contender.name}`)
			const entrant = await enter(contender, { people: 10, clauses: 10 })
			try {
				// Never at the same distance from a store, which the stock server does every two seconds.
				const seconds = 1.3 + (kill % 4) * 0.7
				const { acknowledged, lost } = await runKill(
					entrant.server,
					() => entrant.restart(),
					seconds
				)
				const isOurs = contender === PARLEY && lost > 0
				results.add(contender.name, {
					acknowledged,
					lost,
					faults: isOurs ? [`${lost} acknowledged characters were lost`] : [],
				})
			} finally {
				await entrant.close()
			}
		}
	}
	return results
}

/** What deciding about an update costs, by itself. */
export async function gate(plan: Plan, progress: Progress): Promise<Results> {
	const results = new Results(
		'Gate',
		`Typing into a clause of ${GATE.characters.toLocaleString('en')} characters that ${GATE.clients} clientIDs have written in runs of ten, each key by another one at a place of its own; the same while the clause is held; the second of two keys at one place at once; keys of one who types on while the last twenty are not on disk; each at a place of its own in a clause in which somebody else suggests something; and the same while up to twenty keys and what that one has just suggested are not on disk. In one process, without sockets and commit: read, judged by the rights of the moment, placed, its clientID bound and counted in.`,
		[
			{ figure: 'medianUs', title: 'median µs' },
			{ figure: 'p99Us', title: 'p99 µs' },
			{ figure: 'readUs', title: 'reading' },
			{ figure: 'judgedUs', title: 'judging' },
			{ figure: 'placedUs', title: 'placing' },
			{ figure: 'countedUs', title: 'binding, counting' },
			{ figure: 'items', title: 'items' },
		]
	)
	for (let turn = 1; turn <= plan.repetitions; turn++) {
		for (const [name, kind, keys] of [
			[GATE_TYPING, 'typing', GATE.keys],
			['a held clause', 'held', GATE.keys],
			['two at one place', 'crossing', GATE.keys],
			['not on disk yet', 'ahead', GATE.keys],
			['beside a suggestion', 'suggested', GATE.keys],
			['beside one not on disk', 'suggesting', GATE.keys / 5],
		] as const) {
			progress(`gate ${turn} of ${plan.repetitions}: ${name}`)
			results.add(name, { ...(await runGate({ ...GATE, keys }, kind)) })
		}
	}
	return results
}

const GATE: GateOptions = { characters: 50_000, clients: 200, keys: 5_000 }

/** The run of the gate that the aims speak of. */
export const GATE_TYPING = 'typing'

async function typing(
	server: MeasuredServer,
	{ seconds }: Plan,
	room: Pick<TypingOptions, 'people' | 'typists'>
): Promise<TypingFigures & Run> {
	return { ...(await runTyping(server, { ...room, perSecond: 5, seconds, warmUpSeconds: 2 })) }
}

/** Runs the contenders one after the other, again and again, so that what else the machine does hits all of them alike. */
async function inTurn(
	{ repetitions, profiles }: Plan,
	contenders: readonly Contender[],
	size: Size,
	results: Results,
	progress: Progress,
	run: (server: MeasuredServer) => Promise<Run>
): Promise<void> {
	for (let turn = 1; turn <= repetitions; turn++) {
		for (const contender of contenders) {
			progress(`${results.title} ${turn} of ${repetitions}: ${contender.name}`)
			const isProfiled = profiles !== null && contender === PARLEY
			const flags = isProfiled ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : []
			results.add(contender.name, await once(contender, size, run, flags))
		}
	}
}

async function once<T>(
	contender: Contender,
	size: Size,
	run: (server: MeasuredServer) => Promise<T>,
	nodeArguments: readonly string[] = []
): Promise<T> {
	const entrant = await enter(contender, size, nodeArguments)
	try {
		return await run(entrant.server)
	} finally {
		await entrant.close()
	}
}
