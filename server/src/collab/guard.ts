import { type Extension, type HookName, type HookPayloadByName } from '@hocuspocus/server'
import { type Logger } from 'pino'
import { type Context, type Participants } from './context.ts'
import { type LiveSocket } from './socket.ts'

type Payload<K extends HookName> = HookPayloadByName<Context>[K]
type Run<K extends HookName> = (payload: Payload<K>) => Promise<void> | void

/** The hooks that our extensions have. What `onAuthenticate` gives is added to the context of the connection. */
export interface Hooks {
	readonly onAuthenticate?: (
		payload: Payload<'onAuthenticate'>
	) => Promise<Pick<Required<Context>, 'participant'>>
	readonly onLoadDocument?: Run<'onLoadDocument'>
	readonly connected?: Run<'connected'>
	readonly beforeHandleMessage?: Run<'beforeHandleMessage'>
	readonly beforeSync?: Run<'beforeSync'>
	readonly beforeHandleAwareness?: Run<'beforeHandleAwareness'>
	readonly afterHandleMessage?: Run<'afterHandleMessage'>
	readonly onStateless?: Run<'onStateless'>
	readonly onDisconnect?: Run<'onDisconnect'>
}

/**
 * How Hocuspocus is told that somebody is not let in. Without a message, because it prints those that have one; the
 * client is told `permission-denied`, whatever the reason.
 */
export class Denied extends Error {
	override readonly name = 'Denied'
}

/** What the guard needs to find out whom a failure concerns. */
export interface GuardParts {
	readonly participants: Participants
	readonly log: Logger
}

/**
 * The extension that runs `hooks` and lives through everything that they throw: it is logged, and the socket it
 * concerns is closed so that its client comes back and syncs anew.
 *
 * Without it an exception in onStateless, onDisconnect or connected is an unhandled rejection that ends the process, and one in
 * the other hooks closes a `Connection` under a provider that then waits for ever on an open socket (measured on 4.7.0).
 */
export function guard(name: string, hooks: Hooks, parts: GuardParts): Extension<Context> {
	function report(hook: HookName, error: unknown, socket: LiveSocket | undefined): void {
		parts.log.error({ err: error, hook, extension: name }, 'a hook failed')
		socket?.close('notStored')
	}

	/** Runs a hook that Hocuspocus expects nothing of. */
	function contained<K extends HookName>(
		hook: K,
		run: Run<K>,
		socketOf: (payload: Payload<K>) => LiveSocket | undefined
	): (payload: Payload<K>) => Promise<void> {
		return async (payload) => {
			try {
				await run(payload)
			} catch (error) {
				report(hook, error, socketOf(payload))
			}
		}
	}

	/** Runs a hook whose failure must keep the connection out. */
	function deciding<P extends { readonly context: Context }, R>(
		hook: HookName,
		run: (payload: P) => Promise<R> | R
	): (payload: P) => Promise<R> {
		return async (payload) => {
			try {
				return await run(payload)
			} catch (error) {
				if (!(error instanceof Denied)) report(hook, error, payload.context.socket)
				throw new Denied()
			}
		}
	}

	const inContext = ({ context }: { readonly context: Context | undefined }) => context?.socket
	const { onAuthenticate, onLoadDocument, connected, onStateless, onDisconnect } = hooks
	const { beforeHandleMessage, beforeSync, beforeHandleAwareness, afterHandleMessage } = hooks
	return {
		extensionName: name,
		...(onAuthenticate && { onAuthenticate: deciding('onAuthenticate', onAuthenticate) }),
		...(onLoadDocument && { onLoadDocument: deciding('onLoadDocument', onLoadDocument) }),
		...(connected && { connected: contained('connected', connected, inContext) }),
		...(beforeHandleMessage && {
			beforeHandleMessage: contained('beforeHandleMessage', beforeHandleMessage, inContext),
		}),
		...(beforeSync && { beforeSync: contained('beforeSync', beforeSync, inContext) }),
		...(beforeHandleAwareness && {
			beforeHandleAwareness: contained('beforeHandleAwareness', beforeHandleAwareness, inContext),
		}),
		...(afterHandleMessage && {
			afterHandleMessage: contained('afterHandleMessage', afterHandleMessage, inContext),
		}),
		...(onStateless && {
			onStateless: contained('onStateless', onStateless, ({ connection }) =>
				parts.participants.socketOf(connection)
			),
		}),
		...(onDisconnect && { onDisconnect: contained('onDisconnect', onDisconnect, inContext) }),
	}
}
