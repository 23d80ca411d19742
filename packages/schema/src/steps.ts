/** Something that takes long, in steps of about a millisecond between which others can have their turn; it returns what it comes to. */
export type Steps<T> = Generator<undefined, T>

/** Things that are looked at in one step. */
export const STEP = 256

/** Characters that are looked at in one step. */
export const CHARACTERS_IN_STEP = 2 ** 13

/** Does all `steps` at one go; gives what they come to. */
export function atOnce<T>(steps: Steps<T>): T {
	for (;;) {
		const step = steps.next()
		if (step.done === true) return step.value
	}
}
