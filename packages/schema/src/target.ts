import type * as Y from 'yjs'
import type { Model } from './model.ts'

/** What is written to, and what it stands for. */
export interface Target {
	readonly model: Model
	readonly text: Y.Text
	readonly properties: Y.Map<unknown>
	readonly newId: () => string
	/** Does a part of what is written as one update. */
	readonly transact: (change: () => void) => void
}
