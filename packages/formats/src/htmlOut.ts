import { PLACEHOLDER } from '@parley/schema'
import {
	blockTree,
	clauseNumber,
	paragraphPrefix,
	sha256,
	spokenClause,
	type ContentBlock,
	type ContentInline,
	type TextNode,
} from '@parley/snapshot'
import { IS_SIGN } from './alternativeSigns.ts'
import { withBracketSigns } from './bracketSigns.ts'
import { atomName, oneLine, pictured } from './characters.ts'
import {
	copyDigest,
	factsOf,
	reservationLines,
	runningHead,
	shortDigest,
	standingWords,
} from './facts.ts'
import { HTML_STYLE, pageStyle } from './htmlStyle.ts'
import { opaqueMarks, shownMarks, suggestedMarks } from './marks.ts'
import { type OutgoingClause, type OutgoingText } from './outgoing.ts'
import { placeholderLines } from './placeholderSigns.ts'
import { bracketLines, suggestionRows, type SaidPart, type SaidRow } from './saidLines.ts'
import { SAID_BESIDE } from './suggestionSigns.ts'

/**
 * A text as one HTML file that needs nothing else: no script, no font, no picture, no request, and a policy of its own that forbids them all.
 * It is read in light and dark and prints on A4. All words of the text are in it, in their order; links are its only addresses.
 */
export function writeHtml(text: OutgoingText): string {
	const { title, notice, language, clauses, ladder, state } = text
	const style = `${pageStyle(runningHead(text), shortDigest(text))}${HTML_STYLE}`
	const policy = `default-src 'none'; style-src 'sha256-${base64(sha256(encoder.encode(style)))}'; base-uri 'none'; form-action 'none'`
	const lang = escaped(language)
	const facts = factsOf(text, 'look').map((fact) => `<p>${escaped(fact)}</p>`)
	const steps = ladder.map(
		({ name, meaning }) =>
			`<dt dir="auto">${escaped(oneLine(name))}</dt><dd dir="auto">${escaped(oneLine(meaning))}</dd>`
	)
	const digested = state.kind === 'frozen' ? 'frozen text' : 'text as JSON'
	return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(oneLine(title))}</title>
<style>${style}</style>
</head>
<body>
<main class="sheet">
<header class="about">
<h1 dir="auto">${escaped(oneLine(title))}</h1>
${notice === '' ? '' : `<p class="notice" dir="auto">${escaped(oneLine(notice))}</p>\n`}<div lang="en">
${facts.join('\n')}
</div>
</header>
${clauses.map((clause) => clauseHtml(clause, text)).join('\n')}
<footer class="foot" lang="en">
<h2>Statuses</h2>
<dl>${steps.join('')}</dl>
${linesHtml('Reservations', reservationLines(text))}${linesHtml('Missing', placeholderLines(text))}${linesHtml('Disputed', bracketLines(text))}${rowsHtml('Suggested', suggestionRows(text, 'look'))}<p>SHA-256 of the ${digested}: <span class="digest">${copyDigest(text)}</span></p>
</footer>
</main>
</body>
</html>
`
}

/** What is open in the text, behind the legend, under a heading; nothing where nothing is. */
function linesHtml(heading: string, lines: readonly string[]): string {
	if (lines.length === 0) return ''
	const rows = lines.map((line) => `<p dir="auto">${escaped(line)}</p>`)
	return `<h2>${heading}</h2>\n${rows.join('\n')}\n`
}

function rowsHtml(heading: string, rows: readonly SaidRow[]): string {
	if (rows.length === 0) return ''
	const said = rows.flatMap(({ line, comments }) => [
		`<p dir="auto">${line.map(partHtml).join('')}</p>`,
		...comments.map((comment) => `<p class="said" dir="auto">${escaped(comment)}</p>`),
	])
	return `<h2>${heading}</h2>\n${said.join('\n')}\n`
}

function partHtml(part: SaidPart): string {
	return typeof part === 'string' ? escaped(part) : part.map(inlineHtml).join('')
}

const encoder = new TextEncoder()

function base64(bytes: Uint8Array): string {
	return btoa(String.fromCharCode(...bytes))
}

function clauseHtml(clause: OutgoingClause, text: OutgoingText): string {
	const prefix = paragraphPrefix(clause.number)
	const status = `<span class="standing" lang="en" dir="auto">${escaped(standingWords(clause, text))}</span>`
	const nodes = blockTree(withBracketSigns(clause, 'look'))
	const of = prefix === undefined ? '' : ` data-of="${prefix.slice(1, -1)}"`
	const words = nodes.map((node) => nodeHtml(node, of)).join('\n')
	return `<section class="clause">
