/** What came into the log with mutants: they themselves, and what the server wrote behind them. */
import { type LogPosition } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { type TestRoom } from '@parley/server/src/negotiation/testRoom.ts'
import { expect } from 'vitest'
import * as Y from 'yjs'

/** An update with its number. */
export interface Taken {
	readonly position: number
	readonly bytes: Uint8Array
}

/** What the server wrote itself behind `before`, each right behind one that was `taken`: marks of insertions and nothing else. */
export async function writtenBeside(
	{ room, storage, negotiation }: TestRoom,
	before: LogPosition,
	taken: readonly Taken[],
	name: string
): Promise<readonly Taken[]> {
	const positions = new Set<number>(taken.map(({ position }) => position))
	const written: Taken[] = []
	const range = { after: before, until: room.position }
	for await (const { payload, position } of storage.log.read(sharedLog(negotiation.id), range)) {
		if (payload.kind !== 'update' || positions.has(position)) continue
		expect(positions, name).toContain(position - 1)
		const keys = Y.decodeUpdate(payload.bytes).structs.map((struct) =>
			struct instanceof Y.Item && struct.content instanceof Y.ContentFormat
				? struct.content.key.split(':')[0]
				: null
		)
		expect(new Set(keys), name).toEqual(new Set(['ins']))
		written.push({ position, bytes: payload.bytes })
	}
	return written
}
