import { readFileSync } from 'node:fs'

/** The one thing that a server process is asked: what it has used so far. */
export type ChildOrder = { readonly ask: 'usage' }

/** What a server process has used since it started. */
export interface Usage {
	/** Time of all its threads in user and kernel mode, in ms. */
	readonly cpuMs: number
	/** Write calls to sockets, files and its own threads (`syscw` of `/proc/self/io`); null where the system does not count them. */
	readonly writeCalls: number | null
	readonly rssBytes: number
}

/** Where a server process can be reached, and by whom. */
export interface Opened {
	/** The address of its WebSocket, e.g. `ws://127.0.0.1:4000/collaboration`. */
	readonly url: string
	/** A token for each person; empty where anybody may come in. */
	readonly tokens: readonly string[]
	/** The documents that hold text. */
	readonly documents: readonly string[]
	/** The document that carries presence and announcements, or null. */
	readonly room: string | null
}

/** What a server process tells. */
export type ChildReport =
	| { readonly kind: 'opened'; readonly opened: Opened }
	| { readonly kind: 'usage'; readonly usage: Usage }

/** Tells the bench that this process can be reached, answers what it asks, and ends with it. */
export function serveBench(opened: Opened): void {
	process.on('message', () => {
		report({ kind: 'usage', usage: usage() })
	})
	// The bench is gone, or has no more use for this process.
	process.on('disconnect', () => process.exit(0))
	report({ kind: 'opened', opened })
}

/** The argument that the bench has started this process with. */
export function childArgument(): unknown {
	return JSON.parse(process.argv[2] ?? 'null')
}

function report(message: ChildReport): void {
	process.send?.(message)
}

function usage(): Usage {
	const { user, system } = process.cpuUsage()
	return {
		cpuMs: (user + system) / 1000,
		writeCalls: writeCalls(),
		rssBytes: process.memoryUsage.rss(),
	}
}

function writeCalls(): number | null {
	try {
		const found = /^syscw: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]
		return found === undefined ? null : Number(found)
	} catch {
		return null // only Linux has this file
	}
}
