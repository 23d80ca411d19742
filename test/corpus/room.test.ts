import { afterEach, test } from 'vitest'
import { describeWithData } from '../support/data.ts'
import { CorpusRoom, PEOPLE } from './room.ts'
import { corpusTexts } from './texts.ts'

let room: CorpusRoom | null = null

afterEach(async () => {
	await room?.close()
	room = null
})

for (const text of corpusTexts) {
	describeWithData(`${text.name}, from its file to its verified snapshot`, [text.file], () => {
		test(`${PEOPLE} people edit it at once, it is frozen, and the snapshot holds`, async () => {
			room = await CorpusRoom.open(text)
			await room.expectWhole()
			await room.editTogether()
			await room.freeze()
		})
	})
}
