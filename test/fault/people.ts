import { vi } from 'vitest'
import { RoomJson, type PhaseJson } from '@parley/protocol'
import { ApiClient } from '../support/api.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { PATIENCE_MS } from '../support/patience.ts'
import { type Prepared } from '../support/server/negotiation.ts'
import { type ServerProcess } from '../support/server/process.ts'

/** The seat at `index` of a prepared negotiation, signed in as a program. */
export async function signIn(
	prepared: Prepared,
	{ url }: ServerProcess,
	index: number
): Promise<ApiClient> {
	const place = prepared.seats.at(index)
	if (place === undefined) throw new RangeError(`there is no seat ${index}`)
	return ApiClient.redeem(url, place.code)
}

/** A client of `api`'s seat with every clause open, which comes back by itself. */
export function connect(
	prepared: Prepared,
	{ url }: ServerProcess,
	{ token }: ApiClient
): Promise<TestClient> {
	return connectClient({
		url: `${url.replace('http', 'ws')}/collaboration`,
		token,
		documents: prepared.documents,
		comesBack: true,
	})
}

/** Types `words` at the end of the clause at `index`. */
export function type(client: TestClient, prepared: Prepared, index: number, words: string): void {
	const document = prepared.documents.at(index)
	if (document === undefined) throw new RangeError(`there is no clause ${index}`)
	const text = client.doc(document).getText('text')
	text.insert(text.length, words)
}

/** The phase of the round, once it is as `is` says; asked for again and again for a minute at most. */
export async function whenPhase(
	api: ApiClient,
	is: (phase: PhaseJson) => boolean
): Promise<PhaseJson> {
	// not faster than the server lets one session ask
	return vi.waitFor(
		async () => {
			const { phase } = await api.json('', RoomJson)
			if (!is(phase)) throw new Error(`the phase stays ${JSON.stringify(phase)}`)
			return phase
		},
		{ timeout: PATIENCE_MS, interval: 50 }
	)
}

/** Whether the snapshot of a frozen round is stored. */
export function isSealed(phase: PhaseJson): boolean {
	return phase.kind === 'frozen' && phase.snapshot !== null
}
