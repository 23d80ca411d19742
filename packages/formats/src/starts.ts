import { setContentsAside } from './contents.ts'
import { Counter } from './counter.ts'
import { beginsAfresh, isTitleLike, readLabel, type Label, type LabelFamily } from './label.ts'
import { type Piece } from './piece.ts'

/** Why a clause begins with a piece. */
export interface Start {
	readonly label: string
	readonly number: string
	/** Where the words after the label begin. */
	readonly restAt: number
	/** A part or chapter: a clause of its own that holds only its title and what stands under it. */
	readonly isGroup: boolean
	readonly isAnnex: boolean
	readonly isPreamble: boolean
	readonly isClosing: boolean
}

const PLAIN: Start = {
	label: '',
	number: '',
	restAt: 0,
	isGroup: false,
	isAnnex: false,
	isPreamble: false,
	isClosing: false,
}

/**
 * The pieces with which clauses begin, by their index (rules I6–I8).
 *
 * First every piece is read for a label; those of a table of contents are set aside. Then the one thing is chosen by which
 * this text is divided: labelled headings, else lines that begin with an article, else headings without labels, else
 * lines or items that are numbered 1, 2, 3. Sub-paragraphs carry the same numbers as points do, and only what
 * the text is divided by tells them apart.
 */
export function findStarts(pieces: readonly Piece[]): ReadonlyMap<number, Start> {
	const labels = setContentsAside(pieces, pieces.map(possibleLabel))
	const starts = new Map<number, Start>()
	const scheme = chooseScheme(pieces, labels)
	const counter = new Counter()
	let last: Start | undefined
	pieces.forEach((piece, i) => {
		const start = startOf(piece, labels[i], scheme, counter, i === 0, last)
		if (start === undefined) return
		starts.set(i, start)
		last = start
	})
	return starts
}

type Scheme =
	| { readonly by: 'articles' }
	| {
			/** Headings of Markdown that have labels; `level` is that of the shallowest. */
			readonly by: 'labelled-headings'
			readonly families: readonly LabelFamily[]
			readonly level: number
	  }
	| { readonly by: 'headings'; readonly level: number }
	| { readonly by: 'numbers'; readonly family: 'decimal' | 'roman' }
	| { readonly by: 'nothing' }

const ARTICLES: readonly LabelFamily[] = ['article', 'point', 'section']
const NUMBERS = ['decimal', 'roman'] as const

