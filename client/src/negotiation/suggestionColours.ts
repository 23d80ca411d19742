/** Whose a suggestion is, as it is drawn. */
export interface ColouredSuggestion {
	readonly id: string
	readonly code: string
	readonly slot: number
}

/** Line patterns by slot, as `tokens.css` has them. */
const PATTERNS = ['solid', 'dashed', 'dotted', 'double'] as const

/**
 * Gives the marks of each suggestion the colour, the pattern and the code of its delegation, wherever its words are drawn. A mark in the text has the id of
 * its suggestion alone, and an editor's elements are its own: so it is a sheet of styles that says whose they are.
 */
export class SuggestionColours {
	#sheet: CSSStyleSheet | null = null
	#shown = ''

	/** Draws these suggestions as theirs, and no others. */
	show(all: readonly ColouredSuggestion[]): void {
		const rules = all.map(ruleOf).join('\n')
		if (rules === this.#shown || typeof CSSStyleSheet !== 'function') return
		this.#shown = rules
		this.#open().replaceSync(rules)
	}

	/** Draws none any more. */
	close(): void {
		document.adoptedStyleSheets = document.adoptedStyleSheets.filter(
			(sheet) => sheet !== this.#sheet
		)
		this.#sheet = null
	}

	#open(): CSSStyleSheet {
		if (this.#sheet === null) {
			this.#sheet = new CSSStyleSheet()
			document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet]
		}
		return this.#sheet
	}
}

function ruleOf({ id, code, slot }: ColouredSuggestion): string {
	const pattern = PATTERNS[(slot - 1) % PATTERNS.length] ?? 'solid'
	const width = pattern === 'dotted' ? '2px' : pattern === 'double' ? '1px' : '1.5px'
	const letters = code.replace(/[^\p{L}\p{N} -]/gu, '')
	// a view without names has no colours either
	return `[data-suggestion="${id}"]:not(.unnamed *) { --slot: var(--slot-${String(slot)}); --suggested-line: ${pattern}; --suggested-width: ${width}; --suggested-code: ${JSON.stringify(letters)}; --suggested-letters: ${String(letters.length)}; }`
}
