import { type Command, type Here } from './command.ts'
import { lookAt, wayOf } from './lookAt.ts'
import { AS_WRITTEN, isSameWay, type TextWay } from './way.ts'

/** Other ways to look at the text: all but the first only to read. */
export const VIEW_COMMANDS: readonly Command[] = [
	looks('marked', 'View: marked, as it is written', () => AS_WRITTEN),
	looks('clean', 'View: clean, as if all suggestions were accepted', (now) => ({
		...now,
		shown: 'clean',
	})),
	looks('agreed', 'View: as last agreed', (now) => ({ ...now, shown: 'agreed' })),
	looks('own', 'View: suggestions and brackets of my delegation alone', (now, { room }) => {
		const code = room.info.me.delegation?.code
		return code === undefined ? now : { ...now, shown: `delegation:${code}` }
	}),
	looks('names', 'View: with names, or without', (now) => ({
		...now,
		attributed: !now.attributed,
	})),
]

function looks(id: string, name: string, wayFrom: (now: TextWay, here: Here) => TextWay): Command {
	return {
		id: `view-${id}`,
		name,
		scope: 'room',
		keys: [],
		may: (here) => {
			const now = wayOf(here.view)
			return !isSameWay(now, wayFrom(now, here))
		},
		run: (here) => {
			void lookAt(here.room, here.view, wayFrom(wayOf(here.view), here))
		},
	}
}
