import { type Command, type Here } from './command.ts'

/** What is done with alternatives. */
export const ALTERNATIVE_COMMANDS: readonly Command[] = [
	{
		id: 'alternatives',
		name: 'Alternatives: offer one for the paragraphs selected, or decide about those here…',
		scope: 'room',
		keys: [],
		may: ({ clause }) => clause !== null,
		run: alternativesHere,
	},
	{
		id: 'alternatives-on-point',
		name: 'Alternatives: offer one for the paragraphs selected, or decide about those here…',
		scope: 'point',
		keys: ['O'],
		isForKeysOnly: true,
		run: alternativesHere,
	},
]

function alternativesHere({ room, view, clause }: Here): void {
	if (clause === null) return
	const atCaret = view.frame(clause.id)?.editor()?.alternativesAtCaret() ?? null
	const [only, ...others] = room.alternatives.openIn(clause.id)
	const isInText = view.inText === clause.id
	const group = atCaret ?? (isInText || others.length > 0 ? null : (only?.[0] ?? null))
	view.openAlternatives(group)
}
