import { configOf, type Console } from './console.ts'
import { withData } from './openData.ts'

/** Prints the key against which files of this server are verified, and its fingerprint. */
export async function key(console: Console): Promise<void> {
	await withData(configOf(console), ({ signer }) => {
		console.say(signer.keyText)
		console.say(`Fingerprint: ${signer.fingerprint}`)
		return Promise.resolve()
	})
}
