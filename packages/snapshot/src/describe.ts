import { type FreezeCause } from '@parley/domain'
import { countClauses } from './countClauses.ts'
import { describeInstant } from './describeInstant.ts'
import { fingerprint } from './digest.ts'
import { type Invalid, type InvalidReason, type Where } from './envelope.ts'
import { type Erasure, ERASURE_FORMAT } from './erasure.ts'
import { type FreezeProtocol, PROTOCOL_FORMAT } from './freezeProtocol.ts'
import { type KeyRotation, ROTATION_FORMAT } from './rotation.ts'
import { standingFacts } from './describeStanding.ts'
import {
	clauseLabel,
	type Snapshot,
	SNAPSHOT_FORMAT,
	SNAPSHOT_FORMAT_1,
	SNAPSHOT_FORMAT_2,
} from './snapshot.ts'
import { type SignedDocument, type VerifyResult } from './verify.ts'

/** A result in plain English: in a word or two, in one sentence that says it all, and what one may want to know besides, a sentence each. */
export interface Description {
	readonly verdict: 'Valid' | 'Consistent, key not checked' | 'Not valid' | 'Cannot be checked'
	readonly headline: string
	readonly details: readonly string[]
}

/** What the command line prints and the Verify page shows about a file. */
export function describeResult(result: VerifyResult): Description {
	switch (result.kind) {
		case 'invalid':
			return describeInvalid(result)
		case 'valid':
			return {
				verdict: 'Valid',
				headline: `This is ${nameOf(result.document)}.`,
				details: [
					...factsOf(result.document),
					`The digest of ${digestedOf(result.document)} is ${fingerprint(result.digest)}.`,
					`It was signed with ${throughRotations(result.trustedThrough)}, fingerprint ${fingerprint(result.signedBy)}.`,
				],
			}
		case 'consistent':
			return {
				verdict: 'Consistent, key not checked',
				headline: `This file is consistent and says it is ${nameOf(result.document)}; its key was not checked.`,
				details: [
					...factsOf(result.document),
					`The digest of ${digestedOf(result.document)} is ${fingerprint(result.digest)}.`,
					`It was signed with the key whose fingerprint is ${fingerprint(result.signedBy)}.`,
					'Anyone can make a file with a key of their own. Ask the secretariat for its key or fingerprint in some other way than with this file, and check against that.',
				],
			}
	}
}

function nameOf(document: SignedDocument): string {
	switch (document.format) {
		case SNAPSHOT_FORMAT:
		case SNAPSHOT_FORMAT_2:
		case SNAPSHOT_FORMAT_1:
			return `the text frozen on ${describeInstant(document.frozenAt, document.deadline.zone)}`
		case PROTOCOL_FORMAT:
			return `the protocol of the freeze on ${describeInstant(document.frozenAt, document.deadline.zone)}`
		case ROTATION_FORMAT:
			return `a change of the server’s key on ${describeInstant(document.at, 'UTC')}`
		case ERASURE_FORMAT:
			return `the record that a negotiation was erased on ${describeInstant(document.erasedAt, 'UTC')}`
	}
}

function digestedOf(document: SignedDocument): string {
	switch (document.format) {
		case SNAPSHOT_FORMAT:
		case SNAPSHOT_FORMAT_2:
		case SNAPSHOT_FORMAT_1:
			return 'the text'
		case PROTOCOL_FORMAT:
			return 'the protocol'
		case ROTATION_FORMAT:
		case ERASURE_FORMAT:
			return 'the record'
	}
}

function factsOf(document: SignedDocument): readonly string[] {
	switch (document.format) {
		case SNAPSHOT_FORMAT:
		case SNAPSHOT_FORMAT_2:
		case SNAPSHOT_FORMAT_1:
			return snapshotFacts(document)
		case PROTOCOL_FORMAT:
			return protocolFacts(document)
		case ROTATION_FORMAT:
			return rotationFacts(document)
		case ERASURE_FORMAT:
			return erasureFacts(document)
	}
}

const CAUSES: Readonly<Record<FreezeCause, string>> = {
	deadline: 'It froze at the deadline.',
	early: 'It was frozen before the deadline, by decision.',
	'as-of-deadline':
		'The server was not running at the deadline; the text was frozen afterwards as it stood at the deadline.',
}

