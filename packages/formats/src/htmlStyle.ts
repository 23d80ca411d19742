/** The look of a text as a page: the table copy of the room, in the fonts that a machine has, in light, in dark and on paper. */
export const HTML_STYLE = `
:root {
	color-scheme: light dark;
	--canvas: light-dark(#f3f0e9, #14171c);
	--paper: light-dark(#fdfcf9, #1b1f26);
	--ink: light-dark(#1c1b19, #ece9e2);
	--ink2: light-dark(#55524c, #b8b4aa);
	--ink3: light-dark(#6b675f, #9a968c);
	--accent: light-dark(#1f4e79, #8fb8e0);
	--control: light-dark(#8a857a, #7b818c);
	--hairline: light-dark(#d9d4c8, #343a45);
	--serif: 'Source Serif 4', Charter, Georgia, 'PT Serif', 'DejaVu Serif', serif;
	--sans: Inter, system-ui, 'Segoe UI', 'Liberation Sans', sans-serif;
	--mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace;
	--gutter: 56px;
	--size: 18px;
	--line: 30px;
}
* { box-sizing: border-box; margin: 0; }
body {
	background: var(--canvas);
	color: var(--ink);
	font: 400 var(--size) / var(--line) var(--serif);
	padding: 24px;
}
.sheet {
	background: var(--paper);
	border: 1px solid var(--hairline);
	max-width: calc(34em + var(--gutter) + 64px);
	margin: 0 auto;
	padding: 40px 32px;
}
.about, .foot { padding-left: var(--gutter); }
.about { margin-bottom: 40px; }
h1 { font: 600 28px / 36px var(--serif); text-wrap: balance; overflow-wrap: anywhere; }
.about p, .foot, .standing { font: 400 13px / 20px var(--sans); color: var(--ink2); }
.about p { overflow-wrap: anywhere; }
.about p + p { margin-top: 4px; }
.about h1 + * { margin-top: 12px; }
.about .notice + * { margin-top: 4px; }
.about .notice { color: var(--ink); font-weight: 500; }
.clause { position: relative; padding-left: var(--gutter); margin-bottom: 40px; }
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 16px; margin-bottom: 6px; }
h2 { flex: 1 1 12em; min-width: 0; font: 600 22px / 30px var(--serif); text-wrap: balance; overflow-wrap: anywhere; }
h2.label { font: 400 13px / 30px var(--sans); color: var(--ink3); }
.number { position: absolute; left: 0; color: var(--ink2); font-variant-numeric: lining-nums tabular-nums; white-space: pre; }
.number small { margin-left: 4px; font: italic 500 14px / 30px var(--serif); }
.number.in-line { position: static; margin-right: 0.25em; white-space: pre-wrap; }
.standing { overflow-wrap: anywhere; }
.text { counter-reset: paragraph; hyphens: auto; font-variant-numeric: oldstyle-nums; overflow-wrap: anywhere; }
.text :is(p, h3, h4, h5, h6), h1, h2 { white-space: pre-wrap; }
.text :is(p, h3, h4, h5, h6) { min-height: var(--line); text-wrap: pretty; }
.text :is(h3, h4, h5, h6) { font: 600 1em / var(--line) var(--serif); }
.text > * + *, .text li > * + * { margin-top: 14px; }
.numbered > p:not(:only-child) { position: relative; counter-increment: paragraph; }
.numbered > .alternatives > .alternative:first-child > p:not(.sign) { counter-increment: paragraph; }
.numbered > p:not(:only-child)::before {
	content: attr(data-of) '.' counter(paragraph) / '';
	position: absolute;
	left: calc(-1 * var(--gutter));
	font: 500 12px / var(--line) var(--sans);
	color: var(--ink3);
	font-variant-numeric: lining-nums tabular-nums;
}
ul, ol { padding-left: 1.7em; }
ol { list-style: decimal; }
ul { list-style: disc; }
ol ol { list-style: lower-alpha; }
ol ol ol { list-style: lower-roman; }
ul ul { list-style: circle; }
li { padding-left: 0.3em; }
li + li { margin-top: 7px; }
li::marker { color: var(--ink2); font-variant-numeric: lining-nums tabular-nums; }
a { color: var(--accent); text-underline-offset: 3px; }
.opaque { border: 1px solid var(--control); border-radius: 3px; padding: 0 3px; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
ins { text-decoration: underline; text-decoration-thickness: 1.5px; text-decoration-skip-ink: none; text-underline-offset: 5px; }
del { text-decoration: line-through; text-decoration-thickness: 1.5px; }
ins del { text-decoration: underline line-through; }
.restyled { border-bottom: 1px dotted var(--ink2); }
.by { margin: 0 0.35em 0 0.15em; font: 600 0.6em / 1 var(--sans); letter-spacing: 0.03em; color: var(--ink2); vertical-align: 0.5em; text-decoration: none; }
.missing { border: 1px solid var(--control); padding: 0 3px; -webkit-box-decoration-break: clone; box-decoration-break: clone; font: 400 0.8em / 1 var(--sans); }
:is(p, div).opaque { padding: 6px 12px 10px; }
:is(p, div).opaque::before { content: attr(data-type); display: block; font: 500 12px / 20px var(--sans); color: var(--ink2); }
.foot { border-top: 1px solid var(--hairline); margin-left: var(--gutter); padding: 16px 0 0; }
.foot h2 { font: 600 13px / 20px var(--sans); color: var(--ink); }
.foot dl { margin: 4px 0 16px; }
.foot dt { font-weight: 500; color: var(--ink); }
.foot dd, .foot .said { padding-left: 16px; }
.foot .by { font-size: 0.8em; vertical-align: 0.25em; }
.foot p { overflow-wrap: anywhere; }
.digest { font-family: var(--mono); overflow-wrap: anywhere; }
@media (max-width: 640px) {
	:root { --gutter: 40px; }
	body { padding: 0; }
	.sheet { border: 0; padding: 24px 16px; }
}
@media (max-width: 420px) {
	:root { --gutter: 0px; }
	.number { position: static; margin-right: 0.25em; }
	.numbered > p:not(:only-child)::before { content: none; }
}
@media print {
	:root { color-scheme: light; --canvas: #fff; --paper: #fff; --size: 11pt; --line: 16pt; --gutter: 36pt; }
	body { padding: 0; }
	.sheet { border: 0; max-width: none; padding: 0; }
	h1 { font-size: 18pt; line-height: 24pt; }
	h2 { font-size: 13pt; line-height: 18pt; }
	h1, h2, h3, h4, h5, h6, .head { break-after: avoid; break-inside: avoid; }
	.clause { margin-bottom: 20pt; }
	.text > * + *, .text li > * + * { margin-top: 8pt; }
	p, li { orphans: 2; widows: 2; }
	.foot { break-inside: avoid; }
	a { color: inherit; }
}
`

/** The margins of a printed page: what the text is above, pages and a short digest below. Both are words of ours without quotes. */
export function pageStyle(head: string, foot: string): string {
	const font =
		"font: 9pt / 12pt Inter, system-ui, 'Segoe UI', 'Liberation Sans', sans-serif; color: #55524c;"
	return `@page {
	size: A4;
	margin: 25mm;
	@top-left { content: '${head}'; ${font} }
	@bottom-left { content: '${foot}'; ${font} }
	@bottom-right { content: counter(page) ' / ' counter(pages); ${font} }
}
`
}
