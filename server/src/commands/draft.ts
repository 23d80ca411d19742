import { parseDelegationCode, parseRole, ParleyError, type Role } from '@parley/domain'
import { type NegotiationDraft } from '../negotiation/createNegotiation.ts'
import { parseLine } from '../words.ts'

type Delegations = NegotiationDraft['delegations']
type Seats = NegotiationDraft['seats']

/** The most of each that a command line makes. */
const MOST_DELEGATIONS = 100
const MOST_SEATS = 500

/**
 * Reads delegations as typed, e.g. `UA:Ukraine,GB:United Kingdom`; a name may be left out.
 *
 * @throws ParleyError `bad-configuration`, one sentence.
 */
export function parseDelegations(value: string): Delegations {
	const delegations = parts(value).map((part) => {
		const [code = '', ...rest] = part.split(':')
		const name = parseLine(rest.join(':'))
		return { code: orWrong(() => parseDelegationCode(code.trim())), name: name || code.trim() }
	})
	const codes = delegations.map(({ code }) => code)
	const twice = codes.find((code, index) => codes.indexOf(code) !== index)
	if (twice !== undefined) throw wrong(`The delegation ${twice} is there twice.`)
	if (codes.length > MOST_DELEGATIONS)
		throw wrong(`There are more than ${MOST_DELEGATIONS} delegations.`)
	return delegations
}

/**
 * Reads seats as typed, each a role, a delegation and a name divided by colons, e.g. `advisor:UA:Advisor 1,note-taker,secretariat`. Names
 * that are left out are made from the role.
 *
 * @throws ParleyError `bad-configuration`, one sentence.
 */
export function parseSeats(value: string, delegations: Delegations): Seats {
	const seats: Seats[number][] = []
	for (const part of parts(value)) {
		const [rolePart = '', codePart = '', ...rest] = part.split(':')
		const role = orWrong(() => parseRole(rolePart.trim()))
		const delegationCode = codePart.trim() === '' ? null : codePart.trim()
		if (delegationCode === null && role === 'advisor') {
			throw wrong(
				`An advisor speaks for a delegation: write advisor:CODE, not ${JSON.stringify(part)}.`
			)
		}
		if (delegationCode !== null && !delegations.some(({ code }) => code === delegationCode)) {
			throw wrong(
				`The seat ${JSON.stringify(part)} is of a delegation that --delegations does not name.`
			)
		}
		const name = parseLine(rest.join(':')) || nameFor(role, delegationCode, seats)
		if (seats.some((seat) => seat.name === name && seat.delegationCode === delegationCode)) {
			throw wrong(`The seat ${JSON.stringify(name)} is there twice; give them different names.`)
		}
		seats.push({ role, name, delegationCode })
	}
	if (seats.length > MOST_SEATS) throw wrong(`There are more than ${MOST_SEATS} seats.`)
	if (!seats.some(({ role }) => role === 'secretariat' || role === 'chair')) {
		throw wrong('Nobody could run the room: add a seat for the secretariat or a chair.')
	}
	return seats
}

/** The seats of a room when none are named: an advisor for each delegation, a note-taker and the secretariat. */
export function usualSeats(delegations: Delegations): Seats {
	const advisors = delegations.map(({ code }) => `advisor:${code}`)
	return parseSeats([...advisors, 'note-taker', 'secretariat'].join(','), delegations)
}

const ROLE_NAMES: Record<Role, string> = {
	advisor: 'Advisor',
	'note-taker': 'Note-taker',
	secretariat: 'Secretariat',
	chair: 'Chair',
	observer: 'Observer',
}

/** Advisors are numbered within their delegation from 1, others only from the second on. */
function nameFor(role: Role, delegationCode: string | null, seats: Seats): string {
	const taken = seats
		.filter((seat) => seat.delegationCode === delegationCode)
		.map(({ name }) => name)
	const base = ROLE_NAMES[role]
	if (role !== 'advisor' && !taken.includes(base)) return base
	let number = role === 'advisor' ? 1 : 2
	while (taken.includes(`${base} ${number}`)) number++
	return `${base} ${number}`
}

function parts(value: string): readonly string[] {
	return value
		.split(',')
		.map((part) => part.trim())
		.filter((part) => part !== '')
}

function orWrong<T>(parse: () => T): T {
	try {
		return parse()
	} catch (error) {
		if (error instanceof RangeError) throw wrong(asSentence(error.message))
		throw error
	}
}

function asSentence(message: string): string {
	return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
}

function wrong(message: string): ParleyError {
	return new ParleyError('bad-configuration', message)
}
