import { expect } from 'vitest'
import { awarenessFrame, syncFrame, type RawClient } from '../support/rawClient.ts'
import { scaled } from '../support/scale.ts'
import { arena } from './arena.ts'
import { offerAll, tally } from './knocking.ts'
import { behind, CONTENT, inRoot, rawUpdate, typed, words } from './updates.ts'

const attack = arena()

const CARET = { cursor: { anchor: { type: null }, head: { type: null } } }

/** What only those may be answered whose words are not taken: what the pair has written meanwhile is known, what cannot be yet waits. */
const NOT_TAKEN = ['other-author', 'malformed', 'gap', 'known', 'waiting', 'too-large']

attack('[X1] forged clientIDs and burnt clocks', async (field) => {
	const { pair, document } = field
	const { token } = await field.freshSeat()
	const tries = scaled(200, 10_000)
	const clocks = [0, 1, 1000, 2 ** 31 - 10]
	function* forgeries(): Iterable<Uint8Array> {
		for (let i = 0; i < tries; i++) {
			const clock = pair.clock + (clocks[i % clocks.length] ?? 0)
			const isBehind = clock > 0 && i % 8 < 4
			// Behind the victim's last words, as the victim would write, or where nobody would.
			const struct = isBehind
				? behind(pair.clientId, clock - 1, CONTENT.string, words(`☠${i}`))
				: inRoot(CONTENT.string, words(`☠${i}`))
			yield rawUpdate([{ client: pair.clientId, clock, structs: [struct] }])
		}
	}
	const answers = tally(await offerAll(field, token, document, forgeries()))
	expect(Object.keys(answers).filter((kind) => !NOT_TAKEN.includes(kind))).toEqual([])
	expect(answers['other-author']).toBeGreaterThan(tries / 20)
	console.log('[X1]', answers)
})

attack('[X2] squatting of clientIDs that were seen in awareness', async (field) => {
	const { otherDocument: document } = field
	const [owner, squatter] = [await field.open(), await field.open()]
	await owner.enter(document, (await field.freshSeat()).token)
	const { token } = await field.freshSeat()
	await squatter.enter(document, token)
	// As many as one session may bring to a document.
	for (let client = 1000; client < 1020; client++) {
		owner.send(awarenessFrame(document, [{ clientId: client, clock: 1, state: CARET }]))
		await squatter.until(() => squatter.states(document).has(client), 'the owner')
		squatter.send(awarenessFrame(document, [{ clientId: client, clock: 9, state: CARET }]))
		const squat = typed(client, 0, '☠')
		expect(tally(await offerAll(field, token, document, [squat]))).toEqual({ 'other-author': 1 })
		const own = owner.receipts(document).length
		owner.send(syncFrame(document, 2, typed(client, 0, 'own ')))
		await owner.until(() => owner.receipts(document).length > own, 'the receipt')
		expect(owner.receipts(document).at(-1)).toMatchObject({ type: 'saved' })
	}
})

attack('[X3] awareness of others: spoofed, taken over, ended, outrun', async (field) => {
	const { document, pair } = field
	const seat = await field.freshSeat()
	const [witness, forger] = [await field.open(), await field.open()]
	await witness.enter(document, (await field.freshSeat()).token)
	await forger.enter(document, seat.token)
	await witness.until(() => witness.states(document).has(pair.clientId), 'the pair')
	const who = { name: 'President', role: 'chair', delegation: { code: 'US' } }
	for (let i = 0; i < scaled(100, 1500); i++) {
		const state = i % 2 === 0 ? { ...CARET, who } : null
		forger.send(awarenessFrame(document, [{ clientId: pair.clientId, clock: 2 ** 31 + i, state }]))
	}
	forger.send(awarenessFrame(document, [{ clientId: 4711, clock: 1, state: { ...CARET, who } }]))
	await witness.until(() => witness.states(document).has(4711), 'the forger as themselves')
	expect(nameOf(witness, document, 4711)).toMatch(/^Advisor \d+$/)
	expect(nameOf(witness, document, pair.clientId)).toBe('Advisor 1')
})

/** ClientIDs that Yjs does not make: it takes 32 bits. */
const FIRST_GHOST = 2 ** 40

attack('[X4] ghost cursors', async (field) => {
	const { document } = field
	const { token } = await field.freshSeat()
	const witness = await field.open()
	await witness.enter(document, (await field.freshSeat()).token)
	const ghosts = scaled(2000, 100_000)
	let forger = await field.open()
	await forger.enter(document, token)
	for (let first = 0; first < ghosts; first += 100) {
		if (forger.closed !== null) {
			forger = await field.open()
			await forger.enter(document, token)
		}
		const states = Array.from({ length: 100 }, (_, i) => ({
			clientId: FIRST_GHOST + first + i,
			clock: 1,
			state: { cursor: null },
		}))
		forger.send(awarenessFrame(document, states))
		if (first % 10_000 === 0) await settled(forger, document)
	}
	await settled(forger, document)
	await settled(witness, document)
	const isGhost = (client: number): boolean =>
		client >= FIRST_GHOST && client < FIRST_GHOST + ghosts
	const seen = [...witness.states(document)].filter(([client]) => isGhost(client))
	expect(seen.filter(([, state]) => state !== null).length).toBeLessThanOrEqual(1)
	// One session brings twenty clientIDs to a document, and one more in five minutes.
	expect(seen.length).toBeLessThanOrEqual(20)
})

function nameOf(client: RawClient, document: string, clientId: number): unknown {
	const state = client.states(document).get(clientId)
	return typeof state === 'object' && state !== null && 'who' in state
		? Reflect.get(Object(state.who), 'name')
		: undefined
}

/** Waits until the server has dealt with all that `client` has sent, or has sent it away. */
async function settled(client: RawClient, document: string): Promise<void> {
	const answered = client.receipts(document).length
	client.send(syncFrame(document, 1, Uint8Array.of(0, 0)))
	await client.until(
		() => client.closed !== null || client.receipts(document).length > answered,
		'an answer'
	)
}