function snapshotFacts(snapshot: Snapshot): readonly string[] {
	const { negotiation, clauses, ladder } = snapshot
	const notice = negotiation.notice === '' ? '' : ` (${negotiation.notice})`
	const counts = ladder
		.map(({ status, name }) => {
			const number = clauses.filter(
				(clause) => clause.kind === 'clause' && clause.status === status
			).length
			return { number, words: `${number} ${name.toLowerCase()}` }
		})
		.filter(({ number }) => number > 0)
		.map(({ words }) => words)
	return [
		`It is round ${snapshot.round} of “${negotiation.title}”${notice}.`,
		CAUSES[snapshot.cause],
		`It has ${countClauses(clauses)}. Every digest matches.`,
		...(counts.length === 0 ? [] : [`Of the points: ${counts.join(', ')}.`]),
		...sayBrackets(snapshot),
		...saySuggestions(snapshot),
		...sayAlternatives(snapshot),
		...standingFacts(snapshot),
		...sayMissing(snapshot),
	]
}

/** For which places none of several alternatives was chosen, clause by clause; nothing where all were. */
function sayAlternatives({ clauses }: Snapshot): readonly string[] {
	return clauses.flatMap((clause) =>
		(clause.alternatives ?? []).map(({ alternatives, parked }) => {
			const letters = alternatives.map(({ label }) => label).join(', ')
			const label = clauseLabel(clause)
			const set = parked ? ', set aside' : ''
			return `${label.charAt(0).toUpperCase()}${label.slice(1)}: none of the alternatives ${letters} is chosen${set}.`
		})
	)
}

/** How many brackets are open, and who holds them; nothing where none is. */
function sayBrackets({ clauses }: Snapshot): readonly string[] {
	const open = clauses.flatMap(({ openBrackets }) => openBrackets)
	if (open.length === 0) return []
	const codes = [...new Set(open.flatMap(({ holders }) => holders))].toSorted()
	const held = codes.map((code) => {
		const number = open.filter(({ holders }) => holders.includes(code)).length
		return `${number} by ${code}`
	})
	const unheld = open.filter(({ holders }) => holders.length === 0).length
	const by = [...held, ...(unheld === 0 ? [] : [`${unheld} by nobody`])]
	return [
		`${plural(open.length, 'bracket')} ${open.length === 1 ? 'is' : 'are'} open; held: ${by.join(', ')}.`,
	]
}

/** How many suggestions are open, and whose they are; nothing where none is. */
function saySuggestions({ clauses }: Snapshot): readonly string[] {
	const open = clauses.flatMap(({ openSuggestions = [] }) => openSuggestions)
	if (open.length === 0) return []
	const codes = [...new Set(open.map(({ delegation }) => delegation))].toSorted()
	const by = codes.map((code) => {
		const number = open.filter(({ delegation }) => delegation === code).length
		return `${number} by ${code ?? 'those who speak for no delegation'}`
	})
	return [
		`${plural(open.length, 'suggestion')} ${open.length === 1 ? 'is' : 'are'} open: ${by.join(', ')}.`,
	]
}

/** What is still missing, and who is to say it; nothing where nothing is. */
function sayMissing({ clauses }: Snapshot): readonly string[] {
	const missing = clauses.flatMap(({ placeholders = [] }) => placeholders)
	if (missing.length === 0) return []
	const each = missing.map(({ words, owner }) => {
		const said = words === '' ? 'unknown' : words
		return owner === null ? said : `${said} (${owner})`
	})
	return [
		`${plural(missing.length, 'placeholder')} ${missing.length === 1 ? 'is' : 'are'} open: ${each.join(', ')}.`,
	]
}

function protocolFacts(protocol: FreezeProtocol): readonly string[] {
	const { account, lateEdits, outages } = protocol
	const late = lateEdits.length === 0 ? 'No edit came' : `${plural(lateEdits.length, 'edit')} came`
	return [
		CAUSES[protocol.cause],
		...(protocol.reason === '' ? [] : [`The reason given: “${protocol.reason}”`]),
		`It belongs to the text with the digest ${fingerprint(protocol.snapshot)}.`,
		`${late} after the freeze, as of ${describeInstant(protocol.issuedAt, protocol.deadline.zone)}.`,
		`Writing paused for ${account.waitedMs} ms while the server took in what had come in time.`,
		...sayPending(account),
		sayLoad(account.loopDelayMaxMs),
		...outages.map(
			({ from, to }) =>
				`The server was not running from ${describeInstant(from, protocol.deadline.zone)} to ${describeInstant(to, protocol.deadline.zone)}.`
		),
	]
}

