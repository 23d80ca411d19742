import { type Refusal } from '@parley/protocol'

/** Words of a seat that the server did not take, as they lie on this device until their author lets them go. */
export interface Draft {
	readonly seat: string
	/** Name of the document, which says negotiation and round. */
	readonly document: string
	readonly id: string
	readonly words: string
	readonly reason: Refusal
	/** When it came back, in ms on this device's clock. */
	readonly at: number
}

/** The drafts on this device. */
export interface DraftStore {
	/** Keeping the same draft twice is fine. Rejects with nothing kept. */
	keepDraft(draft: Draft): Promise<void>
	/** The drafts of `seat` whose document begins with `prefix`, oldest first. */
	readDrafts(seat: string, prefix: string): Promise<readonly Draft[]>
	/** Removes a draft, whether it is there or not. */
	removeDraft(draft: Pick<Draft, 'seat' | 'document' | 'id'>): Promise<void>
}
