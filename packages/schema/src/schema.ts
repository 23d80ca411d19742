/** The vocabulary of a clause as ProseMirror knows it, and its version and digest, which both ends of a connection compare. */
import { Schema, type MarkSpec, type NodeSpec } from 'prosemirror-model'
import type { Json } from './json.ts'
import { isSafeLink } from './link.ts'
import { SUGGESTION_FAMILIES, type SuggestionFamily } from './suggestionKey.ts'
import { textDigest } from './textDigest.ts'
import { MAX_DEPTH, ROOT_NAMES } from './wire.ts'

/** Raised whenever a client of the version before could misread or spoil what this one writes. */
export const MODEL_VERSION = 1

const id = { id: { default: null } }

/** What a text block shows of its marker: its id, and the suggestions that it should begin there, should not, or should be another one. */
const ofMarker = { ...id, suggested: { default: null } }

/** Content this version does not know. It is shown as a grey piece, kept as it is, and never written back changed. */
const opaqueNodes = {
	opaque_block: {
		content: 'inline*',
		group: 'block',
		attrs: { ...ofMarker, type: { default: '' }, attrs: { default: null } },
		toDOM: (node) => ['p', { class: 'opaque', 'data-type': String(node.attrs['type']) }, 0],
	},
	opaque_container: {
		content: 'block+',
		group: 'block',
		attrs: { ...id, type: { default: '' } },
		toDOM: (node) => ['div', { class: 'opaque', 'data-type': String(node.attrs['type']) }, 0],
	},
	opaque_inline: {
		group: 'inline',
		inline: true,
		atom: true,
		attrs: { value: { default: null } },
		leafText: () => '\ufffc',
		toDOM: (node) => ['span', { class: 'opaque atom' }, nameOf(node.attrs['value'])],
	},
} satisfies Record<string, NodeSpec>

const nodes = {
	doc: { content: '(block | alternatives)+' },
	paragraph: {
		content: 'inline*',
		group: 'block',
		attrs: ofMarker,
		// a row of a pasted table becomes a paragraph
		parseDOM: [{ tag: 'p' }, { tag: 'tr' }],
		toDOM: () => ['p', 0],
	},
	heading: {
		content: 'inline*',
		group: 'block',
		attrs: { ...ofMarker, level: { default: 1, validate: assertLevel } },
		// it ranks below the heading of the clause, which is of level 2
		toDOM: (node) => [`h${String(Math.min(6, Number(node.attrs['level']) + 2))}`, 0],
	},
	bullet_list: {
		content: 'list_item+',
		group: 'block',
		attrs: id,
		parseDOM: [{ tag: 'ul' }],
		toDOM: () => ['ul', 0],
	},
	ordered_list: {
		content: 'list_item+',
		group: 'block',
		attrs: id,
		parseDOM: [{ tag: 'ol' }],
		toDOM: () => ['ol', 0],
	},
	list_item: {
		content: 'block+',
		attrs: id,
		defining: true,
		parseDOM: [{ tag: 'li' }],
		toDOM: () => ['li', 0],
	},
	/** Texts of which one may stand here: at the top of a clause alone. Which are whose, and their letters, stand elsewhere. */
	alternatives: {
		content: 'alternative+',
		attrs: id,
		isolating: true,
		selectable: false,
		toDOM: (node) => [
			'div',
			{ class: 'alternatives', 'data-id': idAttribute(node.attrs['id']) },
			0,
		],
	},
	alternative: {
		content: 'block+',
		attrs: id,
		isolating: true,
		selectable: false,
		toDOM: (node) => ['div', { class: 'alternative', 'data-id': idAttribute(node.attrs['id']) }, 0],
	},
	...opaqueNodes,
	text: { group: 'inline' },
	hard_break: {
		group: 'inline',
		inline: true,
		selectable: false,
		leafText: () => '\n',
		parseDOM: [{ tag: 'br' }],
		toDOM: () => ['br'],
	},
	/** Something that is still missing here: a thin box. What is, and who is to say it, stands elsewhere. */
	placeholder: {
		group: 'inline',
		inline: true,
		atom: true,
		attrs: { id: { validate: assertMarkId } },
		leafText: () => '\ufffc',
		parseDOM: [
			{
				tag: 'span[data-placeholder]',
				getAttrs: (span) => {
					const id = span.dataset['placeholder'] ?? ''
					return isMarkId(id) && { id }
				},
			},
		],
		toDOM: (node) => [
			'span',
			{ class: 'placeholder', 'data-placeholder': String(node.attrs['id']) },
		],
	},
} satisfies Record<string, NodeSpec>

/** Marks of suggestions on words: what blocks would become stands among the attributes of these. */
type FamilyOfWords = Exclude<SuggestionFamily, 'setBlock'>

/** Marks of suggestions, which overlap. They are set by suggesting alone: what is pasted brings none. */
function suggestionMark(family: FamilyOfWords): MarkSpec {
	const tag = family === 'ins' || family === 'del' ? family : 'span'
	return {
		attrs: { id: {} },
		excludes: '',
		inclusive: false,
		toDOM: (mark) => [
			tag,
			{ class: `suggestion ${family}`, 'data-suggestion': String(mark.attrs['id']) },
			0,
		],
	}
}

