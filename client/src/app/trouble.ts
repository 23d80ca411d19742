import { type ProblemCode } from '@parley/protocol'
import { ApiError } from '../negotiation/api.ts'

/** A failure as a person reads it: what it is, what to do, and what to hand on when asking for help. */
export interface Trouble {
	readonly title: string
	readonly advice: string
	/** Whether trying again may help. */
	readonly retry: boolean
	/** Whether something is broken, so that details are of use to whoever mends it; a used link is no fault. */
	readonly isFault: boolean
	/** Names this very failure in the server's log; empty where it has none. */
	readonly reference: string
	/** For the clipboard: no names, no words of the text. */
	readonly details: string
}

interface Words {
	readonly title: string
	readonly advice: string
	readonly retry: boolean
}

const ASK_FOR_LINK = 'Ask the secretariat for a new one; your words are not lost.'

/** What is said where the server's own sentence is not the best one for a page. */
const BY_CODE: Partial<Record<ProblemCode, Words>> = {
	'not-signed-in': {
		title: 'You are not signed in here.',
		advice: `Open the link you were sent. If it was used already, ask the secretariat for a new one.`,
		retry: false,
	},
	'not-found': {
		title: 'There is nothing here for you.',
		advice:
			'It may not exist, your seat may not see it, or the secretariat took your seat away. Words that you wrote are kept in the record.',
		retry: false,
	},
	'not-allowed': {
		title: 'Your seat may not do this.',
		advice: 'The secretariat can, or can give you a seat that may.',
		retry: false,
	},
	'link-unknown': {
		title: 'This link is not known.',
		advice: `It may have been cut when it was copied. ${ASK_FOR_LINK}`,
		retry: false,
	},
	'link-used': {
		title: 'This link was used already.',
		advice: `A link opens one browser once. ${ASK_FOR_LINK}`,
		retry: false,
	},
	'link-expired': {
		title: 'This link has run out.',
		advice: ASK_FOR_LINK,
		retry: false,
	},
	'link-revoked': {
		title: 'This link was taken back.',
		advice: 'The secretariat took it back or replaced it. Ask them for the new one.',
		retry: false,
	},
	'link-seat-revoked': {
		title: 'Your seat was taken away by the secretariat.',
		advice: 'Your words are kept in the record.',
		retry: false,
	},
	'too-many-requests': {
		title: 'Too much at once.',
		advice: 'Wait a moment, then try again.',
		retry: true,
	},
	internal: {
		title: 'Something broke on the server.',
		advice: 'What was stored is stored. Try again in a moment.',
		retry: true,
	},
	'not-stored': {
		title: 'The server cannot write just now.',
		advice: 'Nothing was recorded. Try again in a moment.',
		retry: true,
	},
}

const OFFLINE: Words = {
	title: 'No connection to the server.',
	advice:
		'The server may be starting again, or the network of this device is down. What waits for it is tried again once it is back.',
	retry: true,
}

const UNREADABLE: Words = {
	title: 'The answer could not be read.',
	advice:
		'Something between you and the server answered in its place, or the server is newer than this page. Load the page again.',
	retry: true,
}

/** Plain words for whatever went wrong, ours or not. */
export function describeTrouble(error: unknown): Trouble {
	if (!(error instanceof ApiError)) {
		const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
		const title = 'This page has a fault.'
		const advice = 'Load it again. If it comes back, send the details to whoever runs the server.'
		return { title, advice, retry: false, isFault: true, reference: '', details: what }
	}
	const reference = error.problem?.reference ?? ''
	const details = [
		`Request: ${error.request}`,
		`Answer: ${error.kind === 'problem' ? `${error.status} ${error.problem?.code ?? ''}` : error.kind}`,
		...(error.problem === null ? [] : [`Detail: ${error.problem.detail}`]),
		...(reference === '' ? [] : [`Reference: ${reference}`]),
		`Time: ${error.at.toISOString()}`,
	].join('\n')
	const isFault = error.kind === 'unreadable' || error.status >= 500 || error.status === 400
	return { ...wordsFor(error), isFault, reference, details }
}

function wordsFor(error: ApiError): Words {
	if (error.kind === 'offline') return OFFLINE
	if (error.problem === null) return UNREADABLE
	const known = error.code === null ? undefined : BY_CODE[error.code]
	if (known) return known
	return {
		title: `${error.problem.title}.`,
		advice: error.problem.detail,
		retry: error.status >= 500,
	}
}