function sayPending({ framesPending, framesLeft }: FreezeProtocol['account']): readonly string[] {
	const taken = framesPending - framesLeft
	return [
		...(taken === 0
			? []
			: [`${plural(taken, 'message')} of that ${taken === 1 ? 'was' : 'were'} still counted.`]),
		...(framesLeft === 0
			? []
			: [`${plural(framesLeft, 'message')} of that could not be counted within the longest wait.`]),
	]
}

function sayLoad(loopDelayMaxMs: number | null): string {
	if (loopDelayMaxMs === null)
		return 'How busy the server was in the minute before was not measured.'
	return `In the minute before, the server was busy for at most ${loopDelayMaxMs} ms at a stretch.`
}

function rotationFacts(rotation: KeyRotation): readonly string[] {
	return [
		`From then on the server signs with the key ${rotation.successor}.`,
		'The old key signed this record.',
	]
}

function erasureFacts({ negotiation, cause, log, snapshots }: Erasure): readonly string[] {
	return [
		cause === 'operator'
			? 'Whoever runs the server erased it by a command.'
			: 'It was erased because the time for which it was kept was over.',
		`SHA-256 of the negotiation’s id is ${fingerprint(negotiation)}; its log ended at position ${log.position}.`,
		snapshots.length === 0
			? 'No text of it was frozen.'
			: `${plural(snapshots.length, 'text')} of it ${snapshots.length === 1 ? 'was' : 'were'} frozen, with the ${snapshots.length === 1 ? 'digest' : 'digests'} ${snapshots.map(fingerprint).join(', ')}.`,
	]
}

function throughRotations(path: readonly string[]): string {
	if (path.length <= 1) return 'the key you gave'
	return `a key that the one you gave was replaced by, over ${plural(path.length - 1, 'signed change')}`
}

const REASONS: Readonly<Record<InvalidReason, string>> = {
	'too-large': 'This file is too large to be checked.',
	'not-utf8': 'This is not a Parley file, or it has been damaged: it is not text.',
	'too-deep': 'This is not a Parley file: its parts are nested too deep.',
	'not-json': 'This is not a Parley file, or it has been damaged or cut off.',
	'not-canonical': 'This file is not as it was written',
	'not-a-signed-file': 'This is not a signed Parley file, or parts of it are missing.',
	'text-data': 'This is a copy of the text for programs, and nothing in it is signed.',
	'digest-mismatch': 'This file differs from what was signed',
	'bad-signature': 'The signature does not belong to this file.',
	'unknown-format': 'This file is of a kind or version that this verifier does not know.',
	'bad-content': 'The signed content of this file is not as its format demands',
	'clause-mismatch': 'The words of this file do not match their own digest',
	'other-key': 'This file was signed with another key than the one you gave.',
}

const ADVICE: Readonly<Partial<Record<InvalidReason, string>>> = {
	'not-canonical':
		'Even a space or a line break counts. Programs that open and save a file may add them: use the file as it was downloaded.',
	'not-json': 'Use the file as it was downloaded, not a copy of what a page shows.',
	'text-data': 'Take the signed file, “Frozen text, signed” among the downloads.',
	'digest-mismatch':
		'Something was changed after the text was frozen. Do not rely on it; ask for the original file.',
	'bad-signature': 'Do not rely on it; ask for the original file.',
	'other-key':
		'Either the key you gave is not the one of this server, or somebody else made this file. If the server has changed its key, add the signed record of that change.',
}

/** The file may be anything, and is perhaps no signed one at all. */
const FOREIGN: readonly InvalidReason[] = ['not-utf8', 'not-json', 'not-a-signed-file', 'text-data']

function describeInvalid({ reason, where }: Invalid): Description {
	const isInWords = reason === 'digest-mismatch' && where.kind === 'clause'
	const sentence = isInWords ? 'This file differs from the frozen text' : REASONS[reason]
	const headline = sentence.endsWith('.') ? sentence : `${sentence}${placeOf(where)}.`
	const advice = ADVICE[reason]
	return {
		verdict: FOREIGN.includes(reason) ? 'Cannot be checked' : 'Not valid',
		headline,
		details: advice === undefined ? [] : [advice],
	}
}

function placeOf(where: Where): string {
	switch (where.kind) {
		case 'file':
			return ''
		case 'byte':
			return `: the difference begins at byte ${where.offset + 1}`
		case 'member':
			return `, at “${where.path}”`
		case 'clause':
			return ` at ${where.label}`
	}
}

function plural(number: number, word: string): string {
	return `${number} ${word}${number === 1 ? '' : 's'}`
}
