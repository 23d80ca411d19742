import { BRACKETED_CLAUSES, BRACKETS } from './bracketedText.ts'
import { runBracketGate } from './bracketGate.ts'
import { REST_MS } from './browser/register.ts'
import { BrowserStage, describe, MACHINES } from './browser/scenario.ts'
import { type Plan } from './plan.ts'
import { Results } from './results.ts'

/** The gate for an edit inside brackets, and for the same in plain text. */
export const GATE_BRACKETS = 'gate, inside brackets'
export const GATE_PLAIN = 'gate, the same words without'

/** Typing where the brackets go on in the next paragraph, and so have to be given to each letter. */
export const AT_END = `${MACHINES.plain}, at the end of a paragraph`

/** Lifted with the register open. */
const LIFTED = 40
/** Others who write while somebody types in the page. */
const PRESENT = 10

/** A text of 1,100 brackets nested seven deep over 30 clauses: what an edit costs at the gate, and what it is like in a browser. */
export async function brackets(
	{ keys, edits, repetitions }: Plan,
	progress: (what: string) => void
): Promise<Results> {
	const room = {
		clauses: BRACKETED_CLAUSES,
		words: null,
		present: PRESENT,
		keys,
		recordedSeconds: 10 + keys / 5,
		roundTripMs: 40,
	}
	const told = [
		`${BRACKETS} brackets of four delegations, nested seven deep, over ${BRACKETED_CLAUSES} clauses.`,
		'Gate: an edit where words stand seven deep, by somebody who holds none of the brackets; four letters, then one deleted; the same words without brackets beside it, in a room without any.',
		describe(room),
		`Register: from before a request that lifts a bracket until the frame with the new number is drawn, ${LIFTED} of them, ${REST_MS} ms between one that is drawn and the next, the register being open; nobody else in the room.`,
	].join(' ')
	const results = new Results('Brackets', told, [
		{ figure: 'gateP50Us', title: 'gate p50 µs' },
		{ figure: 'gateP99Us', title: 'gate p99 µs' },
		{ figure: 'deleteP50Us', title: 'deleted p50 µs' },
		{ figure: 'appliedP50Us', title: 'applied p50 µs' },
		{ figure: 'readableMs', title: 'readable ms' },
		{ figure: 'editableMs', title: 'editable ms' },
		{ figure: 'keyP50Ms', title: 'key p50 ms' },
		{ figure: 'keyP95Ms', title: 'key p95 ms' },
		{ figure: 'wallP95Ms', title: 'wall p95 ms' },
		{ figure: 'paintP95Ms', title: 'painted p95 ms' },
		{ figure: 'registerP50Ms', title: 'register p50 ms' },
		{ figure: 'registerP95Ms', title: 'register p95 ms' },
	])
	const gateKeys = { clients: 20, keys: Math.min(5_000, edits) }
	for (let turn = 1; turn <= repetitions; turn++) {
		progress(`brackets ${turn} of ${repetitions}: the gate`)
		results.add(GATE_PLAIN, { ...(await runBracketGate(gateKeys, false)) })
		results.add(GATE_BRACKETS, { ...(await runBracketGate(gateKeys, true)) })
	}
	const stage = await BrowserStage.open(room)
	try {
		progress('brackets: recording the others')
		await stage.record()
		for (let turn = 1; turn <= repetitions; turn++) {
			progress(`brackets ${turn} of ${repetitions}: ${MACHINES.plain}`)
			results.add(AT_END, { ...(await stage.run(1, 'end')) })
			const typed = await stage.run(1, 'within')
			const followed = await stage.follow(LIFTED)
			const faults = [...typed.faults, ...followed.faults]
			results.add(MACHINES.plain, { ...typed, ...followed, faults })
		}
	} finally {
		await stage.close()
	}
	return results
}
