import { withholdFromUpdate, withholdSteps, type Passage } from '@parley/schema'
import { Work } from './work.ts'

/** An update without the withheld words that it repeats (rule L13). */
export interface WithoutRepeated {
	/** What was withheld when this was made. */
	readonly passage: Passage
	readonly bytes: Uint8Array
}

/** The update without the words of `passage`, made with rests in which others have their turn: it may be a whole clause in single characters. */
export async function takeRepeated(bytes: Uint8Array, passage: Passage): Promise<WithoutRepeated> {
	const { update } = await new Work().all(withholdSteps(bytes, passage))
	return { passage, bytes: update ?? bytes }
}

/** The bytes that are stored of an update that repeats words of `passage`: those that were made of it before, unless more was withheld since. */
export function storedWithout(
	bytes: Uint8Array,
	passage: Passage,
	made: WithoutRepeated | undefined
): Uint8Array {
	if (made?.passage === passage) return made.bytes
	return withholdFromUpdate(bytes, passage) ?? bytes
}
