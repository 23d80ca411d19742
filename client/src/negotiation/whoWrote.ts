import { type AuthorshipJson, type RoomJson } from '@parley/protocol'
import { type AuthorFilter } from './authorship.svelte.ts'
import { dayOf, timeOfDay } from './zones.ts'

/** Whose words some are, as they are named and shown. */
export interface Author {
	/** `Advisor 1, Ukraine`; `Base text` for what was imported. */
	readonly name: string
	readonly seat: string | null
	readonly delegation: { readonly id: string; readonly code: string; readonly slot: number } | null
}

/** The author that a seat is. */
export function authorOfSeat(seat: string | null, { seats }: Pick<RoomJson, 'seats'>): Author {
	if (seat === null) return { name: 'Base text', seat, delegation: null }
	const found = seats.find(({ id }) => id === seat)
	if (found === undefined) return { name: 'Somebody who has left', seat, delegation: null }
	const { name, delegation } = found
	return { name: delegation === null ? name : `${name}, ${delegation.name}`, seat, delegation }
}

/** `Mon 14:02` on the room's clock. */
export function sayWhen(at: number, zone: string): string {
	return `${dayOf(at, zone).split(' ')[0] ?? ''} ${timeOfDay(at, zone)}`
}

/** What is shown over the text of a clause: words by their authors, and what another delegation than that of its author deleted. */
export function bandsOf(
	{ written, deleted }: AuthorshipJson,
	room: Pick<RoomJson, 'seats' | 'phase'>,
	filter: AuthorFilter
) {
	const { zone } = room.phase.deadline
	const authors = new Map<string | null, Author>()
	const authorOf = (seat: string | null): Author => {
		const known = authors.get(seat) ?? authorOfSeat(seat, room)
		authors.set(seat, known)
		return known
	}
	const bands = written.map(({ block, offset, length, seat, lastAt, repeats }) => {
		const author = authorOf(seat)
		const say = (): string => {
			const when = seat === null ? '' : ` · ${sayWhen(lastAt, zone)}`
			const others = repeats.map((one) => authorOf(one).name).join(' and ')
			const pasted = others === '' ? '' : ` · repeats words of ${others}`
			return `${author.name}${when}${pasted}`
		}
		return {
			...{ block, offset, length },
			author: seat ?? '',
			slot: author.delegation?.slot ?? null,
			isFaint: !isWanted(author, filter),
			say,
		}
	})
	const notches = deleted.flatMap(({ block, offset, words, author: by, seat, lastAt }) => {
		const [author, deleter] = [authorOf(by), authorOf(seat)]
		const isOwn =
			by === seat || (author.delegation !== null && author.delegation.id === deleter.delegation?.id)
		if (isOwn || words === null) return []
		const code = deleter.delegation?.code ?? deleter.name
		const say = (): string =>
			`Deleted by ${code}: “${words.trim()}” of ${author.name} · ${deleter.name} · ${sayWhen(lastAt, zone)}`
		return {
			...{ block, offset, length: 0 },
			author: seat ?? '',
			slot: deleter.delegation?.slot ?? null,
			isFaint: !isWanted(deleter, filter) && !isWanted(author, filter),
			say,
		}
	})
	return [...bands, ...notches]
}

function isWanted({ seat, delegation }: Author, filter: AuthorFilter): boolean {
	if (filter.kind === 'all') return true
	return filter.kind === 'seat' ? seat === filter.id : delegation?.id === filter.id
}

/** A row of the legend: how much of the text, in per cent, somebody or a delegation has written. */
export interface Share {
	readonly author: Author
	readonly percent: number
}

/** How much of the text each person has written, the most first; the imported text last. */
export function sharesOf(
	answers: readonly AuthorshipJson[],
	room: Pick<RoomJson, 'seats'>
): readonly Share[] {
	const units = new Map<string | null, number>()
	for (const { shares } of answers)
		for (const { seat, units: own } of shares) units.set(seat, (units.get(seat) ?? 0) + own)
	const all = [...units.values()].reduce((sum, own) => sum + own, 0)
	return [...units]
		.sort(([a, some], [b, others]) => Number(a === null) - Number(b === null) || others - some)
		.map(([seat, own]) => ({
			author: authorOfSeat(seat, room),
			percent: (100 * own) / Math.max(1, all),
		}))
}
