import { configOf, type Console } from './console.ts'
import { make, madeJson, sampleDraft, sayMade } from './make.ts'
import { linkAddress, withData } from './openData.ts'

/** Makes a fresh sample negotiation, also while a server runs: that finds it within a second. */
export async function sample(
	console: Console,
	{ json = false }: { json?: boolean }
): Promise<void> {
	const config = configOf(console)
	const address = await linkAddress(config)
	await withData(config, async (data) => {
		const now = data.clock.now()
		const made = await make(data, sampleDraft(now), address)
		if (json) console.say(madeJson(made))
		else await sayMade(console, config.dataFolder, made, now)
	})
}
