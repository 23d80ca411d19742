import { ParleyError } from '@parley/domain'
import { Command, CommanderError, Option } from 'commander'
import { VARIABLES } from '../config.ts'
import { type BackupOptions } from './backup.ts'
import { type Console } from './console.ts'
import { type CreateOptions } from './create.ts'
import { type EraseOptions } from './erase.ts'
import { type ExportOptions } from './export.ts'
import { type LinkOptions } from './link.ts'
import { type RestoreOptions } from './restore.ts'
import { type RetentionOptions } from './retention.ts'
import { type VerifyOptions } from './verify.ts'

/** What `serve` is given on the command line. */
interface ServeOptions {
	readonly host?: string
	readonly port?: string
	readonly tlsCert?: string
	readonly tlsKey?: string
	readonly metricsPort?: string
}

/**
 * Runs the command line `parley` and gives its exit code. Whatever goes wrong is one sentence on standard error, never a stack trace.
 *
 * @param args what stands after the program's name
 */
export async function runProgram(console: Console, args: readonly string[]): Promise<number> {
	let exitCode = 0
	const program = createProgram(console, (code) => {
		exitCode = code
	})
	try {
		await program.parseAsync([...args], { from: 'user' })
		return exitCode
	} catch (error) {
		// Commander has said what is wrong with the arguments, or has shown its help.
		if (error instanceof CommanderError) return error.exitCode
		console.complain(sentenceOf(error))
		if (console.environment['PARLEY_LOG_LEVEL'] === 'debug' && error instanceof Error) {
			console.complain(error.stack ?? '')
		}
		return error instanceof ParleyError ? 1 : 70
	}
}

function sentenceOf(error: unknown): string {
	if (error instanceof ParleyError) {
		const { message } = error
		// A word is capitalised, the name of a file or variable stays as it is.
		const sentence = message.replace(/^[a-z]+(?=[ ,])/, capitalised)
		return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
	}
	const message = error instanceof Error ? error.message : String(error)
	return `Something in Parley broke: ${message.split('\n')[0] ?? ''} (PARLEY_LOG_LEVEL=debug says more).`
}

