import { type ClauseJson } from '@parley/protocol'
import { type Combination } from '../../keys/combination.ts'
import { type Room } from '../../negotiation/room.svelte.ts'
import { type NoteDesk } from '../../notes/desk.svelte.ts'
import { type RoomView } from './view.svelte.ts'

/** Where a command is given: the room as this page has it, and the point that is meant. */
export interface Here {
	readonly room: Room
	readonly view: RoomView
	readonly desk: NoteDesk
	/** The point whose frame or text has the focus, or else the one that is read. */
	readonly clause: ClauseJson | null
}

/** Something that can be done in the room. */
export interface Command {
	readonly id: string
	/** In plain words, as lists of commands say it. */
	readonly name: string
	/** Its keys act anywhere in the room, or only while the frame of a point has the focus. */
	readonly scope: 'room' | 'point'
	readonly keys: readonly Combination[]
	/** It only makes sense where the focus is, and is not in the palette. */
	readonly isForKeysOnly?: true
	/** It says something and moves nothing: its key acts in dialogs, too. */
	readonly isSaid?: true
	/** The browser does it by itself when its key is pressed. */
	readonly isOfBrowser?: true
	/** Whether it can be done now; what cannot is not offered. */
	readonly may?: (here: Here) => boolean
	readonly run: (here: Here) => void
}
