import { type Signer } from './ed25519.ts'
import { signEnvelope, type SignedFile } from './envelope.ts'
import { type FreezeProtocol } from './freezeProtocol.ts'
import { type Snapshot } from './snapshot.ts'

/** The file of a frozen text: what is stored, downloaded and verified. Throws as `signEnvelope` does. */
export function signSnapshot(snapshot: Snapshot, signer: Signer): SignedFile {
	return signEnvelope(snapshot, signer)
}

/** The file of a freeze protocol. Throws as `signEnvelope` does. */
export function signFreezeProtocol(protocol: FreezeProtocol, signer: Signer): SignedFile {
	return signEnvelope(protocol, signer)
}
