/**
 * How long a test goes on waiting, in ms, once nothing happens any more. It only ends a wait that would last for ever: a slow machine makes
 * nothing fail, as long as things go on.
 */
export const PATIENCE_MS = 60_000
