/** Other words by which somebody may look for a command, by its id: what it is about, and what other tools call it. */
export const SYNONYMS: Readonly<Record<string, string | undefined>> = {
	open: 'unresolved disputed missing todo list brackets alternatives suggestions reservations placeholders congress',
	alternatives: 'option stance support oppose flexible no text park merge choose',
	standing: 'agreed confirm ad referendum congress approval binding reservation',
	reserve: 'scrutiny parliamentary instructions object dagger',
	ladder: 'legend colours steps nothing is agreed until',
	placeholder: 'blank amount date number name',
	missing: 'blank amount date',
	bracket: 'dispute not agreed object',
	brackets: 'register disputed lift strike',
	suggest: 'track changes propose mode',
	suggestions: 'proposal accept decline tracked changes',
	'offer-words': 'alternative option instead',
	'move-deadline': 'extend time clock',
	freeze: 'close seal end finish',
	frozen: 'freeze seal signature digest',
}
