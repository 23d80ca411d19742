import { type PhaseJson } from '@parley/protocol'
import { countdown } from '../negotiation/countdown.ts'
import { dayOf, deviceZone, placeOf, timeOfDay } from '../negotiation/zones.ts'

const DAY_MS = 24 * 3600 * 1000

/** Where a round stands, in a sentence without a capital: `freezes Tuesday 9 December, 18:00 London, in 2 h 14 min`. */
export function sayPhase(phase: PhaseJson, now: number): string {
	const { zone } = phase.deadline
	switch (phase.kind) {
		case 'drafting': {
			const { left } = countdown(phase.deadline.at - now)
			const when = `freezes ${sayMoment(phase.deadline.at, zone, now)}`
			return left === '' ? when : `${when}, in ${left.replaceAll(' ', '\u00a0')}`
		}
		case 'freezing':
			return 'freezes at this moment'
		case 'awaiting-chair':
			return `closed since ${sayMoment(phase.deadline.at, zone, now)}, awaiting the secretariat`
		case 'frozen':
			return `frozen ${sayMoment(phase.at, zone, now, true)}`
	}
}

/** A moment in words, `Tuesday 9 December, 18:00 London`; with the year where it is more than half a year away, with seconds where asked. */
export function sayMoment(at: number, zone: string, now: number, withSeconds = false): string {
	const day = dayOf(at, zone, 'long')
	const isNear = Math.abs(at - now) < 183 * DAY_MS
	return `${isNear ? day.replace(/ \d{4}$/, '') : day}, ${timeOfDay(at, zone, withSeconds)} ${placeOf(zone)}`
}

/** The same moment on this device's clock, `20:00 Kyiv`, with the day where it is another; empty where both clocks agree. */
export function sayHere(at: number, zone: string, mine: string = deviceZone()): string {
	if (timeOfDay(at, mine) === timeOfDay(at, zone) && dayOf(at, mine) === dayOf(at, zone)) return ''
	const day = dayOf(at, mine) === dayOf(at, zone) ? '' : `${dayOf(at, mine).split(' ')[0] ?? ''} `
	return `${day}${timeOfDay(at, mine)} ${placeOf(mine)}`
}
