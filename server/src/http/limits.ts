import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { RequestProblem } from './problem.ts'

/** How often an address may try links. */
export interface RateSettings {
	/** Links looked at, redeemed or made in a minute. */
	readonly attemptsPerMinute: number
	/** Codes nobody has made, in ten minutes. */
	readonly failuresPerTenMinutes: number
}

/** Generous enough for a hotel whose guests share one address, and hopeless for guessing 128 bits. */
export const DEFAULT_RATES: RateSettings = { attemptsPerMinute: 600, failuresPerTenMinutes: 30 }

/** Counts tries by address. */
export interface RateLimits {
	/** Counts a try. Throws the problem `too-many-requests`, saying how long to wait, where it is one too many. */
	attempt(address: string): Promise<void>
	/** Counts a code that opened nothing because nobody has made it. */
	failure(address: string): Promise<void>
}

/** Rate limits kept in memory: after a restart everybody begins anew. */
export function createRateLimits(settings: RateSettings = DEFAULT_RATES): RateLimits {
	const attempts = new RateLimiterMemory({ points: settings.attemptsPerMinute, duration: 60 })
	const failures = new RateLimiterMemory({ points: settings.failuresPerTenMinutes, duration: 600 })
	return {
		async attempt(address) {
			const failed = await failures.get(address)
			if (failed !== null && failed.consumedPoints >= settings.failuresPerTenMinutes) {
				throw tooMany(failed.msBeforeNext)
			}
			try {
				await attempts.consume(address)
			} catch (error) {
				if (error instanceof RateLimiterRes) throw tooMany(error.msBeforeNext)
				throw error
			}
		},
		async failure(address) {
			await failures.penalty(address)
		},
	}
}

function tooMany(waitMs: number): RequestProblem {
	const seconds = Math.max(1, Math.ceil(waitMs / 1000))
	const detail = `Too many tries from your network. Wait ${seconds} seconds, then try again.`
	return new RequestProblem('too-many-requests', detail, {
		headers: { 'retry-after': String(seconds) },
	})
}
