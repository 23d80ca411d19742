import { ALTERNATIVE_COMMANDS } from './alternativeCommands.ts'
import { AUTHOR_COMMANDS } from './authorCommands.ts'
import { BRACKET_COMMANDS } from './bracketCommands.ts'
import { CHOICES } from './choiceCommands.ts'
import { type Command } from './command.ts'
import { DOORS } from './doors.ts'
import { PLACEHOLDER_COMMANDS } from './placeholderCommands.ts'
import { POINT_COMMANDS } from './pointCommands.ts'
import { ROOM_COMMANDS } from './roomCommands.ts'
import { STANDING_COMMANDS } from './standingCommands.ts'
import { SUGGESTION_COMMANDS } from './suggestionCommands.ts'
import { VIEW_COMMANDS } from './viewCommands.ts'

/**
 * Everything the room does at a command: keys, key map, palette and menus read this one table. What is done to words is in
 * `editor/textCommands.ts`.
 */
export const COMMANDS: readonly Command[] = [
	...ROOM_COMMANDS,
	...POINT_COMMANDS,
	...BRACKET_COMMANDS,
	...SUGGESTION_COMMANDS,
	...ALTERNATIVE_COMMANDS,
	...STANDING_COMMANDS,
	...PLACEHOLDER_COMMANDS,
	...AUTHOR_COMMANDS,
	...VIEW_COMMANDS,
	...DOORS,
	...CHOICES,
]

/** A command by its id. Throws `RangeError` where there is none. */
export function commandOf(id: string): Command {
	const command = COMMANDS.find((one) => one.id === id)
	if (command === undefined) throw new RangeError(`no command ${id}`)
	return command
}
