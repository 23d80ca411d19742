import { bracketIdsIn } from './bracketMarks.ts'
import { type CanonicalValue } from './canonical.ts'
import { plainText } from './content.ts'
import { digestOfText, fromHex } from './digest.ts'
import { digestOfValue } from './digestOfValue.ts'
import {
	formatOf,
	type Intact,
	type Invalid,
	invalid,
	openEnvelope,
	readShape,
	type Where,
} from './envelope.ts'
import { type Erasure, ERASURE_FORMAT, erasureShape } from './erasure.ts'
import { type FreezeProtocol, freezeProtocolShape, PROTOCOL_FORMAT } from './freezeProtocol.ts'
import { keyId, type OutsideKey } from './key.ts'
import {
	isByRetired,
	type KeyRotation,
	ROTATION_FORMAT,
	rotationShape,
	trustPath,
} from './rotation.ts'
import {
	clauseLabel,
	type Snapshot,
	SNAPSHOT_FORMAT,
	SNAPSHOT_FORMAT_1,
	SNAPSHOT_FORMATS,
	type SnapshotClause,
	type SnapshotFormat,
	snapshotShape,
} from './snapshot.ts'
import { readDigestOf } from './readDigest.ts'
import { areAlternativesWhole } from './snapshotAlternatives.ts'
import { type Shape } from './shape.ts'
import { arePlaceholdersOf } from './snapshotPlaceholders.ts'
import { areRising, isLadderWhole, isStandingWhole } from './snapshotStanding.ts'
import { suggestionIdsIn } from './snapshotSuggestions.ts'

/** What a verifier holds beside the file. */
export interface VerifyOptions {
	/** The server's key, as it came from somewhere else than the file: only against it a file is *valid*. */
	readonly key?: OutsideKey
	/** Key rotations that may lead from that key to the one that signed. */
	readonly rotations?: readonly Uint8Array[]
}

/** What is known of a file that holds together. */
interface Holds<T> {
	readonly document: T
	/** SHA-256 of the document's canonical bytes: what is read aloud and initialled. */
	readonly digest: string
	/** The id of the key that signed. */
	readonly signedBy: string
}

/**
 * The answer about a file. *Valid* is said only against a key from outside; without one a file can be no more than *consistent*, since
 * whoever makes up a text can make up a key.
 */
export type Verified<T> =
	| (Holds<T> & {
			readonly kind: 'valid'
			/** Key ids from the one given to the one that signed; more than one where keys were rotated. */
			readonly trustedThrough: readonly string[]
	  })
	| (Holds<T> & { readonly kind: 'consistent' })
	| Invalid

/** The documents that are signed. */
export type SignedDocument = Snapshot | FreezeProtocol | KeyRotation | Erasure

/** Whether a signed document is a frozen text, of whatever version. */
export function isSnapshot(document: SignedDocument): document is Snapshot {
	return isSnapshotFormat(document.format)
}

/** The answer about a file of any kind; `document.format` says which. */
export type VerifyResult = Verified<SignedDocument>

const FORMAT_MEMBER: Where = { kind: 'member', path: 'body.format' }

/** How one kind of document is checked beyond its signature. */
interface Kind<T> {
	readonly shape: Shape<T>
	/** What is wrong inside a document whose signature holds, or null. */
	readonly fault: (document: T, publicKey: string) => Invalid | null
}

const SNAPSHOT: Kind<Snapshot> = { shape: snapshotShape, fault: faultInSnapshot }
const PROTOCOL: Kind<FreezeProtocol> = { shape: freezeProtocolShape, fault: () => null }
const ERASURE: Kind<Erasure> = { shape: erasureShape, fault: () => null }
const ROTATION: Kind<KeyRotation> = {
	shape: rotationShape,
	fault: (rotation, publicKey) =>
		isByRetired(rotation, publicKey)
			? null
			: invalid('bad-content', { kind: 'member', path: 'retired' }),
}

/** Checks the file of a frozen text: every byte, every digest, the signature, and the key where one is given. */
export function verifySnapshot(bytes: Uint8Array, options: VerifyOptions = {}): Verified<Snapshot> {
	const file = openEnvelope(bytes, locateInSnapshot)
	if (file.kind === 'invalid') return file
	const format = formatOf(file.body)
	return isSnapshotFormat(format)
		? judge(file, SNAPSHOT, options)
		: invalid('unknown-format', FORMAT_MEMBER)
}

/** Checks a file of whatever kind it says it is: frozen text, freeze protocol, key rotation or erasure. */
export function verifyFile(bytes: Uint8Array, options: VerifyOptions = {}): VerifyResult {
	const file = openEnvelope(bytes, locateInSnapshot)
	if (file.kind === 'invalid')
		return isTextData(bytes) ? invalid('text-data', { kind: 'file' }) : file
	const format = formatOf(file.body)
	if (isSnapshotFormat(format)) return judge(file, SNAPSHOT, options)
	switch (format) {
		case PROTOCOL_FORMAT:
			return judge(file, PROTOCOL, options)
		case ROTATION_FORMAT:
			return judge(file, ROTATION, options)
		case ERASURE_FORMAT:
			return judge(file, ERASURE, options)
		default:
			return invalid('unknown-format', FORMAT_MEMBER)
	}
}

