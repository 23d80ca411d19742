import { type Logger } from 'pino'
import { silence } from '@parley/schema'
import { Denied, type Hooks } from './guard.ts'
import { type Sockets } from './sockets.ts'

/**
 * Fills a document from its log and lets it follow: a live document is changed by its log alone. What Hocuspocus would apply of
 * a client's message afterwards is an empty update (see `gate.ts`).
 */
export function documents({ sockets, log }: { sockets: Sockets; log: Logger }): Hooks {
	return {
		async onLoadDocument({ document, documentName, context: { participant } }) {
			if (participant === undefined) throw new Denied()
			silence(document)
			// Nobody is connected yet, and Hocuspocus would queue the whole text and send it to its first opener a second time.
			const { flushDelay } = document
			document.flushDelay = false
			try {
				const attached = await participant.room.attach(participant.document, document)
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
