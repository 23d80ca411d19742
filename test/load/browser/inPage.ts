/*
 * Scripts that run in the page before its own: each function is sent as text, so it uses nothing from outside of itself.
 */

/** What a page notes of its opening, in ms since the navigation began; null until it was. */
export interface OpeningTimes {
	readableAt: number | null
	editableAt: number | null
}

/** What a page notes of one key, in ms. */
export interface KeyTimes {
	/** From the dispatch of keydown to the end of what it brought about, see `watchKeys`. */
	readonly workMs: number
	/** From the dispatch of keydown until the next frame was drawn. */
	readonly paintMs: number
}

declare global {
	interface Window {
		/** Where the scripts below leave what they note. */
		parleyNoted?: { opening?: OpeningTimes; keys?: KeyTimes[] }
		/** Told by `watchOpening` that there is a clause to write in; the bench makes it. */
		parleyEditable?: () => void
	}
}

/** The letter that is pressed to see whether a clause can be edited: it stands nowhere in the text. */
export const PROBE = 'Q'

/** What the names of the marks begin with that `watchKeys` sets, and after it comes the type of the event. */
export const KEY_MARK = 'parley-key:'

/**
 * Notes when the text of the first clause was first painted, and when a letter that was pressed in the first clause that can be edited
 * was. Both are taken in the first task behind the frame in which the text stood in the DOM. Puts the caret into that clause and then calls
 * `parleyEditable`; whoever made that presses the key.
 */
export function watchOpening({
	words,
	probe,
}: {
	readonly words: string
	readonly probe: string
}): void {
	const times: OpeningTimes = { readableAt: null, editableAt: null }
	;(window.parleyNoted ??= {}).opening = times
	let isReadable = false
	let isEditable = false
	let isShown = false
	const painted = (then: () => void): void => {
		// before all else that waits: what the page has put off until after the frame is none of it
		requestAnimationFrame(() => void scheduler.postTask(then, { priority: 'user-blocking' }))
	}
	const look = (): void => {
		if (
			!isReadable &&
			document.querySelector('article[data-clause]')?.textContent.includes(words) === true
		) {
			isReadable = true
			painted(() => (times.readableAt = performance.now()))
		}
		const editor = document.querySelector<HTMLElement>(
			'article[data-clause] [contenteditable="true"]'
		)
		if (editor === null) return
		if (!isEditable) {
			isEditable = true
			editor.focus()
			window.parleyEditable?.()
		}
		if (!isShown && editor.textContent.includes(probe)) {
			isShown = true
			changes.disconnect()
			painted(() => (times.editableAt = performance.now()))
		}
	}
	const changes = new MutationObserver(look)
	changes.observe(document, {
		subtree: true,
		childList: true,
		characterData: true,
		attributeFilter: ['contenteditable'],
	})
}

/**
 * Notes what each key costs the main thread: from the dispatch of keydown, before any listener of the page, until the task that
 * comes behind keydown, keypress and input with all their listeners and microtasks (the editor's step, the document's change, what
 * Svelte draws); the time of selectionchange; and the time of animation frames asked for meanwhile. What another task does in between
 * is counted with it. Not counted: style, layout and paint where no listener asks for them, and timers. Each event of a key is marked for
 * Chromium's trace.
 */
export function watchKeys({ keyMark }: { readonly keyMark: string }): void {
	const keys: KeyTimes[] = []
	;(window.parleyNoted ??= {}).keys = keys
	interface OpenKey {
		readonly startedAt: number
		taskMs: number
		laterMs: number
	}
	let open: OpenKey | null = null
	let isInTask = false
	const request = window.requestAnimationFrame.bind(window)
	// one for all: making one for each would be counted with the key
	const { port1, port2 } = new MessageChannel()
	const waiting: (() => void)[] = []
	port1.onmessage = () => waiting.shift()?.()
	const behind = (then: () => void): void => {
		waiting.push(then)
		port2.postMessage(null)
	}
	window.requestAnimationFrame = (callback) => {
		const key = isInTask ? open : null
		return request((at) => {
			const startedAt = performance.now()
			callback(at)
			if (key !== null) key.laterMs += performance.now() - startedAt
		})
	}
	const mark = (key: OpenKey): void => {
		isInTask = true
		behind(() => {
			isInTask = false
			key.taskMs = performance.now() - key.startedAt
		})
	}
	const begin = (event: KeyboardEvent): void => {
		if (event.key.length !== 1) return
		performance.mark(`${keyMark}keydown`)
		const key: OpenKey = {
			startedAt: performance.now(),
			taskMs: 0,
			laterMs: 0,
		}
		open = key
		mark(key)
		request(() => {
			behind(() => {
				const paintMs = performance.now() - key.startedAt
				// in the frame behind this one everything that the key asked for has run
				request(() => {
					keys.push({ workMs: key.taskMs + key.laterMs, paintMs })
					if (open === key) open = null
				})
			})
		})
	}
	window.addEventListener('keydown', begin, { capture: true })
	for (const type of ['keypress', 'beforeinput', 'input']) {
		window.addEventListener(
			type,
			() => {
				performance.mark(`${keyMark}${type}`)
				if (open !== null) mark(open)
			},
			{ capture: true }
		)
	}
	document.addEventListener('selectionchange', () => {
		const key = open
		if (key === null || isInTask) return
		const startedAt = performance.now()
		isInTask = true
		behind(() => {
			isInTask = false
			key.laterMs += performance.now() - startedAt
		})
	})
}
