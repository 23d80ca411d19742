/**
 * A line that a person typed (a title, a name, a contact): one line, in NFC, without control characters and without the marks that turn
 * the direction of what stands around them, which could make a name look like another. Empty where nothing is left.
 */
export function parseLine(text: string): string {
	return wellFormed(text)
		.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.trim()
}

/** Prose that a person typed (a note, a reason): as `parseLine`, but line breaks and tabs stay. */
export function parseProse(text: string): string {
	return wellFormed(text)
		.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
		.replace(/(?![\n\t])\p{Cc}/gu, '')
		.trim()
}

function wellFormed(text: string): string {
	return text.toWellFormed().normalize('NFC')
}
