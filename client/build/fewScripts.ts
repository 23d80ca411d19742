import { build, type InlineConfig, type Rolldown } from 'vite'

/** The scripts in which the drafting room's first load lies. None needs one that is later in this list. */
const SCRIPTS = ['base', 'parts', 'live', 'room'] as const
type Script = (typeof SCRIPTS)[number]

const MAIN = /\/index\.html$|\/src\/main\.ts$/
const ROOM = /\/screens\/room\/Room\.svelte$/
const DISPLAY = /\/screens\/display\/Display\.svelte$/
const SCREEN = /\/screens\/(?:negotiations|enter|verify|frozen|secretariat)\/[A-Z]\w+\.svelte$/

/**
 * How modules are put into scripts, so that the drafting room comes with few requests.
 *
 * By itself the bundler makes one script of all modules that the same parts of the page need: forty for the room, most of them tiny, of which a
 * browser without HTTP/2 gets six at a time. Here they are four: what every page needs, what another screen needs as well, what a wall
 * needs as well, and what the room alone needs. A module needs only what at least the same parts of the page need, so no script can need
 * a later one.
 *
 * Which part needs which module is known once what nobody uses is left out; so the pages are built once before, and that is read.
 */
export async function fewScripts(config: InlineConfig): Promise<Rolldown.CodeSplittingOptions> {
	const chunks = await chunksOf(config)
	const [base, room] = [closureOf(MAIN, chunks), closureOf(ROOM, chunks)]
	const [display, others] = [closureOf(DISPLAY, chunks), closureOf(SCREEN, chunks)]
	const scripts = new Map<string, Script>()
	for (const chunk of new Set([...base, ...room])) {
		const script = base.has(chunk)
			? 'base'
			: others.has(chunk)
				? 'parts'
				: display.has(chunk)
					? 'live'
					: 'room'
		for (const id of chunk.moduleIds) {
			// what a page or a screen begins with stays a script of its own: it is asked for by name
			if (id !== chunk.facadeModuleId && !MAIN.test(id)) scripts.set(id, script)
		}
	}
	return {
		includeDependenciesRecursively: false,
		groups: SCRIPTS.map((name) => ({ name, test: (id) => scripts.get(id) === name })),
	}
}

async function chunksOf(config: InlineConfig): Promise<readonly Rolldown.OutputChunk[]> {
	const built = await build({
		...config,
		configFile: false,
		logLevel: 'error',
		build: { ...config.build, write: false, minify: false },
	})
	if (!('output' in built)) throw new Error('the pages are built into one folder')
	return built.output.filter((output) => output.type === 'chunk')
}

/** The chunks of the modules that match `entry`, and those that come with them. */
function closureOf(
	entry: RegExp,
	chunks: readonly Rolldown.OutputChunk[]
): ReadonlySet<Rolldown.OutputChunk> {
	const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
	const reached = new Set(chunks.filter(({ facadeModuleId }) => entry.test(facadeModuleId ?? '')))
	if (reached.size === 0) throw new Error(`nothing is built from ${String(entry)}`)
	for (const { imports } of reached) {
		for (const name of imports) {
			const needed = byName.get(name)
			if (needed !== undefined) reached.add(needed)
		}
	}
	return reached
}
