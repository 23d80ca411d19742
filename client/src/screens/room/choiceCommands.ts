import {
	ANNOUNCE_LEVELS,
	preferences,
	TEXT_SIZES,
	type AnnounceLevel,
} from '../../app/preferences.svelte.ts'
import { THEMES, theme } from '../../app/theme.svelte.ts'
import { announcer } from '../../ui/announcer.svelte.ts'
import { type Command } from './command.ts'

const LEVELS: Record<AnnounceLevel, string> = {
	off: 'nothing',
	mine: 'changes of the point I am in',
	all: 'changes of every point',
}

/** What a person chooses for this browser, each choice as a command; the one that holds is not offered. */
export const CHOICES: readonly Command[] = [
	...THEMES.map((choice) =>
		chooses(
			`theme-${choice}`,
			`Theme: ${choice === 'auto' ? 'as the device' : choice}`,
			() => theme.choice === choice,
			() => {
				theme.choose(choice)
			}
		)
	),
	...TEXT_SIZES.map((textSize) =>
		chooses(
			`text-${textSize}`,
			`Size of the text: ${textSize}`,
			() => preferences.textSize === textSize,
			() => {
				preferences.choose({ textSize })
			}
		)
	),
	...ANNOUNCE_LEVELS.map((announce) =>
		chooses(
			`announce-${announce}`,
			`Read aloud: ${LEVELS[announce]}`,
			() => preferences.announce === announce,
			() => {
				preferences.choose({ announce })
			}
		)
	),
	...[true, false].map((singleKeys) =>
		chooses(
			`single-keys-${String(singleKeys)}`,
			`Keys of one letter: ${singleKeys ? 'on' : 'off'}`,
			() => preferences.singleKeys === singleKeys,
			() => {
				preferences.choose({ singleKeys })
			}
		)
	),
	{
		id: 'notes-mine',
		name: 'Notes: only mine, or all',
		scope: 'room',
		keys: [],
		run: ({ desk }) => {
			desk.onlyMine = !desk.onlyMine
			announcer.say(desk.onlyMine ? 'Only my notes are shown.' : 'All notes are shown.')
		},
	},
]

function chooses(id: string, name: string, holds: () => boolean, choose: () => void): Command {
	return {
		id,
		name,
		scope: 'room',
		keys: [],
		may: () => !holds(),
		run: () => {
			choose()
			announcer.say(`${name}.`)
		},
	}
}
