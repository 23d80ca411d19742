import { expect as base } from '@playwright/test'
import { isLong } from '../support/scale.ts'

/** How long is waited for what a page is to show, in ms: a room of the long scale may have more than a thousand points. */
export const EXPECT_MS = isLong ? 120_000 : 30_000

/** Playwright's `expect` with patience for a machine that does much else; for what also runs outside of its test runner. */
export const expect = base.configure({ timeout: EXPECT_MS })
