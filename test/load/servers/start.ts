import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type ChildOrder, type ChildReport, type Opened, type Usage } from './child.ts'
import { type OthersOptions, type ParleyOptions } from './options.ts'

/** Which server: ours, or one to compare it with. */
export type Kind = 'parley' | 'relay' | 'stock' | 'y-websocket'

const SCRIPTS = {
	parley: 'parley.ts',
	relay: 'relay.ts',
	stock: 'stock.ts',
	'y-websocket': 'yWebsocket.ts',
} as const satisfies Record<Kind, string>

/** A server in a process of its own, whose time is measured alone. */
export interface MeasuredServer extends Opened {
	readonly kind: Kind
	/** What its process has used so far. */
	usage(): Promise<Usage>
	/** Ends it as a power cut would, and resolves when it is gone. Doing it twice is fine. */
	kill(): Promise<void>
	/** Lets it stop, and resolves when it is gone. Doing it twice is fine. */
	close(): Promise<void>
}

/** Starts a server and waits until it can be reached; rejects with what it said where it ends before. */
export async function startMeasured(
	kind: Kind,
	options: OthersOptions | ParleyOptions,
	nodeArguments: readonly string[] = []
): Promise<MeasuredServer> {
	const script = fileURLToPath(new URL(SCRIPTS[kind], import.meta.url))
	const child = fork(script, [JSON.stringify(options)], {
		stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
		execArgv: [...nodeArguments],
	})
	const gone = new Promise<void>((resolve) =>
		child.once('exit', () => {
			resolve()
		})
	)
	let said = ''
	child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
	const waiting: ((usage: Usage) => void)[] = []
	const opened = await new Promise<Opened>((resolve, reject) => {
		child.on('message', (report: ChildReport) => {
			if (report.kind === 'opened') resolve(report.opened)
			else waiting.shift()?.(report.usage)
		})
		child.once('exit', (code, signal) => {
			reject(new Error(`the ${kind} server ended with ${code ?? signal}: ${said}`))
		})
	})
	return {
		...opened,
		kind,
		usage() {
			return new Promise((resolve, reject) => {
				waiting.push(resolve)
				const order: ChildOrder = { ask: 'usage' }
				child.send(order, (error) => {
					if (error !== null) reject(error)
				})
			})
		},
		async kill() {
			child.kill('SIGKILL')
			await gone
		},
		async close() {
			if (child.connected) child.disconnect()
			await gone
		},
	}
}

/** Where a server's pages are. */
export function pagesOf({ url }: MeasuredServer): string {
	return new URL(url.replace('ws', 'http')).origin
}
