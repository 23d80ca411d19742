import { Receipt, type DocumentName } from '@parley/protocol'
import { createDecoder, readVarString } from 'lib0/decoding'
import { expect } from 'vitest'
import { MESSAGE, syncFrame, type RawClient } from '../support/rawClient.ts'
import { type Field } from './arena.ts'

/**
 * Offers `updates` to `document` one by one, and comes back each time the attacker was sent away; gives the answer to each.
 *
 * @param step 2 for updates, 1 for SyncStep2
 * @param isSynced whether each socket first says that it has nothing to add, after which gaps are no longer honest
 */
export async function offerAll(
	field: Field,
	token: string,
	document: DocumentName,
	updates: Iterable<Uint8Array>,
	{ step = 2, isSynced = false }: { readonly step?: 1 | 2; readonly isSynced?: boolean } = {}
): Promise<readonly Receipt[]> {
	const answers: Receipt[] = []
	let client: RawClient | null = null
	for (const update of updates) {
		let answer: Receipt | null = null
		while (answer === null) {
			if (client?.closed !== null) {
				client = await field.open()
				const isIn = await client.enter(document, token).then(
					() => true,
					() => false
				)
				// The session has no more frames for now (rule C51): it comes again.
				if (!isIn && client.closed === 4429) continue
				expect(isIn).toBe(true)
				if (isSynced) await ask(client, document, 1, Uint8Array.of(0, 0))
			}
			answer = await ask(client, document, step, update)
		}
		answers.push(answer)
	}
	client?.close()
	return answers
}

/** Sends one update and waits for its receipt; null where the socket was closed before. */
async function ask(
	client: RawClient,
	document: DocumentName,
	step: 1 | 2,
	update: Uint8Array
): Promise<Receipt | null> {
	let from = client.heard.length
	let found: Receipt | null = null
	client.send(syncFrame(document, step, update))
	await client.until(() => {
		for (const one of client.heard.slice(from)) {
			from++
			if (one.document === document && one.type === MESSAGE.stateless) found = toReceipt(one.body)
		}
		return found !== null || client.closed !== null
	}, 'an answer')
	return found
}

function toReceipt(body: Uint8Array): Receipt | null {
	const parsed = Receipt.safeParse(JSON.parse(readVarString(createDecoder(body))))
	return parsed.success ? parsed.data : null
}

/** How many answers there were of each kind, refusals by their reason: `{ 'other-author': 6, known: 1 }`. */
export function tally(answers: readonly Receipt[]): Readonly<Record<string, number>> {
	const counts: Record<string, number> = {}
	for (const answer of answers) {
		const kind = answer.type === 'refused' ? answer.reason : answer.type
		counts[kind] = (counts[kind] ?? 0) + 1
	}
	return counts
}
