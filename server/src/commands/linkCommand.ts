import { readConfig } from '../config.ts'
import { type Storage } from '../storage/ports.ts'
import { readPlaces } from './link.ts'

/** A command line that makes a link to one of the seats in this data folder, to be typed as it is; null where no seat gets one. */
export async function linkCommand(storage: Storage, folder: string): Promise<string | null> {
	const places = await readPlaces(storage)
	const place = places.find(({ seat }) => !seat.revoked)
	if (place === undefined) return null
	const { negotiation, seat, label } = place
	const twins = places.filter(
		(other) => other.negotiation.id === negotiation.id && other.label === label
	)
	// A name that a shell could read as something else is not written.
	const name =
		twins.length === 1 && /^[\p{L}\p{M}\p{N} /.,-]+$/u.test(label) ? `"${label}"` : seat.id
	const isOnly = places.every((other) => other.negotiation.id === negotiation.id)
	const words = [
		...(folder === readConfig({}).dataFolder ? [] : [`PARLEY_DATA=${quoted(folder)}`]),
		...['npx', '--yes', 'pnpm@12', 'parley', 'link', name],
		...(isOnly ? [] : ['--negotiation', negotiation.id]),
	]
	return words.join(' ')
}

/** A path as one word of a shell. */
function quoted(path: string): string {
	return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
