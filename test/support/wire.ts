import { WebSocket, type ClientOptions } from 'ws'

type Handler = (event: never) => void
type EventName = 'open' | 'message' | 'close' | 'error'

/** Frames on their way in one direction: in order, each as late as the lane is slow, none while it is held. */
class Lane {
	readonly #queue: { readonly due: number; readonly go: () => void }[] = []
	#timer: NodeJS.Timeout | null = null
	#isHeld = false
	delayMs: number

	constructor(delayMs: number) {
		this.delayMs = delayMs
	}

	push(go: () => void): void {
		if (this.#queue.length === 0 && this.delayMs === 0 && !this.#isHeld) {
			go()
			return
		}
		this.#queue.push({ due: performance.now() + this.delayMs, go })
		this.#schedule()
	}

	hold(): void {
		this.#isHeld = true
	}

	release(): void {
		this.#isHeld = false
		this.#schedule()
	}

	drop(): void {
		this.#queue.length = 0
		if (this.#timer !== null) clearTimeout(this.#timer)
		this.#timer = null
	}

	#schedule(): void {
		const [first] = this.#queue
		if (first === undefined || this.#isHeld || this.#timer !== null) return
		this.#timer = setTimeout(
			() => {
				this.#timer = null
				if (this.#isHeld) return
				this.#queue.shift()
				first.go()
				this.#schedule()
			},
			Math.max(0, first.due - performance.now())
		)
	}
}

/** Milliseconds that a frame takes from the server, and to it. */
export interface Delay {
	readonly inMs: number
	readonly outMs: number
}

/** How the cable of a client behaves. */
export interface Cable {
	readonly delay: Delay
	/** What else `ws` is to know, e.g. `headers`. */
	readonly options?: ClientOptions
	/** Told of every frame that the provider sends, at the moment it does. */
	readonly onSend: (frame: Uint8Array) => void
}

/**
 * A WebSocket in the shape that Hocuspocus' provider wants, over a cable that can be slow, held up and cut. Frames keep
 * their order in each direction.
 */
export class Wire {
	/** Set by the provider, which tells its sockets apart by it. */
	identifier = 0
	binaryType = 'arraybuffer'
	readonly #socket: WebSocket
	readonly #cable: Cable
	readonly #in: Lane
	readonly #out: Lane
	readonly #handlers = new Map<string, Set<Handler>>()
	/** That the socket is closed, and has not been told yet. */
	#goodbye: (() => void) | null = null

	constructor(url: string, cable: Cable) {
		this.#cable = cable
		this.#in = new Lane(cable.delay.inMs)
		this.#out = new Lane(cable.delay.outMs)
		this.#socket = new WebSocket(url, { perMessageDeflate: false, ...cable.options })
		this.#socket.binaryType = 'arraybuffer'
		this.#socket.on('open', () => {
			this.#tell('open', {})
		})
		this.#socket.on('message', (data) => {
			this.#in.push(() => {
				this.#tell('message', { data })
			})
		})
		this.#socket.on('error', (error) => {
			this.#tell('error', error)
		})
		this.#socket.on('close', (code, reason) => {
			this.#out.drop()
			this.#goodbye = () => {
				this.#goodbye = null
				this.#tell('close', { code, reason: reason.toString() })
			}
			this.#in.push(this.#goodbye)
		})
	}

	get readyState(): number {
		return this.#socket.readyState
	}

	addEventListener(name: EventName, handler: Handler): void {
		const handlers = this.#handlers.get(name) ?? new Set()
		this.#handlers.set(name, handlers.add(handler))
	}

	removeEventListener(name: EventName, handler: Handler): void {
		this.#handlers.get(name)?.delete(handler)
	}

	send(frame: Uint8Array): void {
		this.#cable.onSend(frame)
		this.#out.push(() => {
			this.#socket.send(frame)
		})
	}

	/** Says goodbye once everything sent before is out. */
	close(): void {
		this.#out.push(() => {
			this.#socket.close()
		})
	}

	/** Cuts the cable: the TCP connection is gone, with whatever was under way in both directions. */
	cut(): void {
		this.#in.drop()
		this.#out.drop()
		this.#socket.terminate()
		// it was closed before, and that was on its way here
		if (this.#goodbye !== null) this.#in.push(this.#goodbye)
	}

	/** Stops frames in both directions until `release`; nothing is lost. */
	hold(): void {
		this.#in.hold()
		this.#out.hold()
	}

	release(): void {
		this.#in.release()
		this.#out.release()
	}

	/** Changes how long frames take from now on. */
	slow({ inMs, outMs }: Delay): void {
		this.#in.delayMs = inMs
		this.#out.delayMs = outMs
	}

	#tell(name: EventName, event: object): void {
		for (const handler of this.#handlers.get(name) ?? []) Reflect.apply(handler, undefined, [event])
	}
}
