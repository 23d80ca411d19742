import { type Instant, type NegotiationId } from '@parley/domain'
import { Counter, Histogram, type Registry } from 'prom-client'
import { type Clock } from '../freeze/clock.ts'
import { type Rooms } from '../negotiation/rooms.ts'

/** The instant of a freeze that was decided long after it (rule F6) says nothing of how quick we were. */
const LONGEST_AGO_MS = 60_000

/**
 * Counts late edits, what edits say of their words that cannot be, and how long freezes took: from the instant until its entry was on disk, and until the signed snapshot was. Gives the
 * way to stop.
 */
export function countFreezes(registry: Registry, rooms: Rooms, clock: Clock): () => void {
	const lag = new Histogram({
		name: 'parley_freeze_lag_seconds',
		help: 'From the instant of a freeze until its entry, or its snapshot, was on disk.',
		labelNames: ['stage'],
		buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10],
		registers: [registry],
	})
	const late = new Counter({
		name: 'parley_late_edits_total',
		help: 'Edits that came after the freeze and were kept beside the text.',
		registers: [registry],
	})
	const disbelieved = new Counter({
		name: 'parley_notes_disbelieved_total',
		help: 'Edits that said of words that they bring back older ones, which the log does not bear out.',
		registers: [registry],
	})
	const begun = new Map<NegotiationId, Instant>()

	return rooms.listen(({ negotiation: { id } }, event) => {
		if (event.kind === 'late') late.inc()
		if (event.kind === 'note-disbelieved') disbelieved.inc()
		if (event.kind !== 'phase') return
		const { phase } = event
		if (phase.kind === 'freezing') begun.set(id, clock.now())
		const began = begun.get(id)
		if (phase.kind !== 'frozen' || began === undefined) return
		const from = began - phase.at > LONGEST_AGO_MS ? began : phase.at
		const stage = phase.snapshot === null ? 'entry' : 'snapshot'
		lag.labels(stage).observe((clock.now() - from) / 1000)
		if (stage === 'snapshot') begun.delete(id)
	})
}