const suggestionMarks = {
	ins: suggestionMark('ins'),
	del: suggestionMark('del'),
	setStrong: suggestionMark('setStrong'),
	endStrong: suggestionMark('endStrong'),
	setEm: suggestionMark('setEm'),
	endEm: suggestionMark('endEm'),
	setLink: {
		...suggestionMark('setLink'),
		attrs: { id: {}, href: { validate: assertHref } },
		// no link yet: it is not followed
		toDOM: (mark) => [
			'span',
			{
				class: 'suggestion setLink',
				'data-suggestion': String(mark.attrs['id']),
				title: String(mark.attrs['href']),
			},
			0,
		],
	},
	endLink: suggestionMark('endLink'),
} satisfies Record<FamilyOfWords, MarkSpec>

const marks = {
	link: {
		attrs: { href: { validate: assertHref } },
		inclusive: false,
		parseDOM: [{ tag: 'a[href]', getAttrs: readLink }],
		toDOM: (mark) => {
			const href = String(mark.attrs['href'])
			return ['a', { href, title: href, target: '_blank', rel: 'noopener noreferrer' }, 0]
		},
	},
	em: {
		parseDOM: [{ tag: 'i' }, { tag: 'em' }, { style: 'font-style=italic' }],
		toDOM: () => ['em', 0],
	},
	strong: {
		parseDOM: [
			{ tag: 'strong' },
			// Google Docs wraps whole documents in <b style="font-weight: normal">
			{ tag: 'b', getAttrs: (b) => (b.style.fontWeight === 'normal' ? false : null) },
			{
				style: 'font-weight',
				getAttrs: (weight) => (/^(bold(er)?|[6-9]00)$/.test(weight) ? null : false),
			},
		],
		toDOM: () => ['strong', 0],
	},
	/** Disputed words; who holds the bracket stands elsewhere. Brackets overlap, and what is typed behind one is not in it. */
	bracket: {
		attrs: { id: {} },
		excludes: '',
		inclusive: false,
		parseDOM: [
			{
				tag: 'span[data-bracket]',
				getAttrs: (span) => {
					const id = span.dataset['bracket'] ?? ''
					return isMarkId(id) && { id }
				},
			},
		],
		toDOM: (mark) => ['span', { class: 'bracket', 'data-bracket': String(mark.attrs['id']) }, 0],
	},
	...suggestionMarks,
	opaque: {
		attrs: { key: {}, value: {} },
		excludes: '',
		inclusive: false,
		toDOM: (mark) => ['span', { class: 'opaque', 'data-type': String(mark.attrs['key']) }, 0],
	},
} satisfies Record<string, MarkSpec>

function idAttribute(value: unknown): string {
	return typeof value === 'string' ? value : ''
}

function nameOf(embed: unknown): string {
	const isNamed = typeof embed === 'object' && embed !== null && 'inline' in embed
	return isNamed && typeof embed.inline === 'string' ? embed.inline : 'unknown'
}

function isMarkId(id: string): boolean {
	return /^[0-9A-Za-z]{8,64}$/.test(id)
}

function assertMarkId(id: unknown): void {
	if (typeof id !== 'string' || !isMarkId(id)) throw new RangeError(`not an id: ${String(id)}`)
}

function assertLevel(value: unknown): void {
	if (value !== 1 && value !== 2 && value !== 3 && value !== 4 && value !== 5 && value !== 6) {
		throw new RangeError(`not a level of heading: ${String(value)}`)
	}
}

function assertHref(value: unknown): void {
	if (!isSafeLink(value)) throw new RangeError('not a link to a web page or a mail address')
}

function readLink(element: HTMLElement): { href: string } | false {
	const href = element.getAttribute('href')?.trim()
	return isSafeLink(href) && { href }
}

/** The text of a clause as a ProseMirror schema: paragraphs, headings, lists, alternatives, hard breaks, placeholders; emphasis, strong, links. */
export const parleySchema = new Schema({ nodes, marks })

/**
 * The SHA-256 that names this model, 64 lower-case hexadecimal digits: two programs with the same digest read and write clauses alike.
 * Both ends of a connection compare it, so that an older page becomes a reader and not a spoiler.
 */
export function modelDigest(): string {
	return (digest ??= textDigest(JSON.stringify(description())))
}

/** Taken when it is first asked for: a page asks for it for each clause, whenever one may be written or not. */
let digest: string | undefined

/** What of the model must be the same on both sides; how it looks in a browser need not. */
function description(): Json {
	const shapeOf = ({ attrs, content, group }: NodeSpec): Json => ({
		attrs: Object.keys(attrs ?? {}).sort(),
		content: content ?? '',
		group: group ?? '',
	})
	const shapes = (specs: Readonly<Record<string, NodeSpec>>): Json =>
		Object.entries(specs).map(([name, spec]) => [name, shapeOf(spec)])
	return {
		version: MODEL_VERSION,
		roots: Object.values(ROOT_NAMES),
		depth: MAX_DEPTH,
		nodes: shapes(nodes),
		marks: Object.entries(marks).map(([name, { attrs }]: [string, MarkSpec]): Json => [
			name,
			Object.keys(attrs ?? {}).sort(),
		]),
		suggestions: [...SUGGESTION_FAMILIES],
	}
}
