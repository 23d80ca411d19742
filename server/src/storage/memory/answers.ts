import type { Instant } from '@parley/domain'
import { sharedLog, type LogId } from '@parley/protocol'
import { ANSWERS_KEPT } from '../commit.ts'
import type { AnswerStore, StoredAnswer } from '../ports.ts'
import type { Access } from './access.ts'
import { assertNotErased } from './erasure.ts'
import type { Memory } from './memory.ts'

/** The kept answers in memory. */
export function memoryAnswers(access: Access): AnswerStore {
	return {
		find: (id) => access.read(({ answers }) => answers.get(id) ?? null),
		keep: (answer) =>
			access.write((memory) => {
				keepAnswer(memory, answer)
			}),
		forget: (before) =>
			access.write(({ answers }) => {
				for (const { id, at } of [...answers.values()]) if (at < before) answers.delete(id)
			}),
	}
}

/** Keeps `answer`, if there is one, as a part of another write. Throws where its negotiation was erased. */
export function keepAnswer(memory: Memory, answer: StoredAnswer | undefined): void {
	if (answer === undefined) return
	const { answers } = memory
	if (answer.negotiation !== null) assertNotErased(memory, answer.negotiation)
	answers.set(answer.id, { ...answer, sealed: new Uint8Array(answer.sealed) })
	const held = [...answers.values()].filter(({ holder }) => holder === answer.holder)
	for (const { id } of held.slice(0, -ANSWERS_KEPT)) answers.delete(id)
}

/** Forgets what was answered about the negotiation of `log` from `since` on, as a part of another write. */
export function forgetAnswers({ answers }: Memory, log: LogId, since: Instant): void {
	for (const { id, negotiation, at } of [...answers.values()])
		if (negotiation !== null && sharedLog(negotiation) === log && at >= since) answers.delete(id)
}
