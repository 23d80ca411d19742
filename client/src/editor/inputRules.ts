import { parleySchema } from '@parley/schema'
import { InputRule, inputRules, wrappingInputRule } from 'prosemirror-inputrules'
import { type Plugin } from 'prosemirror-state'

const { nodes } = parleySchema

/** What is typed at the beginning of a paragraph to make something of it. */
export const TYPED: readonly {
	/** As it is typed, a space last. */
	readonly typed: string
	/** What becomes of the paragraph, in plain words. */
	readonly name: string
	readonly rule: InputRule
}[] = [
	{
		typed: '- ',
		name: 'Bulleted list, at the beginning of a line',
		rule: wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
	},
	{
		typed: '1. ',
		name: 'Numbered list, at the beginning of a line',
		rule: wrappingInputRule(/^1\.\s$/, nodes.ordered_list),
	},
	{
		typed: '# ',
		name: 'Heading, at the beginning of a line; ## and ### of levels 2 and 3',
		rule: new InputRule(/^(#{1,3})\s$/, ({ doc, tr }, [, signs = ''], start, end) => {
			const $start = doc.resolve(start)
			if ($start.parent.type !== nodes.paragraph) return null
			const attrs = { ...$start.parent.attrs, level: signs.length }
			return tr.delete(start, end).setNodeMarkup($start.before(), nodes.heading, attrs)
		}),
	},
]

/** `- `, `* ` and `1. ` at the beginning of a paragraph make a list of it, `# ` to `### ` a heading; Backspace right after takes that back. */
export function clauseInputRules(): Plugin {
	return inputRules({ rules: TYPED.map(({ rule }) => rule) })
}
