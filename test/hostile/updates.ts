import {
	createEncoder,
	toUint8Array,
	writeUint8,
	writeVarString,
	writeVarUint,
	type Encoder,
} from 'lib0/encoding'

/** One struct of a Yjs update (version 1), as whoever writes it pleases. */
export type WriteStruct = (encoder: Encoder) => void

/** The structs of one client from a clock on. */
export interface ClientStructs {
	readonly client: number
	readonly clock: number
	readonly structs: readonly WriteStruct[]
}

/** Kinds of content, by their numbers in the format. */
export const CONTENT = {
	gc: 0,
	deleted: 1,
	json: 2,
	binary: 3,
	string: 4,
	embed: 5,
	format: 6,
	type: 7,
	any: 8,
	document: 9,
	skip: 10,
} as const

/** The bits that say which neighbours stand before the content. */
const HAS_ORIGIN = 0b1000_0000
const HAS_RIGHT_ORIGIN = 0b100_0000

/** Units of one client that are to be deleted. */
export interface Deletion {
	readonly client: number
	readonly clock: number
	readonly length: number
}

/** An update that brings `clients` and deletes `deleted`, whatever is in it. */
export function rawUpdate(
	clients: readonly ClientStructs[],
	deleted: readonly Deletion[] = []
): Uint8Array {
	const encoder = createEncoder()
	writeVarUint(encoder, clients.length)
	for (const { client, clock, structs } of clients) {
		writeVarUint(encoder, structs.length)
		writeVarUint(encoder, client)
		writeVarUint(encoder, clock)
		for (const write of structs) write(encoder)
	}
	writeVarUint(encoder, deleted.length)
	for (const { client, clock, length } of deleted) {
		for (const number of [client, 1, clock, length]) writeVarUint(encoder, number)
	}
	return toUint8Array(encoder)
}

/** A struct at the beginning of the root type `root`, with content of `kind` that `write` writes. */
export function inRoot(kind: number, write: WriteStruct, root = 'text'): WriteStruct {
	return (encoder) => {
		writeUint8(encoder, kind)
		writeVarUint(encoder, 1)
		writeVarString(encoder, root)
		write(encoder)
	}
}

/** As `inRoot`, behind the unit `clock` of `client`. */
export function behind(
	client: number,
	clock: number,
	kind: number,
	write: WriteStruct
): WriteStruct {
	return (encoder) => {
		writeUint8(encoder, HAS_ORIGIN | kind)
		writeVarUint(encoder, client)
		writeVarUint(encoder, clock)
		write(encoder)
	}
}

/** One unit of one client. */
export type Unit = readonly [client: number, clock: number]

/** A struct between two units; where one of them is null, nothing was there for its author, and where both are, it begins the text. */
export function between(
	origin: Unit | null,
	rightOrigin: Unit | null,
	kind: number,
	write: WriteStruct
): WriteStruct {
	if (origin === null && rightOrigin === null) return inRoot(kind, write)
	return (encoder) => {
		const bits = (origin === null ? 0 : HAS_ORIGIN) | (rightOrigin === null ? 0 : HAS_RIGHT_ORIGIN)
		writeUint8(encoder, bits | kind)
		for (const unit of [origin, rightOrigin]) {
			for (const number of unit ?? []) writeVarUint(encoder, number)
		}
		write(encoder)
	}
}

/** Content that is `text`, for kinds that are one string: text, and JSON of an embed. */
export function words(text: string): WriteStruct {
	return (encoder) => {
		writeVarString(encoder, text)
	}
}

/** `text` typed by `client` from `clock` on, at the beginning of the clause. */
export function typed(client: number, clock: number, text: string): Uint8Array {
	return rawUpdate([{ client, clock, structs: [inRoot(CONTENT.string, words(text))] }])
}
