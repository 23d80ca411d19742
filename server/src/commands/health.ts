import { get as getPlain } from 'node:http'
import { get as getTls } from 'node:https'
import { configOf, type Console } from './console.ts'
import { nearAddress, notedAddress } from './openData.ts'

/** How long an answer may take. */
const PATIENCE_MS = 4000

/**
 * Asks the server of the data folder whether it takes what people write, as a supervisor does: where it noted that it listens, else where this
 * configuration would have it. Gives the exit code: 0, or 1 with a sentence where it does not.
 */
export async function health(console: Console): Promise<number> {
	const config = configOf(console)
	const noted = await notedAddress(config.dataFolder)
	const address = `${noted?.listening ?? nearAddress(config, config.port)}/readyz`
	const status = await statusOf(address)
	if (status === 200) return 0
	console.complain(
		status === null ? `Nobody answers at ${address}.` : `${address} answers with ${status}.`
	)
	return 1
}

/** The status of the answer, or null where none comes. */
function statusOf(address: string): Promise<number | null> {
	return new Promise((resolve) => {
		// It is asked by an address of this machine, which no certificate names.
		const options = { timeout: PATIENCE_MS, agent: false, rejectUnauthorized: false }
		const get = address.startsWith('https:') ? getTls : getPlain
		const request = get(address, options, (answer) => {
			answer.resume()
			resolve(answer.statusCode ?? null)
		})
		request.on('timeout', () => request.destroy())
		request.on('error', () => {
			resolve(null)
		})
	})
}
