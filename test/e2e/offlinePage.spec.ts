import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from '@playwright/test'
import { PROJECT_ROOT } from '@parley/server/src/config.ts'
import { test } from './party.ts'

const snapshots = join(PROJECT_ROOT, 'packages/snapshot')
const TEXTS = ['snapshot.json', 'snapshot-before-comments.json']

for (const name of TEXTS) {
	test(`[W131] the offline page, opened from a disk, checks ${name} of the published vectors and draws its words`, async ({
		page,
	}) => {
		await page.goto(pathToFileURL(join(snapshots, 'dist/verify.html')).href)
		await page.locator('#files').setInputFiles(join(snapshots, 'vectors', name))
		await expect(page.locator('#results .result')).toHaveClass('result consistent')
		const text = page.locator('#texts article')
		await expect(text).toContainText('Порядок')
		await expect(text.locator('ins').first()).toBeVisible()
	})
}
