import { type DropCount } from './imported.ts'
import {
	ATTRIBUTES,
	labelKey,
	readDefinition,
	splitFrontMatter,
	TABLE_OF_CONTENTS,
} from './normalise.ts'

/** A Markdown text without what is no part of the text, and where its links lead. */
export interface Body {
	readonly body: string
	/** Addresses by the labels they are given for. */
	readonly definitions: ReadonlyMap<string, string>
}

/**
 * Takes out front matter, kramdown's attributes and requests for contents, and the addresses of links that are used; writes all
 * headings as `# …`. An address that no link uses stays: it is text.
 */
export function takeOutFurniture(text: string, drops: DropCount): Body {
	const { matter, body } = splitFrontMatter(text)
	if (matter !== '') drops.add('lines of front matter', matter.trimEnd().split('\n').length)
	const withoutContents = body.replace(TABLE_OF_CONTENTS, () => {
		drops.add('requests for a table of contents')
		return ''
	})
	const lines = withoutContents.split('\n')
	const used = usedLabels(lines)
	const definitions = new Map<string, string>()
	const kept = lines.map((line, i) => {
		const definition = readDefinition(line)
		if (definition && used.has(definition.label)) {
			drops.add('lines that say where a link leads')
			if (!definitions.has(definition.label)) definitions.set(definition.label, definition.href)
			return ''
		}
		if (ATTRIBUTES.test(line)) {
			drops.add('attributes of blocks')
			return ''
		}
		if (isUnderlined(lines, i - 1)) return ''
		if (isUnderlined(lines, i))
			return `${lines[i + 1]?.startsWith('=') === true ? '#' : '##'} ${line}`
		return line.replace(/^(#{2,6})(?=\p{L})/u, '$1 ')
	})
	return { body: kept.join('\n'), definitions }
}

function usedLabels(lines: readonly string[]): ReadonlySet<string> {
	const used = new Set<string>()
	for (const line of lines) {
		if (readDefinition(line)) continue
		for (const [, label = ''] of line.matchAll(/\[([^[\]]+)\]/g)) used.add(labelKey(label))
	}
	return used
}

/** Whether the line at `i` is a heading by the line under it: one line by itself, over nothing but `=` or `-`. */
function isUnderlined(lines: readonly string[], i: number): boolean {
	const line = lines[i] ?? ''
	const isAlone = (lines[i - 1] ?? '').trim() === '' && (lines[i + 2] ?? '').trim() === ''
	const isTitle =
		/^(?![-+*>#]|\d{1,9}[.)]\s)\S/.test(line) && !/#\s*$/.test(line) && line.length <= 250
	return isAlone && isTitle && /^(?:={3,}|-{3,})[ \t]*$/.test(lines[i + 1] ?? '')
}
