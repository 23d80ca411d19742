import { parleySchema } from '@parley/schema'
import { InputRule, inputRules, undoInputRule, wrappingInputRule } from 'prosemirror-inputrules'
import {
	type Command,
	type EditorState,
	type Plugin,
	TextSelection,
	type Transaction,
} from 'prosemirror-state'

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

/** What prosemirror-inputrules knows of the rule that was done last: its steps, and the text that was typed for what stood from `from` to `to`. */
interface Made {
	readonly transform: Transaction
	readonly from: number
	readonly to: number
	readonly text: string
	readonly isSuggested?: true
}

const TAKES_BACK = 'takesBackSuggested'

/** Tells `tr`, which suggests what a rule asked for by `asked`, to be what is taken back. */
export function suggestMade(state: EditorState, asked: Transaction, tr: Transaction): void {
	const plugin = rulesOf(state)
	const made = plugin && (asked.getMeta(plugin) as Made | undefined)
	if (made) tr.setMeta(plugin, { ...made, transform: tr, isSuggested: true } satisfies Made)
}

/** Whether a transaction takes back, to the letter, what was suggested right before it by a rule. */
export function takesBackSuggested(transaction: Transaction): boolean {
	return transaction.getMeta(TAKES_BACK) === true
}

/** Takes back what has just been made of signs that were typed. Where that was only suggested, the last sign is suggested then, as if no rule had come. */
export const takeBackMade: Command = (state, dispatch, view) => {
	const made = rulesOf(state)?.getState(state) as Made | null | undefined
	if (made?.isSuggested !== true || !view) return undoInputRule(state, dispatch)
	if (!dispatch) return true
	const { steps, docs } = made.transform
	const { tr } = state
	for (const [index, step] of [...steps.entries()].reverse()) {
		const before = docs[index]
		if (before) tr.step(step.invert(before))
	}
	dispatch(tr.setMeta(TAKES_BACK, true))
	const typed = view.state.tr
	typed.setSelection(TextSelection.create(typed.doc, made.from, made.to))
	dispatch(typed.insertText(made.text).scrollIntoView())
	return true
}

function rulesOf({ plugins }: EditorState): Plugin | undefined {
	return plugins.find(({ spec }) => spec['isInputRules'] === true)
}
