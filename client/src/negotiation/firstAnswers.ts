/** For so long after the page was asked for, with which the browser asks for these, an answer is as good as one that is asked for now. */
const FRESH_MS = 5_000

/** What was asked for before the scripts that want it had come, by path; null where no answer came. */
const asked = new Map<string, Promise<Response | null>>()
/** The paths of those whose answer has begun to come, and was not taken. */
const coming = new Set<string>()

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
	for (const wanted of [room, `${room}/text`]) {
		// as the server says it in the page's head, so that what the browser asked for with the page is taken; no answer of the API may be kept any
		// longer. Where none comes, whoever wants it asks again, and says what is wrong.
		const answer = fetch(wanted).catch(() => null)
		asked.set(wanted, answer)
		void answer.then((come) => {
			if (come !== null && asked.has(wanted)) coming.add(wanted)
		})
	}
}

/** Whether the answer to a GET of `path` that was asked for ahead has begun to come, and was not taken. */
export function isComing(path: string): boolean {
	return coming.has(path)
}

/** The answer to a GET of `path` that was asked for ahead, once; null where none was, where it is old or where none came. */
export async function takeFirst(path: string): Promise<Response | null> {
	const first = asked.get(path)
	asked.delete(path)
	coming.delete(path)
	return first !== undefined && performance.now() < FRESH_MS ? first : null
}
