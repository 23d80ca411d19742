import { londonText } from './londonText.ts'

/** A text that comes with the program, ready to be imported. */
export interface SampleText {
	readonly title: string
	/** Shown beside the title wherever it is shown. */
	readonly notice: string
	/** BCP 47 tag. */
	readonly language: string
	/** For `importMarkdown`. */
	readonly markdown: string
}

/**
 * The text of the sample negotiation: a preamble and 20 points of our own, written to try the room with. It is no draft of
 * any government, puts words into nobody's mouth, and says so in its notice.
 */
export const londonSample: SampleText = {
	title: 'London, 20-point framework',
	notice: 'Illustration, not a real text',
	language: 'en',
	markdown: londonText,
}
