import { parseInstant, type Deadline, type Instant } from '@parley/domain'
import { Temporal } from 'temporal-polyfill'

/** What a person wrote as a deadline, read or refused; `fault` is a sentence for them. */
export type ParsedDeadline =
	| { readonly kind: 'deadline'; readonly deadline: Deadline }
	| { readonly kind: 'refused'; readonly at: 'at' | 'zone'; readonly fault: string }

/** A date and a time of day, to the minute or finer, and perhaps `Z` or an offset. */
const TIME =
	/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}(?::?\d{2})?|)$/i

/** Whether there is such a time zone, by its IANA name. */
export function isZone(zone: string): boolean {
	if (!/^[A-Za-z][\w+/-]*$/.test(zone)) return false
	try {
		return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== ''
	} catch (error) {
		if (error instanceof RangeError) return false
		throw error
	}
}

/**
 * Reads a deadline: an ISO 8601 moment with `Z` or an offset, or a date and time on the clock of `zone`. A time which the clocks of
 * that place skip or show twice in the night they are changed is refused rather than guessed.
 */
export function parseDeadline(at: string, zone: string): ParsedDeadline {
	if (!isZone(zone)) {
		const fault = `There is no time zone ${JSON.stringify(zone)}. Write one like Europe/London or Europe/Kyiv.`
		return { kind: 'refused', at: 'zone', fault }
	}
	const text = at.trim()
	try {
		const [, offset] = TIME.exec(text) ?? []
		if (offset === undefined) throw new RangeError('no date and time')
		const instant = offset === '' ? onClockOf(text, zone) : Temporal.Instant.from(text)
		if (instant === null) {
			const fault = `The clocks in ${zone} are changed that night, so ${text} is not one moment there. Add an offset, such as ${text}+01:00.`
			return { kind: 'refused', at: 'at', fault }
		}
		const deadline = { at: parseInstant(instant.epochMilliseconds), zone }
		return { kind: 'deadline', deadline }
	} catch (error) {
		if (!(error instanceof RangeError)) throw error
		const fault = `${JSON.stringify(text)} is not a date and time. Write it like 2026-12-09T18:00.`
		return { kind: 'refused', at: 'at', fault }
	}
}

function onClockOf(text: string, zone: string): Temporal.Instant | null {
	const local = Temporal.PlainDateTime.from(text)
	const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' })
	const later = local.toZonedDateTime(zone, { disambiguation: 'later' })
	return earlier.equals(later) ? earlier.toInstant() : null
}

/**
 * The next Tuesday at 18:00 in London that lies at least two hours ahead: when the sample's text freezes. 18:00 on the clocks there, in
 * winter and summer.
 */
export function nextTuesdayInLondon(now: Instant): Deadline {
	const zone = 'Europe/London'
	const TUESDAY = 2
	const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone)
	const soonest = here.add({ hours: 2 })
	const atSix = { hour: 18, minute: 0, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 }
	const thisWeek = here.add({ days: (TUESDAY - here.dayOfWeek + 7) % 7 }).with(atSix)
	const first =
		Temporal.ZonedDateTime.compare(thisWeek, soonest) >= 0 ? thisWeek : thisWeek.add({ weeks: 1 })
	return { at: parseInstant(first.epochMilliseconds), zone }
}

/** A deadline as people say it, e.g. `Tuesday 9 December 2025, 18:00 (Europe/London)`. */
export function sayDeadline({ at, zone }: Deadline): string {
	const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'full' }).format(at)
	const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' }).format(at)
	return `${day.replace(',', '')}, ${time} (${zone})`
}
