/** For so long after the page was asked for, with which the browser asks for these, an answer is as good as one that is asked for now. */
const FRESH_MS = 5_000

/** Something that was asked for before the scripts that want it had come. */
interface Asked {
	/** Null where none came. */
	readonly answer: Promise<Response | null>
	/** Whether its first words are here. */
	isComing: boolean
}

/** What was asked for ahead and not taken yet, by path. */
const asked = new Map<string, Asked>()

/**
 * Asks for what the drafting room needs first, while its scripts are still on their way: the room and its text. Nothing where the
 * page opens elsewhere.
 *
 * @param path of the page, e.g. `/n/ng_0v3k9m2p7q1x`
 */
export function askAhead(path: string): void {
	const id = /^\/n\/([^/]+)\/?$/.exec(path)?.[1]
	if (id === undefined) return
	const room = `/api/v1/negotiations/${id}`
	setTimeout(() => {
		asked.clear()
	}, FRESH_MS - performance.now())
	for (const wanted of [room, `${room}/text`]) {
		// as the server says it in the page's head, so that what the browser asked for with the page is taken; no answer of the API may be kept any
		// longer. Where none comes, whoever wants it asks again, and says what is wrong.
		const come = (response: Response): Response => {
			one.isComing = true
			return response
		}
		const one: Asked = { answer: fetch(wanted).then(come, () => null), isComing: false }
		asked.set(wanted, one)
	}
}

/** Whether the answer to a GET of `path` that was asked for ahead has begun to come, and can still be taken. */
export function isComing(path: string): boolean {
	return asked.get(path)?.isComing === true
}

/** The answer to a GET of `path` that was asked for ahead, once; null where none was, where it is old or where none came. */
export async function takeFirst(path: string): Promise<Response | null> {
	const first = asked.get(path)
	asked.delete(path)
	return first?.answer ?? null
}
