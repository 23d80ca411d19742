/** What a label says it is the label of. Labels of one family count on from each other. */
export type LabelFamily =
	'article' | 'point' | 'section' | 'decimal' | 'roman' | 'annex' | 'group' | 'preamble'

/** The label that a line begins with. */
export interface Label {
	readonly family: LabelFamily
	/** As it is written, with the mark that closes it, e.g. `Artikel 1.`. */
	readonly label: string
	/** As it is shown, e.g. `Artikel 1`. */
	readonly number: string
	/** What it counts, e.g. 1; 0 where nothing is counted (`Annex A`, `Preamble`). */
	readonly value: number
	/** The last of a range (`Artikel 15 bis 21`); otherwise the same. */
	readonly until: number
	/** Whether a `.`, `:`, `)` or dash stands between it and what follows. */
	readonly isClosed: boolean
	/** What follows it in the line, and where that begins. */
	readonly rest: string
	readonly restAt: number
}

const ORDINAL = '(?:bis|ter|quater|quinquies|sexies|septies|octies|novies|decies)'
const ROMAN = '[IVXLCDM]+(?![\\p{L}])'
const DIGITS = `\\d{1,4}(?:[-–.]\\d{1,4})*`
/** `4`, `4a`, `4 bis`, `305 AA` at the end of a line, `XIV`, `15 bis 21`, `premier`. */
const NUMBER =
	`(?:\\d{1,4}\\s(?:bis|to|à|до)\\s\\d{1,4}` +
	`|${DIGITS}(?:\\s?${ORDINAL}(?!\\p{L})|\\p{Ll}{1,2}(?!\\p{L})|\\s\\p{Lu}{1,3}(?=\\s*[\\].:]?\\s*$))?` +
	`|${ROMAN}(?:\\s?${ORDINAL}(?!\\p{L}))?` +
	`|premier|première|Premier|PREMIER|PREMIÈRE)(?![\\p{L}\\d])`

/** The words that stand before a number, by family; any of them may also be in capitals. */
const WORDS: Partial<Record<LabelFamily, readonly string[]>> = {
	article: ['Article', 'Art.', 'Art', 'Artikel', 'Стаття', 'Ст.', 'Artículo', 'Articolo'],
	point: ['Point', 'Пункт', 'Punkt', 'Clause', 'Principle', 'Punto'],
	group: [
		...['Part', 'Chapter', 'Section', 'Title', 'Book'],
		...['Розділ', 'Глава', 'Частина', 'Підрозділ'],
		...['Partie', 'Chapitre', 'Titre', 'Livre'],
		...['Teil', 'Kapitel', 'Abschnitt', 'Titel', 'Buch'],
		...['Hoofdstuk', 'Deel', 'Afdeling'],
	],
	annex: ['Annexe', 'Annex', 'Anlage', 'Anhang', 'Додаток', 'Appendix', 'Schedule', 'Bijlage'],
	preamble: ['Preamble', 'Преамбула', 'Préambule', 'Präambel'],
}

/** What may stand between a label and the rest of its line. */
const END = '(?<close>\\]?\\s*(?:[.:)]\\s*[–—-]?|[–—-])(?=\\s|$)|\\]?)(?:\\s+|$)'

const PATTERNS: readonly (readonly [LabelFamily, RegExp])[] = [
	...labelled('article', NUMBER),
	...labelled('point', NUMBER),
	['section', new RegExp(`^(?<number>\\[?§\\s?${NUMBER})${END}`, 'u')],
	...labelled('group', `(?:${NUMBER}|\\p{Lu}(?!\\p{L}))`),
	...labelled('annex', `(?:№\\s?)?(?:${NUMBER}|\\p{Lu}{1,2}(?![\\p{L}]))`, true),
	['preamble', new RegExp(`^(?<number>${wordsPattern('preamble')})(?!\\p{L})${END}`, 'u')],
	[
		'decimal',
		new RegExp(`^(?<number>\\[?\\d{1,3}(?:\\s?${ORDINAL}|\\p{Ll})?)${closed('.)')}`, 'u'),
	],
	['roman', new RegExp(`^(?<number>\\[?[IVXL]+(?:\\s?\\p{Ll})?)${closed('.')}`, 'u')],
]

