import { build, type InlineConfig, type Plugin, type Rolldown } from 'vite'

/** The scripts in which the drafting room's first load lies, and those of what it asks for afterwards. None needs one that is later in this list. */
const SCRIPTS = ['base', 'parts', 'live', 'room', 'soon', 'dialogs'] as const
type Script = (typeof SCRIPTS)[number]

const MAIN = /\/index\.html$|\/src\/main\.ts$/
const ROOM = /\/screens\/room\/Room\.svelte$/
const DISPLAY = /\/screens\/display\/Display\.svelte$/
const SCREEN = /\/screens\/(?:negotiations|enter|verify|frozen|secretariat)\/[A-Z]\w+\.svelte$/
const DIALOG = /\/screens\/room\/dialogs\/[A-Z]\w+\.svelte$/
const SUGGESTING = /\/editor\/suggesting\.ts$/

/**
 * How modules are put into scripts, so that the drafting room comes with few requests.
 *
 * By itself the bundler makes one script of all modules that the same parts of the page need: forty for the room, most of them tiny, of which a
 * browser without HTTP/2 gets six at a time. Here they are four: what every page needs, what another screen needs as well, what a wall
 * needs as well, and what the room alone needs. A module needs only what at least the same parts of the page need, so no script can need
 * a later one.
 *
 * What the room asks for once it has nothing else to do would be seventy more, one after the other, and each of their style sheets has the whole page laid out
 * anew. It is two: what stands in the room, and the dialogs over it. What another screen needs as well is left out, and what makes suggestions,
 * for which some wait with their first key.
 *
 * Which part needs which module is known once what nobody uses is left out; so the pages are built once before, as `pages` has it, and that is read: where they are
 * built, and not by everybody who reads how.
 */
export function fewScripts(pages: () => InlineConfig): Plugin {
	return {
		name: 'few-scripts',
		apply: 'build',
		config: async () => {
			const codeSplitting = await splitting(pages())
			return { build: { rolldownOptions: { output: { codeSplitting } } } }
		},
	}
}

async function splitting(config: InlineConfig): Promise<Rolldown.CodeSplittingOptions> {
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
	const elsewhere = new Set([
		...[...base, ...room, ...display, ...others],
		...closureOf(SUGGESTING, chunks),
	])
	const dialogs = [...closureOf(DIALOG, chunks)].filter((chunk) => !elsewhere.has(chunk))
	const openings = dialogs.filter(({ facadeModuleId }) => DIALOG.test(facadeModuleId ?? ''))
	const first = [...room].filter((chunk) => !base.has(chunk))
	const soon = after(first, new Set([...elsewhere, ...openings]), chunks)
	for (const { moduleIds } of dialogs) for (const id of moduleIds) scripts.set(id, 'dialogs')
	for (const { moduleIds } of soon) for (const id of moduleIds) scripts.set(id, 'soon')
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

/** The chunks that `first` asks for once it is there, what those ask for, and what comes with them; without the `other` ones. */
function after(
	first: readonly Rolldown.OutputChunk[],
	other: ReadonlySet<Rolldown.OutputChunk>,
	chunks: readonly Rolldown.OutputChunk[]
): ReadonlySet<Rolldown.OutputChunk> {
	const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
	const reached = new Set<Rolldown.OutputChunk>()
	const reach = (names: readonly string[]): void => {
		for (const name of names) {
			const chunk = byName.get(name)
			if (chunk !== undefined && !other.has(chunk)) reached.add(chunk)
		}
	}
	for (const { dynamicImports } of first) reach(dynamicImports)
	for (const { imports, dynamicImports } of reached) reach([...imports, ...dynamicImports])
	return reached
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
