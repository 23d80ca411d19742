export { countClauses } from './countClauses.ts'
export { attributionDigest, type AttributionManifest } from './attribution.ts'
export { withBrackets } from './bracketMarks.ts'
export { blockTree, type TextNode } from './blockTree.ts'
export {
	canonicalBytes,
	MAX_BYTES,
	MAX_DEPTH,
	parseCanonical,
	type CanonicalValue,
	type Parsed,
	type ParseFailure,
} from './canonical.ts'
export {
	chainDigest,
	chainDigestOfBytes,
	chainStart,
	headerBytes,
	type EntryHeader,
} from './chain.ts'
export {
	namesOtherKey,
	parseCheckpoint,
	signCheckpoint,
	verifyCheckpoint,
	type CheckedCheckpoint,
	type Checkpoint,
} from './checkpoint.ts'
export { sayBlockChange, saySuggestedBlock, type BlockLook } from './sayBlockChange.ts'
export { clauseNumber, paragraphPrefix, spokenClause } from './clauseNumber.ts'
export {
	canonicalContent,
	plainText,
	type CanonicalBlock,
	type CanonicalInline,
	type CanonicalMarks,
	type ContentBlock,
	type ContentInline,
} from './content.ts'
export {
	digestOf,
	digestOfText,
	fingerprint,
	fromHex,
	sha256,
	toHex,
	type Sha256,
} from './digest.ts'
export { digestOfValue } from './digestOfValue.ts'
export { describeResult, type Description } from './describe.ts'
export { describeInstant } from './describeInstant.ts'
export { isSignature, signerFromSeed, type Signer } from './ed25519.ts'
export {
	ENVELOPE_FORMAT,
	type Envelope,
	type Invalid,
	type InvalidReason,
	type SignedFile,
	type Where,
} from './envelope.ts'
export { createErasure, ERASURE_FORMAT, type Erasure, type ErasureCause } from './erasure.ts'
export { PROTOCOL_FORMAT, type FreezeProtocol, type LateEdit } from './freezeProtocol.ts'
export { formatKey, keyId, parseKey, type OutsideKey } from './key.ts'
export { ROTATION_FORMAT, signRotation, type KeyRotation } from './rotation.ts'
export { signErasure, signFreezeProtocol, signSnapshot } from './sign.ts'
export {
	clauseLabel,
	createSnapshot,
	snapshotClause,
	snapshotDigest,
	type Snapshot,
	type SnapshotBracket,
	type SnapshotClause,
	type SnapshotInput,
	SNAPSHOT_FORMAT,
} from './snapshot.ts'
export { toCanonical, toCanonicalText } from './toCanonical.ts'
export {
	isSnapshot,
	verifyFile,
	verifySnapshot,
	type SignedDocument,
	type Verified,
	type VerifyOptions,
	type VerifyResult,
} from './verify.ts'
export {
	canonicalStanding,
	fullSteps,
	NO_SNAPSHOT_STANDING,
	snapshotLadder,
	type SnapshotConfirmations,
	type SnapshotForce,
	type SnapshotPackage,
	type SnapshotReservation,
	type SnapshotStanding,
	type SnapshotStep,
} from './snapshotStanding.ts'
export { placeholderIdsIn } from './placeholderIds.ts'
export {
	canonicalPlaceholders,
	type KnownPlaceholders,
	type SnapshotPlaceholder,
} from './snapshotPlaceholders.ts'
export { readDigestOf, withoutSuggestions, type ClauseRead } from './readDigest.ts'
export {
	isOfEarlierText,
	isProvisionalIn,
	sayConfirmations,
	sayStanding,
} from './describeStanding.ts'
export { sayForce, sayReservation } from './sayForce.ts'
export {
	withSuggestions,
	type OpenSuggestions,
	type SnapshotComment,
	type SnapshotSuggestion,
} from './snapshotSuggestions.ts'
export {
	alternativePlace,
	groupsIn,
	type SnapshotAlternative,
	type SnapshotGroup,
	type SnapshotGroupInput,
	standingPath,
} from './snapshotAlternatives.ts'
export { stoodBefore } from './stoodBefore.ts'
export {
	alternativeHead,
	holderSign,
	sayMissingWhat,
	sayMissingWords,
	sayStances,
	saySuggestion,
	suggestionSigns,
} from './textSigns.ts'