function capitalised(word: string): string {
	return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Each command loads what it needs when it is called: a file is verified without a database or a socket. */
function createProgram(console: Console, setExitCode: (code: number) => void): Command {
	const program = new Command('parley')
		.description('A drafting room where delegations negotiate one text against a deadline.')
		.exitOverride()
		.configureOutput({
			writeOut: (text) => {
				console.say(text.trimEnd())
			},
			writeErr: (text) => {
				console.complain(text.trimEnd())
			},
		})
		.addHelpText('after', `\nEnvironment:\n${environmentHelp()}`)

	program
		.command('serve')
		.description('run the server; the first time, with a sample negotiation')
		.option('--host <address>', 'address to listen on')
		.option('--port <number>', 'port to listen on; 0 for any free one')
		.option('--tls-cert <file>', 'certificate with its chain, in PEM form')
		.option('--tls-key <file>', 'key of that certificate, in PEM form')
		.option('--metrics-port <number>', 'show /metrics for Prometheus there, to this machine alone')
		.action(async ({ host, port, tlsCert, tlsKey, metricsPort }: ServeOptions) => {
			const { serve } = await import('./serve.ts')
			const fileOf = (path?: string): string | undefined => path && console.pathOf(path)
			const options = {
				'--host': host,
				'--port': port,
				'--tls-cert': fileOf(tlsCert),
				'--tls-key': fileOf(tlsKey),
				'--metrics-port': metricsPort,
			}
			setExitCode(await serve(console, options))
		})

	program
		.command('health')
		.description('ask the server that runs here whether it takes what people write')
		.action(async () => {
			const { health } = await import('./health.ts')
			setExitCode(await health(console))
		})

	program
		.command('create')
		.description('make a negotiation from a text in Markdown or plain text')
		.requiredOption('--text <file>', 'the text, in UTF-8')
		.option('--title <title>', 'what the negotiation is called; by default what the text is called')
		.option('--notice <words>', 'shown beside the title, e.g. "Illustration, not a real text"')
		.option('--contact <words>', 'whom to call when something fails')
		.option('--delegations <list>', 'e.g. "UA:Ukraine,GB:United Kingdom"')
		.option('--seats <list>', 'e.g. "advisor:UA:Advisor 1,note-taker,secretariat"')
		.option('--deadline <time>', 'when the text freezes, e.g. 2026-12-09T18:00')
		.option('--zone <zone>', 'on whose clock, e.g. Europe/London', 'UTC')
		.option('--language <tag>', 'the language of the text', 'en')
		.addOption(
			new Option('--format <format>', 'how the text is written').choices(['markdown', 'text'])
		)
		.option('--allow-damage', 'take a text in which letters were lost before')
		.option('--dry-run', 'show how the text would be split, and store nothing')
		.option('--json', 'print ids, document names and links as JSON')
		.action(async (options: CreateOptions) => {
			const { create } = await import('./create.ts')
			await create(console, options)
		})

	program
		.command('link')
		.description('print a new joining link to a seat, e.g. "UA/Advisor 1"')
		.argument('<seat>', 'the seat, by its id or as in "UA/Advisor 1" or "Secretariat"')
		.option('--negotiation <id>', 'where several have a seat of that name')
		.option('--json', 'print it as JSON')
		.action(async (seat: string, options: LinkOptions) => {
			const { link } = await import('./link.ts')
			await link(console, seat, options)
		})

	program
		.command('sample')
		.description('make a fresh sample negotiation')
		.option('--json', 'print ids, document names and links as JSON')
		.action(async (options: { json?: boolean }) => {
			const { sample } = await import('./sample.ts')
			await sample(console, options)
		})

	program
		.command('export')
		.description(
			'write a text as Markdown, plain text, a page to print or JSON, also while a server runs'
		)
		.argument('[file]', 'a snapshot, or a text exported as JSON; without it, what is stored here')
		.addOption(
			new Option('--format <format>', 'how to write it')
				.choices(['md', 'txt', 'html', 'json'])
				.makeOptionMandatory()
		)
		.option('--negotiation <id>', 'where there are several')
		.option('--position <number>', 'the text as it stood at a position of the log')
		.option('--snapshot <id>', 'the text of a snapshot, by its id or digest')
		.option(
			'--view <view>',
			'how it is looked at: marked, clean, agreed, or delegation:UA with the code of one'
		)
		.option('--unattributed', 'do not say who holds a bracket or made a suggestion')
		.option('--out <file>', 'where to write; by default, standard output')
		.option(
			'--key <key>',
			'the key or fingerprint that must have signed the file, or a file that holds it'
		)
		.option('--rotation <file...>', 'records of key changes since that key')
		.action(async (file: string | undefined, options: ExportOptions) => {
			const { exportText } = await import('./export.ts')
			await exportText(console, file, options)
		})

	program
		.command('verify')
		.description(
			'check a downloaded file; exits with 0 if valid, 1 if not, 2 if a file or the key cannot be read, 3 if it holds together but no key was given'
		)
		.argument('<file>', 'a snapshot or freeze protocol')
		.option('--key <key>', "the server's key or fingerprint, or a file that holds it")
		.option('--rotation <file...>', 'records of key changes since that key')
		.action(async (file: string, options: VerifyOptions) => {
			const { verify } = await import('./verify.ts')
			setExitCode(await verify(console, file, options))
		})

	program
		.command('log')
		.description('look after the record')
		.command('check')
		.description('recompute the chain of every log, or of an archive, and check every signature')
		.argument('[archive]', 'an archive; without it, the logs that are stored here')
		.option('--key <key>', 'the key that must have signed the archive, or a file that holds it')
		.action(async (file: string | undefined, { key }: { key?: string }) => {
			const { logCheck, archiveCheck } = await import('./logCheck.ts')
			setExitCode(await (file === undefined ? logCheck(console) : archiveCheck(console, file, key)))
		})

	program
		.command('backup')
		.description('write everything that is kept here into one file, also while a server runs')
		.argument('<file>', 'the file to make, for your eyes alone (mode 0600)')
		.option('--force', 'replace a file that is there')
		.option('--without-key', 'leave the signing key out, where it is kept elsewhere')
		.action(async (file: string, options: BackupOptions) => {
			const { backup } = await import('./backup.ts')
			await backup(console, file, options)
		})

	program
		.command('restore')
		.description('make a data folder from a backup, after checking all of it')
		.argument('<file>', 'the backup')
		.option(
			'--data <folder>',
			'the folder to restore into, missing or empty; by default PARLEY_DATA'
		)
		.option('--key <file>', 'the signing key, where the backup does not hold it')
		.option('--end-sessions', 'end every session and link that it holds')
		.option('--accept-faults', 'restore a record that is not as it was written')
		.action(async (file: string, options: RestoreOptions) => {
			const { restore } = await import('./restore.ts')
			await restore(console, file, options)
		})

	program
		.command('archive')
		.description('write the whole record of a negotiation into one file, also while a server runs')
		.argument('<negotiation>', 'its id')
		.argument('<file>', 'the file to make (mode 0600)')
		.option('--force', 'replace a file that is there')
		.action(async (id: string, file: string, options: { force?: boolean }) => {
			const { archive } = await import('./archive.ts')
			await archive(console, id, file, options)
		})

	program
		.command('erase')
		.description('erase a negotiation with everything of it; asks for its title')
		.argument('<negotiation>', 'its id')
		.option('--yes', 'do not ask')
		.option('--record <file>', 'write the signed record that it was erased into this file too')
		.action(async (id: string, options: EraseOptions) => {
			const { erase } = await import('./erase.ts')
			await erase(console, id, options)
		})

	program
		.command('retention')
		.description('say how long each negotiation is kept')
		.option('--apply', 'erase those whose time is over')
		.action(async (options: RetentionOptions) => {
			const { retention } = await import('./retention.ts')
			await retention(console, options)
		})

	program
		.command('key')
		.description("print the key that verifies this server's files")
		.action(async () => {
			const { key } = await import('./key.ts')
			await key(console)
		})

	return program
}

function environmentHelp(): string {
	return VARIABLES.map(({ name, fallback, meaning }) => {
		return `  ${name.padEnd(19)} ${meaning}${fallback === '' ? '' : ` (${fallback})`}`
	}).join('\n')
}