function closed(marks: string): string {
	return `(?<close>\\]?[${marks}]\\]?(?:\\s*[–—-](?=\\s))?)(?:\\s+|$)`
}

function wordsPattern(family: LabelFamily): string {
	const words = (WORDS[family] ?? []).flatMap((word) => [word, word.toUpperCase()])
	return `(?:${words.map((word) => word.replace('.', '\\.')).join('|')})`
}

function labelled(
	family: LabelFamily,
	number: string,
	isOptional = false
): [LabelFamily, RegExp][] {
	const counted = `(?:(?<=\\.)\\s*|\\s+)${number}`
	const tail = isOptional ? `(?:${counted}|(?=\\s*[.:–—-]|\\s*$))` : counted
	return [[family, new RegExp(`^(?<number>\\[?${wordsPattern(family)}${tail})${END}`, 'u')]]
}

/** The label that `line` begins with, if it begins with one; whether it starts a clause there is for `split` to say. */
export function readLabel(line: string): Label | undefined {
	// every label begins within the first letters, and no label is longer than this
	const head = line.slice(0, 80)
	for (const [family, pattern] of PATTERNS) {
		const found = pattern.exec(head)
		if (found === null) continue
		const number = found.groups?.['number'] ?? ''
		const close = found.groups?.['close'] ?? ''
		const bracket = close.startsWith(']') ? ']' : ''
		return {
			family,
			label: `${number}${close}`.replace(/\s+/g, ' ').trim(),
			number: `${number}${bracket}`.replace(/\s+/g, ' ').trim(),
			value: valueOf(number),
			until: Number(RANGE.exec(number)?.[1] ?? valueOf(number)),
			isClosed: /[.:)–—-]/.test(close),
			rest: line.slice(found[0].length),
			restAt: found[0].length,
		}
	}
	return undefined
}

const RANGE = /\d{1,4}\s(?:bis|to|à|до)\s(\d{1,4})$/u

/** What a label counts: its first number, Arabic or Roman. */
function valueOf(label: string): number {
	const digits = /\d+/.exec(label)?.[0]
	if (digits !== undefined) return Number(digits)
	if (/premi/i.test(label)) return 1
	const roman = /(?:^\[?|[\s№])([IVXLCDM]+)(?:\s?\p{Ll}+)?$/u.exec(label)?.[1]
	return roman === undefined ? 0 : romanValue(roman)
}

const ROMAN_DIGITS: Readonly<Record<string, number>> = {
	I: 1,
	V: 5,
	X: 10,
	L: 50,
	C: 100,
	D: 500,
	M: 1000,
}

function romanValue(roman: string): number {
	const values = Array.from(roman, (digit) => ROMAN_DIGITS[digit] ?? 0)
	return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0)
}

/**
 * Whether words can be a title: at most 250 characters, no end of a sentence, not beginning with a small letter, a bullet or the
 * label of a sub-paragraph.
 */
export function isTitleLike(words: string): boolean {
	if (words === '' || words.length > 250 || /[.;:,!?]$/.test(words)) return false
	return !/^(?:\p{Ll}|[-–—•]|\(?[\p{L}\d]{1,4}\)|\d{1,3}[.)](?:\s|$)|\[\^)/u.test(words)
}

/** Whether words begin as a title or a sentence does, so that a label before them can be one. */
export function beginsAfresh(words: string): boolean {
	return /^(?:[\p{Lu}\p{Lt}\p{Lo}«“"„'‘[§*\d]|\((?![\p{L}\d]{1,4}\)))/u.test(words)
}
