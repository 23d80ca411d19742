import { createContext } from 'svelte'
import { preferences } from '../../app/preferences.svelte.ts'
import {
	capsOf,
	isCharacterKeys,
	isStroke,
	strokesOf,
	type Combination,
	type KeyPress,
} from '../../keys/combination.ts'
import { type Command, type Here } from './command.ts'
import { COMMANDS, commandOf } from './commands.ts'
import { holdKeys } from './holdKeys.ts'

const [readContext, setContext] = createContext<Commander>()
export const getCommander = readContext
export const setCommander = setContext

/** The first of two keys, as it is set and changed: `g` then `o`. */
export const LEAD = { id: 'lead', name: 'Go to… (then o, n, d)', key: 'G' } as const

/** Takes keys in for the room and gives commands, the same ones as palette and menus. */
export class Commander {
	readonly #here: () => Here
	/** The first key of two was pressed on a point. */
	#isLed = false

	constructor(here: () => Here) {
		this.#here = here
	}

	/** Where commands are given now. */
	here(): Here {
		return this.#here()
	}

	/** Whether a command can be given now. */
	may(command: Command): boolean {
		return command.may?.(this.#here()) ?? true
	}

	/** Gives a command, if that can be done now. */
	run(id: string): void {
		const command = commandOf(id)
		if (this.may(command)) command.run(this.#here())
	}

	/** Does what a key gives or finds. What it opens has the focus before another key is taken. */
	give(what: () => void): void {
		const { view } = this.#here()
		const { dialog, bracket } = view
		what()
		const isOpening = (): boolean =>
			(view.dialog !== null && view.dialog !== dialog) ||
			(view.bracket !== null && view.bracket !== bracket)
		if (!isOpening()) return
		holdKeys(isOpening, () => {
			view.dialog = null
			view.bracket = null
		})
	}

	/** The keys of a command as this person has them: changed, or without those that type characters. */
	keysOf(command: Command): readonly Combination[] {
		const others = command.keys.filter((key) => !isCharacterKeys(key))
		if (!preferences.singleKeys) return others
		const chosen = preferences.keys[command.id]
		if (chosen !== undefined) return [...others, chosen]
		const lead = preferences.keys[LEAD.id] ?? LEAD.key
		return command.keys.map((key) => {
			const [first, second] = strokesOf(key)
			return first === LEAD.key && second !== undefined ? `${lead} ${second}` : key
		})
	}

	/** The key of a command as it stands behind the name of a control: ` (n)`; empty where there is none. */
	hint(id: string): string {
		const [key] = this.keysOf(commandOf(id))
		return key === undefined ? '' : ` (${capsOf(key).join(' ')})`
	}

	/** A key anywhere in the room. */
	anywhere(event: KeyboardEvent): void {
		this.#here().room.presence.active()
		if (event.defaultPrevented || event.isComposing) return
		const isInDialog =
			event.target instanceof Element && event.target.closest('dialog, [role="dialog"]') !== null
		const command = this.#pressed('room', event)
		if (command === undefined || command.isOfBrowser === true) return
		if (isInDialog && command.isSaid !== true) return
		event.preventDefault()
		this.#give(command)
	}

	/** A key on the frame of a point. */
	onPoint(event: KeyboardEvent): void {
		if (event.defaultPrevented || event.isComposing) return
		const isLed = this.#isLed
		if (isModifier(event)) return
		this.#isLed = false
		const command = isLed ? this.#second(event) : this.#pressed('point', event)
		if (command !== undefined) this.#give(command)
		else if (!isLed && this.#isLead(event)) this.#isLed = true
		else return
		event.preventDefault()
	}

	/** Whether a key is one of a command's, for where a text that cannot be edited takes it. */
	isKeyOf(id: string, event: KeyPress): boolean {
		return this.keysOf(commandOf(id)).some((key) => isStroke(key, event))
	}

	#give(command: Command): void {
		this.give(() => {
			command.run(this.#here())
		})
	}

	#pressed(scope: Command['scope'], event: KeyPress): Command | undefined {
		return COMMANDS.find(
			(command) =>
				command.scope === scope &&
				this.keysOf(command).some((key) => isStroke(key, event)) &&
				this.may(command)
		)
	}

	#second(event: KeyPress): Command | undefined {
		return COMMANDS.find((command) =>
			this.keysOf(command).some((key) => {
				const second = strokesOf(key)[1]
				return second !== undefined && isStroke(second, event)
			})
		)
	}

	#isLead(event: KeyPress): boolean {
		return preferences.singleKeys && isStroke(preferences.keys[LEAD.id] ?? LEAD.key, event)
	}
}

function isModifier({ key }: KeyPress): boolean {
	return key === 'Shift' || key === 'Control' || key === 'Alt' || key === 'Meta'
}
