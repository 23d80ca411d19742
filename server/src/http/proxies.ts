import { type IncomingMessage } from 'node:http'
import { BlockList, isIP, SocketAddress } from 'node:net'
import parseForwarded from 'forwarded-parse'

/** What a request says about where it comes from. */
export interface Origins {
	/** The address at the other end of the connection. */
	readonly peer: string | undefined
	/** `X-Forwarded-For`: addresses, the nearest last. */
	readonly xForwardedFor: string | undefined
	/** `Forwarded` (RFC 7239): elements, the nearest last. */
	readonly forwarded: string | undefined
}

/** Tells the address of whoever asks. */
export type AddressOf = (origins: Origins) => string

/**
 * Reads the address of whoever asks, for rate limits. Headers can be written by anybody, so they count only as far as every hop that added
 * to them is listed: from the connection backwards, the first address that is not a listed proxy's is the one. What stands before it
 * is that stranger's own word and is not looked at.
 *
 * Where `X-Forwarded-For` and `Forwarded` are both there and differ, a proxy that writes one of them has passed on the other as a
 * stranger wrote it. Nobody can tell which, so the proxy itself is the address.
 *
 * @param proxies addresses and ranges as `isAddressOrRange` takes them
 */
export function trustProxies(proxies: readonly string[]): AddressOf {
	const trusted = new BlockList()
	for (const proxy of proxies) {
		const { address, family, prefix } = parseRange(proxy)
		trusted.addSubnet(address, prefix, family)
	}
	const isTrusted = (address: string): boolean =>
		trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

	function walk(peer: string, hops: readonly (string | null)[]): string {
		let nearest = peer
		for (const hop of hops.toReversed()) {
			if (!isTrusted(nearest)) break
			// Hidden or unknown: further back there is only what the hidden one was told.
			if (hop === null) break
			nearest = hop
		}
		return nearest
	}

	return ({ peer, xForwardedFor, forwarded }) => {
		const from = toAddress(peer ?? '')
		if (from === null) return 'unknown'
		if (!isTrusted(from)) return from
		const told: string[] = []
		if (xForwardedFor !== undefined) {
			told.push(walk(from, xForwardedFor.split(',').map(toAddress)))
		}
		if (forwarded !== undefined) told.push(walk(from, hopsOf(forwarded)))
		const [first = from] = told
		return told.every((address) => address === first) ? first : from
	}
}

/**
 * What `address` is counted as: itself, or for IPv6 its network of 64 bits, of which a single person has all addresses (RFC 6177; RFC 4291,
 * section 2.5.4). What is no address is counted as itself.
 */
export function networkOf(address: string): string {
	if (isIP(address) !== 6) return address
	const [head = '', tail = ''] = address.split('::')
	const left = head.split(':').filter((group) => group !== '')
	const right = tail.split(':').filter((group) => group !== '')
	const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
	return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`
}

/** What a request is counted by: the network that it comes from. */
export function countedAs({ socket, headers }: IncomingMessage, addressOf: AddressOf): string {
	return networkOf(
		addressOf({
			peer: socket.remoteAddress,
			xForwardedFor: joined(headers['x-forwarded-for']),
			forwarded: joined(headers.forwarded),
		})
	)
}

/** A header that may have come several times, as one. */
function joined(header: string | readonly string[] | undefined): string | undefined {
	return typeof header === 'object' ? header.join(', ') : header
}

/** Whether `text` is an IP address, or a range of them such as `10.0.0.0/8`. */
export function isAddressOrRange(text: string): boolean {
	const [address = '', prefix, ...more] = text.split('/')
	const version = isIP(address)
	if (version === 0 || more.length > 0) return false
	return (
		prefix === undefined ||
		(/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 6 ? 128 : 32))
	)
}

function parseRange(text: string): {
	readonly address: string
	readonly family: 'ipv4' | 'ipv6'
	readonly prefix: number
} {
	if (!isAddressOrRange(text)) throw new RangeError(`no address or range: ${text}`)
	const [address = '', prefix] = text.split('/')
	const isSix = isIP(address) === 6
	return {
		address,
		family: isSix ? 'ipv6' : 'ipv4',
		prefix: prefix === undefined ? (isSix ? 128 : 32) : Number(prefix),
	}
}

function hopsOf(forwarded: string): readonly (string | null)[] {
	try {
		return parseForwarded(forwarded).map((element) => toAddress(element['for'] ?? ''))
	} catch {
		// Not what RFC 7239 says: nothing is known of who was before.
		return [null]
	}
}

/** `198.51.100.7:4711` and `[2001:db8::7]:4711`, the second also without its port. */
const WITH_PORT = /^(?:(\d+(?:\.\d+){3}):\d+|\[([\da-f:.]+)\](?::\d+)?)$/i

/** An address in one spelling, without a port; null where it is none. */
function toAddress(text: string): string | null {
	const given = text.trim()
	const [, four, six] = WITH_PORT.exec(given) ?? []
	const address = four ?? six ?? given
	const version = isIP(address)
	if (version === 0) return null
	if (version === 4) return address
	const spelt = new SocketAddress({ address, family: 'ipv6' }).address
	// What a socket that listens on both families calls an address of the older one.
	return /^::ffff:(\d+(?:\.\d+){3})$/.exec(spelt)?.[1] ?? spelt
}
