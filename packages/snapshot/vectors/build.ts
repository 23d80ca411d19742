import { parseInstant, parseLogPosition } from '@parley/domain'
import { attributionDigest, type AttributionManifest } from '../src/attribution.ts'
import { canonicalBytes } from '../src/canonical.ts'
import { headerBytes } from '../src/chain.ts'
import { signCheckpoint } from '../src/checkpoint.ts'
import { digestOf, toHex } from '../src/digest.ts'
import { signedMessage } from '../src/envelope.ts'
import { formatKey, keyId } from '../src/key.ts'
import { signRotation } from '../src/rotation.ts'
import { signFreezeProtocol, signSnapshot } from '../src/sign.ts'
import { SNAPSHOT_FORMAT } from '../src/snapshot.ts'
import { beforeComments } from '../src/testing.ts'
import {
	chainThrough,
	deadline,
	entries,
	freezeProtocol,
	log,
	seeds,
	signers,
	snapshot,
} from './input.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Values with their canonical bytes; the first three are of RFC 8785, without what Parley's subset leaves out. */
const CANONICAL: Readonly<Record<string, unknown>> = {
	'RFC 8785 section 3.2.2, strings': '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
	'RFC 8785 section 3.2.2, literals': [null, true, false],
	'RFC 8785 section 3.2.3, order of keys by UTF-16 code unit': {
		'\u20ac': 'Euro Sign',
		'\r': 'Carriage Return',
		'\ufffd': 'Replacement Character',
		'1': 'One',
		'\ud83d\ude00': 'Emoji: Grinning Face',
		'\u0080': 'Control',
		'\u00f6': 'Latin Small Letter O With Diaeresis',
	},
	'whole numbers': [0, -1, 9007199254740991, -9007199254740991],
	'control characters': '\u0000\u0008\u0009\u000b\u000c\u001f\u007f\u2028',
	empty: [{}, [], ''],
}

/** Bytes that are to be refused, as text. */
const REFUSED: Readonly<Record<string, string>> = {
	nothing: '',
	'a space': '{"a": 1}',
	'a line break at the end': '{"a":1}\n',
	'a byte order mark': '\ufeff{"a":1}',
	'keys out of order': '{"b":1,"a":2}',
	'keys in the order of code points': '{"\ufffd":1,"\u{1f600}":2}',
	'a key twice': '{"a":1,"a":1}',
	'a fraction': '{"a":1.5}',
	'a whole number with a point': '{"a":1.0}',
	'a whole number with an exponent': '{"a":1e2}',
	'negative zero': '{"a":-0}',
	'an unsafe integer': '{"a":9007199254740992}',
	'not a number': '{"a":NaN}',
	'a needless escape': '{"a":"\\u0041"}',
	'an escaped slash': '{"a":"\\/"}',
	'an escape in capitals': '{"a":"\\u001F"}',
	'a long escape': '{"a":"\\u000a"}',
	'a lone surrogate': '{"a":"\\ud800"}',
	'text that is not in NFC': '{"a":"e\u0301"}',
	'a key that is not in NFC': '{"e\u0301":1}',
	'two values': '{"a":1}{"a":1}',
	'nesting without end': '['.repeat(1000),
	'nesting one too deep': `${'['.repeat(65)}${']'.repeat(65)}`,
}

/** All vectors, by the name of the file they are published in. The same on every machine and at every time. */
export function buildVectors(): ReadonlyMap<string, Uint8Array> {
	const text = signSnapshot(snapshot, signers.server)
	const older = signSnapshot(beforeComments(snapshot), signers.server)
	const protocol = signFreezeProtocol(freezeProtocol(text.digest), signers.server)
	const rotatedAt = parseInstant(deadline.at + 86_400_000)
	const rotation = signRotation(signers.server, signers.successor.publicKey, rotatedAt)
	const vectors = {
		canonical: Object.entries(CANONICAL).map(([name, value]) => {
			const bytes = canonicalBytes(value)
			return { name, value, bytes: toHex(bytes), digest: digestOf(bytes) }
		}),
		refused: Object.entries(REFUSED).map(([name, refused]) => ({ name, text: refused })),
		keys: Object.entries(seeds).map(([name, seed]) => {
			const { publicKey } = name === 'server' ? signers.server : signers.successor
			return {
				name,
				seed: toHex(seed),
				publicKey: toHex(publicKey),
				keyId: keyId(publicKey),
				text: formatKey(publicKey),
			}
		}),
		chain: buildChain(),
		chainWithheld: buildWithheldChain(),
		attribution: buildAttribution(),
		signedMessage: decoder.decode(signedMessage(SNAPSHOT_FORMAT, text.digest)),
		files: [
			{ name: 'snapshot.json', signedWith: 'server', digest: text.digest },
			{ name: 'snapshot-before-comments.json', signedWith: 'server', digest: older.digest },
			{ name: 'freeze-protocol.json', signedWith: 'server', digest: protocol.digest },
			{ name: 'rotation.json', signedWith: 'server', digest: rotation.digest },
		],
	}
	return new Map([
		['vectors.json', encoder.encode(`${JSON.stringify(vectors, null, '\t')}\n`)],
		['snapshot.json', text.bytes],
		['snapshot-before-comments.json', older.bytes],
		['freeze-protocol.json', protocol.bytes],
		['rotation.json', rotation.bytes],
	])
}

function buildChain() {
	const position = parseLogPosition(entries.length)
	return {
		log,
		start: toHex(chainThrough(0)),
		entries: entries.map(({ header, payload }, i) => ({
			header: decoder.decode(headerBytes(header)),
			payload: toHex(payload),
			payloadDigest: digestOf(payload),
			chain: toHex(chainThrough(i + 1)),
		})),
		checkpoint: signCheckpoint({ log, position, chain: chainThrough(position) }, signers.server),
	}
}

/** The same chain where the payload of its second entry is withheld: its digest is left, and leads to the same checkpoint. */
function buildWithheldChain() {
	const chain = buildChain()
	const less = chain.entries.map((entry, i) => (i === 1 ? { ...entry, payload: null } : entry))
	return { ...chain, entries: less }
}

function buildAttribution() {
	const manifest: AttributionManifest = {
		format: 'parley-attribution/1',
		clauses: [{ id: 'cl_00000000v001', runs: [{ seat: null, length: 60 }] }],
	}
	const salt = new Uint8Array(32).fill(9)
	return { manifest, salt: toHex(salt), digest: attributionDigest(manifest, salt) }
}
