/** Whether the counts of the long scale apply: `PARLEY_SCALE=long`. */
export const isLong = process.env['PARLEY_SCALE'] === 'long'

/** How often something is done: `short` in the everyday run, `long` before a release. */
export function scaled(short: number, long: number): number {
	return isLong ? long : short
}

/** The first seed of a tier's runs: fixed, or `PARLEY_SEED` to repeat a run that failed. */
export function firstSeed(usual: number): number {
	const given = process.env['PARLEY_SEED']
	return given === undefined ? usual : Number(given)
}
