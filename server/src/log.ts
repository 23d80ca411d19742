import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino'
import { Bucket, type Rate } from './collab/bucket.ts'
import { type Config } from './config.ts'

/** How often a sentence may be logged: a fault that comes with every request or frame must not fill the disk. */
const RATE: Rate = { burst: 200, perSecond: 20 }

/** Sentences are constants of ours; should one ever be made of something else, only so many are told apart. */
const MOST_SENTENCES = 500

/** Members that no line has, whoever wrote it: secrets, and words of people. */
const NEVER = ['authorization', 'body', 'cookie', 'headers', 'password', 'text', 'token', 'words']

/** What is logged of an error. */
interface LoggedError {
	readonly type: string
	readonly code?: string
	readonly message: string
	readonly stack: readonly string[]
	readonly cause?: LoggedError
}

/**
 * The log of a server: one JSON object a line. Of errors only name, code, message and frames are kept, and what a message quotes is left out,
 * since libraries quote what they could not read. A sentence that comes too often is left out for a while; the next line with it says
 * how many were (`leftOut`).
 *
 * @param monotonicMs milliseconds since some moment
 */
export function createLog(
	level: Config['logLevel'],
	destination: DestinationStream,
	monotonicMs: () => number = () => performance.now()
): Logger {
	return pino(
		{
			level,
			base: null,
			serializers: { err: loggedError },
			redact: { paths: NEVER.flatMap((name) => [name, `*.${name}`]), remove: true },
			hooks: limited(monotonicMs),
		},
		destination
	)
}

function limited(monotonicMs: () => number): NonNullable<LoggerOptions['hooks']> {
	const sentences = new Map<string, { readonly bucket: Bucket; leftOut: number }>()

	function take(sentence: string): number | null {
		const nowMs = monotonicMs()
		const name = sentences.has(sentence) || sentences.size < MOST_SENTENCES ? sentence : ''
		const known = sentences.get(name) ?? { bucket: new Bucket(RATE, nowMs), leftOut: 0 }
		sentences.set(name, known)
		if (!known.bucket.take(1, nowMs)) {
			known.leftOut++
			return null
		}
		const { leftOut } = known
		known.leftOut = 0
		return leftOut
	}

	return {
		logMethod(args, method, level) {
			const [first, second] = args
			const sentence = typeof first === 'string' ? first : (second ?? '')
			const leftOut = level >= FATAL ? 0 : take(sentence)
			if (leftOut === null) return
			if (leftOut === 0) method.apply(this, args)
			else method.call(this, { ...(typeof first === 'object' && first), leftOut }, sentence)
		},
	}
}

/** The end of the process is always told. */
const FATAL = 60

/** What is logged of whatever was thrown. */
export function loggedError(thrown: unknown, depth = 0): LoggedError {
	if (!(thrown instanceof Error)) return { type: typeof thrown, message: '…', stack: [] }
	const { cause } = thrown
	const code = 'code' in thrown ? String(thrown.code) : undefined
	return {
		type: thrown.name,
		...(code !== undefined && { code }),
		message: withoutQuotes(thrown.message),
		stack: (thrown.stack ?? '')
			.split('\n')
			.filter((line) => /^ +at /.test(line))
			.map((line) => line.trim()),
		...(cause !== undefined && depth < 3 && { cause: loggedError(cause, depth + 1) }),
	}
}

const LONGEST_MESSAGE = 500

/** A message without what stands in it between quotation marks, and without anything that could be a token or a code. */
function withoutQuotes(message: string): string {
	return (
		message
			.slice(0, LONGEST_MESSAGE)
			.replace(/"[\s\S]*"?/, '"…"')
			.replace(/(^|\s)'[^']*'/g, "$1'…'")
			// a document token is two such parts; of paths, where parts can be long too, nothing is taken
			.replace(/[\w-]{20,}\.[\w-]{20,}/g, '…')
			.replace(/(^|[^\w./-])[\w-]{20,}(?![\w./-])/g, '$1…')
	)
}
