import { TEXT_COMMANDS, type TextCommand } from '../../../editor/textCommands.ts'
import { clauseName } from '../../../negotiation/clauseName.ts'
import { fullName, type Person } from '../../../negotiation/people.ts'
import { type Combination } from '../../../keys/combination.ts'
import { type Here } from '../command.ts'
import { type Commander } from '../commander.svelte.ts'
import { COMMANDS } from '../commands.ts'
import { rankEntry } from './rank.ts'
import { SYNONYMS } from './synonyms.ts'

/** A line of the palette. */
export interface Entry {
	readonly id: string
	readonly name: string
	/** Other words by which somebody may look for it. */
	readonly words?: string | undefined
	/** What kind of thing it is, in a word. */
	readonly kind: 'Command' | 'Text' | 'Person' | 'Point'
	readonly key: Combination | null
	/** Done once the palette has closed and the focus is where it was. */
	readonly run: () => void
}

/** Nobody reads further. */
const MOST = 60

/**
 * What the palette offers: everything that can be done now, everybody who is here, every point.
 *
 * @param inText the point whose text the palette was opened from, or null
 */
export function allEntries(
	here: Here,
	commander: Commander,
	inText: string | null
): readonly Entry[] {
	const { room, view } = here
	return [
		...textEntries(here, inText),
		...COMMANDS.filter((command) => command.isForKeysOnly !== true && commander.may(command)).map(
			(command): Entry => ({
				id: command.id,
				name: command.name,
				words: SYNONYMS[command.id],
				kind: 'Command',
				key: commander.keysOf(command)[0] ?? null,
				run: () => {
					commander.run(command.id)
				},
			})
		),
		...room.presence.people.flatMap((person) => personEntries(here, person)),
		...room.clauses.map((clause): Entry => ({
			id: clause.id,
			name: clauseName(clause),
			kind: 'Point',
			key: null,
			run: () => {
				view.goTo(clause.id)
			},
		})),
	]
}

/** The entries that `query` finds, the best first; all of them, in their order, where it is empty. */
export function findEntries(entries: readonly Entry[], query: string): readonly Entry[] {
	if (query.trim() === '') return entries.slice(0, MOST)
	return entries
		.map((entry) => ({ entry, score: rankEntry(query, entry) }))
		.filter(({ score }) => score > 0)
		.sort((a, b) => b.score - a.score)
		.slice(0, MOST)
		.map(({ entry }) => entry)
}

function textEntries({ view, room }: Here, inText: string | null): readonly Entry[] {
	const frame = inText === null ? null : view.frame(inText)
	const editor = frame?.editor() ?? null
	const clause = room.clauses.find(({ id }) => id === inText)
	if (frame === null || editor === null || clause === undefined) return []
	if (room.modeIn(clause).kind === 'reading') return []
	const runFor =
		({ act }: TextCommand) =>
		(): void => {
			editor.focus()
			if (act.kind === 'command') editor.run(act.command)
			else if (act.kind === 'link') frame.askLink()
			else editor[act.kind]()
		}
	return TEXT_COMMANDS.map((command): Entry => ({
		id: `text ${command.id}`,
		name: command.name,
		kind: 'Text',
		key: command.keys[0] ?? null,
		run: runFor(command),
	}))
}

function personEntries({ view }: Here, { who, clause, isMe, isDisplay }: Person): readonly Entry[] {
	if (isMe || isDisplay) return []
	const name = fullName(who)
	const follow: Entry = {
		id: `follow ${who.seat}`,
		name: `Follow ${name}`,
		kind: 'Person',
		key: null,
		run: () => {
			view.following.start(who.seat)
		},
	}
	if (clause === null) return [follow]
	const go: Entry = {
		id: `go ${who.seat}`,
		name: `Go to ${name}`,
		kind: 'Person',
		key: null,
		run: () => {
			view.jumpTo(who.seat, clause)
		},
	}
	return [go, follow]
}
