import type { AnswerStore } from '../ports.ts'
import { keepAnswers } from './answerSteps.ts'
import type { Reader } from './reader.ts'
import { toStoredAnswer } from './rows.ts'
import { tables } from './tables.ts'
import type { Writer } from './writer.ts'
import { step } from './writes.ts'

/** The kept answers in the database. */
export function sqliteAnswers(reader: Reader, writer: Writer): AnswerStore {
	return {
		find: (id) =>
			reader.read(() => {
				const row = reader.first(tables.selectFrom('kept_answer').selectAll().where('id', '=', id))
				return row === undefined ? null : toStoredAnswer(row)
			}),
		async keep(answer) {
			await writer.take('an answer was not kept', keepAnswers([answer]))
		},
		async forget(before) {
			await writer.take('old answers were not forgotten', [
				step(tables.deleteFrom('kept_answer').where('at', '<', before)),
			])
		},
	}
}
