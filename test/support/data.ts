import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe } from 'vitest'

/** The folder of real material for tests: beside the project, never in it. */
export const dataFolder = fileURLToPath(new URL('../../../shared/data/', import.meta.url))

/**
 * The path of a file of the test data, or undefined where this machine does not have it.
 *
 * @param name its path inside the folder, e.g. `texts/bbnj-2023.en.txt`.
 */
export function dataPath(name: string): string | undefined {
	const path = `${dataFolder}${name}`
	return existsSync(path) ? path : undefined
}

/**
 * A `describe` whose tests need files of the test data. `paths` come in the order of `names`; where one is missing,
 * the whole group is skipped, and both the title and a warning say which.
 */
export function describeWithData(
	title: string,
	names: readonly string[],
	define: (...paths: string[]) => void
): void {
	const paths = names.map(dataPath).filter((path) => path !== undefined)
	if (paths.length === names.length) {
		describe(title, () => {
			define(...paths)
		})
		return
	}
	const missing = names.filter((name) => dataPath(name) === undefined).join(', ')
	console.warn(`SKIPPED: "${title}" needs ${missing} in ${dataFolder}`)
	describe.skip(`${title} [SKIPPED: no ${missing}]`, () => {
		define(...names)
	})
}