<div class="head">${headHtml(clause)}${status}</div>
<div class="text${prefix === undefined ? '' : ' numbered'}">
${words}
</div>
</section>`
}

function headHtml({ number, heading, kind }: OutgoingClause): string {
	const words = escaped(oneLine(heading))
	const set = clauseNumber(oneLine(number))
	switch (set.place) {
		case 'none':
			return words === ''
				? `<h2 class="label" lang="en">${spokenClause({ number: '', heading: '', kind })}</h2>`
				: `<h2 dir="auto">${words}</h2>`
		case 'line':
			return `<h2 dir="auto"><span class="number in-line">${escaped(set.text)} </span>${words}</h2>`
		case 'gutter': {
			const suffix = set.suffix === '' ? '' : `<small>${escaped(set.suffix)}</small>`
			return `<h2 dir="auto"><span class="number">${escaped(set.digits)}${suffix} </span>${words}</h2>`
		}
	}
}

/** `of` is the attribute that numbers paragraphs at the top of a clause; lists are not numbered so. */
function nodeHtml(node: TextNode, of = ''): string {
	if (node.kind === 'block') return blockHtml(node.block, of)
	const inner = node.children.map((child) => nodeHtml(child)).join('')
	switch (node.type) {
		case 'bullet_list':
			return `<ul>${inner}</ul>`
		case 'ordered_list':
			return `<ol>${inner}</ol>`
		case 'list_item':
			return `<li>${inner}</li>`
		case 'alternatives':
		case 'alternative':
			return `<div class="${node.type}">${inner}</div>`
		default:
			return `<div class="opaque" data-type="${escaped(node.type)}">${inner}</div>`
	}
}

/** A heading in a clause ranks below the clause's own, which is of level 2. */
function blockHtml({ type, attrs, content }: ContentBlock, of: string): string {
	const words = content.map(inlineHtml).join('')
	const sign = attrs?.[IS_SIGN] === true ? ' class="sign"' : ''
	if (type === 'paragraph') return `<p dir="auto"${sign}${of}>${words}</p>`
	if (type !== 'heading')
		return `<p dir="auto" class="opaque" data-type="${escaped(type)}">${words}</p>`
	const given = attrs?.['level']
	const tag = `h${Math.min(6, (typeof given === 'number' ? given : 1) + 2)}`
	return `<${tag} dir="auto">${words}</${tag}>`
}

function inlineHtml(inline: ContentInline): string {
	const besides = inline.marks?.[SAID_BESIDE]
	if (besides !== undefined) {
		const said = pieceHtml(inline)
		return `<span class="by" lang="en">${besides === 'del' ? `<del>${said}</del>` : said}</span>`
	}
	const { href, strong, em } = shownMarks(inline)
	let html = pieceHtml(inline)
	for (const key of opaqueMarks(inline)) {
		html = `<span class="opaque" data-type="${escaped(key)}">${html}</span>`
	}
	const { comes, goes, restyled } = suggestedMarks(inline)
	if (restyled) html = `<span class="restyled">${html}</span>`
	if (goes) html = `<del>${html}</del>`
	if (comes) html = `<ins>${html}</ins>`
	if (strong) html = `<strong>${html}</strong>`
	if (em) html = `<em>${html}</em>`
	if (href === undefined) return html
	return `<a href="${escaped(href)}" rel="noopener noreferrer">${html}</a>`
}

function pieceHtml(inline: ContentInline): string {
	if ('text' in inline) return escaped(inline.text)
	if (inline.inline === 'hard_break') return '<br>'
	const box = inline.inline === PLACEHOLDER ? 'missing' : 'opaque'
	return `<span class="${box}">${escaped(atomName(inline))}</span>`
}

/** Text as it may stand in an element or between double quotes; what HTML cannot hold is pictured. */
function escaped(text: string): string {
	return pictured(text)
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll('\r', '&#13;')
}
