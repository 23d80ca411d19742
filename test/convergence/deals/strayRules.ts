/** Words that came under what others would insert, unseen by whoever wrote them: the next entry must be what takes them out of it (rule Q12). */
import type * as Y from 'yjs'
import { need } from './need.ts'
import { suggestionMark, type Unit } from './units.ts'
import { shown, type Changed } from './suggestionRules.ts'

/** Units that an edit brought, and the keys of others' marks that they came under. */
export type Strays = ReadonlyMap<string, readonly string[]>

/** Throws where one of `strays` was put beside a unit that stood under the same mark of insertion before the edit: whoever wrote it knew of that. */
export function expectUnseen(
	text: Y.Text,
	strays: Strays,
	{ before, after }: Pick<Changed, 'before' | 'after'>
): void {
	const old = new Map(before.map((unit) => [unit.id, unit]))
	const fresh = new Set(after.map(({ id }) => id).filter((id) => !old.has(id)))
	for (let item = text._start; item !== null; item = item.right) {
		const name = `${item.id.client}:${item.id.clock}`
		if (!fresh.has(name)) continue
		for (const beside of [item.origin, item.rightOrigin]) {
			const unit = beside === null ? undefined : old.get(`${beside.client}:${beside.clock}`)
			const isIn =
				strays.get(name)?.some((key) => isInsertion(key) && unit?.marks.has(key)) === true
			need(!isIn, `writes beside words that others would insert: ${name}`)
		}
	}
}

const isInsertion = (key: string): boolean => suggestionMark(key)?.does === 'ins'

/** Throws where an update does anything but end the marks on `strays`. */
export function expectEnded(strays: Strays, { before, after }: Changed): void {
	const expected = before.map((unit): Unit => {
		const ended = strays.get(unit.id) ?? []
		return { ...unit, marks: new Map([...unit.marks].filter(([key]) => !ended.includes(key))) }
	})
	need(shown(after) === shown(expected), 'more changes than where marks of others end')
}
