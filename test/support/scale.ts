/** Whether the counts of the long scale apply: `PARLEY_SCALE=long`. */
export const isLong = process.env['PARLEY_SCALE'] === 'long'

/** How often something is done: `short` in the everyday run, `long` before a release. */
export function scaled(short: number, long: number): number {
	return isLong ? long : short
}

/** Which part of a long run this process does: `PARLEY_SHARE=2/4` is the second of four, which do all of it together. */
export function share(): { readonly index: number; readonly of: number } {
	const [number, of] = (process.env['PARLEY_SHARE'] ?? '1/1').split('/').map(Number)
	if (number === undefined || of === undefined || !(number >= 1 && number <= of)) {
		throw new RangeError('PARLEY_SHARE is the number of a share and how many there are: 2/4')
	}
	return { index: number - 1, of }
}

/** The first seed of a tier's runs: fixed, or `PARLEY_SEED` to repeat a run that failed. */
export function firstSeed(usual: number): number {
	const given = process.env['PARLEY_SEED']
	return given === undefined ? usual : Number(given)
}
