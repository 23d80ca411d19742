import { type Page } from '@playwright/test'

/** Whether anything that a page still holds after a collection has these words: its heap, string by string. */
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
