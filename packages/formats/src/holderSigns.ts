/**
 * How the holders of a bracket are named between its characters: by the codes of their delegations, behind the words (`[shall – UA, FR]`, as our own
 * files have it) or before them (`[UA: shall]`, `[UA – shall]`).
 */

/** What names holders in front of the words of a bracket, and behind them, and who they are. */
export interface HolderSigns {
	/** Codes, each once. */
	readonly holders: readonly string[]
	/** How many characters stand for them after the opening bracket, the white space and the divider among them. */
	readonly before: number
	/** How many stand for them before the closing one. */
	readonly behind: number
}

/** Longer than any list of all delegations of a room (a hundred at most). */
const LONGEST = 700

const LIST = '[A-Z]{2,3}(?:\\s*[,/]\\s*[A-Z]{2,3})*'
const NOBODY = 'held by nobody'
const BEHIND = new RegExp(`\\s[–—-]\\s*(${LIST}|${NOBODY})\\s*$`, 'u')
const BEFORE = new RegExp(`^\\s*(${LIST})(?:\\s*:\\s*|\\s+[–—-]\\s+)`, 'u')

/** What stands there where nobody holds the bracket, and its words would else be read as if they named somebody. */
export const NOBODY_SIGN = ` – ${NOBODY}`

/**
 * Whom the words between two brackets name as holders. What names others than `isDelegation` says are words like others, and so is all in front where
 * holders are named behind.
 *
 * @param head the words from the opening bracket on, to the end of their paragraph at most
 * @param tail those up to the closing one, from the beginning of their paragraph at most
 */
export function readHolders(
	head: string,
	tail: string,
	isDelegation: (code: string) => boolean
): HolderSigns {
	const behind = BEHIND.exec(tail.slice(-LONGEST))
	const behindCodes = codesIn(behind?.[1])
	if (behind !== null && behindCodes.every(isDelegation)) {
		return { holders: behindCodes, before: 0, behind: behind[0].length }
	}
	const before = BEFORE.exec(head.slice(0, LONGEST))
	const beforeCodes = codesIn(before?.[1])
	if (before !== null && beforeCodes.every(isDelegation)) {
		return { holders: beforeCodes, before: before[0].length, behind: 0 }
	}
	return { holders: [], before: 0, behind: 0 }
}

function codesIn(list = ''): readonly string[] {
	return list === NOBODY ? [] : [...new Set(list.match(/[A-Z]{2,3}/gu))]
}
