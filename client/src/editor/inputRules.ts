import { parleySchema } from '@parley/schema'
import { inputRules, wrappingInputRule } from 'prosemirror-inputrules'
import { type Plugin } from 'prosemirror-state'

const { nodes } = parleySchema

/** `- `, `* ` and `1. ` at the beginning of a paragraph make a list of it; Backspace right after takes that back. */
export function clauseInputRules(): Plugin {
	return inputRules({
		rules: [
			wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
			wrappingInputRule(/^1\.\s$/, nodes.ordered_list),
		],
	})
}
