/**
 * `read`, but each object is read once. For awareness states: many are looked at whenever one has changed, and one that has changed is
 * another object.
 */
export function readOnce<T>(read: (state: unknown) => T): (state: unknown) => T {
	const known = new WeakMap<object, { readonly value: T }>()
	return (state) => {
		if (typeof state !== 'object' || state === null) return read(state)
		const before = known.get(state)
		if (before !== undefined) return before.value
		const value = read(state)
		known.set(state, { value })
		return value
	}
}
