import { type SnapshotId } from '@parley/domain'
import { type Logger } from 'pino'
import { type Clock } from './clock.ts'
import { type FreezeHost } from './freezeHost.ts'
import { Pause } from './pause.ts'

/** The way from a stored freeze entry to the audited snapshot (rule F5); begun again from the top where it was cut short. */
export class Sealing {
	readonly #host: Pick<FreezeHost, 'seal' | 'audit' | 'onStep'>
	readonly #log: Logger
	readonly #pause: Pause
	#auditing: Promise<void> = Promise.resolve()
	#isClosed = false

	constructor(
		host: Pick<FreezeHost, 'seal' | 'audit' | 'onStep'>,
		{ clock, log }: { readonly clock: Clock; readonly log: Logger }
	) {
		this.#host = host
		this.#log = log
		this.#pause = new Pause(clock)
	}

	/**
	 * Stores the snapshot, trying until the storage takes it, has it announced and begins the audit. Resolves before the audit is
	 * over, or when it is closed.
	 */
	async run(announce: (snapshot: SnapshotId) => void): Promise<void> {
		while (!this.#isClosed) {
			try {
				const snapshot = await this.#host.seal((step) => {
					this.#host.onStep(step)
				})
				announce(snapshot)
				this.#host.onStep('announced')
				break
			} catch (error) {
				this.#log.error({ err: error }, 'the snapshot could not be stored; trying again')
				await this.#pause.wait()
			}
		}
		if (!this.#isClosed) this.#auditing = this.#audit()
	}

	/** Resolves when no audit is under way. */
	idle(): Promise<void> {
		return this.#auditing
	}

	/** Tries no more. Closing twice is fine. */
	close(): void {
		this.#isClosed = true
		this.#pause.close()
	}

	async #audit(): Promise<void> {
		try {
			await this.#host.audit()
			this.#host.onStep('audited')
		} catch (error) {
			this.#log.error({ err: error }, 'the frozen text could not be audited')
		}
	}
}
