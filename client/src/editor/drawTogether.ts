/** Something over the text that is placed by where the text is. */
export interface Overlay {
	/** Asks where everything is, and gives the way to place it there. */
	measure(): () => void
}

const due = new Set<Overlay>()
let drawing: ReturnType<typeof setTimeout> | undefined

/**
 * Draws `overlay` within `ms`, together with all others that are due then: all are asked where things are before any of them is moved.
 * To ask after something was moved has the whole page laid out again, for every clause and person anew. One that fails holds up no other.
 */
export function drawSoon(overlay: Overlay, ms: number): void {
	due.add(overlay)
	drawing ??= setTimeout(() => {
		drawing = undefined
		const overlays = [...due]
		due.clear()
		const faults: unknown[] = []
		const places = overlays.flatMap((one) => {
			try {
				return [one.measure()]
			} catch (error) {
				faults.push(error)
				return []
			}
		})
		for (const place of places) place()
		if (faults.length > 0) throw new AggregateError(faults, 'an overlay could not be placed')
	}, ms)
}

/** Does not draw `overlay` any more. */
export function drawNever(overlay: Overlay): void {
	due.delete(overlay)
	if (due.size > 0) return
	clearTimeout(drawing)
	drawing = undefined
}
