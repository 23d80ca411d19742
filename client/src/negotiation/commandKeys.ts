/** The most commands without an answer whose keys are remembered. */
const MOST = 100

/**
 * The idempotency keys of commands that were sent and not answered yet: the same command gets the same key again, so that the server
 * carries it out once, however often it is sent. An answered one gets a new key, since then it is meant again.
 */
export class CommandKeys {
	readonly #keys = new Map<string, string>()
	readonly #draw: () => string

	/** @param draw gives a fresh key, hard to guess */
	constructor(draw: () => string) {
		this.#draw = draw
	}

	/** The key of `command`, all that it asks in one text. */
	keyOf(command: string): string {
		const key = this.#keys.get(command) ?? this.#draw()
		this.#keys.set(command, key)
		for (const oldest of [...this.#keys.keys()].slice(0, -MOST)) this.#keys.delete(oldest)
		return key
	}

	/** The command was answered: it was carried out, or refused. */
	answered(command: string): void {
		this.#keys.delete(command)
	}
}

/** Those of this page. They are not kept on the device: with a link and its key the session can be had. */
export const commandKeys = new CommandKeys(drawKey)

/** 128 random bits in hexadecimal. `crypto.randomUUID` is not there on pages without TLS. */
function drawKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16))
	return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
