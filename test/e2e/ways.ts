import { type CDPSession, type Page } from '@playwright/test'

/** The widths at which the room changes its shape, and one of a wide desk. */
export const WIDTHS = [
	{ width: 1440, height: 900 },
	{ width: 1024, height: 768 },
	{ width: 768, height: 1024 },
	{ width: 390, height: 844 },
] as const

/** The sizes at which a state is there: what only a telephone shows has `phone-` before its name. */
export function sizesOf(name: string): readonly Way['size'][] {
	return name.startsWith('phone-') ? [WIDTHS[3]] : WIDTHS
}

/** In what colours a screen is seen. */
export const COLOURS = ['light', 'dark', 'forced'] as const
export type Colours = (typeof COLOURS)[number]

/** A width, a look of colours, and whether fingers point. */
export interface Way {
	readonly size: { readonly width: number; readonly height: number }
	readonly colours: Colours
	readonly touch: boolean
}

/** Called at every stop with the name of what is seen, e.g. `room-offline`; the page stays as it is meanwhile. */
export type Visit = (name: string, page: Page) => Promise<void>

const sessions = new WeakMap<Page, CDPSession>()

/** Shows a page in one way; resolves when it is laid out and its fonts are there. */
export async function show(page: Page, { size, colours, touch }: Way): Promise<void> {
	await page.setViewportSize(size)
	await page.emulateMedia({
		colorScheme: colours === 'dark' ? 'dark' : 'light',
		forcedColors: colours === 'forced' ? 'active' : 'none',
	})
	const session = sessions.get(page) ?? (await page.context().newCDPSession(page))
	sessions.set(page, session)
	await session.send('Emulation.setTouchEmulationEnabled', { enabled: touch })
	await page.evaluate(async () => {
		await document.fonts.ready
		await new Promise((resolve) => {
			requestAnimationFrame(() => requestAnimationFrame(resolve))
		})
	})
}

/** Shows a page as it was before: on a wide desk, in light colours. */
export async function showAsBefore(page: Page): Promise<void> {
	await show(page, { size: WIDTHS[0], colours: 'light', touch: false })
}
