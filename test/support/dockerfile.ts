import { Copy, DockerfileParser, JSONInstruction, type Instruction } from 'dockerfile-ast'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** What came of a Dockerfile's steps. */
export interface Built {
	/** A folder that stands for the image's root. */
	readonly root: string
	/** Where the image starts. */
	readonly workdir: string
	/** What it starts: the program and all arguments. */
	readonly command: readonly string[]
	/** What asks for its health. */
	readonly health: readonly string[]
	readonly environment: Readonly<Record<string, string>>
	readonly user: string
	/** Commands of the last stage, which change what is outside of the project and were not run. */
	readonly left: readonly string[]
}

/**
 * Takes the steps of a Dockerfile without an engine: each stage is a folder, `COPY` copies, and `RUN` runs in the stage's working folder on
 * this machine, except in the last stage, whose commands are handed back. What Git would not have in a fresh clone is not in the context.
 *
 * @param context the project
 */
export function takeSteps(file: string, context: string, env: NodeJS.ProcessEnv): Built {
	const instructions = DockerfileParser.parse(readFileSync(file, 'utf8')).getInstructions()
	const stages = instructions.filter((one) => one.getKeyword() === 'FROM').length
	const named = new Map<string, string>()
	const last = { health: [] as string[], entry: [] as string[], args: [] as string[] }
	const environment: Record<string, string> = {}
	const left: string[] = []
	let [root, workdir, user, stage] = ['', '/', 'root', 0]
	const inside = (path: string): string => join(root, resolve(workdir, path))

	for (const instruction of instructions) {
		const words = instruction.getArguments().map((one) => one.getValue())
		const text = instruction.getRawArgumentsContent() ?? ''
		switch (instruction.getKeyword()) {
			case 'FROM':
				stage++
				root = mkdtempSync(join(tmpdir(), 'parley-stage-'))
				workdir = '/'
				if (words[1] === 'AS') named.set(words[2] ?? '', root)
				break
			case 'WORKDIR':
				workdir = resolve(workdir, words[0] ?? '')
				mkdirSync(inside('.'), { recursive: true })
				break
			case 'COPY': {
				const from = instruction instanceof Copy ? instruction.getFromFlag()?.getValue() : null
				const [source = '', target = ''] = words
				if (from == null) copyContext(context, inside(target))
				else cpSync(join(named.get(from) ?? '', source), inside(target), COPYING)
				break
			}
			case 'RUN':
				if (stage === stages) left.push(text)
				else run(text, inside('.'), env)
				break
			case 'ENV':
				for (const [name = '', value = ''] of words.map((word) => word.split('='))) {
					environment[name] = value
				}
				break
			case 'USER':
				user = text
				break
			case 'HEALTHCHECK':
				last.health = jsonWords(text.slice(text.indexOf('[')))
				break
			case 'ENTRYPOINT':
				last.entry = stringsOf(instruction)
				break
			case 'CMD':
				last.args = stringsOf(instruction)
				break
			case 'VOLUME':
			case 'EXPOSE':
			case 'STOPSIGNAL':
				break
			default:
				throw new RangeError(`no way to take the step ${instruction.getKeyword()}`)
		}
	}
	const command = [...last.entry, ...last.args]
	for (const stageRoot of named.values()) rmSync(stageRoot, { recursive: true })
	return { root, workdir: inside('.'), command, health: last.health, environment, user, left }
}

const COPYING = { recursive: true, verbatimSymlinks: true } as const

function copyContext(from: string, to: string): void {
	const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: from })
	for (const file of listed.toString().split('\0')) {
		if (file === '' || !existsSync(join(from, file))) continue
		mkdirSync(dirname(join(to, file)), { recursive: true })
		cpSync(join(from, file), join(to, file), COPYING)
	}
}

function run(command: string, cwd: string, env: NodeJS.ProcessEnv): void {
	const ran = spawnSync('/bin/sh', ['-c', command], { cwd, env, encoding: 'utf8' })
	if (ran.status !== 0) throw new Error(`${command}: ${ran.stdout}${ran.stderr}`)
}

function stringsOf(instruction: Instruction): string[] {
	if (!(instruction instanceof JSONInstruction)) throw new RangeError('not in the form of JSON')
	return instruction.getJSONStrings().map((one) => one.getJSONValue())
}

function jsonWords(text: string): string[] {
	const words: unknown = JSON.parse(text)
	return Array.isArray(words) ? words.map(String) : []
}
