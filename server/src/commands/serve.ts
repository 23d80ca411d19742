import { join } from 'node:path'
import { type Logger } from 'pino'
import { createApp, type App } from '../app.ts'
import { PROJECT_ROOT, type Config, type GivenOptions } from '../config.ts'
import { watchLoopDelay } from '../freeze/loopDelay.ts'
import { openCertificate, type CertificateSource } from '../http/certificate.ts'
import { loadStaticFiles } from '../http/staticFiles.ts'
import { isEverywhere } from '../http/loopback.ts'
import { createLog } from '../log.ts'
import { serveMetrics, type MetricsServer } from '../metrics/metricsServer.ts'
import { systemRandom } from '../random.ts'
import { startRetention } from '../retentionTask.ts'
import { clearBeside } from './clearBeside.ts'
import { configOf, counted, type Console } from './console.ts'
import { exposureWarning } from './exposure.ts'
import { linkCommand } from './linkCommand.ts'
import { make, sampleDraft, sayMade } from './make.ts'
import { nearAddress, noteAddress, openData, type OpenData } from './openData.ts'
import { retentionSince } from './retentionSince.ts'
import { firstSignal, stopWithin } from './stop.ts'

/**
 * Runs the server until it is told to stop. Gives the exit code.
 *
 * @param options what was given on the command line, by the option's name
 */
export async function serve(console: Console, options: GivenOptions = {}): Promise<number> {
	const config = configOf(console, options)
	// On standard error, so that standard output stays for people.
	const log = createLog(config.logLevel, process.stderr)
	const certificate = config.tls === null ? null : await openCertificate(config.tls, log)
	const data = await openData(config.dataFolder, 'server', (notice) => {
		log.warn({ notice }, 'the clock of this machine moved by itself')
	})
	const loopDelay = watchLoopDelay()
	const app = await open(config, certificate, data, log, loopDelay)
	let forgetAddress = (): Promise<void> => Promise.resolve()
	let metrics: MetricsServer | null = null
	const stop = async (): Promise<void> => {
		await metrics?.close()
		await retention?.close()
		await app.close()
		loopDelay.close()
		await forgetAddress()
	}
	let retention: ReturnType<typeof startRetention> | null = null
	const signalled = firstSignal()
	try {
		if (config.metrics !== null) {
			app.metrics.watchProcess()
			metrics = await serveMetrics(app.metrics, config.metrics, log)
			console.say(`Metrics are at ${metrics.url}.`)
		}
		const { url, port } = await app.listen(config.port, config.host)
		const address = { links: url, listening: nearAddress(config, port) }
		forgetAddress = await noteAddress(config.dataFolder, address)
		await greet(console, config, data, url)
		// Nobody is told of what this process wrote itself: the sample's deadline is waited for once its room is open.
		await app.rooms.all()
		retention = startRetention({
			...{ ...data, log, rooms: app.rooms, days: config.retentionDays },
			daysSince: (now) => retentionSince(config.dataFolder, config.retentionDays, now),
			clearBeside: (id) => clearBeside(config.dataFolder, id),
		})
	} catch (error) {
		await stop()
		throw error
	}
	await signalled
	if (console.isTerminal) console.say('\nStopping …')
	return stopWithin(stop, log)
}

async function open(
	{ publicUrl, trustedProxies }: Config,
	certificate: CertificateSource | null,
	{ storage, clock, signer }: OpenData,
	log: Logger,
	loopDelay: ReturnType<typeof watchLoopDelay>
): Promise<App> {
	const files = await loadStaticFiles(
		join(PROJECT_ROOT, 'client/dist'),
		join(PROJECT_ROOT, 'packages/snapshot/dist/verify.html')
	)
	if (!files.client.has('/index.html')) log.warn('the pages were not built: run pnpm build')
	return createApp({
		storage,
		clock,
		signer,
		random: systemRandom,
		loopDelay,
		log,
		files,
		publicUrl,
		trustedProxies,
		certificate,
	})
}

/** On an empty folder makes the sample and hands out its links; says where to go and how to stop. */
async function greet(
	console: Console,
	{ dataFolder, host, publicUrl }: Config,
	data: OpenData,
	url: string
): Promise<void> {
	const warning = exposureWarning(host, url)
	if (warning !== null) console.say(warning)
	if (publicUrl === null && isEverywhere(host)) {
		console.say(
			`Links begin with ${url}: set PARLEY_PUBLIC_URL to the address that others can open.`
		)
	}
	const negotiations = await data.storage.negotiations.list()
	if (negotiations.length === 0) {
		const now = data.clock.now()
		const made = await make(data, sampleDraft(now), url)
		await sayMade(console, dataFolder, made, now)
		console.say()
		console.say(`Parley runs at ${url}. Ctrl-C stops it; nothing is lost.`)
		return
	}
	console.say(`Parley runs at ${url} with ${counted(negotiations.length, 'negotiation')}.`)
	const hint = await linkCommand(data.storage, dataFolder)
	if (hint !== null) console.say(`A new link to a seat, in another terminal: ${hint}`)
	console.say('Ctrl-C stops it; nothing is lost.')
}
