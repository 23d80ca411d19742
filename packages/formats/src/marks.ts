import { isSafeLink, isSuggestionValue, suggestionOfKey, toJson } from '@parley/schema'
import { type ContentInline } from '@parley/snapshot'

/** The marks of a run that every format with marks can show. */
export interface ShownMarks {
	/** Where it leads; a link to where a clause may not link is none. */
	readonly href: string | undefined
	readonly strong: boolean
	readonly em: boolean
}

/** What of the marks of a piece is shown; those of a newer version are left out here. */
export function shownMarks({ marks = {} }: ContentInline): ShownMarks {
	const { link, strong, em } = marks
	const href = typeof link === 'object' && link !== null && 'href' in link ? link.href : undefined
	return { href: isSafeLink(href) ? href : undefined, strong: strong === true, em: em === true }
}

/** Whether a suggestion would have a piece come in, go, or be formatted otherwise. */
export function suggestedMarks({ marks = {} }: ContentInline): {
	readonly comes: boolean
	readonly goes: boolean
	readonly restyled: boolean
} {
	const families = Object.keys(marks).flatMap((key) => suggestionOfKey(key)?.family ?? [])
	return {
		comes: families.includes('ins'),
		goes: families.includes('del'),
		restyled: families.some((family) => family !== 'ins' && family !== 'del'),
	}
}

/** The keys of marks of a newer version. */
export function opaqueMarks({ marks = {} }: ContentInline): readonly string[] {
	return Object.entries(marks)
		.filter(([key, value]) => {
			if (key === 'strong' || key === 'em') return value !== true
			const suggested = suggestionOfKey(key)
			if (suggested !== undefined) return !isSuggestionValue(suggested.family, toJson(value))
			return key !== 'link' || shownMarks({ text: '', marks: { link: value } }).href === undefined
		})
		.map(([key]) => key)
}
