import * as z from 'zod/mini'

/** How a peer's server is started. */
const OthersOptions = z.object({
	/** Its data folder. */
	folder: z.string(),
	documents: z.array(z.string()),
})
export type OthersOptions = z.infer<typeof OthersOptions>

/** Parses what a peer's server is started with. */
export function parseOthersOptions(value: unknown): OthersOptions {
	return OthersOptions.parse(value)
}

/** How a Parley server is started. */
const ParleyOptions = z.object({
	folder: z.string(),
	/** Where the log is: on disk, or in memory to see what the disk costs. */
	storage: z.enum(['sqlite', 'memory']),
	/** How much longer each commit takes, in ms. */
	commitDelayMs: z.number(),
	/** How many seats and clauses to make in a folder that is new. */
	people: z.number(),
	clauses: z.number(),
	/** How many words a clause has. */
	words: z.number(),
	/** Whether its text is the one full of brackets instead, see `bracketedText.ts`. */
	isBracketed: z.boolean(),
	/** Whether it serves the built pages too. */
	hasPages: z.boolean(),
	/** What the folder was found to hold when it was made, where it is not new. */
	made: z.nullable(
		z.object({ tokens: z.array(z.string()), documents: z.array(z.string()), room: z.string() })
	),
})
export type ParleyOptions = z.infer<typeof ParleyOptions>

/** Parses what a Parley server is started with. */
export function parseParleyOptions(value: unknown): ParleyOptions {
	return ParleyOptions.parse(value)
}
