import { type Document } from '@hocuspocus/server'
import { type Logger } from 'pino'
import { silence } from '@parley/schema'
import { setImmediate as turn } from 'node:timers/promises'
import { type StateParts } from '../negotiation/room.ts'
import { type Context } from './context.ts'
import { Denied, type Hooks } from './guard.ts'
import { type Sockets } from './sockets.ts'
import { hasNothing, type StateAnswers } from './stateAnswers.ts'

/** What filling documents needs. */
export interface DocumentsParts {
	readonly sockets: Sockets
	readonly answers: StateAnswers
	readonly log: Logger
}

/** A text of fewer bytes than this is read faster than it is worth sending it before. */
const LONG_BYTES = 32 * 1024

/** The most updates that are put together to be sent before they are read. */
const MOST_SINCE = 1000

/**
 * Fills a document from its log and lets it follow: a live document is changed by its log alone. What Hocuspocus would apply of
 * a client's message afterwards is an empty update (see `gate.ts`).
 */
export function documents({ sockets, answers, log }: DocumentsParts): Hooks {
	/** Sends a long text to its first opener, where that has nothing of it, before it is read here (rule C37). */
	async function answerEarly(
		{ socket, participant }: Required<Context>,
		document: Document,
		{ cache, entries }: StateParts
	): Promise<void> {
		if (cache === null || cache.byteLength < LONG_BYTES || entries.length > MOST_SINCE) return
		const [first] = socket.early(participant.document)
		if (first?.kind !== 'sync-step-1' || !hasNothing(first.stateVector)) return
		const bytes = entries.reduce((sum, { byteLength }) => sum + byteLength, cache.byteLength)
		if (!socket.mayAnswer || !socket.hasRoomFor(bytes)) return
		for (const message of answers.beforeFilling(document, cache, entries)) socket.send(message)
		participant.hasEarlyAnswer = true
		// It leaves at the end of this turn, or while the text is being read it would wait.
		await turn()
	}

	return {
		async onLoadDocument({ document, documentName, context: { socket, participant } }) {
			if (participant === undefined) throw new Denied()
			silence(document)
			// Nobody is connected yet, and Hocuspocus would queue the whole text and send it to its first opener a second time.
			const { flushDelay } = document
			document.flushDelay = false
			try {
				const attached = await participant.room.attach(participant.document, document, (parts) =>
					answerEarly({ socket, participant }, document, parts)
				)
				document.on('destroy', () => {
					attached.close()
				})
			} catch (error) {
				// Others can be waiting for the same document, and Hocuspocus tells only the first that it cannot be had.
				log.error({ err: error, document: documentName }, 'a document could not be loaded')
				sockets.closeWhere(
					'notStored',
					(waiting) => waiting.document === documentName && waiting.live === null
				)
				throw new Denied('', { cause: error })
			} finally {
				document.flushDelay = flushDelay
			}
		},
	}
}
