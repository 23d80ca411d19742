import { expect, test } from 'vitest'
import { isAddressOrRange, networkOf, trustProxies } from './proxies.ts'

const addressOf = trustProxies(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])

/** The address where `peer` asks with these headers. */
function asked(peer: string, xForwardedFor?: string, forwarded?: string): string {
	return addressOf({ peer, xForwardedFor, forwarded })
}

test('[H44] an IPv6 address is counted by its network, every other one by itself', () => {
	const cases = [
		['198.51.100.7', '198.51.100.7'],
		['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
		['2001:db8:1:2::1', '2001:db8:1:2::/64'],
		['2001:db8::7', '2001:db8:0:0::/64'],
		['::1', '0:0:0:0::/64'],
		['unknown', 'unknown'],
	] as const
	for (const [address, network] of cases) expect(networkOf(address)).toBe(network)
})

test('[H40] what a stranger writes into the headers is not read', () => {
	expect(asked('198.51.100.7', '1.1.1.1')).toBe('198.51.100.7')
	expect(asked('198.51.100.7', undefined, 'for=1.1.1.1')).toBe('198.51.100.7')
	expect(asked('2001:db8::7', '127.0.0.1')).toBe('2001:db8::7')
	const nobody = trustProxies([])
	expect(nobody({ peer: '127.0.0.1', xForwardedFor: '1.1.1.1', forwarded: 'for=1.1.1.1' })).toBe(
		'127.0.0.1'
	)
})

test('[H40] of what listed proxies hand on, the last address that is not theirs counts', () => {
	const cases: readonly [string, string | undefined, string | undefined, string][] = [
		['127.0.0.1', undefined, undefined, '127.0.0.1'],
		['127.0.0.1', '198.51.100.7', undefined, '198.51.100.7'],
		['::ffff:127.0.0.1', '198.51.100.7', undefined, '198.51.100.7'],
		// A stranger wrote the first ones, and gains nothing.
		['127.0.0.1', '127.0.0.1, 1.1.1.1, 198.51.100.7', undefined, '198.51.100.7'],
		['127.0.0.1', 'rubbish, , 198.51.100.7', undefined, '198.51.100.7'],
		// Two proxies, one behind the other.
		['127.0.0.1', '1.1.1.1, 198.51.100.7, 10.20.30.40', undefined, '198.51.100.7'],
		['fd12::1', '2001:DB8:0:0::7', undefined, '2001:db8::7'],
		// Nobody but proxies: the furthest one asks for itself.
		['127.0.0.1', '10.0.0.9, 10.0.0.8', undefined, '10.0.0.9'],
		// With a port, as some proxies write it.
		['127.0.0.1', '198.51.100.7:4711', undefined, '198.51.100.7'],
		['127.0.0.1', '[2001:db8::7]:4711', undefined, '2001:db8::7'],
		// What is no address says nothing of what stands before it.
		['127.0.0.1', '1.1.1.1, unknown', undefined, '127.0.0.1'],
		['127.0.0.1', '1.1.1.1, x, 10.0.0.8', undefined, '10.0.0.8'],
		['127.0.0.1', '', undefined, '127.0.0.1'],
		['127.0.0.1', undefined, 'for=1.1.1.1, for=198.51.100.7;proto=https', '198.51.100.7'],
		['127.0.0.1', undefined, 'For="[2001:db8::7]:4711"', '2001:db8::7'],
		['127.0.0.1', undefined, 'for=198.51.100.7, for=_hidden', '127.0.0.1'],
		['127.0.0.1', undefined, 'by=10.0.0.8', '127.0.0.1'],
		['127.0.0.1', undefined, 'for="', '127.0.0.1'],
	]
	for (const [peer, xForwardedFor, forwarded, expected] of cases) {
		expect(asked(peer, xForwardedFor, forwarded), `${xForwardedFor} ${forwarded}`).toBe(expected)
	}
})

test('[H40] two headers that differ leave nothing but the proxy', () => {
	expect(asked('127.0.0.1', '198.51.100.7', 'for=198.51.100.7')).toBe('198.51.100.7')
	expect(asked('127.0.0.1', '198.51.100.7', 'for=1.1.1.1')).toBe('127.0.0.1')
	expect(asked('127.0.0.1', '1.1.1.1', 'for=198.51.100.7')).toBe('127.0.0.1')
})

test('[H40] addresses and ranges are told from everything else', () => {
	for (const good of ['127.0.0.1', '::1', '10.0.0.0/8', '0.0.0.0/0', '2001:db8::/32']) {
		expect(isAddressOrRange(good), good).toBe(true)
	}
	for (const bad of [
		'',
		'localhost',
		'10.0.0.0/',
		'10.0.0.0/33',
		'::/129',
		'10.0.0/8',
		'1.1.1.1/-1',
	]) {
		expect(isAddressOrRange(bad), bad).toBe(false)
	}
})
