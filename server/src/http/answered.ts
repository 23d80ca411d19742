/** An answer, as it is counted: nothing in it was written by whoever asked. */
export interface Answered {
	readonly method: string
	/** The template of the route, e.g. `/api/v1/negotiations/:negotiation/text`; `/*` for pages and files, `none` where nothing was. */
	readonly route: string
	readonly status: number
	readonly seconds: number
}