function isSnapshotFormat(format: unknown): format is SnapshotFormat {
	return SNAPSHOT_FORMATS.some((known) => known === format)
}

/** Whether a file begins as the text for programs does (`parley-text/1`), which is of no fixed form and never signed. */
function isTextData(bytes: Uint8Array): boolean {
	const start = new TextDecoder().decode(bytes.subarray(0, 100))
	return /^\s*\{\s*"format":\s*"parley-text\//.test(start)
}

function judge<T>(file: Intact, kind: Kind<T>, options: VerifyOptions): Verified<T> {
	const read = readShape(kind.shape, file.body)
	if (!read.ok) return invalid('bad-content', read.where)
	const fault = kind.fault(read.value, file.publicKey)
	if (fault !== null) return fault
	const holds = {
		document: read.value,
		digest: file.digest,
		signedBy: keyId(fromHex(file.publicKey)),
	}
	if (options.key === undefined) return { kind: 'consistent', ...holds }
	const trustedThrough = trustPath(options.key, file.publicKey, options.rotations ?? [])
	if (trustedThrough === null) return invalid('other-key', { kind: 'member', path: 'signature' })
	return { kind: 'valid', ...holds, trustedThrough }
}

/** A server that signs a manifest whose own digests do not agree is wrong, and so is a file that says so. */
function faultInSnapshot(snapshot: Snapshot): Invalid | null {
	const ids = new Set<string>()
	const { ladder, format } = snapshot
	const steps = new Set<string>(ladder.map(({ status }) => status))
	if (!isLadderWhole(ladder, format === SNAPSHOT_FORMAT)) {
		return invalid('bad-content', { kind: 'member', path: 'ladder' })
	}
	for (const [i, clause] of snapshot.clauses.entries()) {
		if (!isClauseWhole(clause)) return invalid('clause-mismatch', clauseAt(clause))
		const isKnown =
			steps.has(clause.status) &&
			areBracketsWhole(clause, format) &&
			areSuggestionsWhole(clause, format) &&
			isStandingOf(clause, snapshot) &&
			areAlternativesOf(clause, format)
		if (clause.order !== i || ids.has(clause.id) || !isKnown) {
			return invalid('bad-content', clauseAt(clause))
		}
		ids.add(clause.id)
	}
	return null
}

/** The clause whose words no longer agree with their digest; the file as a whole where it is not in the words. */
function locateInSnapshot(body: CanonicalValue): Where {
	const snapshot = readShape(snapshotShape, body)
	if (!snapshot.ok) return { kind: 'file' }
	const clause = snapshot.value.clauses.find((candidate) => !isClauseWhole(candidate))
	return clause === undefined ? { kind: 'file' } : clauseAt(clause)
}

function isClauseWhole(clause: SnapshotClause): boolean {
	return (
		digestOfValue(clause.content) === clause.contentDigest &&
		digestOfText(plainText(clause.content)) === clause.textDigest
	)
}

/** Whether the brackets that are named are those that stand in the words, in their order, each holder once. */
function areBracketsWhole(
	{ openBrackets, content }: SnapshotClause,
	format: SnapshotFormat
): boolean {
	if (format === SNAPSHOT_FORMAT_1) return openBrackets.length === 0
	const inWords = bracketIdsIn(content)
	return (
		openBrackets.length === inWords.length &&
		openBrackets.every(({ id, holders }, i) => id === inWords[i] && areRising(holders))
	)
}

/** Whether the suggestions that a clause names are those that have marks in its content; before version 3 none is named, and no block has marks. */
function areSuggestionsWhole(
	{ openSuggestions, content }: SnapshotClause,
	format: SnapshotFormat
): boolean {
	if (format !== SNAPSHOT_FORMAT)
		return openSuggestions === undefined && content.every(({ marks }) => marks === undefined)
	const ids = suggestionIdsIn(content)
	return (
		openSuggestions?.length === ids.length && openSuggestions.every(({ id }, i) => id === ids[i])
	)
}

/** Whether what is said about a clause beside its status is as the version of the snapshot has it. */
function isStandingOf(clause: SnapshotClause, { format, ladder }: Snapshot): boolean {
	const { reservations, legalForce, confirmations, packages, status } = clause
	const { placeholders, content } = clause
	if (format !== SNAPSHOT_FORMAT) {
		const isUnsaid = [legalForce, confirmations, packages, placeholders].every(
			(one) => one === undefined
		)
		return isUnsaid && reservations.length === 0
	}
	if (legalForce === undefined || confirmations === undefined || packages === undefined) {
		return false
	}
	if (placeholders === undefined || !arePlaceholdersOf(content, placeholders)) return false
	const named = confirmations?.readDigest
	if (named !== undefined && named !== readDigestOf(clause)) return false
	return isStandingWhole({ reservations, legalForce, confirmations, packages }, status, ladder)
}

/** Whether the alternatives are those of the text; before version 3 none are named. */
function areAlternativesOf(
	{ alternatives, content }: SnapshotClause,
	format: SnapshotFormat
): boolean {
	if (format !== SNAPSHOT_FORMAT) return alternatives === undefined
	return alternatives !== undefined && areAlternativesWhole(alternatives, content)
}

function clauseAt(clause: SnapshotClause): Where {
	return { kind: 'clause', order: clause.order, label: clauseLabel(clause) }
}
