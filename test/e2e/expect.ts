import { expect as base } from '@playwright/test'

/** Playwright's `expect` with patience for a machine that does much else; for what also runs outside of its test runner. */
export const expect = base.configure({ timeout: 30_000 })
