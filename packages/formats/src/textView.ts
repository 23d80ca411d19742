/** What of a text is shown: all that is marked in it, or what would be, or was, without some of that. */
export type Shown =
	/** All suggestions and brackets, as marks. */
	| { readonly kind: 'marked' }
	/** As if all suggestions were accepted, without a mark. */
	| { readonly kind: 'clean' }
	/** Each clause as it stood when it was last agreed. */
	| { readonly kind: 'agreed' }
	/** The suggestions and brackets of the delegation with that code, and of no other. */
	| { readonly kind: 'delegation'; readonly code: string }

/** A way to look at a text. */
export interface TextView {
	readonly shown: Shown
	/** Whether it says who holds a bracket, and who made a suggestion. */
	readonly attributed: boolean
}
