import { addMs, createId, type Instant } from '@parley/domain'
import { clauseDocument } from '@parley/protocol'
import { expect, test } from 'vitest'
import { DocumentHead, Numbered } from './documentHead.ts'
import { seededRandom, START } from './testRoom.ts'
import { Writers } from './writers.ts'

const FIVE_MINUTES_MS = 5 * 60_000

const random = seededRandom(1)
const negotiation = createId('negotiation', random)
const document = clauseDocument(negotiation, 1, createId('clause', random))
const [ua, fr] = [createId('seat', random), createId('seat', random)]
const session = () => createId('session', random)

/** Writers, and the time that they read. */
function start(): { readonly writers: Writers; readonly pass: (ms: number) => void } {
	let now: Instant = START
	const writers = new Writers(() => now)
	return { writers, pass: (ms) => (now = addMs(now, ms)) }
}

/** Claims `count` clientIDs from `first` on for `ua`, twenty with each session. */
function claimMany(
	writers: Writers,
	head: DocumentHead | undefined,
	first: number,
	count: number
): void {
	for (let at = first; at < first + count; at += 20) {
		const clients = Array.from({ length: 20 }, (_, i) => at + i)
		expect(writers.bind(document, head, clients, ua, session())).toBe('bound')
	}
}

const emptyHead = (): DocumentHead => new DocumentHead(new Numbered(), 0, [])

test('[L14] a session that has all its clientIDs back is not remembered', () => {
	const { writers, pass } = start()
	const head = emptyHead()
	claimMany(writers, head, 1000, 2000)
	expect(writers.size.sessions).toBe(100)
	pass(20 * FIVE_MINUTES_MS)
	expect(writers.bind(document, head, [1], fr, session())).toBe('bound')
	expect(writers.size.sessions).toBe(1)
})

test('[L14] a session that has not is remembered whatever others do', () => {
	const { writers, pass } = start()
	const head = emptyHead()
	const own = session()
	const twenty = Array.from({ length: 20 }, (_, i) => i)
	expect(writers.bind(document, head, twenty, ua, own)).toBe('bound')
	pass(FIVE_MINUTES_MS)
	claimMany(writers, head, 1000, 2000)
	expect(writers.bind(document, head, [20], ua, own)).toBe('bound')
	expect(writers.bind(document, head, [21], ua, own)).toBe('too-many-writers')
})

test('[L14] of the clientIDs that a seat claims without writing the newest two hundred stay its own, and no more are remembered', () => {
	const { writers } = start()
	const head = emptyHead()
	expect(writers.bind(document, head, [7], fr, session())).toBe('bound')
	claimMany(writers, head, 1000, 10_000)
	expect(writers.size.claims).toBe(201)
	// The newest are its own, the oldest anybody's, and what others claimed is theirs.
	expect(writers.bind(document, head, [10_999], fr, session())).toBe('other-author')
	expect(writers.bind(document, head, [10_800], fr, session())).toBe('other-author')
	expect(writers.bind(document, head, [10_799], fr, session())).toBe('bound')
	expect(writers.bind(document, head, [7], ua, session())).toBe('other-author')
})

test('[L14] a clientID under which something was written stays with its seat, however many that claims', () => {
	const { writers } = start()
	const head = emptyHead()
	expect(writers.bind(document, head, [7], ua, session())).toBe('bound')
	expect(head.takeUnstored([7])).toEqual([7])
	claimMany(writers, head, 1000, 10_000)
	expect(writers.bind(document, head, [7], fr, session())).toBe('other-author')
})

test('[L14] a clientID that is written under just now is not the one that goes', () => {
	const { writers } = start()
	// As in the room document, which has no head.
	const head = undefined
	expect(writers.bind(document, head, [7], ua, session())).toBe('bound')
	claimMany(writers, head, 1000, 180)
	const more = Array.from({ length: 19 }, (_, i) => 2000 + i)
	expect(writers.bind(document, head, more, ua, session())).toBe('bound')
	expect(writers.size.claims).toBe(200)
	expect(writers.bind(document, head, [7, 3000], ua, session())).toBe('bound')
	expect(writers.bind(document, head, [7], fr, session())).toBe('other-author')
})