/** The label of a piece that may begin a clause, whatever stands around it. */
function possibleLabel(piece: Piece): Label | undefined {
	const label = readLabel(piece.text)
	if (label === undefined || piece.level > 0 || label.rest === '') return label
	if (label.family === 'decimal') return label
	if (label.family === 'preamble' || !beginsAfresh(label.rest)) return undefined
	if (label.family !== 'annex' && label.family !== 'group') return label
	const isCapitals = /^\[?\p{Lu}{4}/u.test(label.number)
	return isTitleLike(label.rest) || isCapitals ? label : undefined
}

function chooseScheme(pieces: readonly Piece[], labels: readonly (Label | undefined)[]): Scheme {
	const headings = pieces.flatMap((piece, i) =>
		piece.level > 0 ? [{ level: piece.level, label: labels[i] }] : []
	)
	const withLabels = headings.filter(({ label }) => label && ARTICLES.includes(label.family))
	if (withLabels.length > 0) {
		return {
			by: 'labelled-headings',
			families: ARTICLES,
			level: withLabels.reduce((least, { level }) => Math.min(least, level), 6),
		}
	}
	const numbered = shallowestPair(
		headings.filter(({ label }) => label && NUMBERS.some((family) => family === label.family))
	)
	if (numbered !== undefined) {
		return { by: 'labelled-headings', families: NUMBERS, level: numbered }
	}
	if (labels.some((label, i) => label && isArticleLine(label, pieces[i]))) return { by: 'articles' }
	const plain = shallowestPair(headings)
	if (plain !== undefined) return { by: 'headings', level: plain }
	for (const family of NUMBERS) {
		if (countsUp(labels.filter((label) => label?.family === family)))
			return { by: 'numbers', family }
	}
	return { by: 'nothing' }
}

function isArticleLine(label: Label, piece: Piece | undefined): boolean {
	return ARTICLES.includes(label.family) && piece?.level === 0 && new Counter().accepts(label)
}

/** The shallowest level that two or more headings have. */
function shallowestPair(headings: readonly { readonly level: number }[]): number | undefined {
	const count = new Map<number, number>()
	for (const { level } of headings) count.set(level, (count.get(level) ?? 0) + 1)
	return [1, 2, 3, 4, 5, 6].find((level) => (count.get(level) ?? 0) > 1)
}

/** Whether 1 and, after it, 2 are among the labels. */
function countsUp(labels: readonly (Label | undefined)[]): boolean {
	const one = labels.findIndex((label) => label?.value === 1)
	return one >= 0 && labels.slice(one).some((label) => label?.value === 2)
}

function startOf(
	piece: Piece,
	label: Label | undefined,
	scheme: Scheme,
	counter: Counter,
	isFirst: boolean,
	last: Start | undefined
): Start | undefined {
	if (scheme.by === 'nothing') return undefined
	if (last && !last.isClosing && isClosing(piece)) return { ...PLAIN, isClosing: true }
	const isDivided = scheme.by === 'labelled-headings' || scheme.by === 'headings'
	if (label && (piece.level > 0 || !isDivided)) {
		if (label.family === 'preamble' && last === undefined) {
			return isFirst ? fromLabel(label, { isPreamble: true }) : undefined
		}
		if (label.family === 'annex' || label.family === 'group') {
			counter.allowRestart()
			return fromLabel(label, {
				isAnnex: label.family === 'annex',
				isGroup: label.family === 'group',
			})
		}
	}
	switch (scheme.by) {
		case 'labelled-headings':
			return headingStart(piece, label, scheme, last)
		case 'headings':
			return piece.level > 0 &&
				piece.level <= scheme.level &&
				!(isFirst && piece.level < scheme.level)
				? fromHeading(piece, label)
				: undefined
		case 'articles':
			if (piece.level > 0) return last && fromHeading(piece, label)
			return label && ARTICLES.includes(label.family) && counter.accepts(label)
				? fromLabel(label)
				: undefined
		case 'numbers':
			return label?.family === scheme.family && counter.follows(label)
				? fromLabel(label)
				: undefined
	}
}

/** A start under labelled headings: one with a label, or, after the first, any that is not below them. */
function headingStart(
	piece: Piece,
	label: Label | undefined,
	scheme: Extract<Scheme, { by: 'labelled-headings' }>,
	last: Start | undefined
): Start | undefined {
	if (piece.level === 0) return undefined
	if (label && scheme.families.includes(label.family)) {
		const isCounted = scheme.families === ARTICLES || piece.level <= scheme.level
		return isCounted ? fromLabel(label) : undefined
	}
	const isNumber = label !== undefined && NUMBERS.some((family) => family === label.family)
	if (isNumber && piece.level < scheme.level) return fromLabel(label, { isGroup: true })
	return last && piece.level <= scheme.level ? fromHeading(piece, label) : undefined
}

function fromLabel(label: Label, what: Partial<Start> = {}): Start {
	const isPreamble = what.isPreamble === true
	return {
		...PLAIN,
		// a preamble has no number: its name is its heading
		label: isPreamble ? '' : label.label,
		number: isPreamble ? '' : label.number,
		restAt: isPreamble ? 0 : label.restAt,
		...what,
	}
}

function fromHeading(piece: Piece, label: Label | undefined): Start {
	const isNumber = label !== undefined && label.isClosed && label.rest !== ''
	return piece.level > 0 && isNumber ? fromLabel(label) : PLAIN
}

const CLOSING =
	/^(?:IN (?:WITNESS|FAITH) WHEREOF|In (?:witness|faith) whereof|D(?:ONE|one) (?:at|in|AT|IN) |Вчинено |ВЧИНЕНО |Учинено |Здійснено |На посвідчення |EN FOI DE QUOI|En foi de quoi|F(?:AIT|ait) (?:à|À|en|EN) |ZU URKUND DESSEN|Zu Urkund dessen|G(?:ESCHEHEN|eschehen) zu |TEN BLIJKE WAARVAN|\[\^[^\]]{1,20}\]:)/u

/** Whether a piece begins what stands under a treaty: the testimonium, the place and date, footnotes of Markdown. */
function isClosing(piece: Piece): boolean {
	return piece.level === 0 && !piece.isList && CLOSING.test(piece.text)
}
