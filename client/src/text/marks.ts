import { isSafeLink, isSuggestionValue, suggestionOfKey, toJson } from '@parley/schema'
import { bracketsAmong } from './bracketSpans.ts'

/** A mark as it is drawn. */
export type ShownMark =
	| { readonly kind: 'link'; readonly href: string }
	| { readonly kind: 'em' }
	| { readonly kind: 'strong' }
	/** Of a suggestion that nobody has taken in: in the element that the editor draws it in. */
	| {
			readonly kind: 'suggestion'
			readonly tag: 'ins' | 'del' | 'span'
			readonly family: string
			readonly id: string
	  }
	/** Of a newer version: the words are kept and boxed. */
	| { readonly kind: 'opaque'; readonly key: string }

const ORDER = ['link', 'em', 'strong', 'suggestion', 'opaque'] as const

/** The marks of a run from outside in, in the order the editor nests them. A link to where a clause may not link is opaque; brackets are drawn otherwise. */
export function readMarks(marks: Readonly<Record<string, unknown>> = {}): readonly ShownMark[] {
	const brackets = new Set(bracketsAmong(marks).map((id) => `bracket:${id}`))
	return Object.entries(marks)
		.filter(([key]) => !brackets.has(key))
		.map(([key, value]) => readMark(key, value))
		.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
}

function readMark(key: string, value: unknown): ShownMark {
	if ((key === 'em' || key === 'strong') && value === true) return { kind: key }
	const suggested = suggestionOfKey(key)
	if (suggested !== undefined && isSuggestionValue(suggested.family, toJson(value))) {
		const { family, id } = suggested
		const tag = family === 'ins' || family === 'del' ? family : 'span'
		return { kind: 'suggestion', tag, family, id }
	}
	if (key === 'link' && typeof value === 'object' && value !== null && 'href' in value) {
		if (isSafeLink(value.href)) return { kind: 'link', href: value.href }
	}
	return { kind: 'opaque', key }
}
