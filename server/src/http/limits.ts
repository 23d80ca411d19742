import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { InTurn } from './inTurn.ts'

/** How often something may be asked. */
export interface RateSettings {
	/** Requests of one session in a minute. */
	readonly sessionPerMinute: number
	/** Requests from one address in a minute. */
	readonly addressPerMinute: number
	/** How long the server works in a minute on what is dear to read (authorship, old texts, files), for one session, in ms. */
	readonly sessionWorkMsPerMinute: number
	/** The same for all who come from one address. */
	readonly addressWorkMsPerMinute: number
	/** Links looked at, redeemed or made from one address in a minute. */
	readonly attemptsPerMinute: number
	/** Codes nobody has made, from one address in ten minutes. */
	readonly failuresPerTenMinutes: number
	/** Acts by which one seat takes words out of the record, in an hour: each has the database written anew. */
	readonly withholdingsPerHour: number
	/** Searches for words by one seat in an hour: each reads every clause. */
	readonly searchesPerHour: number
}

/**
 * Generous enough for a hotel whose sixty guests share one address, each of whom reads the clauses that others write in, and hopeless for
 * guessing 128 bits.
 */
export const DEFAULT_RATES: RateSettings = {
	sessionPerMinute: 3000,
	addressPerMinute: 60_000,
	sessionWorkMsPerMinute: 3_000,
	addressWorkMsPerMinute: 20_000,
	attemptsPerMinute: 600,
	failuresPerTenMinutes: 30,
	withholdingsPerHour: 60,
	searchesPerHour: 300,
}

/**
 * What is counted: requests and work by session and by address, tries of links by address, tries that opened nothing, and by seat what is done
 * to take words out of the record.
 */
export type PolicyName =
	| 'session'
	| 'address'
	| 'session-work'
	| 'address-work'
	| 'links'
	| 'unknown-links'
	| 'withholdings'
	| 'word-searches'

/** What is left after something was counted. */
export interface Quota {
	readonly policy: PolicyName
	readonly limit: number
	readonly windowSeconds: number
	readonly left: number
	/** Until it is whole again. */
	readonly resetSeconds: number
	readonly exceeded: boolean
}

/** Counts what is asked. */
export interface RateLimits {
	/** Counts one more for `key`, a session, an address or a seat; of work as many milliseconds. With 0 it says what is left. */
	count(policy: PolicyName, key: string, points?: number): Promise<Quota>
	/** What is dear to read, one after the other for each session. */
	readonly inTurn: InTurn
}

/** Rate limits kept in memory: after a restart everybody begins anew. */
export function createRateLimits(settings: Partial<RateSettings> = {}): RateLimits {
	const rates = { ...DEFAULT_RATES, ...settings }
	const policies: Readonly<Record<PolicyName, RateLimiterMemory>> = {
		session: new RateLimiterMemory({ points: rates.sessionPerMinute, duration: 60 }),
		address: new RateLimiterMemory({ points: rates.addressPerMinute, duration: 60 }),
		'session-work': new RateLimiterMemory({ points: rates.sessionWorkMsPerMinute, duration: 60 }),
		'address-work': new RateLimiterMemory({ points: rates.addressWorkMsPerMinute, duration: 60 }),
		links: new RateLimiterMemory({ points: rates.attemptsPerMinute, duration: 60 }),
		'unknown-links': new RateLimiterMemory({ points: rates.failuresPerTenMinutes, duration: 600 }),
		withholdings: new RateLimiterMemory({ points: rates.withholdingsPerHour, duration: 3600 }),
		'word-searches': new RateLimiterMemory({ points: rates.searchesPerHour, duration: 3600 }),
	}

	function toQuota(policy: PolicyName, state: RateLimiterRes | null, exceeded: boolean): Quota {
		const { points: limit, duration: windowSeconds } = policies[policy]
		const left = state === null ? limit : Math.max(0, limit - state.consumedPoints)
		const waitMs = state === null ? 0 : Math.max(0, state.msBeforeNext)
		const resetSeconds = Math.ceil(waitMs / 1000)
		return { policy, limit, windowSeconds, left, resetSeconds, exceeded }
	}

	return {
		inTurn: new InTurn(),
		async count(policy, key, points = 1) {
			try {
				return toQuota(policy, await policies[policy].consume(key, points), false)
			} catch (error) {
				if (error instanceof RateLimiterRes) return toQuota(policy, error, true)
				throw error
			}
		},
	}
}
