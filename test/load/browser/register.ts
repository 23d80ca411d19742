import { type Page } from '@playwright/test'
import { BracketList, RoomJson } from '@parley/protocol'
import { quantile } from '../gate.ts'
import { pagesOf, type MeasuredServer } from '../servers/start.ts'

/** How the register of brackets in a page follows what is decided, in ms. */
export interface RegisterFigures {
	/** From before the request that decides until the frame is drawn in which the register has it. */
	readonly registerP50Ms: number
	readonly registerP95Ms: number
}

/** From a lift that was seen to the next: what the page does about the one before, its message among that, is over then. */
export const REST_MS = 500
/** How many brackets the server lists at once. */
const MOST_LISTED = 500

/** Opens the register of all open brackets in `page`, lifts `count` of them by the holder's own request, with `REST_MS` between them, and watches the number there. */
export async function followRegister(
	page: Page,
	server: MeasuredServer,
	count: number
): Promise<RegisterFigures> {
	const [token = ''] = server.tokens
	const negotiation = server.room?.split('/')[0] ?? ''
	const base = `${pagesOf(server)}/api/v1/negotiations/${negotiation}`
	const ask = async (path: string, body?: unknown): Promise<unknown> => {
		const answer = await fetch(`${base}${path}`, {
			method: body === undefined ? 'GET' : 'POST',
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			...(body !== undefined && { body: JSON.stringify(body) }),
		})
		if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
		return answer.json()
	}
	const { brackets } = BracketList.parse(await ask(`/brackets?limit=${MOST_LISTED}`))
	const { me } = RoomJson.parse(await ask(''))
	const own = me.delegation?.id ?? ''
	const lifted = brackets
		.filter(({ holders }) => holders.length === 1 && holders[0] === own)
		.slice(0, count)
	if (lifted.length < count) throw new RangeError(`only ${lifted.length} brackets can be lifted`)
	await page.getByTitle('All open brackets').click()
	const title = page.getByRole('dialog').getByRole('heading').first()
	await title.getByText(/brackets open/).waitFor()
	let left = Number.parseInt((await title.textContent()) ?? '', 10)
	const tookMs: number[] = []
	for (const { clause, id } of lifted) {
		left--
		const shown = page.evaluate(shownAt, `${left} brackets open`)
		// where the request fails, that is what is said
		shown.catch(() => undefined)
		const began = Date.now()
		await ask(`/clauses/${clause}/brackets/${id}/ending`, { ending: 'lift' })
		tookMs.push((await shown) - began)
		await new Promise((resolve) => setTimeout(resolve, REST_MS))
	}
	return { registerP50Ms: quantile(tookMs, 0.5), registerP95Ms: quantile(tookMs, 0.95) }
}

/** In the page: resolves with the time at which the frame was drawn in which the heading of the dialog has these words. */
function shownAt(words: string): Promise<number> {
	return new Promise((resolve, reject) => {
		const heading = document.querySelector('[role="dialog"] h2')
		if (heading === null) {
			reject(new Error('the dialog has no heading'))
			return
		}
		const look = (): void => {
			if (!heading.textContent.includes(words)) return
			changes.disconnect()
			requestAnimationFrame(() => {
				const drawn = (): void => {
					resolve(Date.now())
				}
				// before all else that waits: what the page has put off until after the frame is none of it
				void scheduler.postTask(drawn, { priority: 'user-blocking' })
			})
		}
		const changes = new MutationObserver(look)
		changes.observe(heading, { subtree: true, childList: true, characterData: true })
		look()
	})
}
