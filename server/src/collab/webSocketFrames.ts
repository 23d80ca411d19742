/** The bits of a whole binary message (RFC 6455, section 5.2): FIN and opcode 2. */
const WHOLE_BINARY = 0x82

let lastMessages: readonly Uint8Array[] = []
let lastFrames: Buffer = Buffer.alloc(0)

/**
 * Binary messages of a server as WebSocket frames (RFC 6455, section 5.2), unmasked and in one buffer.
 *
 * What many sockets are sent in one turn is mostly the same messages, down to the same objects; so it is put together once for
 * all those who are sent it one after the other. The buffer is shared: nobody may change it.
 */
export function toWebSocketFrames(messages: readonly Uint8Array[]): Buffer {
	if (!isSame(messages, lastMessages)) {
		lastMessages = messages
		lastFrames = encode(messages)
	}
	return lastFrames
}

function isSame(some: readonly Uint8Array[], others: readonly Uint8Array[]): boolean {
	return some.length === others.length && some.every((message, index) => message === others[index])
}

function encode(messages: readonly Uint8Array[]): Buffer {
	const size = messages.reduce((sum, { length }) => sum + headerSize(length) + length, 0)
	const frames = Buffer.allocUnsafe(size)
	let at = 0
	for (const message of messages) {
		at = writeHeader(frames, at, message.length)
		frames.set(message, at)
		at += message.length
	}
	return frames
}

function headerSize(length: number): number {
	if (length < 126) return 2
	return length < 65_536 ? 4 : 10
}

function writeHeader(frames: Buffer, at: number, length: number): number {
	frames[at] = WHOLE_BINARY
	if (length < 126) {
		frames[at + 1] = length
		return at + 2
	}
	if (length < 65_536) {
		frames[at + 1] = 126
		return frames.writeUInt16BE(length, at + 2)
	}
	frames[at + 1] = 127
	return frames.writeBigUInt64BE(BigInt(length), at + 2)
}
