import { type SeatId } from '@parley/domain'

/** Fewer clients than this say nothing about the server's clock, and neither does a smaller median. */
const MIN_CLIENTS = 3
const MAX_OFFSET_MS = 2000

/** What the clients of one room say about the server's clock (rule F1): each how far its own is from it. */
export class ClockOffsets {
	readonly #offsets = new Map<object, { seat: SeatId; offsetMs: number }>()
	#warned = false

	/**
	 * Takes a report of `client`; gives the median offset in ms where three seats or more are off by over two seconds, once until
	 * it has been right again.
	 */
	report(client: object, seat: SeatId, offsetMs: number): number | null {
		this.#offsets.set(client, { seat, offsetMs })
		const { warning } = this
		const isNews = !this.#warned
		this.#warned = warning !== null
		return isNews ? warning : null
	}

	/** The median where it is off by too much, or null: what somebody who comes later is to be told. */
	get warning(): number | null {
		const median = this.median()
		return median !== null && Math.abs(median) > MAX_OFFSET_MS ? median : null
	}

	/** The client has gone; its clock counts no more. */
	forget(client: object): void {
		this.#offsets.delete(client)
	}

	/** The median over seats (one device each, so that nobody outvotes the room), or null with too few. In whole ms. */
	median(): number | null {
		const bySeat = new Map(
			[...this.#offsets.values()].map(({ seat, offsetMs }) => [seat, offsetMs])
		)
		if (bySeat.size < MIN_CLIENTS) return null
		const sorted = [...bySeat.values()].sort((a, b) => a - b)
		const upper = sorted[sorted.length >> 1] ?? 0
		const lower = sorted[(sorted.length - 1) >> 1] ?? 0
		return Math.round((upper + lower) / 2)
	}
}
