import { type Page } from '@playwright/test'

/**
 * A trace of a test that looks into a page's memory. With the elements as they stood at each step, Playwright itself would keep their words in the
 * page, also of those that are gone.
 */
export const TRACE_WITHOUT_ELEMENTS = {
	mode: 'retain-on-failure',
	screenshots: false,
	snapshots: false,
} as const

/**
 * Whether anything that a page still holds after a collection has these words: its heap, string by string. What is in its buffers is not looked at.
 */
export async function holdsInMemory(page: Page, words: string): Promise<boolean> {
	const session = await page.context().newCDPSession(page)
	const chunks: string[] = []
	session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk))
	await session.send('HeapProfiler.enable')
	await session.send('HeapProfiler.collectGarbage')
	await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
	await session.detach()
	return chunks.join('').includes(words)
}
