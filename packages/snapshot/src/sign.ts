import { type Signer } from './ed25519.ts'
import { signEnvelope, type SignedFile } from './envelope.ts'
import { type Erasure } from './erasure.ts'
import { type FreezeProtocol } from './freezeProtocol.ts'
import { type Snapshot } from './snapshot.ts'
import { verifyFile } from './verify.ts'

/**
 * The file of a frozen text: what is stored, downloaded and verified.
 *
 * It is verified before it is given out, since a file that nobody can verify would be noticed when it is too late.
 *
 * @throws RangeError where the snapshot is not as its format says, which is a bug of whoever made it.
 * @throws ParleyError `bad-key` where the signer's two keys do not belong together.
 */
export function signSnapshot(snapshot: Snapshot, signer: Signer): SignedFile {
	return verified(signEnvelope(snapshot, signer))
}

/** The file of a freeze protocol; verified, and throws, as that of a snapshot. */
export function signFreezeProtocol(protocol: FreezeProtocol, signer: Signer): SignedFile {
	return verified(signEnvelope(protocol, signer))
}

/** The file of an erasure; verified, and throws, as that of a snapshot. */
export function signErasure(erasure: Erasure, signer: Signer): SignedFile {
	return verified(signEnvelope(erasure, signer))
}

function verified(file: SignedFile): SignedFile {
	const result = verifyFile(file.bytes)
	if (result.kind === 'invalid') {
		throw new RangeError(`signed what is ${result.reason}: ${JSON.stringify(result.where)}`)
	}
	return file
}
