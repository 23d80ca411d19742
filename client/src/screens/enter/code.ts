/**
 * The code of a joining link, taken out of the address bar so that it is not read over a shoulder, bookmarked or left in the history;
 * empty where the address has none.
 */
export function takeCode(): string {
	const code = decodeFragment(location.hash.slice(1)).trim()
	if (location.hash !== '') history.replaceState(history.state, '', location.pathname)
	return code
}

function decodeFragment(fragment: string): string {
	try {
		return decodeURIComponent(fragment)
	} catch {
		return fragment // a stray percent sign: not a code of ours, and the server will say so
	}
}
