import { FIRST_PAUSE_MS, nextPause } from '../../../app/retry.ts'
import type { suggesting } from '../../../editor/suggesting.ts'
import { soon } from '../../../ui/soon.ts'

/** It came once: whoever wants it has it at once. */
let here: typeof suggesting | null = null

/**
 * Gets what makes suggestions of edits: at once where it is `wanted`, else when the page has nothing else to do. What does not come is asked for again.
 * Gives the way to stop.
 */
export function loadSuggesting(
	wanted: boolean,
	came: (made: typeof suggesting) => void
): () => void {
	if (here !== null) {
		came(here)
		return () => undefined
	}
	let isOver = false
	let pauseMs = FIRST_PAUSE_MS
	let timer: ReturnType<typeof setTimeout> | undefined
	const load = async (): Promise<void> => {
		try {
			const { suggesting: made } = await import('../../../editor/suggesting.ts')
			here = made
			if (!isOver) came(made)
		} catch {
			if (isOver) return
			timer = setTimeout(() => void load(), pauseMs)
			pauseMs = nextPause(pauseMs)
		}
	}
	let letBe = (): void => undefined
	if (wanted) void load()
	else letBe = soon(load)
	return () => {
		isOver = true
		letBe()
		clearTimeout(timer)
	}
}
