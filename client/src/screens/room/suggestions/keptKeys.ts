import { type ClauseEditor } from '../../../editor/clauseEditor.ts'
import { commandOfKey, commandOfPaste, type KeptKey } from '../../../editor/keptKeys.ts'

type Command = ReturnType<typeof commandOfPaste>

/** What is typed and pasted in a text while what makes suggestions of it is on its way. Nobody sees it yet, and none of it is lost. */
export class KeptKeys {
	#commands: readonly Command[] = []
	#words = ''
	#isSuggested = false

	get isEmpty(): boolean {
		return this.#commands.length === 0
	}

	/** The letters that are kept, to be shown where they cannot be written after all. */
	get words(): string {
		return this.#words
	}

	/** Whether what is kept is to be a suggestion: as it was when the first key came. */
	get isSuggested(): boolean {
		return this.#isSuggested
	}

	/** Keeps a key, where it writes something or moves the caret; gives whether it did. */
	keep(press: KeptKey, isSuggested: boolean): boolean {
		const command = commandOfKey(press)
		if (command === null) return false
		this.#add(command, press.key.length < 3 ? press.key : '', isSuggested)
		return true
	}

	/** Keeps what is pasted. */
	keepPaste(data: DataTransfer, isSuggested: boolean): void {
		const [html, text] = [data.getData('text/html'), data.getData('text/plain')]
		this.#add(commandOfPaste({ html, text }), text, isSuggested)
	}

	/** Keeps what is to be suggested in any case. */
	keepSuggestion(command: Command): void {
		this.#add(command, '', true)
	}

	/** Does all that is kept in `editor`, in order, and keeps it no more. */
	release(editor: ClauseEditor): void {
		const commands = this.#commands
		this.drop()
		for (const command of commands) editor.run(command)
	}

	/** Keeps nothing any more. */
	drop(): void {
		this.#commands = []
		this.#words = ''
	}

	#add(command: Command, words: string, isSuggested: boolean): void {
		if (this.isEmpty) this.#isSuggested = isSuggested
		this.#commands = [...this.#commands, command]
		this.#words += words
	}
}
